// Arithmetic of Quarters; include quarters.h instead.
#pragma once

#include <numeric>

#include "bachprop/base/check.h"

namespace bachprop {

constexpr Quarters::Quarters(std::int64_t numerator, std::int64_t denominator) {
  check(denominator != 0, "the denominator of a time in quarters is not 0");
  const std::int64_t divisor =
      std::gcd(numerator, denominator) * (denominator < 0 ? std::int64_t{-1} : std::int64_t{1});
  numerator_ = numerator / divisor;
  denominator_ = denominator / divisor;
}

constexpr Quarters operator+(const Quarters& a, const Quarters& b) {
  if (a.denominator_ == b.denominator_) {
    return {a.numerator_ + b.numerator_, a.denominator_};
  }
  const std::int64_t common = std::lcm(a.denominator_, b.denominator_);
  return {a.numerator_ * (common / a.denominator_) + b.numerator_ * (common / b.denominator_),
          common};
}

constexpr Quarters operator-(const Quarters& a, const Quarters& b) {
  return a + Quarters(-b.numerator_, b.denominator_);
}

constexpr Quarters operator*(const Quarters& a, const Quarters& b) {
  const std::int64_t left = std::gcd(a.numerator_, b.denominator_);
  const std::int64_t right = std::gcd(b.numerator_, a.denominator_);
  if (left == 0 || right == 0) {
    return 0;
  }
  return {(a.numerator_ / left) * (b.numerator_ / right),
          (a.denominator_ / right) * (b.denominator_ / left)};
}

constexpr Quarters operator/(const Quarters& a, const Quarters& b) {
  return a * Quarters(b.denominator_, b.numerator_);
}

}  // namespace bachprop
