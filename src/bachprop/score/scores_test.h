// Little scores for tests.
#pragma once

#include <utility>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

[[nodiscard]] inline Score score_of(std::vector<Note> notes,
                                    std::vector<TimeSignature> time_signatures = {}) {
  Score score;
  score.notes = std::move(notes);
  score.time_signatures = std::move(time_signatures);
  return score;
}

}  // namespace bachprop
