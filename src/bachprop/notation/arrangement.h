// Which instrument plays which note.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/score/score.h"

namespace bachprop {

enum class Clef { kTreble, kTrebleOctaveDown, kAlto, kTenor, kBass };

struct Instrument {
  std::string name;          // "Violin I"
  std::string abbreviation;  // "Vln. I"
  std::string sound = {};    // MusicXML's standard sound: "strings.violin"
  int program = 0;           // General MIDI, 0 .. 127
  int lowest = 0;            // the pitches that it can play
  int highest = 127;

  friend bool operator==(const Instrument&, const Instrument&) = default;
};

// A player's or singer's part. A piano has two staves, most others one.
struct Part {
  Instrument instrument;
  std::vector<Clef> staves;  // from the top; at least one
};

// Voices of one staff are lines that keep their own rhythm: 0 .. ; one voice may sound several
// notes at once only where they begin and end together.
struct PlacedNote {
  Note note;
  int part = 0;
  int staff = 0;  // of the part
  int voice = 0;  // of the staff, 0 the highest

  friend bool operator==(const PlacedNote&, const PlacedNote&) = default;
};

struct ChordSymbol {
  Quarters onset;
  int root = 0;           // pitch class
  std::string kind = {};  // MusicXML's kind-value: "major", "minor", "dominant" ...
  std::optional<int> bass;

  friend bool operator==(const ChordSymbol&, const ChordSymbol&) = default;
};

enum class ArrangementKind { kNone, kSatb, kStringQuartet, kPiano, kLeadSheet };

struct Arrangement {
  std::vector<Part> parts;
  std::vector<PlacedNote> notes;  // sorted by onset, then pitch, then part
  std::vector<ChordSymbol> chords = {};
  // What was changed and what may be hard to play: "cello: 3 notes an octave higher, from bar 4",
  // in the order of the piece.
  std::vector<std::string> remarks = {};
};

}  // namespace bachprop
