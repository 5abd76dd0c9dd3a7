// How a MIDI file says that this program composed it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bachprop/score/score.h"

namespace bachprop {

// The bytes of a sequencer-specific event (FF 7F). They are the number of those without a
// manufacturer, 7D, then "BachProp composed", a digest of the notes and of who plays which, and
// " in bars" where the bars are as stated (Score::knows_bars). `voices` is as in Score: empty, or a
// number for each note, of which only the order of their first notes counts.
[[nodiscard]] std::string composed_mark(std::span<const Note> notes, std::span<const int> voices,
                                        bool knows_bars);

// Whether the bytes of such an event are the mark of exactly this score: a file that somebody has
// changed is theirs.
[[nodiscard]] bool is_mark_of(std::string_view payload, const Score& score);
// Whether a mark says that the bars are as stated.
[[nodiscard]] bool says_bars_are_known(std::string_view mark);

}  // namespace bachprop
