// Notes of one staff in as many lines of their own rhythm as they need.
#pragma once

#include <span>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// For each note its voice on the staff, 0 the highest: within a voice notes sound at once only
// where they begin and end together. The notes are sorted by onset, then pitch. Between two moments
// at which nothing is held there are no more voices than rhythms that overlap there; of all
// ways to share them out one is sought that crosses seldom and leaps little (a beam search; the
// same notes give the same voices).
[[nodiscard]] std::vector<int> staff_voices(std::span<const Note> notes);

}  // namespace bachprop
