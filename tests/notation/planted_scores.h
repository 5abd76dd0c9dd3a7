// Scores made for what is hard to write.
#pragma once

#include <string>
#include <vector>

#include "bachprop/notation/notate.h"

namespace bachprop {

struct PlantedScore {
  std::string name;
  Arrangement arrangement;
  ScoreHead head;
};

[[nodiscard]] std::vector<PlantedScore> planted_scores();

}  // namespace bachprop
