// The same music in another key.
#pragma once

#include <optional>
#include <string>

#include "bachprop/score/score.h"

namespace bachprop {

// Moves all notes by so many semitones, and the key signatures that are stated. Where a note would
// leave MIDI's pitches, all move by so many octaves less. Returns the semitones they were moved by.
int transpose(Score& score, int semitones);

// The semitones of an interval: "3", "-12", "+2", or by its name, "m3", "P5", "M2", "TT", with a
// "-" for down. Nothing for other words, or more than kMostTransposition.
constexpr int kMostTransposition = 48;
[[nodiscard]] std::optional<int> interval_named(const std::string& name);

// The signature of the key so many semitones higher, -5 .. 6 sharps.
[[nodiscard]] int sharps_after(int sharps, int semitones);

}  // namespace bachprop
