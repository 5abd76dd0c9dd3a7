// What of the notes of a piece tells how loud each of them is played: docs/sound.md, "Dynamics".
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "bachprop/corpus/bars.h"
#include "bachprop/score/score.h"

namespace bachprop {

constexpr std::size_t kVelocityFeatures = 36;

using VelocityFeatures = std::array<float, kVelocityFeatures>;

// Of each note, from all notes of the piece, before and after it: its place among those that sound,
// in the bar, in its line, among the notes around it, and in the piece. All are about -1 .. 1, and
// a piece that is transposed has the same. Notes are sorted by onset, then pitch.
[[nodiscard]] std::vector<VelocityFeatures> velocity_features(const std::vector<Note>& notes,
                                                              const Metre& bars);

}  // namespace bachprop
