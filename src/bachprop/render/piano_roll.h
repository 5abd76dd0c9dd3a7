// A score as the numbers from which a page draws and plays it.
#pragma once

#include <nlohmann/json.hpp>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Onsets and durations in the rolls are whole numbers of 1/48 quarter, which every possible
// duration is; other times are rounded.
constexpr int kRollTicksPerQuarter = 48;

// {"notes": [onset, duration, pitch, onset, ...], "tempos": [onset, quarters per minute, ...],
// "bars": [onset, ticks a bar, ...]}. There are no tempos where the score does not say. Bars go
// from the first full one on, as its sheet music has them (metre_of).
[[nodiscard]] nlohmann::ordered_json piano_roll_json(const Score& score,
                                                     const MetreOptions& options = {});

}  // namespace bachprop
