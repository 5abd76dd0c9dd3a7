// Sound as samples.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/result.h"

namespace bachprop {

// Left and right.
constexpr int kChannels = 2;

// Samples lie as [frame, channel]: left, right, left, right; 1 is full scale, and a float may lie
// beyond it.
struct Audio {
  int samples_per_second = 44100;  // of each channel
  std::vector<float> samples = {};

  [[nodiscard]] std::size_t frames() const { return samples.size() / kChannels; }
  [[nodiscard]] double seconds() const { return as_double(frames()) / samples_per_second; }
};

// Takes the frames of a piece in their order, whole frames at a time; an error ends the piece.
using AudioSink = std::function<Result<void>(std::span<const float> samples)>;

// The highest sample of either channel against full scale, in dBFS; -infinity for silence.
[[nodiscard]] double peak_level(std::span<const float> samples);

// 20 log10 of a factor, and back.
[[nodiscard]] double decibels(double factor);
[[nodiscard]] double factor_of_decibels(double decibels);

}  // namespace bachprop
