// Networks of different cells trained under equal conditions: what `bachprop compare` does.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/report/cell_comparison_report.h"
#include "bachprop/run/learning.h"
#include "bachprop/run/watch.h"

namespace bachprop {

class Trainer;

// A network that is to be trained.
struct Entrant {
  std::string name = {};
  std::string preset = {};
  TrainOptions options = {};
  bool beside = false;  // see ComparedNetwork
};

struct CellComparisonRequest {
  CorpusSource source = {};
  std::vector<Entrant> entrants = {};
  // The network that the others get as many parameters as. Its seed and share of validation hold
  // for the split.
  TrainOptions reference = {};
  EqualIn equal = EqualIn::kParameters;
  double seconds = 60;                // for each network, when it is time that is equal
  int composed_pieces = 16;           // by each network, to see how much it copies; 0: none
  std::filesystem::path output = {};  // a page with the curves; empty: none
  bool force = false;                 // a file that stands there is replaced
  int threads = 1;
};

// What a comparison tells, in the order of the calls. All may be empty.
struct CellComparisonWatch : Watch {
  std::function<void(std::span<const FileOutcome>)> files = {};  // that were read
  std::function<void()> begins = {};
  // A network of this name and place, "lstm (3/4)", is about to be trained.
  std::function<void(const std::string& label, const Trainer&)> network = {};
  // It is trained but composes nothing; the others are compared all the same.
  std::function<void(const std::string& label, const Error&)> composes_nothing = {};
};

// Trains the networks one after another and writes the page after each. A stop leaves those that
// are trained, and the one that is being trained as far as its last epoch.
[[nodiscard]] Result<NetworkComparison> compare_cells(const CellComparisonRequest& request,
                                                      const CellComparisonWatch& watch = {});

}  // namespace bachprop
