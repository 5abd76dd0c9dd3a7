#include "bachprop/sound/audio.h"

#include <algorithm>
#include <cmath>

#include "bachprop/base/numbers.h"

namespace bachprop {

double peak_level(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) {
    peak = std::max(peak, std::abs(sample));
  }
  return decibels(peak);
}

double decibels(double factor) { return 20 * std::log10(factor); }

double factor_of_decibels(double decibels) { return std::pow(10.0, decibels / 20); }

}  // namespace bachprop
