// The instruments that arrangements are for, with what they can play.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The parts of an arrangement of this kind, the highest first; none for kNone, whose parts depend
// on the score. Ranges: docs/notation-arrangements.md.
[[nodiscard]] std::vector<Part> parts_for(ArrangementKind kind);

// The instrument or voice that a name in a file means, in English, Italian, German or Latin: "Vln.
// I", "Violoncello", "Bratsche", "Cantus". It keeps that name, and every pitch: what a file gives
// to an instrument is not questioned. An unknown name is a piano's sound under that name.
[[nodiscard]] Instrument instrument_named(std::string_view name);

// The same with the program that a file states, or kNoProgram. A program other than the piano's,
// which files state without a thought, is what sounds. A player without a name has that of the
// program, "Flute". A player of an unknown name, and of what singers and instruments are both
// called, a bass, has the program's sound.
[[nodiscard]] Instrument instrument_for(const Player& player);

// Whether a name, but for a number behind it, is that of an instrument and nothing more.
[[nodiscard]] bool is_name_of_instrument(std::string_view name);

// Who plays all notes of a score. Its player's name or else the program says so, or a title that is
// the name of an instrument. Nothing where these say nothing ("Track 1").
[[nodiscard]] std::optional<Instrument> only_player(const Score& score);

// Whether two notes can be bowed at once on a string instrument of this program. They can on two
// neighbouring strings, at most an octave above the open ones and a third to an octave apart.
// Programs that are no bowed strings play no double stops.
[[nodiscard]] bool is_double_stop(int program, int pitch, int other);

// The clef in which a part of this sound is read. It is the alto clef for a viola, the treble clef
// an octave down for a tenor, the treble clef for violins, sopranos and altos. For others it is the
// one of treble and bass clef on whose staff these notes need fewer ledger lines. Where that is
// equal it is the treble clef.
[[nodiscard]] Clef clef_for(const Instrument& instrument, std::span<const Note> notes);

// Whether its music may stand on two staves, as that of keyboards and harps.
[[nodiscard]] bool may_have_two_staves(const Instrument& instrument);

}  // namespace bachprop
