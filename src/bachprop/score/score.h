// A score: notes in exact quarters, and what stands beside them in the file.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "bachprop/base/quarters.h"

namespace bachprop {

constexpr int kLowestPitch = 0;
constexpr int kHighestPitch = 127;
constexpr int kSemitonesPerOctave = 12;  // and pitch classes: 0 C .. 11 B

struct Note {
  Quarters onset;     // from the beginning of the piece, >= 0
  Quarters duration;  // > 0
  int pitch = 0;      // MIDI number, 0 .. 127

  friend bool operator==(const Note&, const Note&) = default;
};

// One microsecond a quarter, which a MIDI file can state.
constexpr double kHighestTempo = 60e6;

struct TempoChange {
  Quarters onset;
  double quarters_per_minute = 120;  // above 0, at most kHighestTempo

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes an ordering's 0 for a pointer.
  friend auto operator<=>(const TempoChange&, const TempoChange&) = default;
};

constexpr int kGreatestBeatDenominator = 128;

struct TimeSignature {
  Quarters onset;
  int numerator = 4;
  int denominator = 4;  // a power of two, at most kGreatestBeatDenominator

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes an ordering's 0 for a pointer.
  friend auto operator<=>(const TimeSignature&, const TimeSignature&) = default;
};

struct KeySignature {
  Quarters onset;
  int sharps = 0;  // -7 .. 7, flats are negative
  bool minor = false;

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes an ordering's 0 for a pointer.
  friend auto operator<=>(const KeySignature&, const KeySignature&) = default;
};

// The thing that follows a syllable.
enum class LyricEnd { kSyllable, kWord, kLine, kVerse };

// A syllable of a song's words.
struct Lyric {
  Quarters onset;    // of the note that it is sung to
  std::string text;  // plain (text.h), not empty, without a hyphen or a sign that it is held
  LyricEnd end = LyricEnd::kWord;

  friend bool operator==(const Lyric&, const Lyric&) = default;
};

// Notes that two voices have at once.
enum class Unisons {
  kMerged,    // are one note, as they are heard: for learning, and where voices are not known
  kPerVoice,  // are a note of each, as they are played: for paper
};

// The program of a voice that states none. General MIDI's are 0 .. 127.
constexpr int kNoProgram = -1;

// Who plays, as far as the file says.
struct Player {
  std::string name;          // of an instrument or a track, perhaps empty
  int program = kNoProgram;  // of General MIDI

  friend bool operator==(const Player&, const Player&) = default;
};

// Notes are sorted by onset, then pitch, then voice. No two notes of one pitch sound at the same
// time, unless the score was made with Unisons::kPerVoice: then this holds for each voice alone.
struct Score {
  std::string title;
  std::vector<Note> notes;
  // Either empty (voices not known) or one number for each note, an index into voice_names.
  std::vector<int> voices;
  std::vector<std::string> voice_names;
  // Either empty (none is stated) or one for each of voice_names, perhaps kNoProgram.
  std::vector<int> voice_programs = {};
  // Who plays all of the notes where voices are not known; nobody where they are.
  Player player = {};
  std::vector<TempoChange> tempos;             // sorted by onset; empty: not stated
  std::vector<TimeSignature> time_signatures;  // sorted by onset; empty: not stated
  std::vector<KeySignature> key_signatures;    // sorted by onset; empty: not stated
  std::string composer = {};                   // empty: not stated
  // Either empty (not asked for, or not known) or how loud each note is played, 1 .. 127.
  std::vector<std::uint8_t> velocities = {};
  std::vector<Lyric> lyrics = {};  // by onset, no two at one; empty: no words
  // By a network, and unchanged since: its voices were found, and its metre is that of the corpus.
  bool is_composed = false;
  // A composed score whose network saw true bars: they are as stated, also where no pick-up is.
  bool knows_bars = false;

  friend bool operator==(const Score&, const Score&) = default;
};

// Everything of a score that has a time, beside its notes. A new kind of event is added here: what
// moves, checks and counts events then knows it. Corpus files, MIDI files, primes and sheets state
// each kind by itself.
inline constexpr auto kTimedEvents =
    std::tuple(&Score::tempos, &Score::time_signatures, &Score::key_signatures, &Score::lyrics);

// Calls visit(events) for each of these lists.
template <typename AnyScore, typename Visit>
void for_each_timed(AnyScore& score, const Visit& visit) {
  std::apply([&](auto... lists) { (visit(score.*lists), ...); }, kTimedEvents);
}

// Calls visit(events, other_events) for each kind, with the lists of both scores.
template <typename Visit>
void for_each_timed(const Score& score, Score& other, const Visit& visit) {
  std::apply([&](auto... lists) { (visit(score.*lists, other.*lists), ...); }, kTimedEvents);
}

[[nodiscard]] Quarters end_of(const Note& note);

// Where the last note ends; 0 without notes.
[[nodiscard]] Quarters end_of(const Score& score);

// The index of the first note of each onset, and behind them the number of notes, which are sorted
// by onset.
[[nodiscard]] std::vector<std::size_t> first_notes_of_onsets(const std::vector<Note>& notes);

// A full bar of that metre.
[[nodiscard]] Quarters bar_length(const TimeSignature& time);

// The program of a voice, an index into voice_names; kNoProgram where none is stated.
[[nodiscard]] int program_of(const Score& score, std::size_t voice);

}  // namespace bachprop
