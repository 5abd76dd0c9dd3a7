#include "bachprop/evaluate/likelihood.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/context/note_context.h"
#include "bachprop/generate/sampling.h"
#include "bachprop/model/inference.h"

namespace bachprop {
namespace {

constexpr std::size_t kMostRows = 64;

void score(std::span<const float> logits, int symbol, double& log_likelihood,
           std::int64_t& correct) {
  log_likelihood += log_probabilities(logits)[as_index(symbol)];
  const auto likeliest = std::ranges::max_element(logits) - logits.begin();
  correct += likeliest == symbol ? 1 : 0;
}

void add(LogLikelihood& sum, const LogLikelihood& other) {
  sum.dt += other.dt;
  sum.duration += other.duration;
  sum.pitch += other.pitch;
}

// A piece that is being read in one row of the batch.
struct Row {
  std::optional<std::size_t> piece;  // none: all pieces are taken
  std::size_t position = 0;          // of the event to be predicted
  std::optional<NoteContext> context;
};

// Reads all pieces side by side; a row that is done takes the next piece.
class Reading {
 public:
  Reading(const Network& network, const Dictionaries& dictionaries,
          std::span<const std::vector<NoteSymbols>> pieces, const PieceContexts& contexts)
      : end_(start_end(dictionaries)),
        pieces_(pieces),
        contexts_(&contexts),
        inference_(network, as_int(std::min(pieces.size(), kMostRows))),
        rows_(as_index(inference_.rows())),
        results_(pieces.size()) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      begin_piece(row);
    }
  }

  [[nodiscard]] bool busy() const { return finished_ < pieces_.size(); }
  [[nodiscard]] std::int64_t events() const { return events_; }
  void step();
  [[nodiscard]] std::vector<Likelihood> take_results();

 private:
  void begin_piece(std::size_t row);
  void predict(std::size_t row, const NoteSymbols& target);
  // The note before the one that is predicted, and that one.
  [[nodiscard]] NoteSymbols last(const Row& row) const;
  [[nodiscard]] NoteSymbols target(const Row& row) const;

  NoteSymbols end_;
  std::span<const std::vector<NoteSymbols>> pieces_;
  const PieceContexts* contexts_;
  Inference inference_;
  std::vector<Row> rows_;
  std::vector<Likelihood> results_;
  std::size_t begun_ = 0;
  std::size_t finished_ = 0;
  std::int64_t events_ = 0;
};

void Reading::begin_piece(std::size_t row) {
  rows_[row] = {};
  if (begun_ < pieces_.size()) {
    rows_[row].piece = begun_++;
    rows_[row].context.emplace(contexts_->vocabulary, contexts_->metres.empty()
                                                          ? Metre{}
                                                          : contexts_->metres[*rows_[row].piece]);
    inference_.reset(as_int(row));
  }
}

NoteSymbols Reading::last(const Row& row) const {
  return row.piece && row.position > 0 ? pieces_[*row.piece][row.position - 1] : end_;
}

NoteSymbols Reading::target(const Row& row) const {
  return row.piece && row.position < pieces_[*row.piece].size() ? pieces_[*row.piece][row.position]
                                                                : end_;
}

void Reading::step() {
  std::vector<NoteSymbols> before;
  std::vector<NoteSymbols> targets;
  std::vector<int> dt;
  std::vector<int> duration;
  std::vector<int> layers_ends;
  std::vector<int> layers;
  std::vector<int> readouts_ends;
  std::vector<int> readouts;
  for (Row& row : rows_) {
    before.push_back(last(row));
    targets.push_back(target(row));
    dt.push_back(targets.back().dt);
    duration.push_back(targets.back().duration);
    if (row.piece) {
      row.context->append_for_layers(layers);
      row.context->pass(targets.back().dt);
      row.context->append_for_readouts(readouts);
      if (row.position < pieces_[*row.piece].size()) {
        row.context->take(targets.back());
      }
    }
    if (contexts_->vocabulary.layers().size() > 0) {
      layers_ends.push_back(as_int(layers.size()));
    }
    if (contexts_->vocabulary.readouts().size() > 0) {
      readouts_ends.push_back(as_int(readouts.size()));
    }
  }
  const MultiHot at_onset = {readouts_ends, readouts};
  inference_.advance(before, {layers_ends, layers});
  inference_.condition_on_dt(dt, at_onset);
  inference_.condition_on_duration(duration, at_onset);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].piece) {
      predict(row, targets[row]);
    }
  }
}

void Reading::predict(std::size_t row, const NoteSymbols& target) {
  const int r = as_int(row);
  Likelihood& result = results_[*rows_[row].piece];
  const LogLikelihood before = result.log_likelihood;
  score(inference_.dt_logits(r), target.dt, result.log_likelihood.dt, result.correct_dt);
  score(inference_.duration_logits(r), target.duration, result.log_likelihood.duration,
        result.correct_duration);
  score(inference_.pitch_logits(r), target.pitch, result.log_likelihood.pitch,
        result.correct_pitch);
  ++result.events;
  ++events_;
  if (++rows_[row].position > pieces_[*rows_[row].piece].size()) {
    result.end = {.dt = result.log_likelihood.dt - before.dt,
                  .duration = result.log_likelihood.duration - before.duration,
                  .pitch = result.log_likelihood.pitch - before.pitch};
    ++finished_;
    begin_piece(row);
  }
}

std::vector<Likelihood> Reading::take_results() {
  for (const Row& row : rows_) {
    if (row.piece) {
      results_[*row.piece] = {};
    }
  }
  return std::move(results_);
}

}  // namespace

Likelihood& Likelihood::operator+=(const Likelihood& other) {
  events += other.events;
  add(log_likelihood, other.log_likelihood);
  add(end, other.end);
  correct_dt += other.correct_dt;
  correct_duration += other.correct_duration;
  correct_pitch += other.correct_pitch;
  return *this;
}

std::vector<Likelihood> measure_likelihood(const Network& network, const Dictionaries& dictionaries,
                                           std::span<const std::vector<NoteSymbols>> pieces,
                                           const std::function<bool(std::int64_t events)>& watch,
                                           const PieceContexts& contexts) {
  if (pieces.empty()) {
    return {};
  }
  Reading reading(network, dictionaries, pieces, contexts);
  while (reading.busy()) {
    reading.step();
    if (watch && !watch(reading.events())) {
      break;
    }
  }
  return reading.take_results();
}

}  // namespace bachprop
