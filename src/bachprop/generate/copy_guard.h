// Keeps a piece from copying a training passage while it is being written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/copies/passages.h"
#include "bachprop/copies/pattern_index.h"
#include "bachprop/corpus/dictionary.h"

namespace bachprop {

// The known passages, and how much of them in a row may be copied; shared by all pieces of a run.
struct KnownPassages {
  PatternIndex index;
  int max_copy = 0;  // notes
  // By symbol, in 48ths of a quarter; START/END left out.
  std::vector<std::int64_t> dt;
  std::vector<std::int64_t> duration;
};

// With fewer notes nearly nothing could be written; longer passages are not stored.
constexpr int kLeastMaxCopy = 3;
constexpr int kGreatestMaxCopy = kLongestPassage - 1;

// An error when max_copy is out of range, when there are no passages, or when the dictionaries'
// times are not whole 48ths of a quarter.
[[nodiscard]] Result<KnownPassages> known_passages(const PassageHashes& passages, int max_copy,
                                                   const Dictionaries& dictionaries);

// A copy is what PatternKind::kExact calls one, in the order of a score. There the notes of a chord
// come by pitch, in whatever order they were written. So each note is checked together with all
// notes of its chord so far.
class CopyGuard {
 public:
  explicit CopyGuard(const KnownPassages& known) : known_(&known) {}

  // dT and T of the note to come, which is not START/END.
  void begin_note(int dt, int duration);
  // Whether a note of this pitch would complete a copy. Then more than max_copy notes in a row,
  // that note among them or before it in its chord, would stand in a training piece.
  [[nodiscard]] bool would_copy(int pitch) const;
  void take(int pitch);

 private:
  struct WrittenNote {
    int pitch = 0;
    std::int64_t duration = 0;
    PatternIndex::Cursor cursor = {};  // after it
  };
  // Lets the note follow the one before it; nullptr: it is the first of all.
  void follow(WrittenNote& note, const WrittenNote* before) const;
  // In the chord's place `i`: the note before it in the score.
  [[nodiscard]] const WrittenNote* before(std::size_t i) const;
  [[nodiscard]] std::size_t place_of(int pitch) const;

  const KnownPassages* known_;
  std::optional<WrittenNote> last_;  // before the chord
  std::int64_t chord_dt_ = 0;        // from its onset to the chord's
  std::vector<WrittenNote> chord_;   // by pitch
  std::int64_t duration_ = 0;        // of the note to come
};

}  // namespace bachprop
