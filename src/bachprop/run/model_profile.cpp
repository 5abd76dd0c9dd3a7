#include "bachprop/run/model_profile.h"

#include <fmt/format.h>

#include <utility>

#include "bachprop/base/safetensors.h"
#include "bachprop/base/try.h"
#include "bachprop/report/text.h"
#include "bachprop/run/learning.h"

namespace bachprop {
namespace {

std::vector<Piece> some_of(std::span<const Piece> pieces) {
  const std::size_t count = std::min(pieces.size(), kMostProfiled);
  std::vector<Piece> some;
  for (std::size_t i = 0; i < count; ++i) {
    some.push_back(pieces[i * pieces.size() / count]);
  }
  return some;
}

Result<CorpusProfile> profile_of_files(const std::vector<std::filesystem::path>& paths, int threads,
                                       const Watch& watch) {
  const auto collection = TRY(read_pieces({.paths = paths}, threads, watch));
  const std::vector<Piece>& pieces = collection.corpus.pieces;
  if (pieces.size() < kFewestProfiled) {
    return fail_at(paths.front().string(),
                   fmt::format("{} are too few to say what is usual in a corpus",
                               counted(pieces.size(), "piece")),
                   fmt::format("--best-of needs at least {} with --corpus", kFewestProfiled));
  }
  return profile_of(some_of(pieces), threads);
}

}  // namespace

std::vector<std::byte> profile_bytes(std::span<const Piece> pieces, int threads) {
  if (pieces.size() < kFewestProfiled) {
    return {};
  }
  SafetensorsWriter writer;
  add_profile(profile_of(some_of(pieces), threads), writer);
  return writer.bytes();
}

Result<CorpusProfile> profile_for(const TrainedModel& model,
                                  const std::vector<std::filesystem::path>& corpus, int threads,
                                  const Watch& watch) {
  if (!corpus.empty()) {
    return profile_of_files(corpus, threads, watch);
  }
  if (model.profile.empty()) {
    return fail_at(model.name, "has no profile of its corpus to choose by",
                   "name the music that it learnt from, or its like, with --corpus");
  }
  const auto reader = TRY(SafetensorsReader::parse(model.profile, model.name + ": profile"));
  return read_profile(reader);
}

}  // namespace bachprop
