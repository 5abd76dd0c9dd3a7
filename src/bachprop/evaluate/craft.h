// The craft of part-writing: how often a piece breaks the rules that textbooks give for chorales.
//
// The rules, in words of our own, are those of Aldwell and Schachter, "Harmony and Voice Leading"
// (chapters on procedures of four-part writing). They are also those of Piston, "Harmony" (chapter
// on part-writing). docs/evaluation.md has them with what Bach himself does. Voices are always
// found from the notes (voice_assignment.h), never taken from the file, so that every piece is
// measured alike.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

constexpr int kFewestCraftVoices = 3;
constexpr int kMostCraftVoices = 5;

enum class CraftStatus {
  kMeasured,
  kNoNotes,
  kTooFewVoices,   // fewer than kFewestCraftVoices
  kTooManyVoices,  // more than kMostCraftVoices
};
template <>
struct EnumNames<CraftStatus> {
  static constexpr std::string_view kWhat = "status";
  static constexpr std::array<std::pair<CraftStatus, std::string_view>, 4> kNames = {
      {{CraftStatus::kMeasured, "measured"},
       {CraftStatus::kNoNotes, "no_notes"},
       {CraftStatus::kTooFewVoices, "too_few_voices"},
       {CraftStatus::kTooManyVoices, "too_many_voices"}}};
};

// A chord is what the voices sound at an onset. In a chord change one voice at least sounds another
// pitch than at the onset before, or begins or stops to sound. Voices *move* in it when both
// chords have them, with a new note on another pitch in the second.
enum class CraftRule {
  // Two voices move in the same direction from one perfect fifth (or twelfth ...) to another.
  kParallelFifth,
  // The same from one octave (or double octave ...) to another.
  kParallelOctave,
  // Highest and lowest voice move in the same direction from another interval to a perfect fifth or
  // octave. The highest moves by more than a whole tone.
  kDirectOuter,
  // A voice sounds above the next higher one.
  kCrossing,
  // Neighbouring voices other than the two lowest are more than an octave apart.
  kWideSpacing,
  // One of four voices has a note outside its range (range_of).
  kOutOfRange,
  // In a move from dominant to tonic the leading note does not rise to the tonic. Nor does it fall
  // in an inner voice to the fifth of the tonic's chord.
  kUnresolvedLeadingNote,
};

template <>
struct EnumNames<CraftRule> {
  static constexpr std::string_view kWhat = "rule";
  static constexpr std::array<std::pair<CraftRule, std::string_view>, 7> kNames = {
      {{CraftRule::kParallelFifth, "parallel fifth"},
       {CraftRule::kParallelOctave, "parallel octave"},
       {CraftRule::kDirectOuter, "direct fifth or octave"},
       {CraftRule::kCrossing, "voice crossing"},
       {CraftRule::kWideSpacing, "wide spacing"},
       {CraftRule::kOutOfRange, "note out of range"},
       {CraftRule::kUnresolvedLeadingNote, "unresolved leading note"}}};
};

// Where a rule is broken.
struct CraftFault {
  CraftRule rule = CraftRule::kParallelFifth;
  Quarters onset;  // of the second chord where there are two
  int upper = 0;   // the voice with the smaller number, 0 the highest
  int lower = 0;   // the other; the same where the rule is about one voice

  friend bool operator==(const CraftFault&, const CraftFault&) = default;
};

// The way a piece comes to its end on the tonic. It is told by the last bass (lowest pitch) of
// another pitch class than that of the last chord. It is also told by what sounds for as long as
// that is the bass.
enum class Cadence {
  kNone,       // any other way, or the piece does not end on the tonic
  kAuthentic,  // the bass is the fifth degree, over it sounds the leading note
  kPlagal,     // the bass is the fourth degree, over it the sixth and no leading note
};

struct PitchRange {
  int lowest = 0;
  int highest = 0;
};

// The range of voice 0 soprano .. 3 bass (C4-G5, G3-C#5, C3-G#4, C2-D4). All but a thousandth of
// the notes at each end in the training set of Bach's chorales lie within it.
[[nodiscard]] PitchRange range_of(int voice);

// The figures of one piece. Everything is 0 and empty unless status is kMeasured.
struct CraftFigures {
  CraftStatus status = CraftStatus::kNoNotes;
  int voices = 0;  // in any status
  Key key = {};

  std::int64_t chords = 0;
  std::int64_t chord_changes = 0;
  std::int64_t notes_with_range = 0;  // all that have a voice when there are four voices, else 0
  // Leading notes in moves from dominant to tonic. The dominant is the chord of the key's fifth
  // degree with its major third, with or without fifth and seventh. The tonic is that of the first
  // degree with its third. Leading notes whose voice does not sound in the second chord are left
  // out.
  std::int64_t leading_notes = 0;
  std::int64_t leading_notes_to_fifth = 0;  // in an inner voice, down a major third
  std::vector<CraftFault> faults = {};      // by onset, then rule

  // The last onset's chord:
  bool ends_on_tonic = false;  // the key's, in the bass; with third, fifth, both or neither
  Cadence cadence = Cadence::kNone;
  // All that sounds ends at once, and no more than one voice is missing.
  bool ends_together = false;

  [[nodiscard]] std::int64_t count(CraftRule rule) const;

  friend bool operator==(const CraftFigures&, const CraftFigures&) = default;
};

// In the voices that assign_voices finds. Time is proportional to the notes, apart from sorting.
[[nodiscard]] CraftFigures craft_of(const Score& score);

// In given voices: for each note 0 .. voices - 1, or kNoVoice; not two notes of a voice at once.
[[nodiscard]] CraftFigures craft_of(const Score& score, int voices,
                                    std::span<const int> voice_of_note);

// A figure of reports. Over several pieces it is 100 times the sum of the numerators over the sum
// of the denominators, in a hundred `unit`s. Both are 0 for a piece that is not measured.
struct CraftFigure {
  std::string_view key;         // "parallel_fifths"
  std::string_view name;        // "parallel fifths"
  std::string_view unit;        // "chord changes", "pieces"
  std::string_view definition;  // one sentence
  std::int64_t (*numerator)(const CraftFigures&);
  std::int64_t (*denominator)(const CraftFigures&);
};

[[nodiscard]] std::span<const CraftFigure> craft_figures();

}  // namespace bachprop
