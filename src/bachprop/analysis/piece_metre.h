// The bars of a piece on paper: what its file states, otherwise what its notes show.
#pragma once

#include <optional>
#include <vector>

#include "bachprop/analysis/bar_numbers.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Where something that stands on the paper came from.
enum class SheetSource { kOptions, kScore, kNotes };

struct MetreOptions {
  std::optional<TimeSignature> time = {};  // holds for the whole piece; its onset is not looked at
  std::optional<Quarters> pickup = {};     // from the first note to the first full bar; 0: nothing
  // The file has percussion too, whose player counts the bars that the file states.
  bool has_percussion = false;
  // Composed by a network: its metre is that of files whose pick-ups may stand at 0, so that the
  // notes alone tell where bars begin, unless the score knows its bars.
  bool is_composed = false;
};

struct PieceMetre {
  std::vector<TimeSignature> signatures;  // sorted by onset, the first at 0
  // Where the first bar begins: at 0, or with the first note where rests only fill the bar of a
  // pick-up. Programs write it so that know no shorter bar.
  Quarters start;
  Quarters pickup;  // the length of the first bar, 0: a full one
  SheetSource time_from = SheetSource::kScore;
  SheetSource pickup_from = SheetSource::kScore;

  // 0 where the first bar is a full one.
  [[nodiscard]] Quarters first_full_bar() const { return pickup > 0 ? start + pickup : start; }
};

// The one rule for bars, which sheets, reports and evaluations share. A score without notes has
// the bars that it states, from 0.
//
// Signatures of one beat alone, 1/4 all through, state no metre. A file states a pick-up by a first
// bar that is shorter than the next. It may also state one by a signature within a bar that is
// counted from 0, or by rests before the first note. A pick-up has at most half a bar. Notes that
// begin earlier in a bar after a rest stand in a full bar with that rest. Bars of nothing but rests
// stay.
[[nodiscard]] PieceMetre metre_of(const Score& score, const MetreOptions& options = {});

// How a file states these bars, so that metre_of finds them again. A pick-up that no signature or
// rest tells of is a short first bar, 1/4 before 4/4. A length that no signature has stays untold.
[[nodiscard]] std::vector<TimeSignature> stated_signatures(const PieceMetre& metre);

// The numbers of its bars.
[[nodiscard]] BarNumbers bar_numbers(const Score& score, const PieceMetre& metre);

}  // namespace bachprop
