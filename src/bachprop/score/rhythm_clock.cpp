#include "bachprop/score/rhythm_clock.h"

#include <numeric>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Sums of a few times of a score stay within 64 bits.
constexpr std::int64_t kMostUnits = std::int64_t{1} << 60;
// So that a distance within a step can be scaled by kDistanceUnits.
constexpr std::int64_t kMostUnitsPerQuarter = std::int64_t{1} << 40;

// Gathers what the times of a score have in common.
class CommonUnit {
 public:
  void include(Quarters time) {
    greatest_numerator_ = std::max(greatest_numerator_, time.numerator());
    const std::int64_t denominator = time.denominator();
    std::int64_t& seen = seen_[as_index(denominator) % seen_.size()];
    if (seen != denominator && units_per_quarter_ <= kMostUnitsPerQuarter) {
      seen = denominator;
      // The two numbers are below 2^40 and 2^16 as they are promised; others are given up.
      const std::int64_t times = denominator / std::gcd(units_per_quarter_, denominator);
      units_per_quarter_ = times > kMostUnitsPerQuarter / units_per_quarter_
                               ? kMostUnitsPerQuarter + 1
                               : units_per_quarter_ * times;
    }
  }

  [[nodiscard]] std::optional<std::int64_t> units_per_quarter() const {
    if (units_per_quarter_ > kMostUnitsPerQuarter ||
        greatest_numerator_ > kMostUnits / units_per_quarter_) {
      return std::nullopt;
    }
    return units_per_quarter_;
  }

 private:
  std::int64_t units_per_quarter_ = kStepsPerQuarter;
  std::int64_t greatest_numerator_ = 0;
  std::array<std::int64_t, 64> seen_{};  // denominators; most scores have few
};

}  // namespace

std::int64_t nearest_grid_step(std::int64_t numerator, std::int64_t denominator) {
  constexpr std::int64_t kPeriod = 12;  // steps after which the grid repeats
  constexpr std::array<std::int64_t, kPeriod> kDown = {0, 1, 2, 0, 0, 1, 0, 1, 0, 0, 1, 2};
  constexpr std::array<std::int64_t, kPeriod> kUp = {3, 2, 1, 1, 2, 1, 2, 1, 1, 3, 2, 1};
  const std::int64_t step = numerator / denominator;
  const auto place = as_index(step % kPeriod);
  const std::int64_t below = step - kDown[place];
  const std::int64_t above = step + kUp[place];
  return 2 * (numerator - below * denominator) <= (above - below) * denominator ? below : above;
}

std::optional<WholeClock> WholeClock::of(const Score& score) {
  CommonUnit unit;
  for (const Note& note : score.notes) {
    unit.include(note.onset);
    unit.include(note.duration);
  }
  for_each_timed(score, [&](const auto& events) {
    for (const auto& event : events) {
      unit.include(event.onset);
    }
  });
  const auto units_per_quarter = unit.units_per_quarter();
  if (!units_per_quarter) {
    return std::nullopt;
  }
  return WholeClock(*units_per_quarter / kStepsPerQuarter);
}

}  // namespace bachprop
