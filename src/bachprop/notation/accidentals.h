// Which notes need an accidental in front of them.
#pragma once

#include <vector>

#include "bachprop/notation/notated_score.h"

namespace bachprop {

// For each line of the bar, each symbol, each note: whether an accidental stands before it. It does
// where the key signature, or the last note of its staff on this line or space in this bar, says
// another pitch. It does not where the note is tied to the note before.
using Accidentals = std::vector<std::vector<std::vector<bool>>>;
[[nodiscard]] Accidentals accidentals_of(const PartBar& bar, int fifths);

// The alteration of a step by the key signature: 1 sharp, -1 flat.
[[nodiscard]] int signature_alteration(Step step, int fifths);

}  // namespace bachprop
