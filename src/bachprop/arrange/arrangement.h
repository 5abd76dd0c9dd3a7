// Which instrument plays which note.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

enum class Clef { kTreble, kTrebleOctaveDown, kAlto, kTenor, kBass };

struct Instrument {
  std::string name;           // "Violin I"
  std::string abbreviation;   // "Vln. I"
  std::string sound = {};     // MusicXML's standard sound: "strings.violin"
  int program = 0;            // General MIDI, 0 .. 127
  int lowest = kLowestPitch;  // the pitches that it can play
  int highest = kHighestPitch;
  int easy_lowest = kLowestPitch;  // those that it plays or sings with ease, among them
  int easy_highest = kHighestPitch;

  friend bool operator==(const Instrument&, const Instrument&) = default;
};

// A player's or singer's part. A piano has two staves, most others one.
struct Part {
  Instrument instrument;
  std::vector<Clef> staves;  // from the top; at least one

  friend bool operator==(const Part&, const Part&) = default;
};

// Voices of one staff are lines that keep their own rhythm, at most four (staff_voices.h). A voice
// may have notes that sound at once and do not begin and end together: tied chords show them. No
// voice sounds a pitch twice at once.
struct PlacedNote {
  Note note;
  int part = 0;
  int staff = 0;  // of the part
  int voice = 0;  // of the staff, 0 the highest .. kMostVoicesOfAStaff - 1

  friend bool operator==(const PlacedNote&, const PlacedNote&) = default;
};

struct ChordSymbol {
  Quarters onset;
  int root = 0;                  // pitch class
  std::string kind = {};         // MusicXML's kind-value: "major", "minor", "dominant" ...
  std::optional<int> bass = {};  // pitch class, where it is not the root

  friend bool operator==(const ChordSymbol&, const ChordSymbol&) = default;
};

// The most parts of an arrangement.
constexpr int kMostParts = 64;

// docs/notation-arrangements.md says what each does, and why.
enum class ArrangementKind {
  kNone,           // the notes as they are: a part for each voice, or a piano's two staves
  kSatb,           // soprano, alto, tenor, bass
  kStringQuartet,  // two violins, viola, cello
  kPiano,          // two staves
  kLeadSheet       // the highest voice on one staff, the others as chord symbols
};

struct Arrangement {
  std::vector<Part> parts;
  std::vector<PlacedNote> notes;  // sorted by onset, then pitch, then part
  std::vector<ChordSymbol> chords = {};
  // The changes, "Cello: 3 notes an octave higher, from bar 4", in the order of the piece. Then
  // come remarks on what may be hard to play, part by part. A remark on one part begins with the
  // name of its instrument and a colon.
  std::vector<std::string> remarks = {};

  friend bool operator==(const Arrangement&, const Arrangement&) = default;
};

struct ArrangeOptions {
  Quarters pickup = {};  // where the first full bar begins
};

// One part as an arrangement of its own, with the chord symbols and the remarks that concern it;
// `part` is an index into the parts.
[[nodiscard]] Arrangement part_of(const Arrangement& arrangement, std::size_t part);

}  // namespace bachprop
