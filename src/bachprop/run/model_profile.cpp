#include "bachprop/run/model_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/base/try.h"
#include "bachprop/report/text.h"
#include "bachprop/run/learning.h"

namespace bachprop {
namespace {

std::vector<Piece> some_of(std::span<const Piece* const> pieces) {
  std::size_t notes = 0;
  for (const Piece* piece : pieces) {
    notes += piece->score.notes.size();
  }
  const std::size_t by_notes = pieces.size() * kMostProfiledNotes / std::max<std::size_t>(notes, 1);
  const std::size_t count =
      std::min({pieces.size(), kMostProfiled, std::max(by_notes, kFewestProfiled)});
  std::vector<Piece> some;
  for (std::size_t i = 0; i < count; ++i) {
    some.push_back(*pieces[i * pieces.size() / count]);
  }
  return some;
}

Result<StyleProfile> profile_of_files(const std::filesystem::path& path, int threads,
                                      const Watch& watch) {
  const auto collection = TRY(read_pieces({.paths = {path}}, threads, watch));
  const std::vector<Piece>& pieces = collection.corpus.pieces;
  if (pieces.size() < kFewestProfiled) {
    return fail_at(path.string(),
                   fmt::format("{} are too few to say what is usual in a corpus",
                               counted(pieces.size(), "piece")),
                   fmt::format("--best-of needs at least {} with --corpus", kFewestProfiled));
  }
  std::vector<const Piece*> all;
  for (const Piece& piece : pieces) {
    all.push_back(&piece);
  }
  return profile_of(some_of(all), threads);
}

}  // namespace

std::vector<std::byte> profile_bytes(const Corpus& corpus, const TrainingSet& set, int threads) {
  check(set.pieces.size() == corpus.pieces.size(), "the set was made of the corpus");
  std::vector<const Piece*> learnt;
  for (std::size_t i = 0; i < set.pieces.size(); ++i) {
    if (set.pieces[i].part == SplitPart::kTraining) {
      learnt.push_back(&corpus.pieces[i]);
    }
  }
  if (learnt.size() < kFewestProfiled) {
    return {};
  }
  SafetensorsWriter writer;
  add_profile(profile_of(some_of(learnt), threads), writer);
  return writer.bytes();
}

Result<StyleProfile> profile_for(const TrainedModel& model, const std::filesystem::path& corpus,
                                 int threads, const Watch& watch) {
  if (!corpus.empty()) {
    return profile_of_files(corpus, threads, watch);
  }
  if (model.usual_features.empty()) {
    return fail_at(model.name, "has no profile of its corpus to choose by",
                   "name the music that it learnt from, or its like, with --corpus");
  }
  const auto reader = TRY(SafetensorsReader::parse(model.usual_features, model.name + ": profile"));
  return read_profile(reader);
}

}  // namespace bachprop
