#include "bachprop/analysis/piece_metre.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bachprop/analysis/metre_estimate.h"
#include "bachprop/analysis/metric_span.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/changes.h"

namespace bachprop {
namespace {

// The remainder when whole bars are taken away.
Quarters beyond_whole_bars(const Quarters& time, const Quarters& bar) {
  const Quarters bars = time / bar;
  return time - bar * Quarters(bars.numerator() / bars.denominator());
}

PieceMetre found_metre(const Score& score) {
  const MetreEstimate estimate = estimate_metre(score);
  return {.signatures = {{0, estimate.signature.numerator, estimate.signature.denominator}},
          .start = {},
          .pickup = estimate.pickup,
          .time_from = SheetSource::kNotes,
          .pickup_from = SheetSource::kNotes};
}

PieceMetre asked_metre(const Score& score, const TimeSignature& time) {
  const TimeSignature signature = {0, time.numerator, time.denominator};
  return {.signatures = {signature},
          .start = {},
          .pickup = estimate_pickup(score, signature),
          .time_from = SheetSource::kOptions,
          .pickup_from = SheetSource::kNotes};
}

// Bars of one beat, all through: what programs write that know of no metre.
bool states_no_metre(const Score& score) {
  return std::ranges::all_of(score.time_signatures,
                             [](const TimeSignature& time) { return time.numerator == 1; });
}

// A first bar that is shorter than those after it, a bar of 1/4 before 4/4, is how files state a
// pick-up. So is a change of metre in the middle of a bar, counted from the beginning.
PieceMetre stated_metre(const Score& score, const MetreOptions& options) {
  PieceMetre metre{.signatures = score.time_signatures, .start = {}, .pickup = {}};
  std::vector<TimeSignature>& all = metre.signatures;
  const Quarters first_bar = bar_length(all.front());
  if (all.front().onset > 0) {
    all.insert(all.begin(), TimeSignature{0, 4, 4});
  } else if (all.size() > 1 && all[1].onset == first_bar && first_bar < bar_length(all[1])) {
    metre.pickup = first_bar;
    all.erase(all.begin());
    all.front().onset = 0;
  } else if (all.size() > 1) {
    metre.pickup = beyond_whole_bars(all[1].onset, first_bar);
  } else if (score.notes.front().onset == Quarters(0) && !options.has_percussion) {
    metre.pickup = score.knows_bars      ? Quarters(0)
                   : options.is_composed ? estimate_pickup(score, all.front())
                                         : pickup_against_stated_bars(score, all.front());
    metre.pickup_from = metre.pickup > 0 ? SheetSource::kNotes : SheetSource::kScore;
  }
  return metre;
}

// A bar that only ends with a pick-up, after rests, becomes as short as the pick-up.
void leave_out_rests(const Score& score, PieceMetre& metre) {
  const Quarters bar = bar_length(metre.signatures.front());
  const Quarters first_line = metre.pickup > 0 ? metre.pickup : bar;
  const Quarters onset = score.notes.front().onset;
  const bool next_bar_is_changed =
      metre.signatures.size() > 1 && metre.signatures[1].onset < first_line;
  if (onset > 0 && onset < first_line && 2 * (first_line - onset) <= bar && !next_bar_is_changed) {
    metre.start = onset;
    metre.pickup = first_line - onset;
  }
}

// A signature that is stated again at one of its own bar lines, which a pick-up may move, is no
// change.
void leave_out_repeats(PieceMetre& metre) {
  std::vector<TimeSignature> kept = {metre.signatures.front()};
  Quarters line = metre.first_full_bar();
  for (std::size_t i = 1; i < metre.signatures.size(); ++i) {
    const TimeSignature& next = metre.signatures[i];
    const Quarters bar = bar_length(kept.back());
    if (!set_the_same(kept.back(), next) || next.onset < line ||
        beyond_whole_bars(next.onset - line, bar) > 0) {
      kept.push_back(next);
      line = next.onset;
    }
  }
  metre.signatures = std::move(kept);
}

}  // namespace

PieceMetre metre_of(const Score& score, const MetreOptions& options) {
  if (score.notes.empty()) {
    PieceMetre silent{.signatures = score.time_signatures, .start = {}, .pickup = {}};
    if (silent.signatures.empty() || silent.signatures.front().onset > 0) {
      silent.signatures.insert(silent.signatures.begin(), TimeSignature{0, 4, 4});
    }
    return silent;
  }
  PieceMetre metre = options.time             ? asked_metre(score, *options.time)
                     : states_no_metre(score) ? found_metre(score)
                                              : stated_metre(score, options);
  if (options.pickup) {
    metre.pickup_from = SheetSource::kOptions;
    metre.pickup = *options.pickup;
    metre.start = *options.pickup > 0 ? score.notes.front().onset : Quarters(0);
  } else {
    leave_out_rests(score, metre);
  }
  leave_out_repeats(metre);
  return metre;
}

std::vector<TimeSignature> stated_signatures(const PieceMetre& metre) {
  std::vector<TimeSignature> all = metre.signatures;
  const Quarters first_bar = metre.first_full_bar();
  if (first_bar == Quarters(0) ||
      beyond_whole_bars(first_bar, bar_length(all.front())) == Quarters(0)) {
    return all;
  }
  const Quarters wholes = first_bar / 4;
  const std::int64_t denominator = std::max<std::int64_t>(wholes.denominator(), 4);
  constexpr std::int64_t kMostBeats = 255;
  const Quarters beats = wholes * denominator;
  const bool is_told = beats.denominator() == 1 && (denominator & (denominator - 1)) == 0 &&
                       denominator <= kGreatestBeatDenominator && beats <= kMostBeats &&
                       first_bar < bar_length(all.front());
  if (is_told) {
    all.front().onset = first_bar;
    all.insert(all.begin(), TimeSignature{0, as_int(beats.numerator()), as_int(denominator)});
  }
  return all;
}

BarNumbers bar_numbers(const Score& score, const PieceMetre& metre) {
  Score barred = score;
  barred.time_signatures = metre.signatures;
  return {barred, metre.first_full_bar()};
}

}  // namespace bachprop
