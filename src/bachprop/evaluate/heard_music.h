// A piece as a listener follows it: chord after chord, its outer lines, its bars, its key.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/analysis/score_bars.h"
#include "bachprop/base/quarters.h"
#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Bars of the passages that are looked at beside whole pieces.
constexpr std::size_t kWindowBars = 4;

struct HeardNote {
  int pitch = 0;
  bool struck = false;   // begins with the moment, or is held
  std::size_t note = 0;  // its place in HeardMusic::notes
};

// An onset, and what sounds there.
struct Moment {
  Quarters onset;
  Quarters length;        // to the next moment, or to the end
  std::size_t first = 0;  // its notes in HeardMusic::sounding, from below
  std::size_t last = 0;   // one after
};

// A note that is the highest, or the lowest, to sound at its own onset.
struct LineNote {
  Quarters onset;
  Quarters duration;
  int pitch = 0;
};

struct HeardMusic {
  std::vector<Note> notes;         // by onset, then pitch
  std::vector<int> voice_of_note;  // as assign_voices; empty unless there are 1 .. kMostVoices
  int voices = 0;                  // as voices_of
  std::vector<Bar> bars;           // those that begin before the end; the first may be a pick-up
  std::vector<Quarters> beats;     // of each bar: a quarter, in 6/8 three eighths
  bool has_pickup = false;
  Quarters end;
  Key key;  // as key_of
  std::vector<Moment> moments;
  std::vector<HeardNote> sounding;
  std::vector<LineNote> top;
  std::vector<LineNote> bottom;
  bool is_whole = true;  // not a passage

  [[nodiscard]] std::span<const HeardNote> at(const Moment& moment) const {
    return std::span(sounding).subspan(moment.first, moment.last - moment.first);
  }
  [[nodiscard]] int lowest(const Moment& moment) const { return sounding[moment.first].pitch; }
  [[nodiscard]] int highest(const Moment& moment) const { return sounding[moment.last - 1].pitch; }
  // Without a pick-up.
  [[nodiscard]] std::span<const Bar> full_bars() const {
    return std::span(bars).subspan(has_pickup ? 1 : 0);
  }
};

// Bars are those of metre_of, for all pieces by the same rule, whoever wrote them. Voices are found
// from the notes alone. Time is proportional to the notes.
[[nodiscard]] HeardMusic hear(const Score& score);
// The same without voices, which take most of the time.
[[nodiscard]] HeardMusic hear_lines(const Score& score);

// Passages of kWindowBars full bars: behind one another from the first full bar on, of which `most`
// are taken, spread over the piece. What sounds across an edge is cut there, and struck anew behind
// it. Passages without a note are left out. Times are from the passage's beginning, and its key is
// its own.
[[nodiscard]] std::vector<HeardMusic> passages_of(const HeardMusic& piece, std::size_t most);

// The bar that a time lies in, the first of `bars` for what comes before it.
[[nodiscard]] std::size_t bar_of(const HeardMusic& piece, const Quarters& time);

// Whether a beat begins there; a pick-up ends with a beat.
[[nodiscard]] bool is_on_beat(const HeardMusic& piece, const Quarters& time);

// The notes from `from` until `to`, cut at both, with their onsets counted from `from`.
[[nodiscard]] Score part_of(const HeardMusic& piece, const Quarters& from, const Quarters& to);

// Semitones above the tonic, without octaves: 0 .. 11.
[[nodiscard]] int degree_in_key(int pitch, const Key& key);

}  // namespace bachprop
