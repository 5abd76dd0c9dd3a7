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
constexpr std::uint64_t kParticleStream = 7;
constexpr std::uint64_t kTempoStream = 5;
constexpr std::uint64_t kVelocityStream = 6;

// The stream of a piece: one of its own for each time that it is begun.
Random notes_of(int number, const ComposingRun& run, int beginning, int particle) {
  const auto piece = static_cast<std::uint64_t>(number);
  const int before = run.attempt * kMostBeginnings + beginning;
  if (particle > 0) {
    return {run.options.seed, piece, kParticleStream, static_cast<std::uint64_t>(before),
            static_cast<std::uint64_t>(particle)};
  }
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

PieceWriter::PieceWriter(int number, const ComposingRun& run, int beginning, int particle)
    : run_(&run),
      random_(notes_of(number, run, beginning, particle)),
      together_(dt_together(run.dictionaries)),
      metre_(metre_of(number, run)),
      plan_(run.options, run.setting, number, beginning) {
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
  for (const ChordOrder order : orders_of(run.setting.chord_orders)) {
    readers_.emplace_back(run.setting.vocabulary, metre_, order, start_end(run.dictionaries));
  }
  if (run.particles > 1 && run.setting.critic != nullptr) {
    critic_.emplace(run.setting.critic->vocabulary, metre_, ChordOrder::kUpwards,
                    start_end(run.dictionaries));
  }
  if (readers_.size() > 1) {
    read_given_notes();
    draw_writer();
  }
  piece_.metre = metre_;
}

void PieceWriter::go_own_ways(int particle, int round) {
  random_ = {run_->options.seed,
             static_cast<std::uint64_t>(piece_.number),
             kParticleStream,
             static_cast<std::uint64_t>(run_->attempt * kMostBeginnings + piece_.beginnings - 1),
             static_cast<std::uint64_t>(particle),
             static_cast<std::uint64_t>(round)};
}

// Those of a given beginning are complete chords.
void PieceWriter::read_given_notes() {
  while (given()) {
    next_ = given_note();
    accept_dt();
    if (guard_) {
      guard_->begin_note(next_.dt, next_.duration);
    }
    hear_note();
    piece_.symbols.push_back(next_);
  }
  for (PieceReader& reader : readers_) {
    reader.append(piece_.symbols, together_);
  }
  if (critic_) {
    critic_->append(piece_.symbols, together_);
  }
  is_new_chord_ = !piece_.symbols.empty();
}

void PieceWriter::draw_writer() {
  writer_ = readers_.size() == 1 ? 0 : random_.below(readers_.size());
}

// As pieces are kept.
void PieceWriter::put_chord_upwards() {
  const int dt = chord_.front().dt;
  std::ranges::stable_sort(chord_, {}, &NoteSymbols::pitch);
  for (NoteSymbols& note : chord_) {
    note.dt = together_;
  }
  chord_.front().dt = dt;
}

// The others read what the writer has written, and one of all writes on.
void PieceWriter::complete_chord() {
  if (keeps_order()) {
    put_chord_upwards();
  }
  piece_.symbols.insert(piece_.symbols.end(), chord_.begin(), chord_.end());
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (i != writer_) {
      readers_[i].append(chord_, together_);
    }
  }
  if (critic_) {
    critic_->append(chord_, together_);
  }
  chord_.clear();
  const std::size_t before = writer_;
  draw_writer();
  handed_over_ = writer_ != before;
  is_new_chord_ = handed_over_;
}

bool PieceWriter::broken() const { return !std::isfinite(piece_.log_likelihood.sum()); }

int PieceWriter::choose_dt(std::span<const float> logits, Sampler& sampler) {
  ending_ = false;
  handed_over_ = false;
  const bool own = !given();
  const bool was_new_chord = is_new_chord_;
  next_.dt = own ? choose_biased_dt(logits, sampler) : given_note().dt;
  is_new_chord_ = false;
  if (next_.dt != together_ && !chord_.empty()) {
    complete_chord();
  }
  piece_.log_likelihood.dt += own ? dt_log_likelihood(logits, was_new_chord) : 0;
  if (handed_over_) {
    ending_ = false;
    return next_.dt;
  }
  if (!ending_) {
    accept_dt();
  }
  reader().pass(next_.dt);
  return next_.dt;
}

void PieceWriter::accept_dt() {
  const std::int64_t time = run_->times.dt[as_index(next_.dt)];
  if (register_ && time > 0) {
    register_->end_chord(sounding_.symbols());
  }
  sounding_.pass(time);
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
    chord_.push_back(next_);
    reader().take(next_);
    hear_note();
  }
}

// The pitches that sound, those outside of the piece's register, and those whose turn in the chord
// is over. Only the pitches that sound, if none is left without them.
void PieceWriter::exclude_pitches(std::size_t pitches) {
  const std::span<const int> sounding = sounding_.symbols();
  not_offered_.assign(sounding.begin(), sounding.end());
  const auto exclude = [&](int pitch) {
    if (std::ranges::find(not_offered_, pitch) == not_offered_.end()) {
      not_offered_.push_back(pitch);
    }
  };
  if (register_) {
    std::ranges::for_each(register_->not_offered(), exclude);
  }
  if (keeps_order() && !chord_.empty()) {
    for (int pitch = 0; pitch < as_int(pitches); ++pitch) {
      if (!comes_before(chord_.back().pitch, pitch, reader().order())) {
        exclude(pitch);
      }
    }
  }
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
  const std::span<const int> together(&together_, is_new_chord_ && together_ >= 0 ? 1 : 0);
  const Excluded excluded = {
      .symbols = together,
      .last = too_early_to_end() || !plan_.may_end(notes(), reader().context().music())};
  const double bias = plan_.bias(notes());
  if (run_->setting.records_endings) {
    record_ending(logits);
  }
  if (bias == 0 || excluded.last) {
    return draw(logits, excluded, sampler).symbol;
  }
  biased_.assign(logits.begin(), logits.end());
  biased_.resize(as_index(padded_symbols(as_int(logits.size()))));
  biased_[logits.size() - 1] += static_cast<float>(bias);
  return draw(std::span<const float>(biased_).first(logits.size()), excluded, sampler).symbol;
}

// Of the dT that was drawn. A new chord's is above 0; of one that another reader will write it is
// only known that its dT is.
double PieceWriter::dt_log_likelihood(std::span<const float> logits, bool was_new_chord) const {
  const std::vector<double> logs = log_probabilities(logits);
  const double later = together_ >= 0 ? std::log1p(-std::exp(logs[as_index(together_)])) : 0.0;
  return handed_over_ ? later : logs[as_index(next_.dt)] - (was_new_chord ? later : 0);
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

void PieceWriter::hear_note() {
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
  if (!chord_.empty()) {
    complete_chord();
  }
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
