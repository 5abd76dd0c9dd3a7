#include "bachprop/sound/audio.h"

#include <algorithm>
#include <cmath>

namespace bachprop {

double Audio::seconds() const { return static_cast<double>(left.size()) / samples_per_second; }

double peak_level(const Audio& audio) {
  float peak = 0;
  for (const std::vector<float>* channel : {&audio.left, &audio.right}) {
    for (const float sample : *channel) {
      peak = std::max(peak, std::abs(sample));
    }
  }
  return 20 * std::log10(static_cast<double>(peak));
}

}  // namespace bachprop
