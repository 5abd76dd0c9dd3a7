// Which pitches still sound while notes are written one after another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bachprop/score/score.h"

namespace bachprop {

// Times are whole numbers of any one unit; pitches are symbols, 0 .. kHighestPitch.
class SoundingPitches {
 public:
  // Lets the time to the next onset pass.
  void pass(std::int64_t time) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::int64_t left = left_[i] - time;
      symbols_[kept] = symbols_[i];
      left_[kept] = left;
      kept += left > 0 ? 1U : 0U;
    }
    count_ = kept;
  }

  // A note begins; where its pitch sounds already, it takes that note's place.
  void begin(int symbol, std::int64_t duration) {
    std::size_t i = 0;
    while (i < count_ && symbols_[i] != symbol) {
      ++i;
    }
    count_ = i == count_ ? count_ + 1 : count_;
    symbols_[i] = symbol;
    left_[i] = duration;
  }

  // In no order.
  [[nodiscard]] std::span<const int> symbols() const { return std::span(symbols_).first(count_); }

 private:
  std::size_t count_ = 0;
  std::array<int, kHighestPitch + 1> symbols_;
  std::array<std::int64_t, kHighestPitch + 1> left_;  // until the note ends, above 0
};

}  // namespace bachprop
