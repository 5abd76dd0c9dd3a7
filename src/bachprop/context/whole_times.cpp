#include "bachprop/context/whole_times.h"

#include <algorithm>
#include <numeric>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::int64_t kDenominators = std::int64_t{1} << 16U;
constexpr std::int64_t kNumerators = std::int64_t{1} << 46U;

// The least common denominator, or kDenominators when it is not below that.
std::int64_t common_denominator(std::int64_t denominator, const std::vector<Quarters>& times) {
  for (const Quarters& time : times) {
    if (denominator < kDenominators && time.denominator() < kDenominators) {
      denominator = std::lcm(denominator, time.denominator());
    }
    denominator = std::min(std::max(denominator, time.denominator()), kDenominators);
  }
  return denominator;
}

bool fit(const std::vector<Quarters>& times, std::int64_t denominator) {
  return std::ranges::all_of(times, [&](const Quarters& time) {
    return time.numerator() < kNumerators / denominator * time.denominator();
  });
}

std::vector<std::int64_t> in_parts(const std::vector<Quarters>& times, std::int64_t denominator) {
  std::vector<std::int64_t> parts;
  parts.reserve(times.size());
  for (const Quarters& time : times) {
    parts.push_back(time.numerator() * (denominator / time.denominator()));
  }
  return parts;
}

}  // namespace

Result<WholeTimes> whole_times(const Dictionaries& dictionaries) {
  const std::vector<Quarters>& dt = dictionaries.dt.values();
  const std::vector<Quarters>& duration = dictionaries.duration.values();
  const std::int64_t denominator = common_denominator(common_denominator(1, dt), duration);
  if (denominator >= kDenominators || !fit(dt, denominator) || !fit(duration, denominator)) {
    return fail(
        "the times in the model's dictionaries have no common denominator below 65536: their sums "
        "are not exact",
        "train the model on a corpus that bachprop prepare has made");
  }
  return WholeTimes{.per_quarter = denominator,
                    .dt = in_parts(dt, denominator),
                    .duration = in_parts(duration, denominator)};
}

int nearest_duration(const WholeTimes& times, std::int64_t time) {
  const std::vector<std::int64_t>& values = times.duration;
  const auto above = std::ranges::lower_bound(values, time);
  if (above == values.end() || (above != values.begin() && time - *(above - 1) <= *above - time)) {
    return as_int(above - values.begin()) - 1;
  }
  return as_int(above - values.begin());
}

}  // namespace bachprop
