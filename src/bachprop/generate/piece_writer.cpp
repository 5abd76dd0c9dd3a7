#include "bachprop/generate/piece_writer.h"

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/nn/sampling_kernels.h"

namespace bachprop {

Samplers::Samplers(const ComposeContext& context)
    : dt(context.options.sampling, context.dictionaries.dt.size()),
      duration(context.options.sampling, context.dictionaries.duration.size()),
      pitch(context.options.sampling, context.dictionaries.pitch.size()) {}

namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kMetreStream = 1;

// That of the frame, or one drawn among the corpus's.
std::vector<TimeSignature> metre_of(int number, const ComposeContext& context) {
  const ModelSetting& setting = context.setting;
  if (setting.metres.empty() || !setting.frame.time_signatures.empty()) {
    return setting.frame.time_signatures;
  }
  std::int64_t pieces = 0;
  for (const MetreCount& metre : setting.metres) {
    pieces += metre.pieces;
  }
  Random random{context.options.seed, static_cast<std::uint64_t>(number), kMetreStream};
  auto left = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(pieces)));
  for (const MetreCount& metre : setting.metres) {
    left -= metre.pieces;
    if (left < 0) {
      return {metre.signature};
    }
  }
  return {};
}

}  // namespace

PieceWriter::PieceWriter(int number, const ComposeContext& context)
    : context_(&context),
      random_{context.options.seed, static_cast<std::uint64_t>(number)},
      metre_(metre_of(number, context)),
      context_notes_(context.setting.vocabulary, metre_) {
  const auto& prime = context.options.prime;
  piece_.number = number;
  if (context.known != nullptr) {
    guard_.emplace(*context.known);
  }
  piece_.prime_notes = prime ? as_int(prime->symbols.size()) : 0;
}

NoteSymbols PieceWriter::last() const {
  return piece_.symbols.empty() ? start_end(context_->dictionaries) : piece_.symbols.back();
}

bool PieceWriter::broken() const { return !std::isfinite(piece_.log_likelihood.sum()); }

int PieceWriter::choose_dt(std::span<const float> logits, Sampler& sampler) {
  ending_ = false;
  next_.dt = given() ? given_note().dt : choose_biased_dt(logits, sampler);
  if (!ending_) {
    sounding_.pass(context_->times.dt[as_index(next_.dt)]);
  }
  context_notes_.pass(next_.dt);
  return next_.dt;
}

int PieceWriter::choose_duration(std::span<const float> logits, Sampler& sampler) {
  next_.duration = given() ? given_note().duration
                           : choose(logits, {.last = too_early_to_end()}, sampler,
                                    piece_.log_likelihood.duration);
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

// Draws anew, without the pitch, for as long as it would complete a copy: as if those pitches had
// never been offered.
Choice PieceWriter::draw_own_pitch(std::span<const float> logits, Sampler& sampler) {
  const int symbols = as_int(logits.size());
  Choice choice = draw(logits, without(sounding_.symbols(), symbols), sampler);
  if (!guard_ || ending_ || !guard_->would_copy(choice.symbol)) {
    return choice;
  }
  not_offered_.assign(sounding_.symbols().begin(), sounding_.symbols().end());
  while (!ending_ && guard_->would_copy(choice.symbol)) {
    not_offered_.push_back(choice.symbol);
    choice = draw(logits, without(not_offered_, symbols), sampler);
  }
  return choice;
}

// The bias is none of the network's: the likelihood is that of its own logits.
int PieceWriter::choose_biased_dt(std::span<const float> logits, Sampler& sampler) {
  const Excluded excluded = {.last = too_early_to_end()};
  if (context_->setting.end_bias == 0) {
    return choose(logits, excluded, sampler, piece_.log_likelihood.dt);
  }
  biased_.assign(logits.begin(), logits.end());
  biased_.resize(as_index(padded_symbols(as_int(logits.size()))));
  biased_[logits.size() - 1] += static_cast<float>(context_->setting.end_bias);
  double ignored = 0;
  const int symbol =
      choose(std::span<const float>(biased_).first(logits.size()), excluded, sampler, ignored);
  piece_.log_likelihood.dt += log_probabilities(logits)[as_index(symbol)];
  return symbol;
}

// Should no pitch be left, only START/END is, however early.
Excluded PieceWriter::without(std::span<const int> pitches, int symbols) const {
  return {.symbols = pitches, .last = too_early_to_end() && as_int(pitches.size()) < symbols - 1};
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
  context_notes_.take(next_);
  if (guard_) {
    guard_->take(next_.pitch);
  }
  sounding_.begin(next_.pitch, context_->times.duration[as_index(next_.duration)]);
}

ComposedPiece PieceWriter::finish() {
  piece_.score = context_->setting.frame;
  piece_.score.time_signatures = metre_;
  piece_.score.notes = decode(piece_.symbols, context_->dictionaries).notes;
  piece_.score.title = fmt::format("Piece {}, seed {}", piece_.number, context_->options.seed);
  return std::move(piece_);
}

}  // namespace bachprop
