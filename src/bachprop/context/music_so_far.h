// A piece as far as it is written: what its context is worked out from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/numbers.h"
#include "bachprop/context/bar_lines.h"
#include "bachprop/context/context_kind.h"
#include "bachprop/context/key_so_far.h"
#include "bachprop/context/repetition.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/corpus/metre.h"

namespace bachprop {

// The values of symbols.
struct SymbolValues {
  WholeTimes times;
  NoteSymbols start_end;
  int lowest_pitch = 0;  // that of pitch symbol 0

  [[nodiscard]] int pitches() const { return start_end.pitch; }
  // 0 C .. 11 B
  [[nodiscard]] int pitch_class(int pitch) const {
    return (lowest_pitch + pitch) % kSemitonesPerOctave;
  }
};

// A note that sounds or has sounded.
struct SoundingNote {
  int pitch = 0;  // symbol
  std::int64_t end = 0;
  int duration = 0;  // symbol
};

// For each note: pass() when its dT is chosen, take() when all of it is.
class MusicSoFar {
 public:
  static constexpr std::size_t kNotesBefore = 3;

  // `values` must outlive this object. For the kinds other than kMusic only last() and before() are
  // kept.
  MusicSoFar(ContextKind kind, const SymbolValues& values, const Metre& metre);

  // START/END perhaps.
  void pass(int dt);
  void take(const NoteSymbols& note);

  [[nodiscard]] const SymbolValues& values() const { return *values_; }
  [[nodiscard]] bool begun() const { return begun_; }    // a note is taken
  [[nodiscard]] bool ending() const { return ending_; }  // the dT passed last is START/END
  [[nodiscard]] int dt() const { return dt_; }           // passed last
  [[nodiscard]] const NoteSymbols& last() const { return last_; }  // START/END before the first
  // The notes before the last one, the latest 0.
  [[nodiscard]] const NoteSymbols& before(std::size_t i) const { return before_[i]; }

  // The onset of the last note; of the next one from pass() on.
  [[nodiscard]] std::int64_t now() const { return now_; }
  [[nodiscard]] std::int64_t quarters_ago(std::int64_t quarters) const {
    return now_ - quarters * values_->times.per_quarter;
  }
  [[nodiscard]] PlaceInBars place_in_bars() const { return bar_lines_.place_of(now_); }

  // The notes that sound, those that were struck before this onset first.
  [[nodiscard]] std::span<const SoundingNote> sounding() const { return sounding_; }
  [[nodiscard]] std::span<const SoundingNote> held() const { return sounding().first(held_); }
  [[nodiscard]] std::span<const SoundingNote> struck() const { return sounding().subspan(held_); }
  // The notes that ended since the onset before.
  [[nodiscard]] std::span<const SoundingNote> ended() const { return ended_; }
  // The notes that ended before that, each pitch once, at most 32 quarters ago; oldest first.
  [[nodiscard]] const std::deque<SoundingNote>& recent() const { return recent_; }

  [[nodiscard]] const Repetition& repetition() const { return repetition_; }
  // The keys of the piece so far and of its last 8 quarters; nothing before the first note.
  [[nodiscard]] const std::array<std::optional<Key>, 2>& keys() const { return keys_; }

 private:
  void end_notes();
  void estimate_keys(std::int64_t duration);

  ContextKind kind_;
  const SymbolValues* values_;
  BarLines bar_lines_;
  bool begun_ = false;
  bool ending_ = false;
  int dt_ = 0;
  NoteSymbols last_;
  std::array<NoteSymbols, kNotesBefore> before_;
  std::int64_t now_ = 0;
  std::vector<SoundingNote> sounding_;
  std::size_t held_ = 0;
  std::vector<SoundingNote> ended_;
  std::deque<SoundingNote> recent_;
  Repetition repetition_;
  PitchClassTimes heard_ = {};  // all notes so far
  std::array<std::optional<Key>, 2> keys_;
};

}  // namespace bachprop
