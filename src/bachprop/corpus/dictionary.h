// The three feature dictionaries: which values dT, T and P may take, numbered from 0, with one more
// symbol, START/END, as the last.
#pragma once

#include <optional>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/quarters.h"

namespace bachprop {

// The sorted set of times (dT or T) that occur in a corpus.
class TimeDictionary {
 public:
  TimeDictionary() = default;
  // Sorts and removes what occurs twice.
  explicit TimeDictionary(std::vector<Quarters> values);

  // Number of symbols, START/END included.
  [[nodiscard]] int size() const { return as_int(values_.size()) + 1; }
  [[nodiscard]] int start_end() const { return as_int(values_.size()); }
  [[nodiscard]] const std::vector<Quarters>& values() const { return values_; }
  // `symbol` in 0 .. size() - 2.
  [[nodiscard]] Quarters value(int symbol) const;
  [[nodiscard]] std::optional<int> find(Quarters value) const;
  // The symbol of the value closest to `value` (the smaller of two equally close); needs size()
  // > 1.
  [[nodiscard]] int nearest(Quarters value) const;

  friend bool operator==(const TimeDictionary&, const TimeDictionary&) = default;

 private:
  std::vector<Quarters> values_;
};

// Every pitch from the lowest to the highest that occurs.
class PitchDictionary {
 public:
  PitchDictionary() = default;
  // 0 <= lowest <= highest <= 127.
  PitchDictionary(int lowest, int highest);

  [[nodiscard]] int size() const { return highest_ - lowest_ + 2; }
  [[nodiscard]] int start_end() const { return highest_ - lowest_ + 1; }
  [[nodiscard]] int lowest() const { return lowest_; }
  [[nodiscard]] int highest() const { return highest_; }
  [[nodiscard]] int value(int symbol) const { return lowest_ + symbol; }
  [[nodiscard]] std::optional<int> find(int pitch) const;

  friend bool operator==(const PitchDictionary&, const PitchDictionary&) = default;

 private:
  int lowest_ = 0;
  int highest_ = -1;  // below lowest_: no pitch at all
};

struct Dictionaries {
  TimeDictionary dt;
  TimeDictionary duration;
  PitchDictionary pitch;

  friend bool operator==(const Dictionaries&, const Dictionaries&) = default;
};

// The dictionaries with the values of both.
[[nodiscard]] Dictionaries merged(const Dictionaries& a, const Dictionaries& b);

}  // namespace bachprop
