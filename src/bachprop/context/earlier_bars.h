// What stood some whole bars before the place that is being written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/context/chord_order.h"
#include "bachprop/context/whole_times.h"

namespace bachprop {

// For each distance the piece is read once more, that much later.
class EarlierBars {
 public:
  static constexpr std::size_t kDistances = 5;
  static constexpr std::array<int, kDistances> kBars = {1, 2, 4, 8, 16};

  // A piece begins; the memory of the one before serves it.
  void begin(ChordOrder order);
  // The symbol dT, not START/END, leads to the onset `now`, where bars are so long.
  void pass(int dt, std::int64_t now, std::int64_t bar_length, const WholeTimes& times);
  void take(const NoteSymbols& note);

  // Whether the piece is that old.
  [[nodiscard]] bool reaches(std::size_t distance) const { return places_[distance].time >= 0; }
  // The dT with which it went on there; nothing where it is in no dictionary.
  [[nodiscard]] std::optional<int> next_dt(std::size_t distance, const WholeTimes& times) const;
  // The next note of the chord that stood there, or null.
  [[nodiscard]] const NoteSymbols* next_note(std::size_t distance) const;
  // So many notes in a row have been those that stood there.
  [[nodiscard]] int alike(std::size_t distance) const { return places_[distance].alike; }

 private:
  struct Stood {
    std::int64_t onset = 0;
    NoteSymbols note;
  };
  struct Place {
    std::int64_t time = -1;
    std::size_t next = 0;  // note, in notes_
    int alike = 0;
  };

  ChordOrder order_ = ChordOrder::kUpwards;
  std::vector<Stood> notes_;
  std::int64_t now_ = 0;
  std::array<Place, kDistances> places_ = {};
};

}  // namespace bachprop
