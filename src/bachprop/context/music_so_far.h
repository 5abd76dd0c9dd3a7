// A piece as far as it is written: what its context is worked out from.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/numbers.h"
#include "bachprop/context/bar_lines.h"
#include "bachprop/context/chord_order.h"
#include "bachprop/context/complete_chords.h"
#include "bachprop/context/context_kind.h"
#include "bachprop/context/earlier_bars.h"
#include "bachprop/context/key_so_far.h"
#include "bachprop/context/known_turns.h"
#include "bachprop/context/lines_so_far.h"
#include "bachprop/context/note_list.h"
#include "bachprop/context/place_in_time.h"
#include "bachprop/context/repetition.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/corpus/metre.h"

namespace bachprop {

// The values of symbols.
struct SymbolValues {
  WholeTimes times;
  NoteSymbols start_end;
  int lowest_pitch = 0;  // that of pitch symbol 0
  // Of the corpus, for a critic; or null.
  std::shared_ptr<const KnownTurns> turns = {};

  [[nodiscard]] int pitches() const { return start_end.pitch; }
  // 0 C .. 11 B
  [[nodiscard]] int pitch_class(int pitch) const {
    return (lowest_pitch + pitch) % kSemitonesPerOctave;
  }
};

// For each note: pass() when its dT is chosen, take() when all of it is.
class MusicSoFar {
 public:
  static constexpr std::size_t kNotesBefore = 3;

  // `values` must outlive this object. For kinds that do not see music only last() and before() are
  // kept.
  MusicSoFar(ContextKind kind, const SymbolValues& values);

  // A piece begins; the memory of the one before serves it. Its notes will come `shift` semitones
  // higher than they are written, and those of a chord in this order. `own`: turns that are not to
  // be known from the values, or null.
  void begin(const Metre& metre, int shift, ChordOrder order, const KnownTurns* own = nullptr);
  // START/END perhaps.
  void pass(int dt);
  void take(const NoteSymbols& note);
  // For a critic: the next note comes with this dT, or START/END. Where it is struck later, the
  // note taken last completes its chord.
  void foresee(int dt);

  [[nodiscard]] const SymbolValues& values() const { return *values_; }
  [[nodiscard]] bool begun() const { return begun_; }    // a note is taken
  [[nodiscard]] bool ending() const { return ending_; }  // the dT passed last is START/END
  [[nodiscard]] int dt() const { return dt_; }           // passed last
  [[nodiscard]] const NoteSymbols& last() const { return last_; }  // START/END before the first
  // The notes before the last one, the latest 0.
  [[nodiscard]] const NoteSymbols& before(std::size_t i) const { return before_[i]; }
  // Whether this pitch is one of the dictionary, and was before the notes were moved.
  [[nodiscard]] bool is_in_dictionary(int pitch) const {
    return pitch >= lowest_pitch_ && pitch < end_of_pitches_;
  }

  // The onset of the last note; of the next one from pass() on.
  [[nodiscard]] std::int64_t now() const { return now_; }
  [[nodiscard]] std::int64_t quarters_ago(std::int64_t quarters) const {
    return now_ - quarters * values_->times.per_quarter;
  }
  [[nodiscard]] const PlaceInTime& place() const { return place_; }

  // The notes that sound, those that were struck before this onset first.
  [[nodiscard]] NoteSpan sounding() const { return NoteSpan(sounding_); }
  [[nodiscard]] NoteSpan held() const { return sounding().first(held_); }
  [[nodiscard]] NoteSpan struck() const { return sounding().from(held_); }
  // The notes that ended since the onset before.
  [[nodiscard]] NoteSpan ended() const { return NoteSpan(ended_); }
  // The notes that ended before that, each pitch once, at most 32 quarters ago; oldest first. The
  // distance is 0 for less than 2 quarters, 1 for less than 8, 2 for more.
  [[nodiscard]] NoteSpan recent() const { return NoteSpan(recent_); }
  [[nodiscard]] static bool is_of_last_quarters(int distance) { return distance < 2; }
  // From the first on that ended less than 8 quarters ago; whether all from there on did.
  [[nodiscard]] NoteSpan lately() const { return recent().from(lately_begin_); }
  [[nodiscard]] bool all_lately() const { return all_lately_; }

  [[nodiscard]] const Repetition& repetition() const { return repetition_; }
  // The keys of the piece so far and of its last 8 quarters; nothing before the first note.
  [[nodiscard]] const std::array<std::optional<Key>, 2>& keys() const { return keys_; }

  [[nodiscard]] ChordOrder order() const { return order_; }
  // Where lines are seen.
  [[nodiscard]] const LinesSoFar& lines() const { return lines_; }
  [[nodiscard]] const EarlierBars& earlier_bars() const { return earlier_bars_; }
  // The chord that the last note completes, and those before; null where it completes none.
  [[nodiscard]] const CompleteChords* complete_chords() const {
    return chord_is_complete_ ? &complete_chords_ : nullptr;
  }
  // How well the turns are known that this chord ends; nothing where it ends none.
  [[nodiscard]] std::optional<TurnFamiliarity> familiarity(TurnStream stream) const;

 private:
  void end_notes();
  void forget_notes();
  void measure_distances();
  void strike(const NoteSymbols& note);
  void hear_lately();
  void hear_lately(int pitch_class, std::int64_t time);
  void find_place();

  ContextKind kind_;
  ChordOrder order_ = ChordOrder::kUpwards;
  const SymbolValues* values_;
  int lowest_pitch_ = 0;
  int end_of_pitches_ = 0;
  BarLines bar_lines_;
  bool begun_ = false;
  bool ending_ = false;
  int dt_ = 0;
  NoteSymbols last_;
  std::array<NoteSymbols, kNotesBefore> before_;
  std::int64_t now_ = 0;
  PlaceInTime place_;
  std::int64_t bar_length_ = 1;
  NoteList sounding_;
  std::size_t held_ = 0;
  NoteList ended_;
  NoteList recent_;
  std::size_t lately_begin_ = 0;
  bool all_lately_ = true;
  Repetition repetition_;
  KeySoFar key_of_piece_;
  PitchClassTimes heard_lately_ = {};  // in the last 8 quarters
  KeySoFar key_lately_;
  std::array<std::optional<Key>, 2> keys_;
  LinesSoFar lines_;
  EarlierBars earlier_bars_;
  CompleteChords complete_chords_;
  bool chord_is_complete_ = false;
  const KnownTurns* own_turns_ = nullptr;
};

}  // namespace bachprop
