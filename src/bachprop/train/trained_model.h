// A model: a network, the dictionaries that give its symbols a meaning, and how it came to be.
// File format: docs/formats/model.md.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/context/context_vocabulary.h"
#include "bachprop/context/ending_traits.h"
#include "bachprop/copies/passages.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/model/network.h"
#include "bachprop/score/score.h"
#include "bachprop/train/critic.h"
#include "bachprop/train/training_record.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {

struct TrainedModel {
  Network network;
  Dictionaries dictionaries;
  double quarters_per_minute = 120;             // the corpus's median tempo
  std::optional<TimeSignature> time_signature;  // the corpus's usual one; its onset is 0
  // The metres of the corpus, from which new pieces draw theirs, if the network sees the metre.
  std::vector<MetreCount> metres;
  CorpusProfile profile;     // of the training pieces; empty in older files
  EndingHabits endings;      // of the training pieces; of no pieces in older files
  VelocityModel velocities;  // knows nothing where nobody played the pieces, and in older files
  // Added to the logit of ending while composing.
  double end_bias = 0;
  CorpusOptions corpus_options;  // how the pieces were read; others should be read alike
  TrainingRecord record;
  // The passages of the training pieces, for the guard against copies; empty in older files.
  PassageHashes passages;
  // What is usual in the corpus, for choosing among new pieces (run/model_profile.h); empty: not
  // known. The bytes mean nothing here.
  std::vector<std::byte> usual_features;
  // The file holds the parameters in bfloat16, in half the room; they should be rounded to it, see
  // round_to_bfloat16.
  bool half = false;
  std::optional<Critic> critic = {};  // of its own pieces
  // Not stored: follows from the dictionaries and the context of record.options.
  ContextVocabulary vocabulary;
  // Not stored, filled in by the readers: the file's name and the SHA-256 of its bytes.
  std::string name;
  std::string sha256;
};

// The dictionaries' sizes are the network's numbers of symbols.
[[nodiscard]] std::array<int, kFeatures> symbol_counts(const Dictionaries& dictionaries);

// The shape of a network for these dictionaries and the context that they make: of `network` are
// the layers, the cell, and the units.
[[nodiscard]] NetworkShape shape_for(const NetworkShape& network, const Dictionaries& dictionaries,
                                     const ContextVocabulary& vocabulary);

// Rounds the parameters, and lets the file hold them so.
void round_to_bfloat16(TrainedModel& model);

// The bytes of a model file; equal models give equal bytes.
[[nodiscard]] std::vector<std::byte> model_bytes(const TrainedModel& model);
[[nodiscard]] Result<void> save_model(const TrainedModel& model, const std::filesystem::path& path,
                                      IfThere if_there = IfThere::kReplace);

// The error says whether the file is foreign, newer than this program, cut short or edited.
[[nodiscard]] Result<TrainedModel> parse_model(std::span<const std::byte> bytes, std::string name);
[[nodiscard]] Result<TrainedModel> load_model(const std::filesystem::path& path);

// For every file that holds a network's parameters or something of their shape. Adds the blocks of
// `values` (ParameterLayout) under prefix + name, and reads them back. Blocks without elements have
// no tensor. With `half` they are stored in bfloat16. Values that are not finite are an error.
void add_parameters(SafetensorsWriter& writer, const std::string& prefix,
                    const ParameterLayout& layout, std::span<const float> values,
                    bool half = false);
[[nodiscard]] Result<void> read_parameters(const SafetensorsReader& reader,
                                           const std::string& prefix, const ParameterLayout& layout,
                                           std::span<float> values);

}  // namespace bachprop
