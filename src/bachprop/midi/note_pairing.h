// The notes of a file that was read as events.
#pragma once

#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf.h"

namespace bachprop {

// The result of read_notes for the same bytes, but for the repairs. This is the plain definition of
// pairing that its fast path is tested against. The payloads of meta events look into `file`.
[[nodiscard]] NoteFile pair_notes(const SmfFile& file, bool keep_percussion);

}  // namespace bachprop
