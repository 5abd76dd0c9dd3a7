#include "bachprop/evaluate/novelty.h"

#include <algorithm>
#include <limits>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

constexpr int kRoot = 0;
constexpr int kNone = -1;
// Between pieces, so that no passage goes on from one into the next. No step is that.
constexpr std::uint64_t kEndOfPiece = std::numeric_limits<std::uint64_t>::max();

// A number of 16 bits: dictionaries have no more symbols (model/network.h, kMaxSymbols).
std::uint64_t word(int number) {
  constexpr int kWords = 1 << 16;
  check(number >= 0 && number < kWords, "symbols are those of a dictionary");
  return static_cast<std::uint64_t>(number);
}

}  // namespace

Novelty& Novelty::operator+=(const Novelty& other) {
  patterns += other.patterns;
  own_patterns += other.own_patterns;
  longest_copy = std::max(longest_copy, other.longest_copy);
  return *this;
}

PatternIndex::PatternIndex() : states_(1) {}

// Each step names T of the note it comes from, so that steps in a row are a pattern as defined.
PatternIndex::Step PatternIndex::step_between(const NoteSymbols& from, const NoteSymbols& to) {
  constexpr int kNoInterval = 1 << 15;  // intervals are counted from here, to stay above 0
  return word(from.duration) << 48 | word(to.pitch - from.pitch + kNoInterval) << 32 |
         word(to.dt) << 16 | word(to.duration);
}

int PatternIndex::next(int state, Step step) const {
  const auto& steps = states_[static_cast<std::size_t>(state)].next;
  const auto found = std::ranges::lower_bound(steps, step, {}, &std::pair<Step, int>::first);
  return found != steps.end() && found->first == step ? found->second : kNone;
}

void PatternIndex::set_next(int state, Step step, int target) {
  auto& steps = states_[static_cast<std::size_t>(state)].next;
  const auto found = std::ranges::lower_bound(steps, step, {}, &std::pair<Step, int>::first);
  if (found != steps.end() && found->first == step) {
    found->second = target;
  } else {
    steps.emplace(found, step, target);
  }
}

void PatternIndex::redirect(int state, Step step, int from, int target) {
  while (state != kNone && next(state, step) == from) {
    set_next(state, step, target);
    state = states_[static_cast<std::size_t>(state)].link;
  }
}

void PatternIndex::append(Step step) {
  const int added = static_cast<int>(states_.size());
  states_.push_back({.length = states_[static_cast<std::size_t>(last_)].length + 1});
  int state = last_;
  last_ = added;
  while (state != kNone && next(state, step) == kNone) {
    set_next(state, step, added);
    state = states_[static_cast<std::size_t>(state)].link;
  }
  if (state == kNone) {
    states_[static_cast<std::size_t>(added)].link = kRoot;
    return;
  }
  const int target = next(state, step);
  const int length = states_[static_cast<std::size_t>(state)].length + 1;
  if (states_[static_cast<std::size_t>(target)].length == length) {
    states_[static_cast<std::size_t>(added)].link = target;
    return;
  }
  // The shorter sequences of `target` now end at one place more than its longest: they need a state
  // of their own.
  const int split = static_cast<int>(states_.size());
  State copy = states_[static_cast<std::size_t>(target)];
  copy.length = length;
  states_.push_back(std::move(copy));
  redirect(state, step, target, split);
  states_[static_cast<std::size_t>(target)].link = split;
  states_[static_cast<std::size_t>(added)].link = split;
}

void PatternIndex::add(std::span<const NoteSymbols> piece) {
  for (std::size_t i = 1; i < piece.size(); ++i) {
    append(step_between(piece[i - 1], piece[i]));
  }
  append(kEndOfPiece);
}

Novelty PatternIndex::novelty(std::span<const NoteSymbols> piece, int pattern_length) const {
  check(pattern_length >= 2, "a pattern has at least two notes");
  Novelty novelty;
  int state = kRoot;
  int known = 0;  // steps up to this note that stand in a row in a known piece, as many as can be
  for (std::size_t i = 1; i < piece.size(); ++i) {
    const Step step = step_between(piece[i - 1], piece[i]);
    while (state != kRoot && next(state, step) == kNone) {
      state = states_[static_cast<std::size_t>(state)].link;
      known = states_[static_cast<std::size_t>(state)].length;
    }
    if (const int target = next(state, step); target != kNone) {
      state = target;
      ++known;
    }
    novelty.longest_copy = std::max(novelty.longest_copy, known > 0 ? known + 1 : 0);
    if (i + 1 >= static_cast<std::size_t>(pattern_length)) {
      ++novelty.patterns;
      novelty.own_patterns += known + 1 < pattern_length ? 1 : 0;
    }
  }
  return novelty;
}

}  // namespace bachprop
