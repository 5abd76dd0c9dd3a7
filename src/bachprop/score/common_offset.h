// Music that lies beside the beat as a whole: latency of a recording, a pre-roll, a cut beginning.
#pragma once

#include <cstdint>

#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The time by which nearly all onsets lie behind the beat, below 7/8 of a quarter, or before it,
// then at least -1/8. It is 0 where they do neither, and where the score is too short to tell. It
// is also 0 for half a quarter, because notes that begin off the beat may be meant so. A delay of
// whole quarters is a rest. No note begins before the offset: music that begins at 0, and goes on
// beside the beat, begins with a pick-up. With two offsets half a quarter apart it is the one after
// which the music begins at 0. Otherwise it is the one after which clearly more begins on the beat,
// or else the small one.
//
// An onset is the simpler the fewer parts its quarter must be divided into. Times that lie at most
// half of the score's smallest unit of time beside such a part count as it. The nearer they lie the
// better, because a file's ticks round. Taking the offset off must make the onsets simpler, and
// much simpler if it is a half, third or quarter of a quarter itself. Nine of ten of them must then
// be 16ths or 12ths of a quarter.
//
// A composed score has none: it begins where it was composed to begin.
[[nodiscard]] Quarters common_offset(const Score& score);

// The score with all notes so much earlier, or later, if below 0; none begins before the offset.
// Notes that begin at 0 and would come later stay there, because they were cut off. Changes of
// tempo and of signatures move along where they lie on times no less simple then; those at 0 stay.
// Takes and gives Unisons::kPerVoice.
[[nodiscard]] Score without_offset(Score score, const Quarters& offset);

// The number of parts into which quarters must be divided for its onsets, in a measure of its own
// that adds up. It is 0 where all are whole quarters.
[[nodiscard]] std::int64_t onset_complexity(const Score& score);

// Half of the greatest unit of time of which all times of the notes are multiples: what rounding to
// it may have moved an onset. 0 where there is none.
[[nodiscard]] Quarters half_of_unit(const Score& score);

// The share of the onsets that lie more than `tolerance` beside the multiples of 1/16 and 1/12 of a
// quarter. Behind a rest of more than four quarters these may be counted from another time. The
// condition is that nearly all onsets up to the next such rest are on the grid then. The length of
// the rest does not matter there. The share is 0 without notes.
[[nodiscard]] double share_off_grid(const Score& score, const Quarters& tolerance);

}  // namespace bachprop
