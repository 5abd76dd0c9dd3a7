#include "bachprop/copies/pattern_index.h"

#include <algorithm>
#include <numeric>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kRoot = 0;
constexpr int kNone = -1;

// The earliest place of all, and the earliest of those in another piece than that.
std::array<StepPlace, 2> earliest(const std::array<StepPlace, 2>& a,
                                  const std::array<StepPlace, 2>& b) {
  std::array<StepPlace, 2> two;
  for (const StepPlace& place : {a[0], a[1], b[0], b[1]}) {
    if (place.piece != kNone && (two[0].piece == kNone || place < two[0])) {
      two[0] = place;
    }
  }
  for (const StepPlace& place : {a[0], a[1], b[0], b[1]}) {
    if (place.piece != two[0].piece && place.piece != kNone &&
        (two[1].piece == kNone || place < two[1])) {
      two[1] = place;
    }
  }
  return two;
}

}  // namespace

PatternIndex::PatternIndex() : states_(1) {}

int PatternIndex::next(int state, StepNumber step) const {
  const State& from = at(state);
  if (from.step != kManySteps) {
    return from.step == step ? from.target : kNone;
  }
  const auto& branches = branches_[as_index(from.target)];
  const auto found = std::ranges::lower_bound(branches, step, {}, &Transition::first);
  return found != branches.end() && found->first == step ? found->second : kNone;
}

void PatternIndex::set_next(int state, StepNumber step, int target) {
  State& from = at(state);
  if (from.step == kNoStep || from.step == step) {
    from.step = step;
    from.target = target;
    return;
  }
  if (from.step != kManySteps) {
    branches_.push_back({{from.step, from.target}});
    from.step = kManySteps;
    from.target = as_int(branches_.size()) - 1;
  }
  auto& branches = branches_[as_index(from.target)];
  const auto found = std::ranges::lower_bound(branches, step, {}, &Transition::first);
  if (found != branches.end() && found->first == step) {
    found->second = target;
  } else {
    branches.emplace(found, step, target);
  }
}

void PatternIndex::redirect(int state, StepNumber step, int from, int target) {
  while (state != kNone && next(state, step) == from) {
    set_next(state, step, target);
    state = at(state).link;
  }
}

int PatternIndex::split(int target, int length) {
  const int added = as_int(states_.size());
  State copy = at(target);
  copy.length = length;
  if (copy.step == kManySteps) {
    auto branches = branches_[as_index(copy.target)];
    copy.target = as_int(branches_.size());
    branches_.push_back(std::move(branches));
  }
  states_.push_back(copy);
  return added;
}

void PatternIndex::extend(StepNumber step) {
  const int added = as_int(states_.size());
  states_.push_back({.length = at(last_).length + 1, .places = {place_, StepPlace{}}});
  int state = last_;
  last_ = added;
  while (state != kNone && next(state, step) == kNone) {
    set_next(state, step, added);
    state = at(state).link;
  }
  if (state == kNone) {
    at(added).link = kRoot;
    return;
  }
  const int target = next(state, step);
  const int length = at(state).length + 1;
  if (at(target).length == length) {
    at(added).link = target;
    return;
  }
  const int shorter = split(target, length);
  redirect(state, step, target, shorter);
  at(target).link = shorter;
  at(added).link = shorter;
}

void PatternIndex::append(PatternStep step) {
  check(!finished_, "pieces are added before the index is finished");
  extend(numbers_.try_emplace(step, static_cast<StepNumber>(numbers_.size())).first->second);
  ++place_.step;
}

void PatternIndex::end_piece() {
  append(kEndOfPiece);
  place_ = {.piece = place_.piece + 1, .step = 0};
}

void PatternIndex::add(std::span<const PatternStep> piece) {
  for (const PatternStep step : piece) {
    append(step);
  }
  end_piece();
}

// Shorter ends of a passage end where the passage does: places go from each state to the one it
// links to, the longest first.
void PatternIndex::finish() {
  check(!finished_, "an index is finished once");
  finished_ = true;
  std::vector<int> states_of_length(as_index(at(last_).length) + 2);
  for (const State& state : states_) {
    ++states_of_length[as_index(state.length) + 1];
  }
  std::partial_sum(states_of_length.begin(), states_of_length.end(), states_of_length.begin());
  std::vector<int> order(states_.size());
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto& place = states_of_length[as_index(states_[i].length)];
    order[as_index(place++)] = as_int(i);
  }
  for (std::size_t i = order.size(); i-- > 1;) {
    const State& state = at(order[i]);
    at(state.link).places = earliest(at(state.link).places, state.places);
  }
}

bool PatternIndex::stands_elsewhere(int state, int except) const {
  const auto& places = at(state).places;
  return places[0].piece != except || places[1].piece != kNone;
}

void PatternIndex::advance(Cursor& cursor, PatternStep step, int except) const {
  const auto number = numbers_.find(step);
  if (number == numbers_.end()) {
    cursor = {};
    return;
  }
  // Where steps were appended since, the state may have been split.
  while (cursor.state_ != kRoot && cursor.steps_ <= at(at(cursor.state_).link).length) {
    cursor.state_ = at(cursor.state_).link;
  }
  while (true) {
    const int target = next(cursor.state_, number->second);
    if (target != kNone && (except == kNoPiece || stands_elsewhere(target, except))) {
      cursor.state_ = target;
      ++cursor.steps_;
      return;
    }
    if (cursor.state_ == kRoot) {
      cursor.steps_ = 0;
      return;
    }
    cursor.state_ = at(cursor.state_).link;
    cursor.steps_ = at(cursor.state_).length;
  }
}

std::vector<PatternMatch> PatternIndex::matches(std::span<const PatternStep> piece,
                                                int except) const {
  check(finished_, "an index is finished before anything is looked up");
  std::vector<PatternMatch> matches;
  Cursor cursor;
  for (const PatternStep step : piece) {
    advance(cursor, step, except);
    const auto& places = at(cursor.state_).places;
    matches.push_back({cursor.steps_, cursor.steps_ == 0
                                          ? StepPlace{}
                                          : places[places[0].piece == except ? 1 : 0]});
  }
  return matches;
}

}  // namespace bachprop
