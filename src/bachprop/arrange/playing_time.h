// When something is heard.
#pragma once

#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Seconds from the beginning of a piece to a time in it, at the piece's tempos. These are sorted by
// onset; before the first the tempo is 120 quarters a minute.
[[nodiscard]] double seconds_from_beginning(const std::vector<TempoChange>& tempos,
                                            const Quarters& time);

}  // namespace bachprop
