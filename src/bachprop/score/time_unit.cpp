#include "bachprop/score/time_unit.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

// No file with ticks a quarter has more; seconds of SMPTE time may.
constexpr std::uint64_t kLargestTable = 32767;

// For each number below `whole` its greatest common divisor with it.
std::vector<std::uint32_t> common_divisors(std::uint64_t whole) {
  std::vector<std::uint32_t> common(whole, 1);
  for (std::uint64_t divisor = 3; divisor <= whole; divisor += 2) {
    for (std::uint64_t i = 0; whole % divisor == 0 && i < whole; i += divisor) {
      common[i] = static_cast<std::uint32_t>(divisor);
    }
  }
  return common;
}

// Most times are short, and dividing short numbers takes a third of the time.
std::uint64_t remainder(std::uint64_t count, std::uint64_t divisor) {
  constexpr std::uint64_t kShort = std::numeric_limits<std::uint32_t>::max();
  return count <= kShort && divisor <= kShort
             ? static_cast<std::uint32_t>(count) % static_cast<std::uint32_t>(divisor)
             : count % divisor;
}

}  // namespace

TimeUnit::TimeUnit(Quarters unit) : numerator_(unit.numerator()), denominator_(unit.denominator()) {
  check(unit > 0, "a unit of time is above 0");
  powers_of_two_ = std::countr_zero(static_cast<std::uint64_t>(denominator_));
  odd_part_ = static_cast<std::uint64_t>(denominator_) >> static_cast<unsigned>(powers_of_two_);
  if (odd_part_ <= kLargestTable) {
    common_ = common_divisors(odd_part_);
  }
}

Quarters TimeUnit::quarters(std::int64_t count) const {
  if (common_.empty() || count <= 0) {
    return {count * numerator_, denominator_};
  }
  const auto units = static_cast<std::uint64_t>(count);
  const int twos = std::min(std::countr_zero(units), powers_of_two_);
  const std::int64_t odd = common_[remainder(units, odd_part_)];
  return Quarters::in_lowest_terms((count >> twos) / odd * numerator_,
                                   (denominator_ >> twos) / odd);
}

}  // namespace bachprop
