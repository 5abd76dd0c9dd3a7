// Notes, bar by bar, as they stand on paper.
#pragma once

#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/result.h"
#include "bachprop/notation/notated_score.h"
#include "bachprop/notation/score_head.h"

namespace bachprop {

// Every note of the arrangement, at exactly its time. Notes of a voice that sound at once and do
// not begin and end together are tied chords. Each voice of a staff must keep to what PlacedNote
// promises. The error names a time that no written value expresses.
[[nodiscard]] Result<NotatedScore> notate(const Arrangement& arrangement, const ScoreHead& head);

}  // namespace bachprop
