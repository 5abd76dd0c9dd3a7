#include "bachprop/generate/piece_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/generate/corpus_key.h"
#include "bachprop/nn/sampling_kernels.h"
#include "bachprop/score/transposition.h"

namespace bachprop {

Samplers::Samplers(const ComposingRun& run)
    : dt(run.options.sampling, run.dictionaries.dt.size()),
      duration(run.options.sampling, run.dictionaries.duration.size()),
      pitch(run.options.sampling, run.dictionaries.pitch.size()) {}

namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kMetreStream = 1;
constexpr std::uint64_t kKeyStream = 2;
constexpr std::uint64_t kAttemptStream = 3;
constexpr std::uint64_t kTempoStream = 5;
constexpr std::uint64_t kVelocityStream = 6;

// The stream of a piece: one of its own for each time that it is begun.
Random notes_of(int number, const ComposingRun& run, int beginning) {
  const auto piece = static_cast<std::uint64_t>(number);
  const int before = run.attempt * kMostBeginnings + beginning;
  return before == 0
             ? Random{run.options.seed, piece}
             : Random{run.options.seed, piece, kAttemptStream, static_cast<std::uint64_t>(before)};
}

// One of the counts, of which there are some, in proportion to their pieces.
template <typename Count>
const Count& drawn_among(const std::vector<Count>& counts, Random random) {
  std::int64_t pieces = 0;
  for (const Count& count : counts) {
    pieces += count.pieces;
  }
  auto left = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(pieces)));
  return *std::ranges::find_if(counts, [&](const Count& count) {
    left -= count.pieces;
    return left < 0;
  });
}

// That of the frame, or one drawn among the corpus's.
Metre metre_of(int number, const ComposingRun& run) {
  const ModelSetting& setting = run.setting;
  const std::vector<TimeSignature>& stated = setting.frame.time_signatures;
  if (setting.metres.empty() || !stated.empty()) {
    return setting.bars == BarsFrom::kNotes ? metre_stated_by(stated) : stated;
  }
  return {drawn_among(setting.metres,
                      {run.options.seed, static_cast<std::uint64_t>(number), kMetreStream})
              .signature};
}

// One of the corpus's, if it has any.
std::vector<TempoChange> tempo_of(int number, const ComposingRun& run) {
  const std::vector<TempoCount>& tempos = run.setting.profile.tempos;
  if (tempos.empty()) {
    return {};
  }
  const TempoCount& drawn =
      drawn_among(tempos, {run.options.seed, static_cast<std::uint64_t>(number), kTempoStream});
  return {{0, static_cast<double>(drawn.quarters_per_minute)}};
}

}  // namespace

PieceWriter::PieceWriter(int number, const ComposingRun& run, int beginning)
    : run_(&run),
      random_(notes_of(number, run, beginning)),
      metre_(metre_of(number, run)),
      plan_(run.options, run.setting, number, beginning),
      context_(run.setting.vocabulary, metre_) {
  const auto& prime = run.options.prime;
  piece_.number = number;
  piece_.beginnings = beginning + 1;
  if (run.known != nullptr) {
    guard_.emplace(*run.known);
  }
  if (!run.setting.profile.keys.empty() && !prime) {
    const PitchDictionary& pitches = run.dictionaries.pitch;
    register_.emplace(run.setting.profile, pitches.lowest(), pitches.start_end());
  }
  piece_.prime_notes = prime ? as_int(prime->symbols.size()) : 0;
}

NoteSymbols PieceWriter::last() const {
  return piece_.symbols.empty() ? start_end(run_->dictionaries) : piece_.symbols.back();
}

bool PieceWriter::broken() const { return !std::isfinite(piece_.log_likelihood.sum()); }

int PieceWriter::choose_dt(std::span<const float> logits, Sampler& sampler) {
  ending_ = false;
  next_.dt = given() ? given_note().dt : choose_biased_dt(logits, sampler);
  if (!ending_) {
    if (register_ && run_->times.dt[as_index(next_.dt)] > 0) {
      register_->end_chord(sounding_.symbols());
    }
    sounding_.pass(run_->times.dt[as_index(next_.dt)]);
  }
  context_.pass(next_.dt);
  return next_.dt;
}

int PieceWriter::choose_duration(std::span<const float> logits, Sampler& sampler) {
  next_.duration = given()
                       ? given_note().duration
                       : choose(logits, {.last = true}, sampler, piece_.log_likelihood.duration);
  if (guard_ && !ending_) {
    guard_->begin_note(next_.dt, next_.duration);
  }
  return next_.duration;
}

void PieceWriter::choose_pitch(std::span<const float> logits, Sampler& sampler) {
  if (given()) {
    next_.pitch = given_note().pitch;
  } else {
    const Choice choice = draw_own_pitch(logits, sampler);
    next_.pitch = choice.symbol;
    piece_.log_likelihood.pitch += choice.log_probability;
    ++piece_.events;
  }
  if (ending_) {
    piece_.ended = true;
  } else {
    take_note();
  }
}

// The pitches that sound, and those outside of the piece's register if any is left without them.
void PieceWriter::exclude_pitches(std::size_t pitches) {
  const std::span<const int> sounding = sounding_.symbols();
  not_offered_.assign(sounding.begin(), sounding.end());
  if (!register_) {
    return;
  }
  std::ranges::copy_if(register_->not_offered(), std::back_inserter(not_offered_), [&](int pitch) {
    return std::ranges::find(sounding, pitch) == sounding.end();
  });
  if (not_offered_.size() >= pitches) {
    not_offered_.resize(sounding.size());
  }
}

// Draws anew, without the pitch, for as long as it would complete a copy: as if those pitches had
// never been offered. Should no pitch be left, only START/END is, however early.
Choice PieceWriter::draw_own_pitch(std::span<const float> logits, Sampler& sampler) {
  const std::size_t pitches = logits.size() - 1;
  const auto draw_one = [&] {
    return draw(logits, {.symbols = not_offered_, .last = not_offered_.size() < pitches}, sampler);
  };
  exclude_pitches(pitches);
  Choice choice = draw_one();
  while (guard_ && !ending_ && guard_->would_copy(choice.symbol)) {
    not_offered_.push_back(choice.symbol);
    choice = draw_one();
  }
  return choice;
}

// The bias is none of the network's: the likelihood is that of its own logits.
int PieceWriter::choose_biased_dt(std::span<const float> logits, Sampler& sampler) {
  const Excluded excluded = {.last =
                                 too_early_to_end() || !plan_.may_end(notes(), context_.music())};
  const double bias = plan_.bias(notes());
  if (run_->setting.records_endings) {
    record_ending(logits);
  }
  if (bias == 0 || excluded.last) {
    return choose(logits, excluded, sampler, piece_.log_likelihood.dt);
  }
  biased_.assign(logits.begin(), logits.end());
  biased_.resize(as_index(padded_symbols(as_int(logits.size()))));
  biased_[logits.size() - 1] += static_cast<float>(bias);
  double ignored = 0;
  const int symbol =
      choose(std::span<const float>(biased_).first(logits.size()), excluded, sampler, ignored);
  piece_.log_likelihood.dt += log_probabilities(logits)[as_index(symbol)];
  return symbol;
}

void PieceWriter::record_ending(std::span<const float> logits) {
  const double end = log_probabilities(logits).back();
  piece_.end_log_odds.push_back(end - std::log1p(-std::exp(end)));
}

Choice PieceWriter::draw(std::span<const float> logits, const Excluded& excluded,
                         Sampler& sampler) {
  const Choice choice =
      ending_ ? sampler.choose_last(logits) : sampler.choose(logits, excluded, random_);
  ending_ = choice.symbol + 1 == as_int(logits.size());
  return choice;
}

int PieceWriter::choose(std::span<const float> logits, const Excluded& excluded, Sampler& sampler,
                        double& log_likelihood) {
  const Choice choice = draw(logits, excluded, sampler);
  log_likelihood += choice.log_probability;
  return choice.symbol;
}

void PieceWriter::take_note() {
  piece_.symbols.push_back(next_);
  context_.take(next_);
  if (guard_) {
    guard_->take(next_.pitch);
  }
  if (register_) {
    register_->strike(next_.pitch);
  }
  sounding_.begin(next_.pitch, run_->times.duration[as_index(next_.duration)]);
}

// A given beginning keeps its key.
void PieceWriter::put_into_key() {
  const ComposeOptions& options = run_->options;
  const CorpusProfile& profile = run_->setting.profile;
  const PitchDictionary& pitches = run_->dictionaries.pitch;
  if (options.key) {
    piece_.transposed = shift_into_key(piece_.score, *options.key, profile, pitches);
  } else if (!options.prime) {
    Random random{options.seed, static_cast<std::uint64_t>(piece_.number), kKeyStream};
    piece_.transposed = shift_into_corpus(piece_.score, profile, pitches, random);
  }
  piece_.transposed = transpose(piece_.score, piece_.transposed + options.transpose);
  if (options.key) {
    piece_.score.key_signatures = {
        {0, sharps_after(options.key->sharps, options.transpose), options.key->minor}};
  }
}

ComposedPiece PieceWriter::finish() {
  piece_.score = run_->setting.frame;
  if (piece_.score.tempos.empty()) {
    piece_.score.tempos = tempo_of(piece_.number, *run_);
  }
  piece_.score.time_signatures = signatures_of(metre_);
  // A pick-up that no first bar can state is left to be found.
  piece_.score.knows_bars = run_->setting.bars == BarsFrom::kNotes && !metre_.empty() &&
                            metre_stated_by(piece_.score.time_signatures) == metre_;
  piece_.score.notes = decode(piece_.symbols, run_->dictionaries).notes;
  put_into_key();
  piece_.score.velocities = draw_velocities(
      run_->setting.velocities, piece_.score.notes, metre_,
      {run_->options.seed, static_cast<std::uint64_t>(piece_.number), kVelocityStream});
  piece_.score.title = fmt::format("Piece {}, seed {}", piece_.number, run_->options.seed);
  return std::move(piece_);
}

}  // namespace bachprop
