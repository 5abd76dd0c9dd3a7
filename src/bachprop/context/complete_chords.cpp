#include "bachprop/context/complete_chords.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "bachprop/score/score.h"

namespace bachprop {
namespace {

constexpr int kWidest = 13;
constexpr int kFifth = 7;
// Voices of fuller chords are not followed.
constexpr std::size_t kMostVoices = 8;

std::uint32_t move_symbol(int interval) {
  return static_cast<std::uint32_t>(std::clamp(interval, -kWidest, kWidest) + kWidest);
}

}  // namespace

void CompleteChords::begin() {
  before_.clear();
  now_.clear();
  streams_ = {};
  fifths_ = false;
  octaves_ = false;
}

void CompleteChords::take(const NoteSpan& sounding, const NoteSpan& struck) {
  std::swap(before_, now_);
  now_.clear();
  for (std::size_t i = 0; i < sounding.size(); ++i) {
    now_.push_back({.pitch = sounding.pitch(i), .struck = i + struck.size() >= sounding.size()});
  }
  std::ranges::sort(now_, {}, &Voice::pitch);
  follow();
  find_parallels();
}

void CompleteChords::follow() {
  for (Followed& followed : streams_) {
    followed.is_new = false;
  }
  if (now_.empty()) {
    return;
  }
  const int bass = now_.front().pitch;
  std::uint32_t over = 0;  // bit i - 1: i semitones over the bass, 1 .. 11
  for (const Voice& voice : now_) {
    over |= 1U << static_cast<unsigned>((voice.pitch - bass) % kSemitonesPerOctave);
  }
  over >>= 1U;
  constexpr unsigned kOverBits = 11;
  const bool goes_on = !before_.empty();
  const std::uint32_t move = goes_on ? 1 + move_symbol(bass - before_.front().pitch) : 0;
  bring(TurnStream::kChords, (move << kOverBits) | over, over);
  const auto follow_line = [&](TurnStream line, const Voice& from, const Voice& to) {
    if (to.struck || from.pitch != to.pitch) {
      const std::uint32_t symbol = move_symbol(to.pitch - from.pitch);
      bring(line, symbol, symbol);
    }
  };
  if (goes_on) {
    follow_line(TurnStream::kTop, before_.back(), now_.back());
    follow_line(TurnStream::kBottom, before_.front(), now_.front());
  }
}

void CompleteChords::bring(TurnStream stream, std::uint32_t symbol, std::uint32_t first) {
  Followed& followed = streams_[static_cast<std::size_t>(stream)];
  followed.turns.take(symbol, first);
  followed.is_new = true;
}

void CompleteChords::find_parallels() {
  fifths_ = false;
  octaves_ = false;
  if (before_.empty() || before_.size() > kMostVoices || now_.size() > kMostVoices) {
    return;
  }
  match_voices();
  const auto step = [&](std::size_t voice) {
    return now_[voice].pitch - before_[from_[voice]].pitch;
  };
  for (std::size_t upper = 1; upper < now_.size(); ++upper) {
    for (std::size_t lower = 0; lower < upper; ++lower) {
      const int interval = before_[from_[upper]].pitch - before_[from_[lower]].pitch;
      const bool together = now_[upper].struck && now_[lower].struck && step(lower) != 0 &&
                            (step(lower) > 0) == (step(upper) > 0) && step(upper) != 0;
      const bool stays = (step(upper) - step(lower)) % kSemitonesPerOctave == 0;
      if (interval > 0 && together && stays) {
        fifths_ = fifths_ || interval % kSemitonesPerOctave == kFifth;
        octaves_ = octaves_ || interval % kSemitonesPerOctave == 0;
      }
    }
  }
}

// The least movement in all such that no voice crosses another.
void CompleteChords::match_voices() {
  from_.assign(now_.size(), 0);
  if (now_.size() == before_.size()) {
    for (std::size_t voice = 0; voice < now_.size(); ++voice) {
      from_[voice] = voice;
    }
    return;
  }
  // least[i][j]: of the voices up to i, where i goes on from j; came[i][j]: i - 1 from there.
  std::array<std::array<int, kMostVoices>, kMostVoices> least = {};
  std::array<std::array<std::size_t, kMostVoices>, kMostVoices> came = {};
  for (std::size_t i = 0; i < now_.size(); ++i) {
    for (std::size_t j = 0; j < before_.size(); ++j) {
      std::size_t best = 0;
      for (std::size_t k = 0; i > 0 && k <= j; ++k) {
        best = least.at(i - 1).at(k) < least.at(i - 1).at(best) ? k : best;
      }
      came.at(i).at(j) = best;
      least.at(i).at(j) =
          std::abs(now_[i].pitch - before_[j].pitch) + (i > 0 ? least.at(i - 1).at(best) : 0);
    }
  }
  std::size_t from = 0;
  for (std::size_t j = 0; j < before_.size(); ++j) {
    from = least.at(now_.size() - 1).at(j) < least.at(now_.size() - 1).at(from) ? j : from;
  }
  for (std::size_t i = now_.size(); i > 0; --i) {
    from_[i - 1] = from;
    from = came.at(i - 1).at(from);
  }
}

}  // namespace bachprop
