#include "bachprop/generate/composer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

#include "bachprop/corpus/corpus.h"
#include "bachprop/model/inference.h"
#include "bachprop/model/network.h"

namespace bachprop {
namespace {

// Enough rows for the matrix products to be worth their while.
constexpr int kMostRows = 64;

// A piece while it is being written, and the note that is being chosen for it.
class Writing {
 public:
  Writing(int number, const Dictionaries& dictionaries, const ComposeOptions& options)
      : dictionaries_(dictionaries),
        options_(options),
        random_{options.seed, static_cast<std::uint64_t>(number)} {
    piece_.number = number;
    piece_.prime_notes = options.prime ? static_cast<int>(options.prime->symbols.size()) : 0;
  }

  [[nodiscard]] NoteSymbols last() const {
    return piece_.symbols.empty() ? start_end(dictionaries_) : piece_.symbols.back();
  }
  [[nodiscard]] int number() const { return piece_.number; }
  [[nodiscard]] bool done() const { return piece_.ended || notes() >= options_.max_notes; }
  [[nodiscard]] int notes() const { return static_cast<int>(piece_.symbols.size()); }
  // A logit or a sum of logarithms was infinite or not a number.
  [[nodiscard]] bool broken() const { return !std::isfinite(piece_.log_likelihood.sum()); }

  int choose_dt(std::span<const float> logits);
  int choose_duration(std::span<const float> logits);
  void choose_pitch(std::span<const float> logits);
  [[nodiscard]] ComposedPiece finish();

 private:
  [[nodiscard]] bool given() const { return notes() < piece_.prime_notes; }
  [[nodiscard]] const NoteSymbols& given_note() const {
    return options_.prime->symbols[static_cast<std::size_t>(notes())];
  }
  [[nodiscard]] std::vector<bool> all_but_early_end(int size) const;
  [[nodiscard]] std::vector<bool> silent_pitches() const;
  int choose(std::span<const float> logits, const std::vector<bool>& allowed,
             double& log_likelihood);
  void take_note();

  const Dictionaries& dictionaries_;
  const ComposeOptions& options_;
  Random random_;
  ComposedPiece piece_;
  NoteSymbols next_;
  bool ending_ = false;  // one of the features of next_ is START/END
  Quarters now_;         // the onset of the last note, and of next_ once its dT is chosen
  std::array<Quarters, kHighestPitch + 1> sounds_until_;
};

// START/END is the last symbol.
std::vector<bool> Writing::all_but_early_end(int size) const {
  std::vector<bool> allowed(static_cast<std::size_t>(size), true);
  allowed.back() = notes() >= options_.min_notes;
  return allowed;
}

std::vector<bool> Writing::silent_pitches() const {
  std::vector<bool> allowed = all_but_early_end(dictionaries_.pitch.size());
  for (int symbol = 0; symbol < dictionaries_.pitch.start_end(); ++symbol) {
    const int pitch = dictionaries_.pitch.value(symbol);
    if (sounds_until_.at(static_cast<std::size_t>(pitch)) > now_) {
      allowed[static_cast<std::size_t>(symbol)] = false;
    }
  }
  if (std::ranges::find(allowed, true) == allowed.end()) {
    allowed.back() = true;
  }
  return allowed;
}

int Writing::choose(std::span<const float> logits, const std::vector<bool>& allowed,
                    double& log_likelihood) {
  const std::vector<double> log_probability = log_probabilities(logits);
  const int end = static_cast<int>(logits.size()) - 1;
  // Outputs that are not numbers cannot be drawn from: broken() will tell.
  ending_ = ending_ || !std::isfinite(log_probability.front());
  const int symbol = ending_ ? end : sample(logits, options_.sampling, allowed, random_);
  log_likelihood += log_probability[static_cast<std::size_t>(symbol)];
  ending_ = symbol == end;
  return symbol;
}

int Writing::choose_dt(std::span<const float> logits) {
  ending_ = false;
  next_.dt = given() ? given_note().dt
                     : choose(logits, all_but_early_end(dictionaries_.dt.size()),
                              piece_.log_likelihood.dt);
  if (!ending_) {
    now_ += dictionaries_.dt.value(next_.dt);
  }
  return next_.dt;
}

int Writing::choose_duration(std::span<const float> logits) {
  next_.duration = given() ? given_note().duration
                           : choose(logits, all_but_early_end(dictionaries_.duration.size()),
                                    piece_.log_likelihood.duration);
  return next_.duration;
}

void Writing::choose_pitch(std::span<const float> logits) {
  if (given()) {
    next_.pitch = given_note().pitch;
  } else {
    next_.pitch = choose(logits, silent_pitches(), piece_.log_likelihood.pitch);
    ++piece_.events;
  }
  if (ending_) {
    piece_.ended = true;
  } else {
    take_note();
  }
}

void Writing::take_note() {
  piece_.symbols.push_back(next_);
  const auto pitch = static_cast<std::size_t>(dictionaries_.pitch.value(next_.pitch));
  sounds_until_.at(pitch) = now_ + dictionaries_.duration.value(next_.duration);
}

ComposedPiece Writing::finish() {
  piece_.score = options_.frame;
  piece_.score.notes = decode(piece_.symbols, dictionaries_).notes;
  piece_.score.title = fmt::format("Piece {}, seed {}", piece_.number, options_.seed);
  return std::move(piece_);
}

// All rows of a batch, and the pieces still to be begun.
class Workshop {
 public:
  Workshop(const Network& network, const Dictionaries& dictionaries, const ComposeOptions& options)
      : dictionaries_(dictionaries),
        options_(options),
        inference_(network, std::min(options.pieces, kMostRows)),
        rows_(static_cast<std::size_t>(inference_.rows())) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      begin_piece(row);
    }
  }

  [[nodiscard]] bool busy() const {
    return finished_.size() < static_cast<std::size_t>(options_.pieces);
  }
  // Writes one note in every row; an error when the network's outputs are not finite.
  [[nodiscard]] Result<void> step();
  [[nodiscard]] ComposeProgress progress() const {
    return {.pieces = static_cast<int>(finished_.size()), .notes = notes_};
  }
  [[nodiscard]] std::vector<ComposedPiece> take_finished();

 private:
  void begin_piece(std::size_t row);
  [[nodiscard]] Result<void> finish_note(std::size_t row);

  const Dictionaries& dictionaries_;
  const ComposeOptions& options_;
  Inference inference_;
  std::vector<std::optional<Writing>> rows_;  // empty: no piece is left for this row
  int begun_ = 0;
  std::int64_t notes_ = 0;
  std::vector<ComposedPiece> finished_;
};

void Workshop::begin_piece(std::size_t row) {
  rows_[row].reset();
  if (begun_ < options_.pieces) {
    rows_[row].emplace(++begun_, dictionaries_, options_);
    inference_.reset(static_cast<int>(row));
  }
}

Result<void> Workshop::step() {
  const NoteSymbols idle = start_end(dictionaries_);
  std::vector<NoteSymbols> last(rows_.size(), idle);
  std::vector<int> dt(rows_.size(), idle.dt);
  std::vector<int> duration(rows_.size(), idle.duration);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    last[row] = rows_[row] ? rows_[row]->last() : idle;
  }
  inference_.advance(last);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row]) {
      dt[row] = rows_[row]->choose_dt(inference_.dt_logits(static_cast<int>(row)));
    }
  }
  inference_.condition_on_dt(dt);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row]) {
      duration[row] =
          rows_[row]->choose_duration(inference_.duration_logits(static_cast<int>(row)));
    }
  }
  inference_.condition_on_duration(duration);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row]) {
      rows_[row]->choose_pitch(inference_.pitch_logits(static_cast<int>(row)));
      if (auto fine = finish_note(row); !fine) {
        return fine;
      }
    }
  }
  return {};
}

Result<void> Workshop::finish_note(std::size_t row) {
  Writing& piece = *rows_[row];
  if (piece.broken()) {
    return fail(
        fmt::format("the network's outputs are not finite numbers at note {} of piece {}: "
                    "its training went wrong; train it again at a lower learning rate",
                    piece.notes() + 1, piece.number()));
  }
  ++notes_;
  if (piece.done()) {
    finished_.push_back(piece.finish());
    begin_piece(row);
  }
  return {};
}

std::vector<ComposedPiece> Workshop::take_finished() {
  std::ranges::sort(finished_, {}, &ComposedPiece::number);
  return std::move(finished_);
}

Result<void> validate(const ComposeOptions& options) {
  if (options.pieces < 1 || options.pieces > kMostPieces) {
    return fail(fmt::format("{} pieces: it must be between 1 and {}", options.pieces, kMostPieces));
  }
  if (options.min_notes < 1 || options.min_notes > options.max_notes) {
    return fail(fmt::format("min-notes {}: it must be between 1 and max-notes, {}",
                            options.min_notes, options.max_notes));
  }
  if (options.prime &&
      options.prime->symbols.size() >= static_cast<std::size_t>(options.max_notes)) {
    return fail(fmt::format("max-notes {}: the given beginning alone has {} notes",
                            options.max_notes, options.prime->symbols.size()));
  }
  return validate(options.sampling);
}

}  // namespace

Score frame_for(const TrainedModel& model, const std::optional<Prime>& prime,
                std::optional<double> quarters_per_minute) {
  Score frame = prime ? prime->frame : Score{};
  if (!prime && model.time_signature) {
    frame.time_signatures = {*model.time_signature};
  }
  if (quarters_per_minute) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = *quarters_per_minute}};
  } else if (frame.tempos.empty()) {
    frame.tempos = {{.onset = 0, .quarters_per_minute = model.quarters_per_minute}};
  }
  return frame;
}

Result<std::vector<ComposedPiece>> compose(
    const Network& network, const Dictionaries& dictionaries, const ComposeOptions& options,
    const std::function<bool(const ComposeProgress&)>& watch) {
  if (const auto fine = validate(options); !fine) {
    return tl::unexpected(fine.error());
  }
  Workshop workshop(network, dictionaries, options);
  while (workshop.busy()) {
    if (const auto fine = workshop.step(); !fine) {
      return tl::unexpected(fine.error());
    }
    if (watch && !watch(workshop.progress())) {
      break;
    }
  }
  return workshop.take_finished();
}

}  // namespace bachprop
