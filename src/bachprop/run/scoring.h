// How well a model predicts given pieces: what `bachprop likelihood` does.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/report/likelihood_report.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct ScoringRequest {
  std::vector<std::filesystem::path> paths = {};  // MIDI files, folders of them, or a corpus file
  std::filesystem::path model = {};               // empty: the bundled chorales model
  int threads = 1;                                // that read files
};

struct ScoringWatch : Watch {
  std::function<void(std::span<const FileOutcome>)> files = {};  // that were read
};

// Percussion is kept or dropped as it was for the model. A stop leaves the pieces that are scored;
// the others say so.
[[nodiscard]] Result<ScoredFiles> score_pieces(const ScoringRequest& request,
                                               const ScoringWatch& watch = {});

}  // namespace bachprop
