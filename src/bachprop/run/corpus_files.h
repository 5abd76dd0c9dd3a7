// Reading MIDI files into a corpus file, and looking into one: what `bachprop prepare` and
// `bachprop inspect` do.
#pragma once

#include <filesystem>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct PreparingRequest {
  std::vector<std::filesystem::path> paths = {};  // MIDI files, and folders of them
  std::filesystem::path output = "corpus.safetensors";
  bool force = false;  // a file that stands there is replaced
  CollectOptions options = {};
};

// Writes a corpus file. It cannot be stopped.
[[nodiscard]] Result<PackedCollection> prepare_corpus(const PreparingRequest& request,
                                                      const Watch& watch = {});

struct InspectionRequest {
  std::vector<std::filesystem::path> paths = {};  // the same, or a corpus file
  std::filesystem::path html = {};                // a page with pictures of dT, T and P; or empty
  bool force = false;                             // a file that stands there is replaced
  CollectOptions options = {};
};

// Reads the pieces and writes the page if one is wanted; corpus_text() and corpus_json() say what
// is in them. It cannot be stopped.
[[nodiscard]] Result<Collection> inspect_corpus(const InspectionRequest& request,
                                                const Watch& watch = {});

}  // namespace bachprop
