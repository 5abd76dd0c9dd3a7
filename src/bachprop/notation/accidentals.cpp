#include "bachprop/notation/accidentals.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>

namespace bachprop {
namespace {

// A note's place in the bar, to go through the notes in the order in which they are read.
struct Reading {
  Quarters onset;
  std::size_t line = 0;
  std::size_t symbol = 0;
  std::size_t note = 0;
};

std::vector<Reading> in_order_of_reading(const PartBar& bar) {
  std::vector<Reading> order;
  for (std::size_t line = 0; line < bar.lines.size(); ++line) {
    const auto& symbols = bar.lines[line].symbols;
    for (std::size_t symbol = 0; symbol < symbols.size(); ++symbol) {
      for (std::size_t note = 0; note < symbols[symbol].notes.size(); ++note) {
        order.push_back({symbols[symbol].onset, line, symbol, note});
      }
    }
  }
  std::ranges::stable_sort(order, {}, &Reading::onset);
  return order;
}

}  // namespace

int signature_alteration(Step step, int fifths) {
  const int place = line_of_fifths({step, 0, 4});  // F -1 .. B 5
  if (fifths > 0) {
    return place + 1 < fifths ? 1 : 0;
  }
  return 5 - place < -fifths ? -1 : 0;
}

Accidentals accidentals_of(const PartBar& bar, int fifths) {
  Accidentals shown(bar.lines.size());
  for (std::size_t line = 0; line < bar.lines.size(); ++line) {
    for (const Symbol& symbol : bar.lines[line].symbols) {
      shown[line].emplace_back(symbol.notes.size());
    }
  }
  std::map<std::tuple<int, Step, int>, int> last;  // of a staff, a step and an octave
  for (const Reading& reading : in_order_of_reading(bar)) {
    const WrittenNote& note = bar.lines[reading.line].symbols[reading.symbol].notes[reading.note];
    if (note.tied_from_before) {
      continue;
    }
    const auto place =
        std::tuple(bar.lines[reading.line].staff, note.pitch.step, note.pitch.octave);
    const auto [found, is_new] =
        last.try_emplace(place, signature_alteration(note.pitch.step, fifths));
    shown[reading.line][reading.symbol][reading.note] = found->second != note.pitch.alteration;
    found->second = note.pitch.alteration;
  }
  return shown;
}

}  // namespace bachprop
