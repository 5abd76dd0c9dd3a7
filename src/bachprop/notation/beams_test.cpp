#include "bachprop/notation/beams.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/notation/rhythm_notation.h"

namespace bachprop {
namespace {

// The first beam as "[" begin, "-" and "]" end, "." none; of several levels one line each.
std::string in_signs(std::span<const Symbol> symbols) {
  const std::string signs = "[-]><";
  std::size_t levels = 1;
  for (const Symbol& symbol : symbols) {
    levels = std::max(levels, symbol.beams.size());
  }
  std::string text;
  for (std::size_t level = 0; level < levels; ++level) {
    text += level == 0 ? "" : " ";
    for (const Symbol& symbol : symbols) {
      const bool has = level < symbol.beams.size();
      text += has ? signs[static_cast<std::size_t>(symbol.beams[level])] : '.';
    }
  }
  return text;
}

// Beams of notes of these lengths in one bar; negative lengths are rests.
std::string beamed(int numerator, int denominator, const std::vector<Quarters>& lengths) {
  const TimeSignature time = {0, numerator, denominator};
  const MetricSpan bar = bar_span(time, 0);
  std::vector<Stretch> stretches;
  Quarters at = 0;
  for (const Quarters& length : lengths) {
    const Quarters end = at + (length > 0 ? length : Quarters(0) - length);
    stretches.push_back({at, end, length > 0 ? Sound::kNote : Sound::kRest});
    at = end;
  }
  std::vector<Symbol> symbols;
  const auto values = write_rhythm(bar, stretches).value();
  for (const WrittenValue& value : values) {
    Symbol symbol = {value.start, value.duration, value.type, value.dots, false, {}, value.tuplets};
    if (stretches[static_cast<std::size_t>(value.stretch)].sound == Sound::kNote) {
      symbol.notes = {WrittenNote()};
    }
    symbols.push_back(symbol);
  }
  set_beams(symbols, bar, time);
  return in_signs(symbols);
}

const Quarters kEighth = {1, 2};
const Quarters k16th = {1, 4};
const Quarters k32nd = {1, 8};
const Quarters kThird = {1, 3};

std::vector<Quarters> equal(std::size_t count, const Quarters& length) {
  return std::vector<Quarters>(count, length);
}

TEST(Beams, JoinEighthsByHalfBars) {
  EXPECT_EQ(beamed(4, 4, equal(8, kEighth)), "[--][--]");
  EXPECT_EQ(beamed(2, 4, equal(4, kEighth)), "[--]");
  EXPECT_EQ(beamed(4, 4, {1, kEighth, kEighth, 2}), ".[].");
}

TEST(Beams, JoinEighthsOverABarOfThree) {
  EXPECT_EQ(beamed(3, 4, equal(6, kEighth)), "[----]");
  EXPECT_EQ(beamed(3, 8, equal(3, kEighth)), "[-]");
}

TEST(Beams, JoinByBeatsWhereThereAreShorterNotes) {
  EXPECT_EQ(beamed(2, 4, {kEighth, kEighth, k16th, k16th, kEighth}), "[][-] ..[].");
  EXPECT_EQ(beamed(4, 4, {1, kEighth, kEighth, kEighth, kEighth, k16th, k16th, kEighth}),
            ".[][][-] .....[].");
}

TEST(Beams, JoinByDottedBeatsInCompoundMetres) {
  EXPECT_EQ(beamed(6, 8, equal(6, kEighth)), "[-][-]");
  EXPECT_EQ(beamed(9, 8, equal(9, kEighth)), "[-][-][-]");
}

TEST(Beams, AreBrokenByRestsAndLongNotes) {
  EXPECT_EQ(beamed(2, 4, {kEighth, Quarters(-1, 2), kEighth, kEighth}), "..[]");
  EXPECT_EQ(beamed(2, 4, {kEighth, 1, kEighth}), "...");
}

TEST(Beams, HaveHooksThatPointIntoTheBeat) {
  EXPECT_EQ(beamed(1, 4, {{3, 4}, k16th}), "[] .<");
  EXPECT_EQ(beamed(1, 4, {k16th, {3, 4}}), "[] >.");
  EXPECT_EQ(beamed(1, 4, {k16th, kEighth, k16th}), "[-] >.<");
  EXPECT_EQ(beamed(3, 8, {{3, 4}, k16th, kEighth}), "[-] .<.");
}

TEST(Beams, OfShortNotesAreBrokenAtEighths) {
  EXPECT_EQ(beamed(1, 4, equal(8, k32nd)), "[------] [------] [--][--]");
}

TEST(Beams, JoinTripletsBeatByBeat) {
  EXPECT_EQ(beamed(2, 4, equal(6, kThird)), "[-][-]");
  EXPECT_EQ(beamed(2, 4, {kThird, kThird, kThird, kEighth, kEighth}), "[-][]");
}

TEST(Beams, HoldAllOfATupletOrLieInIt) {
  // A triplet of sixteenths on half the beat, whose first is a rest.
  EXPECT_EQ(beamed(1, 4, {{-1, 6}, {1, 6}, {1, 6}, kEighth}), ".[]. .[].");
  EXPECT_EQ(beamed(1, 4, {{1, 6}, {1, 6}, {1, 6}, kEighth}), "[--] [-].");
}

}  // namespace
}  // namespace bachprop
