#include "bachprop/notation/accidentals.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

Symbol quarter(int onset, const SpelledPitch& pitch, bool tied = false) {
  Symbol symbol;
  symbol.onset = onset;
  symbol.duration = 1;
  symbol.notes = {{pitch, tied, false}};
  return symbol;
}

std::vector<bool> first_notes(const std::vector<std::vector<bool>>& line) {
  std::vector<bool> shown;
  for (const std::vector<bool>& symbol : line) {
    shown.push_back(symbol.front());
  }
  return shown;
}

std::vector<bool> shown(const std::vector<Symbol>& symbols, int fifths) {
  return first_notes(accidentals_of({{{0, 0, symbols}}}, fifths).front());
}

using Shown = std::vector<bool>;

constexpr SpelledPitch kF = {Step::kF, 0, 4};
constexpr SpelledPitch kFSharp = {Step::kF, 1, 4};
constexpr SpelledPitch kHighFSharp = {Step::kF, 1, 5};

TEST(SignatureAlteration, FollowsTheOrderOfSharpsAndFlats) {
  EXPECT_EQ(signature_alteration(Step::kF, 1), 1);
  EXPECT_EQ(signature_alteration(Step::kC, 1), 0);
  EXPECT_EQ(signature_alteration(Step::kC, 2), 1);
  EXPECT_EQ(signature_alteration(Step::kB, 7), 1);
  EXPECT_EQ(signature_alteration(Step::kB, -1), -1);
  EXPECT_EQ(signature_alteration(Step::kE, -1), 0);
  EXPECT_EQ(signature_alteration(Step::kF, -7), -1);
  EXPECT_EQ(signature_alteration(Step::kF, 0), 0);
}

TEST(Accidentals, StandWhereTheKeySignatureSaysOtherwise) {
  EXPECT_EQ(shown({quarter(0, kFSharp)}, 0), Shown{true});
  EXPECT_EQ(shown({quarter(0, kFSharp)}, 1), Shown{false});
  EXPECT_EQ(shown({quarter(0, kF)}, 1), Shown{true});
}

TEST(Accidentals, HoldForTheBarAndTheOctave) {
  EXPECT_EQ(
      shown({quarter(0, kFSharp), quarter(1, kFSharp), quarter(2, kHighFSharp), quarter(3, kF)}, 0),
      (Shown{true, false, true, true}));
}

TEST(Accidentals, DoNotStandAtTheEndOfATieNorHoldAfterwards) {
  EXPECT_EQ(shown({quarter(0, kFSharp, true), quarter(1, kFSharp)}, 0), (Shown{false, true}));
}

TEST(Accidentals, HoldForTheOtherVoicesOfTheStaffInTheOrderOfTime) {
  const PartBar bar = {{{0, 0, {quarter(2, kFSharp)}}, {0, 1, {quarter(1, kFSharp)}}}};
  EXPECT_EQ(accidentals_of(bar, 0), (Accidentals{{{false}}, {{true}}}));
}

TEST(Accidentals, DoNotHoldForOtherStaves) {
  const PartBar bar = {{{0, 0, {quarter(0, kFSharp)}}, {1, 0, {quarter(1, kFSharp)}}}};
  EXPECT_EQ(accidentals_of(bar, 0), (Accidentals{{{true}}, {{true}}}));
}

}  // namespace
}  // namespace bachprop
