// The order in which the notes of a chord are written.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/note_symbols.h"
#include "bachprop/corpus/dictionary.h"

namespace bachprop {

enum class ChordOrder : std::uint8_t {
  kUpwards,    // as pieces are kept
  kDownwards,  // the highest note first
};

// Those in which a network learns to write: with kBoth, now one and now the other.
enum class ChordOrders : std::uint8_t { kUp, kDown, kBoth };

template <>
struct EnumNames<ChordOrders> {
  static constexpr std::string_view kWhat = "order of chords";
  static constexpr std::array<std::pair<ChordOrders, std::string_view>, 3> kNames = {
      {{ChordOrders::kUp, "up"}, {ChordOrders::kDown, "down"}, {ChordOrders::kBoth, "both"}}};
};

[[nodiscard]] std::vector<ChordOrder> orders_of(ChordOrders orders);

// Whether `pitch` is written before `other` in a chord.
[[nodiscard]] constexpr bool comes_before(int pitch, int other, ChordOrder order) {
  return order == ChordOrder::kUpwards ? pitch < other : pitch > other;
}

// The symbol of dT 0, by which a note belongs to the chord of the one before; -1 where there is
// none, so that no notes are written together.
[[nodiscard]] int dt_together(const Dictionaries& dictionaries);

// Notes with chords written upwards, each chord turned round. `together`: see dt_together().
[[nodiscard]] std::vector<NoteSymbols> written_downwards(std::span<const NoteSymbols> notes,
                                                         int together);

}  // namespace bachprop
