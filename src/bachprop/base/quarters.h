// Exact musical time.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

#include "bachprop/base/numbers.h"

namespace bachprop {

// A time or a length in quarter notes: an exact rational number in lowest terms.
//
// Sums, differences and comparisons are exact while numerators stay below 2^46 and denominators
// below 2^16 in magnitude. That is 30 million years of music at a MIDI file's finest division.
class Quarters {
 public:
  constexpr Quarters() = default;
  // Implicit on purpose: `duration > 0`, `onset + 1`.
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr Quarters(std::int64_t whole) : numerator_(whole) {}
  // `denominator` may be negative, not zero.
  constexpr Quarters(std::int64_t numerator, std::int64_t denominator);
  // For callers who know that nothing can be cancelled and that `denominator` is positive.
  [[nodiscard]] static constexpr Quarters in_lowest_terms(std::int64_t numerator,
                                                          std::int64_t denominator) {
    Quarters quarters;
    quarters.numerator_ = numerator;
    quarters.denominator_ = denominator;
    return quarters;
  }

  [[nodiscard]] constexpr std::int64_t numerator() const { return numerator_; }
  [[nodiscard]] constexpr std::int64_t denominator() const { return denominator_; }
  // For display and statistics only.
  [[nodiscard]] constexpr double to_double() const {
    return as_double(numerator_) / as_double(denominator_);
  }
  // "3/4", "2", "-1/12".
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(const Quarters&, const Quarters&) = default;
  friend constexpr std::strong_ordering operator<=>(const Quarters& a, const Quarters& b) {
    return a.numerator_ * b.denominator_ <=> b.numerator_ * a.denominator_;
  }
  friend constexpr Quarters operator+(const Quarters& a, const Quarters& b);
  friend constexpr Quarters operator-(const Quarters& a, const Quarters& b);
  friend constexpr Quarters operator*(const Quarters& a, const Quarters& b);
  friend constexpr Quarters operator/(const Quarters& a, const Quarters& b);
  constexpr Quarters& operator+=(const Quarters& other) { return *this = *this + other; }
  constexpr Quarters& operator-=(const Quarters& other) { return *this = *this - other; }

 private:
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;
};

}  // namespace bachprop

template <>
struct std::hash<bachprop::Quarters> {
  std::size_t operator()(const bachprop::Quarters& q) const noexcept {
    return static_cast<std::size_t>(q.numerator()) * 1000003U ^
           static_cast<std::size_t>(q.denominator());
  }
};

#include "bachprop/base/quarters_inl.h"
