// Randomness as a parameter: the same seed gives the same numbers on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {

// A stream of random numbers. Built on std::mt19937_64, whose output the C++ standard fixes; the
// distributions are our own because the standard's differ between libraries.
class Random {
 public:
  // A stream of its own for each sequence of keys, e.g. {seed, epoch, piece}.
  Random(std::initializer_list<std::uint64_t> keys);

  // Uniform over 0 .. 2^64 - 1.
  [[nodiscard]] std::uint64_t bits() { return engine_(); }
  // Uniform over 0 .. bound - 1; `bound` > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
  // Uniform over [0, 1).
  [[nodiscard]] double uniform() { return as_double(bits() >> 11U) * 0x1.0p-53; }

  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace bachprop
