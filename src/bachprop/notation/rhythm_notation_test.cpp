#include "bachprop/notation/rhythm_notation.h"

#include <gtest/gtest.h>

#include <string>

namespace bachprop {
namespace {

// What is written, as a musician may note it down: "q" a quarter, "h." a dotted half, "e" "s" "t"
// eighth, 16th and 32nd, "x" a shorter one; "r" before a rest, "~" after a tied note, "3(...)" a
// triplet.
std::string in_letters(std::span<const WrittenValue> values, std::span<const Stretch> stretches) {
  const std::string names = "LBwhqestxxxxx";
  std::string text;
  for (const WrittenValue& value : values) {
    const Stretch& stretch = stretches[static_cast<std::size_t>(value.stretch)];
    text += text.empty() ? "" : " ";
    for (const Tuplet& tuplet : value.tuplets) {
      text += tuplet.begins ? std::to_string(tuplet.actual) + "(" : "";
    }
    text += stretch.sound == Sound::kRest ? "r" : "";
    text += names[static_cast<std::size_t>(value.type)];
    text += std::string(static_cast<std::size_t>(value.dots), '.');
    const bool goes_on = value.start + value.duration < stretch.end;
    text += goes_on && stretch.sound == Sound::kNote ? "~" : "";
    for (const Tuplet& tuplet : value.tuplets) {
      text += tuplet.ends ? ")" : "";
    }
  }
  return text;
}

// The rhythm of notes of these lengths that fill a bar; negative lengths are rests.
std::string written(int numerator, int denominator, const std::vector<Quarters>& lengths,
                    const Quarters& pickup = 0) {
  const MetricSpan bar = bar_span({0, numerator, denominator}, 0);
  std::vector<Stretch> stretches;
  Quarters time = pickup > 0 ? bar.length - pickup : Quarters(0);
  for (const Quarters& length : lengths) {
    const Sound sound = length > 0 ? Sound::kNote : Sound::kRest;
    const Quarters end = time + (length > 0 ? length : Quarters(0) - length);
    stretches.push_back({time, end, sound});
    time = end;
  }
  const auto values = write_rhythm(bar, stretches);
  return values ? in_letters(*values, stretches) : "nothing";
}

const Quarters kEighth = {1, 2};
const Quarters k16th = {1, 4};
const Quarters kThird = {1, 3};

TEST(Rhythm, OfPlainValuesIsWrittenAsItIs) {
  EXPECT_EQ(written(4, 4, {4}), "w");
  EXPECT_EQ(written(4, 4, {2, 1, kEighth, k16th, k16th}), "h q e s s");
  EXPECT_EQ(written(3, 4, {3}), "h.");
  EXPECT_EQ(written(6, 8, {{3, 2}, 1, kEighth}), "q. q e");
  EXPECT_EQ(written(4, 2, {8}), "B");
}

TEST(Rhythm, HasDots) {
  EXPECT_EQ(written(4, 4, {{3, 2}, kEighth, {7, 4}, k16th}), "q. e q.. s");
  EXPECT_EQ(written(2, 4, {{3, 4}, k16th, {7, 8}, {1, 8}}), "e. s e.. t");
}

TEST(Rhythm, ShowsTheMiddleOfTheBar) {
  EXPECT_EQ(written(4, 4, {{3, 2}, 1, {3, 2}}), "q. e~ e q.");
  EXPECT_EQ(written(4, 4, {kEighth, 1, 1, 1, kEighth}), "e q e~ e q e");
  EXPECT_EQ(written(4, 4, {1, 2, 1}), "q h q");
  EXPECT_EQ(written(4, 4, {1, 3}), "q h.");
}

TEST(Rhythm, TiesWhatNoValueLasts) {
  EXPECT_EQ(written(4, 4, {{5, 2}, {3, 2}}), "h~ e q.");
  EXPECT_EQ(written(4, 4, {{1, 4}, {15, 4}}), "s e.~ h.");
  EXPECT_EQ(written(5, 4, {5}), "h.~ h");
  EXPECT_EQ(written(9, 8, {{9, 2}}), "h.~ q.");
  EXPECT_EQ(written(7, 8, {{7, 2}}), "h~ q.");
}

TEST(Rhythm, KeepsToDottedBeatsInCompoundMetres) {
  EXPECT_EQ(written(6, 8, {1, 1, 1}), "q e~ e q");
  EXPECT_EQ(written(6, 8, {{3, 4}, k16th, kEighth, {3, 2}}), "e. s e q.");
}

TEST(Rhythm, FillsWithRestsThatShowTheBeats) {
  EXPECT_EQ(written(4, 4, {1, -3}), "q rq rh");
  EXPECT_EQ(written(4, 4, {-3, 1}), "rh rq q");
  EXPECT_EQ(written(4, 4, {1, -2, 1}), "q rq rq q");
  EXPECT_EQ(written(3, 4, {1, -2}), "q rq rq");
  EXPECT_EQ(written(6, 8, {kEighth, -1, {-3, 2}}), "e re re rq.");
  EXPECT_EQ(written(6, 8, {-1, kEighth, {3, 2}}), "rq e q.");
  EXPECT_EQ(written(4, 4, {{-3, 4}, k16th, 3}), "re rs s h.");
}

TEST(Rhythm, HasTripletsInTheBeat) {
  EXPECT_EQ(written(2, 4, {kThird, kThird, kThird, 1}), "3(e e e) q");
  EXPECT_EQ(written(2, 4, {kThird * 2, kThird, 1}), "3(q e) q");
  EXPECT_EQ(written(4, 4, {kThird, kThird, kThird, kThird, kThird, kThird, 2}),
            "3(e e e) 3(e e e) h");
  EXPECT_EQ(written(2, 4, {Quarters(0) - kThird, kThird, kThird, 1}), "3(re e e) q");
}

TEST(Rhythm, HasTripletsOverTwoBeatsAndOverTheBar) {
  EXPECT_EQ(written(4, 4, {{2, 3}, {2, 3}, {2, 3}, 2}), "3(q q q) h");
  EXPECT_EQ(written(4, 4, {{4, 3}, {2, 3}, 2}), "3(h q) h");
  EXPECT_EQ(written(4, 4, {{4, 3}, {4, 3}, {4, 3}}), "3(h h h)");
  EXPECT_EQ(written(3, 4, {1, {2, 3}, {2, 3}, {2, 3}}), "q 3(q q q)");
}

TEST(Rhythm, TiesANoteIntoATriplet) {
  EXPECT_EQ(written(4, 4, {{4, 3}, kThird, kThird, 2}), "q~ 3(e e e) h");
  EXPECT_EQ(written(4, 4, {3, kThird, {2, 3}}), "h. 3(e q)");
  EXPECT_EQ(written(4, 4, {{2, 3}, {2, 3}, kThird, kThird, 2}), "3(q q e e) h");
}

TEST(Rhythm, HasOtherTuplets) {
  EXPECT_EQ(written(1, 4, std::vector<Quarters>(5, {1, 5})), "5(s s s s s)");
  EXPECT_EQ(written(1, 4, {{2, 5}, {3, 5}}), "5(e e.)");
  EXPECT_EQ(written(1, 4, std::vector<Quarters>(6, {1, 6})), "6(s s s s s s)");
  EXPECT_EQ(written(1, 4, std::vector<Quarters>(7, {1, 7})), "7(s s s s s s s)");
  EXPECT_EQ(written(6, 8, {{3, 4}, {3, 4}, {3, 2}}), "2(e e) q.");
  EXPECT_EQ(written(6, 8, {{3, 8}, {3, 8}, {3, 8}, {3, 8}, {3, 2}}), "2(s s s s) q.");
}

TEST(Rhythm, HasThreeTripletsAndNotNineNotes) {
  EXPECT_EQ(written(3, 4, std::vector<Quarters>(9, kThird)), "3(e e e) 3(e e e) 3(e e e)");
}

TEST(Rhythm, HalvesABeatThatMixesSixteenthsAndTriplets) {
  EXPECT_EQ(written(1, 4, {k16th, {1, 12}, {2, 3}}), "s 3(t s~) e");
}

TEST(Rhythm, OfAPickUpKeepsToTheEndOfTheBar) {
  EXPECT_EQ(written(4, 4, {{5, 4}}, {5, 4}), "s~ q");
  EXPECT_EQ(written(6, 8, {kEighth}, kEighth), "e");
  EXPECT_EQ(written(6, 8, {2}, 2), "e~ q.");
}

TEST(Rhythm, OfAnyTimesOnTheProgramsGridCanBeWritten) {
  for (int first = 1; first < 48; ++first) {
    for (int second = 1; first + second < 48; ++second) {
      const std::vector<Quarters> lengths = {{first, 48}, {second, 48}, {48 - first - second, 48}};
      EXPECT_NE(written(1, 4, lengths), "nothing") << first << ' ' << second;
    }
  }
}

TEST(Rhythm, ThatNoTupletCountsIsNotWritten) {
  EXPECT_EQ(written(1, 4, {{1, 17}, {16, 17}}), "nothing");
  EXPECT_EQ(written(1, 4, {{1, 4096}, {4095, 4096}}), "nothing");
}

}  // namespace
}  // namespace bachprop
