#include "bachprop/corpus/augmentation.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

// A MIDI file keeps it in a byte.
constexpr std::int64_t kMostBeats = 255;

bool has_possible_times(const std::vector<Note>& notes) {
  Quarters last;
  return std::ranges::all_of(notes, [&](const Note& note) {
    const Quarters dt = note.onset - std::exchange(last, note.onset);
    return is_possible_duration(dt) && is_possible_duration(note.duration);
  });
}

template <typename T>
void scale_onsets(std::vector<T>& changes, const Quarters& factor) {
  for (T& change : changes) {
    change.onset = change.onset * factor;
  }
}

// The signature of a bar that is `factor` as long, with as many beats where that can be written.
std::optional<TimeSignature> scale_signature(const TimeSignature& signature,
                                             const Quarters& factor) {
  std::int64_t numerator = signature.numerator * factor.numerator();
  std::int64_t denominator = signature.denominator * factor.denominator();
  // Twice as long is the same number of beats of twice the length.
  for (std::int64_t times = factor.denominator() == 1 ? factor.numerator() : 1;
       times % 2 == 0 && denominator % 2 == 0; times /= 2) {
    numerator /= 2;
    denominator /= 2;
  }
  if (denominator % 3 == 0 && numerator % 3 == 0) {
    numerator /= 3;
    denominator /= 3;
  }
  if (numerator > kMostBeats || denominator > kGreatestBeatDenominator ||
      !std::has_single_bit(static_cast<std::uint64_t>(denominator))) {
    return std::nullopt;
  }
  return TimeSignature{.onset = signature.onset * factor,
                       .numerator = as_int(numerator),
                       .denominator = as_int(denominator)};
}

std::vector<TimeSignature> scale_signatures(const std::vector<TimeSignature>& signatures,
                                            const Quarters& factor) {
  std::vector<TimeSignature> scaled;
  for (const TimeSignature& signature : signatures) {
    const auto changed = scale_signature(signature, factor);
    if (!changed) {
      return {};
    }
    scaled.push_back(*changed);
  }
  return scaled;
}

TimeDictionary join(const TimeDictionary& a, const TimeDictionary& b) {
  std::vector<Quarters> values = a.values();
  values.insert(values.end(), b.values().begin(), b.values().end());
  return TimeDictionary(std::move(values));
}

}  // namespace

std::optional<Score> scale_rhythm(const Score& score, const Quarters& factor) {
  check(factor > 0, "a rhythm is scaled by a factor above 0");
  if (factor == 1) {
    return score;
  }
  Score scaled = score;
  for (Note& note : scaled.notes) {
    note.onset = note.onset * factor;
    note.duration = note.duration * factor;
  }
  if (!has_possible_times(scaled.notes)) {
    return std::nullopt;
  }
  for_each_timed(scaled, [&](auto& events) { scale_onsets(events, factor); });
  for (TempoChange& tempo : scaled.tempos) {
    tempo.quarters_per_minute =
        std::min(kHighestTempo, tempo.quarters_per_minute * factor.to_double());
  }
  scaled.time_signatures = scale_signatures(score.time_signatures, factor);
  return scaled;
}

std::vector<Piece> rhythm_variants(const Piece& piece) {
  std::vector<Piece> variants;
  for (const Quarters& factor : kRhythmFactors) {
    if (auto scaled = scale_rhythm(piece.score, factor)) {
      variants.push_back({.name = piece.name,
                          .sha256 = piece.sha256,
                          .score = *std::move(scaled),
                          .bars = scale_signatures(piece.bars, factor)});
    }
  }
  return variants;
}

RhythmVariants make_rhythm_variants(const Corpus& corpus, const std::vector<bool>& scaled) {
  check(scaled.size() == corpus.pieces.size(), "each piece is to be scaled or not");
  RhythmVariants variants{.pieces = std::vector<std::vector<Piece>>(corpus.pieces.size()),
                          .dictionaries = corpus.dictionaries};
  Dictionaries& all = variants.dictionaries;
  for (std::size_t i = 0; i < corpus.pieces.size(); ++i) {
    if (!scaled[i]) {
      continue;
    }
    variants.pieces[i] = rhythm_variants(corpus.pieces[i]);
    const Dictionaries own = make_dictionaries(variants.pieces[i]);
    all.dt = join(all.dt, own.dt);
    all.duration = join(all.duration, own.duration);
  }
  return variants;
}

}  // namespace bachprop
