#include "bachprop/evaluate/craft.h"

#include <gtest/gtest.h>

#include <ostream>
#include <tuple>

#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
static void PrintTo(const CraftFault& fault, std::ostream* out) {
  *out << name_of(fault.rule) << " at " << fault.onset.to_string() << ", voices " << fault.upper
       << " and " << fault.lower;
}

namespace {

using Faults = std::vector<CraftFault>;

// From the highest voice to the lowest: C5 is 72.
const std::vector<int> kTonic = {72, 67, 64, 48};     // C5 G4 E4 C3
const std::vector<int> kDominant = {71, 67, 62, 43};  // B4 G4 D4 G2

TEST(Craft, FindsNoFaultInACleanCadence) {
  const CraftFigures figures = craft_of(chorale({kTonic, kDominant, kTonic}));
  EXPECT_EQ(figures.status, CraftStatus::kMeasured);
  EXPECT_EQ(figures.voices, 4);
  EXPECT_EQ(figures.key, (Key{0, false}));
  EXPECT_EQ(figures.chords, 3);
  EXPECT_EQ(figures.chord_changes, 2);
  EXPECT_EQ(figures.notes_with_range, 12);
  EXPECT_EQ(figures.leading_notes, 1);
  EXPECT_EQ(figures.leading_notes_to_fifth, 0);
  EXPECT_EQ(figures.faults, Faults());
  EXPECT_TRUE(figures.ends_on_tonic);
  EXPECT_EQ(figures.cadence, Cadence::kAuthentic);
  EXPECT_TRUE(figures.ends_together);
}

// ---- Parallels ----

TEST(Craft, NamesAParallelFifthAndItsVoices) {
  // Tenor and bass: G3 over C3 to A3 over D3.
  EXPECT_EQ(craft_of(chorale({{72, 64, 55, 48}, {69, 65, 57, 50}})).faults,
            (Faults{{CraftRule::kParallelFifth, 1, 2, 3}}));
}

TEST(Craft, NamesAParallelOctaveAndItsVoices) {
  // Soprano and bass: C5 over C3 to D5 over D3.
  EXPECT_EQ(craft_of(chorale({kTonic, {74, 65, 57, 50}})).faults,
            (Faults{{CraftRule::kParallelOctave, 1, 0, 3}}));
}

TEST(Craft, CountsParallelsOfAllPairsOfVoices) {
  // C3 G3 C4 G4 to D3 A3 D4 A4: four fifths and twelfths less the one from C4 down to G3, which is
  // a fourth. There are two octaves.
  const CraftFigures figures = craft_of(chorale({{67, 60, 55, 48}, {69, 62, 57, 50}}));
  EXPECT_EQ(figures.count(CraftRule::kParallelFifth), 3);
  EXPECT_EQ(figures.count(CraftRule::kParallelOctave), 2);
}

TEST(Craft, TakesFifthsInContraryMotionForNoParallels) {
  // Tenor D4 to G4, bass G3 to C3: a fifth, then a twelfth.
  EXPECT_EQ(craft_of(chorale({{74, 71, 62, 55}, {76, 72, 67, 48}})).faults, Faults());
}

TEST(Craft, TakesRepeatedFifthsForNoParallels) {
  const CraftFigures figures = craft_of(chorale({{72, 64, 55, 48}, {72, 64, 55, 48}}));
  EXPECT_EQ(figures.faults, Faults());
  EXPECT_EQ(figures.chords, 2);
  EXPECT_EQ(figures.chord_changes, 0);
}

TEST(Craft, SeesParallelsBetweenChordsThatFollowEachOtherOnly) {
  // Between C3 G3 and D3 A3 the tenor goes to B3 first, a seventh above the bass.
  Score score = chorale({{72, 64, 55, 48}, {69, 65, 57, 50}});
  score.notes[1].duration = Quarters(1, 2);
  score.notes.push_back({Quarters(1, 2), Quarters(1, 2), 59});
  score = sorted(score);
  EXPECT_EQ(craft_of(score).faults, Faults());
  EXPECT_EQ(craft_of(score).chord_changes, 2);
}

TEST(Craft, NamesALeapOfTheOuterVoicesToAFifth) {
  // Soprano C5 to G5, bass G2 to C3.
  EXPECT_EQ(craft_of(chorale({{72, 67, 59, 43}, {79, 67, 64, 48}})).faults,
            (Faults{{CraftRule::kDirectOuter, 1, 0, 3}}));
}

TEST(Craft, TakesALeapFromOctaveToOctaveForAParallelOnly) {
  // Soprano C5 to F5, bass C3 to F3.
  EXPECT_EQ(craft_of(chorale({kTonic, {77, 69, 60, 53}})).faults,
            (Faults{{CraftRule::kParallelOctave, 1, 0, 3}}));
}

TEST(Craft, AllowsAStepOfTheSopranoToAFifth) {
  // Soprano F5 to G5.
  EXPECT_EQ(craft_of(chorale({{77, 71, 62, 43}, {79, 67, 64, 48}})).faults, Faults());
}

// ---- Heights ----

TEST(Craft, NamesACrossing) {
  // G4 is held above a voice that goes from D4 to A4.
  Score score;
  score.notes = {{0, 1, 48}, {0, 1, 62}, {0, 2, 67}, {1, 1, 48}, {1, 1, 69}};
  EXPECT_EQ(craft_of(score).faults, (Faults{{CraftRule::kCrossing, 1, 0, 1}}));
}

TEST(Craft, LooksAtGivenVoices) {
  const Score score = chorale({{72, 64, 48}, {71, 62, 50}});
  EXPECT_EQ(craft_of(score).faults, Faults());
  // Notes from the lowest: the upper two change places at the second chord.
  const std::vector<int> crossed = {2, 1, 0, 2, 0, 1};
  EXPECT_EQ(craft_of(score, 3, crossed).faults, (Faults{{CraftRule::kCrossing, 1, 0, 1}}));
  EXPECT_EQ(craft_of(score, 3, assign_voices(score, 3)), craft_of(score));
}

TEST(Craft, NamesUpperVoicesThatAreMoreThanAnOctaveApart) {
  // Soprano and alto an octave, then a tenth; tenor and bass may be as far apart as they like.
  EXPECT_EQ(craft_of(chorale({{76, 64, 60, 40}, {79, 64, 60, 40}})).faults,
            (Faults{{CraftRule::kWideSpacing, 1, 0, 1}}));
}

TEST(Craft, NamesNotesOutOfTheRangesOfFourVoices) {
  // The soprano on B3, the bass on B1.
  EXPECT_EQ(craft_of(chorale({{60, 58, 55, 50}, {59, 58, 55, 35}})).faults,
            (Faults{{CraftRule::kOutOfRange, 1, 0, 0}, {CraftRule::kOutOfRange, 1, 3, 3}}));
  EXPECT_EQ(craft_of(chorale({{58, 55, 50}, {58, 55, 35}})).notes_with_range, 0);
}

TEST(Craft, AllowsTheHighestAndLowestNoteOfEachRange) {
  const auto out_of_range = [](const std::vector<int>& chord) {
    return craft_of(chorale({chord})).count(CraftRule::kOutOfRange);
  };
  // G5 C#5 G#4 D4, C4 G3 C3 C2.
  EXPECT_EQ(out_of_range({79, 73, 68, 62}), 0);
  EXPECT_EQ(out_of_range({80, 74, 69, 63}), 4);
  EXPECT_EQ(out_of_range({60, 55, 48, 36}), 0);
  EXPECT_EQ(out_of_range({59, 54, 47, 35}), 4);
}

// ---- Leading notes ----

TEST(Craft, NamesALeadingNoteThatIsLeftAlone) {
  // The soprano goes from B4 to G4.
  const CraftFigures figures = craft_of(chorale({kTonic, kDominant, {67, 64, 60, 48}}));
  EXPECT_EQ(figures.leading_notes, 1);
  EXPECT_EQ(figures.leading_notes_to_fifth, 0);
  EXPECT_EQ(figures.faults, (Faults{{CraftRule::kUnresolvedLeadingNote, 2, 0, 0}}));
}

TEST(Craft, AllowsAnInnerVoicesLeadingNoteToFallToTheFifth) {
  // The alto goes from B4 to G4.
  const CraftFigures figures = craft_of(chorale({kTonic, {74, 71, 67, 43}, kTonic}));
  EXPECT_EQ(figures.leading_notes, 1);
  EXPECT_EQ(figures.leading_notes_to_fifth, 1);
  EXPECT_EQ(figures.faults, Faults());
}

TEST(Craft, KnowsTheDominantSeventhChordAndTheMinorKey) {
  // A minor: E3 G#4 D5 without the fifth, the leading note in the tenor falls to D4.
  const std::vector<int> tonic = {69, 64, 60, 45};
  const CraftFigures figures = craft_of(chorale({tonic, {74, 71, 68, 52}, {72, 69, 64, 45}}));
  EXPECT_EQ(figures.key, (Key{9, true}));
  EXPECT_EQ(figures.leading_notes, 1);
  EXPECT_EQ(figures.leading_notes_to_fifth, 1);
}

TEST(Craft, TakesAChordWithTheSixthDegreeForNoDominant) {
  // C major: G2 D4 A4 B4, with the A. A minor: E3 G#4 B4 F5, with the F.
  const CraftFigures major = craft_of(chorale({kTonic, {71, 69, 62, 43}, kTonic}));
  EXPECT_EQ(major.key, (Key{0, false}));
  EXPECT_EQ(major.leading_notes, 0);
  const std::vector<int> tonic = {69, 64, 60, 45};
  const CraftFigures minor = craft_of(chorale({tonic, {77, 71, 68, 52}, {76, 72, 69, 45}}));
  EXPECT_EQ(minor.key, (Key{9, true}));
  EXPECT_EQ(minor.leading_notes, 0);
}

TEST(Craft, LooksForLeadingNotesBeforeTheTonicOnly) {
  // To the sixth degree: the soprano may fall.
  EXPECT_EQ(
      craft_of(chorale({kTonic, kDominant, {69, 64, 60, 45}, kDominant, kTonic})).leading_notes, 1);
}

// ---- Endings ----

TEST(Craft, KnowsAPlagalEnding) {
  const CraftFigures figures =
      craft_of(chorale({kTonic, kDominant, kTonic, {72, 69, 65, 41}, kTonic}));
  EXPECT_TRUE(figures.ends_on_tonic);
  EXPECT_EQ(figures.cadence, Cadence::kPlagal);
}

TEST(Craft, TakesAnEndingFromTheSubdominantWithTheLeadingNoteForNoPlagalOne) {
  // F2 D4 A4 B4 before the tonic.
  const CraftFigures figures =
      craft_of(chorale({kTonic, kDominant, kTonic, {71, 69, 62, 41}, kTonic}));
  EXPECT_EQ(figures.key, (Key{0, false}));
  EXPECT_TRUE(figures.ends_on_tonic);
  EXPECT_EQ(figures.cadence, Cadence::kNone);
}

TEST(Craft, KnowsADeceptiveEnding) {
  const CraftFigures figures =
      craft_of(chorale({kTonic, kDominant, kTonic, kDominant, {72, 64, 60, 45}}));
  EXPECT_EQ(figures.key, (Key{0, false}));
  EXPECT_FALSE(figures.ends_on_tonic);
  EXPECT_EQ(figures.cadence, Cadence::kNone);
}

TEST(Craft, KnowsAHalfCadence) {
  const CraftFigures figures = craft_of(chorale({kTonic, kDominant, kTonic, kDominant}));
  EXPECT_FALSE(figures.ends_on_tonic);
  EXPECT_EQ(figures.cadence, Cadence::kNone);
}

TEST(Craft, TakesAnEndingInInversionOrWithOtherNotesForNone) {
  EXPECT_FALSE(craft_of(chorale({kTonic, kDominant, kTonic, {72, 67, 60, 52}})).ends_on_tonic);
  EXPECT_FALSE(craft_of(chorale({kTonic, kDominant, kTonic, {72, 69, 64, 48}})).ends_on_tonic);
  EXPECT_TRUE(craft_of(chorale({kTonic, kDominant, kTonic, {72, 67, 60, 48}})).ends_on_tonic);
}

TEST(Craft, HearsTheDominantThroughABassOfTwoNotes) {
  // G3 with the leading note, then G2 with the soprano's tonic in advance.
  const CraftFigures figures =
      craft_of(chorale({kTonic, {71, 67, 62, 55}, {72, 67, 62, 43}, kTonic}));
  EXPECT_EQ(figures.cadence, Cadence::kAuthentic);
}

TEST(Craft, KnowsWhetherTheVoicesEndTogether) {
  Score score = chorale({kTonic, kDominant, kTonic});
  score.notes.back().duration = 2;
  EXPECT_FALSE(craft_of(score).ends_together);
  EXPECT_TRUE(craft_of(score).ends_on_tonic);
  // Two of four voices may meet in a unison, but not three.
  EXPECT_TRUE(
      craft_of(chorale({kTonic, kDominant, kTonic, kDominant, {72, 60, 48}})).ends_together);
  const auto chords = {kTonic,    kDominant, kTonic,    kDominant, kTonic,    kDominant, kTonic,
                       kDominant, kTonic,    kDominant, kTonic,    kDominant, kTonic,    kDominant,
                       kTonic,    kDominant, kTonic,    kDominant, kTonic,    {72, 48}};
  EXPECT_EQ(craft_of(chorale(chords)).voices, 4);
  EXPECT_FALSE(craft_of(chorale(chords)).ends_together);
}

// ---- Pieces that are not measured ----

TEST(Craft, SaysWhyAPieceIsNotMeasured) {
  EXPECT_EQ(craft_of(Score()).status, CraftStatus::kNoNotes);
  EXPECT_EQ(craft_of(chorale({{60}, {62}})).status, CraftStatus::kTooFewVoices);
  EXPECT_EQ(craft_of(chorale({{60, 64}, {62, 65}})).status, CraftStatus::kTooFewVoices);
  std::vector<int> cluster;
  for (int pitch = 30; pitch < 94; ++pitch) {
    cluster.push_back(pitch);
  }
  const CraftFigures figures = craft_of(chorale({cluster, cluster}));
  EXPECT_EQ(figures.status, CraftStatus::kTooManyVoices);
  EXPECT_EQ(figures.voices, 64);
  for (const CraftFigure& figure : craft_figures()) {
    EXPECT_EQ(figure.numerator(figures), 0) << figure.key;
    EXPECT_EQ(figure.denominator(figures), 0) << figure.key;
  }
}

TEST(Craft, MeasuresThreeToFiveVoices) {
  EXPECT_EQ(craft_of(chorale({{72, 64, 48}})).status, CraftStatus::kMeasured);
  EXPECT_EQ(craft_of(chorale({{76, 72, 67, 60, 48}})).status, CraftStatus::kMeasured);
}

// ---- The table ----

TEST(CraftTable, GivesEveryCountAsAShare) {
  // Three chords, two changes: a parallel fifth (tenor and bass), then an ending on the tonic.
  const CraftFigures figures =
      craft_of(chorale({{72, 64, 55, 48}, {69, 65, 57, 50}, kDominant, kTonic}));
  std::vector<std::tuple<std::string_view, std::int64_t, std::int64_t>> shares;
  for (const CraftFigure& figure : craft_figures()) {
    shares.emplace_back(figure.key, figure.numerator(figures), figure.denominator(figures));
  }
  const decltype(shares) expected = {{"parallel_fifths", 1, 3},
                                     {"parallel_octaves", 0, 3},
                                     {"direct_outer", 0, 3},
                                     {"crossings", 0, 4},
                                     {"wide_spacings", 0, 4},
                                     {"out_of_range", 0, 16},
                                     {"unresolved_leading_notes", 0, 1},
                                     {"leading_notes_to_fifth", 0, 1},
                                     {"ends_on_tonic", 1, 1},
                                     {"authentic_endings", 1, 1},
                                     {"plagal_endings", 0, 1},
                                     {"ends_together", 1, 1}};
  EXPECT_EQ(shares, expected);
}

}  // namespace
}  // namespace bachprop
