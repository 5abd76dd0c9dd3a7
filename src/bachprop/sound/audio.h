// Sound as samples.
#pragma once

#include <vector>

namespace bachprop {

// Two channels of equal length; 1 is full scale.
struct Audio {
  int samples_per_second = 44100;
  std::vector<float> left;
  std::vector<float> right;

  [[nodiscard]] double seconds() const;
};

// The highest sample of either channel against full scale, in dBFS; -infinity for silence.
[[nodiscard]] double peak_level(const Audio& audio);

}  // namespace bachprop
