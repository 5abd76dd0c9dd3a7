// How loud the notes of a corpus are played, learnt from files that somebody played: docs/sound.md,
// "Dynamics". It is no part of the network, which knows nothing of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/train/velocity_features.h"

namespace bachprop {

// What is remembered of the notes before: by how much they were louder than the features say.
constexpr std::size_t kVelocityMemory = 3;

// The velocity of a note is level + weights . features + memory . what is remembered + noise.
struct VelocityModel {
  std::int64_t pieces = 0;  // that it was learnt from; 0: nothing is known, and the rest is empty
  double level = 0;         // the mean over the pieces of their mean velocities
  std::vector<double> weights = {};  // of the features, then the intercept
  std::array<double, kVelocityMemory> memory = {};
  double noise = 0;  // standard deviation

  friend bool operator==(const VelocityModel&, const VelocityModel&) = default;
};

// How well it tells the velocities of pieces that it did not learn from, each piece relative to
// its mean.
struct VelocityMeasure {
  std::int64_t pieces = 0;  // 0: there were none, and the rest means nothing
  double explained = 0;     // the share of the variance that the features explain
  double nats = 0;          // a note, under a normal distribution, given the notes before
  double flat_nats = 0;     // the same without the model: one mean and the deviation that they have

  friend bool operator==(const VelocityMeasure&, const VelocityMeasure&) = default;
};

struct LearntVelocities {
  VelocityModel model = {};
  VelocityMeasure validation = {};
};

// Least squares on the pieces that have velocities, at most some 200,000 notes of them, evenly
// spread over the pieces. Nothing from fewer than five pieces with 2,000 notes.
[[nodiscard]] VelocityModel learn_velocities(std::span<const Piece* const> pieces, BarsFrom bars);

// The model knows something.
[[nodiscard]] VelocityMeasure measure_velocities(const VelocityModel& model,
                                                 std::span<const Piece* const> pieces,
                                                 BarsFrom bars);

// Velocities of notes as they are drawn one after the other, 1 .. 127; of nothing where the model
// knows nothing.
[[nodiscard]] std::vector<std::uint8_t> draw_velocities(const VelocityModel& model,
                                                        const std::vector<Note>& notes,
                                                        const Metre& bars, Random random);

// A sentence for who trained: whether velocities were learnt, and how well.
[[nodiscard]] std::string velocity_summary(const LearntVelocities& learnt);

}  // namespace bachprop
