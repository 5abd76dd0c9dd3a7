// A score as it stands on paper: parts, staves, bars, and in them notes and rests with their
// values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bachprop/analysis/spelled_pitch.h"
#include "bachprop/arrange/arrangement.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Names of values, the longest first: each lasts half as long as the one before.
enum class NoteType {
  kLong,
  kBreve,
  kWhole,
  kHalf,
  kQuarter,
  kEighth,
  k16th,
  k32nd,
  k64th,
  k128th,
  k256th,
  k512th,
  k1024th
};

// `actual` notes in the time of `normal` ones: 3 in the time of 2.
struct Tuplet {
  int actual = 3;
  int normal = 2;
  NoteType type = NoteType::kEighth;  // of the notes that are counted
  bool begins = false;                // with this symbol
  bool ends = false;

  friend bool operator==(const Tuplet&, const Tuplet&) = default;
};

enum class Beam { kBegin, kContinue, kEnd, kForwardHook, kBackwardHook };

struct WrittenNote {
  SpelledPitch pitch;
  bool tied_from_before = false;
  bool tied_to_next = false;

  friend bool operator==(const WrittenNote&, const WrittenNote&) = default;
};

// Where a syllable stands in its word.
enum class Syllabic { kSingle, kBegin, kMiddle, kEnd };

struct SungSyllable {
  std::string text;
  Syllabic syllabic = Syllabic::kSingle;

  friend bool operator==(const SungSyllable&, const SungSyllable&) = default;
};

// A note, a chord or a rest of one written value.
struct Symbol {
  Quarters onset;     // from the beginning of the piece
  Quarters duration;  // > 0; what type, dots and tuplets say, or the whole bar
  NoteType type = NoteType::kQuarter;
  int dots = 0;
  bool whole_bar = false;               // a rest in the middle of an empty bar
  std::vector<WrittenNote> notes = {};  // from the lowest; none: a rest
  std::vector<Tuplet> tuplets = {};     // the outermost first
  std::vector<Beam> beams = {};         // of the eighths first
  std::optional<SungSyllable> syllable = {};

  friend bool operator==(const Symbol&, const Symbol&) = default;
};

// One voice in one bar. Its symbols fill the bar without a gap.
struct Line {
  int staff = 0;
  int voice = 0;  // of the staff
  std::vector<Symbol> symbols;
};

struct PartBar {
  std::vector<Line> lines;       // by staff, then voice; at least one a staff
  std::vector<Clef> clefs = {};  // of each staff, in force from the beginning of the bar
};

struct NotatedPart {
  Part part;
  std::vector<PartBar> bars;  // as many as the score has
};

struct NotatedBar {
  Quarters start;
  Quarters length;     // > 0; shorter than the metre says in a pick-up bar
  int number = 1;      // 0: a pick-up bar
  TimeSignature time;  // in force here
  int fifths = 0;      // the key signature in force here: sharps, flats are negative
  bool minor = false;
  std::vector<TempoChange> tempos = {};  // that begin in this bar

  friend bool operator==(const NotatedBar&, const NotatedBar&) = default;
};

struct NotatedScore {
  std::string title;
  std::string composer;
  std::vector<NotatedBar> bars;  // at least one
  std::vector<NotatedPart> parts;
  std::vector<ChordSymbol> chords;
};

}  // namespace bachprop
