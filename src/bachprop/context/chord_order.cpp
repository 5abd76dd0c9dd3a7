#include "bachprop/context/chord_order.h"

#include <algorithm>

namespace bachprop {

std::vector<ChordOrder> orders_of(ChordOrders orders) {
  switch (orders) {
    case ChordOrders::kDown:
      return {ChordOrder::kDownwards};
    case ChordOrders::kBoth:
      return {ChordOrder::kUpwards, ChordOrder::kDownwards};
    case ChordOrders::kUp:
      break;
  }
  return {ChordOrder::kUpwards};
}

int dt_together(const Dictionaries& dictionaries) { return dictionaries.dt.find(0).value_or(-1); }

std::vector<NoteSymbols> written_downwards(std::span<const NoteSymbols> notes, int together) {
  std::vector<NoteSymbols> turned(notes.begin(), notes.end());
  for (auto begin = turned.begin(); begin != turned.end();) {
    const auto end = std::find_if(begin + 1, turned.end(),
                                  [&](const NoteSymbols& note) { return note.dt != together; });
    const int dt = begin->dt;
    std::reverse(begin, end);
    for (auto note = begin; note != end; ++note) {
      note->dt = together;
    }
    begin->dt = dt;
    begin = end;
  }
  return turned;
}

}  // namespace bachprop
