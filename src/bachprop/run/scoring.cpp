#include "bachprop/run/scoring.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/evaluate/likelihood.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

Result<Collection> read_pieces_of(const ScoringRequest& request, const TrainedModel& model,
                                  const Watch& watch) {
  Stage stage(watch, {.label = "reading", .unit = "files", .can_stop = false});
  CollectOptions options;
  options.corpus = model.corpus_options;
  options.threads = request.threads;
  return load_pieces(request.paths, options,
                     [&](std::size_t done, std::size_t total) { stage.show(done, total); });
}

std::vector<Likelihood> measure(const TrainedModel& model,
                                const std::vector<std::vector<NoteSymbols>>& pieces,
                                const std::vector<Metre>& metres, const Watch& watch) {
  std::uint64_t events = 0;
  for (const auto& piece : pieces) {
    events += piece.size() + 1;
  }
  const Stage stage(watch, {.label = "measuring", .total = events, .unit = "notes"});
  return measure_likelihood(model.network, model.dictionaries, pieces,
                            [&](std::int64_t done) {
                              stage.show(static_cast<std::uint64_t>(done));
                              return !watch.wants_stop();
                            },
                            {.vocabulary = model.vocabulary,
                             .metres = metres,
                             .chord_orders = model.record.options.chord_orders});
}

std::vector<ScoredFile> skipped_files(const Collection& collection) {
  std::vector<ScoredFile> files;
  for (const FileOutcome& file : collection.files) {
    if (!file.is_piece()) {
      files.push_back({.name = file.name, .error = file.reason, .likelihood = {}});
    }
  }
  return files;
}

ScoredFiles score_files(const Collection& collection, const TrainedModel& model,
                        const Watch& watch) {
  ScoredFiles result{
      .model_name = model.name, .model_sha256 = model.sha256, .files = skipped_files(collection)};
  std::vector<std::vector<NoteSymbols>> pieces;
  std::vector<Metre> metres;
  std::vector<std::string> names;
  for (const Piece& piece : collection.corpus.pieces) {
    auto symbols = encode(piece.score, model.dictionaries);
    if (symbols) {
      pieces.push_back(std::move(*symbols));
      metres.push_back(bars_of(piece, model.record.options.bars));
      names.push_back(piece.name);
    } else {
      result.files.push_back({.name = piece.name,
                              .error = "cannot be scored: " + symbols.error().message(),
                              .likelihood = {}});
    }
  }
  const std::vector<Likelihood> likelihoods = measure(model, pieces, metres, watch);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool done = likelihoods[i].events > 0;
    result.files.push_back({.name = names[i],
                            .error = done ? "" : "stopped before it was scored",
                            .likelihood = likelihoods[i]});
    result.total += likelihoods[i];
    result.scored += done ? 1 : 0;
    result.stopped = result.stopped || !done;
  }
  std::ranges::sort(result.files, {}, &ScoredFile::name);
  return result;
}

}  // namespace

Result<ScoredFiles> score_pieces(const ScoringRequest& request, const ScoringWatch& watch) {
  const auto model = TRY(request.model.empty() ? bundled_model() : load_model(request.model));
  const auto collection = TRY(read_pieces_of(request, model, watch));
  if (watch.files) {
    watch.files(collection.files);
  }
  return score_files(collection, model, watch);
}

}  // namespace bachprop
