// The words of a MIDI file: title, author and lyrics; a part of read_score.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bachprop/midi/note_reader.h"
#include "bachprop/score/score.h"
#include "bachprop/score/time_unit.h"

namespace bachprop {

struct SongText {
  std::string title;     // of a karaoke file: its first line @T
  std::string composer;  // its second
  std::vector<Lyric> lyrics;
};

// Lyrics are the lyric events (FF 05) of the track that has most of them, or in a karaoke file the
// text events (FF 01). There "\\" begins a verse, "/" a line. A blank between two syllables, at the
// end of one or the beginning of the other, divides words. A carriage return ends a line, a line
// feed a verse. Where no syllable has either, words end but where a hyphen says that they go on.
// Lines that begin with "@", and tags in braces ("{@", "{#"), are no lyrics. `tick` is one tick.
[[nodiscard]] SongText song_text_of(const NoteFile& file, const TimeUnit& tick);

// The payload of a lyric event that song_text_of reads as this syllable.
[[nodiscard]] std::string lyric_payload(const Lyric& lyric);

}  // namespace bachprop
