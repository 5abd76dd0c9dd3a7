#include "bachprop/copies/note_patterns.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace bachprop {
namespace {

using Q = Quarters;
using Notes = std::vector<Note>;
using Words = std::vector<PatternStep>;

constexpr PatternKind kKinds[] = {PatternKind::kExact, PatternKind::kAnySpeed,
                                  PatternKind::kPitches, PatternKind::kRhythm};

// A quarter C, an eighth E on the next beat, a half G with it.
Notes three_notes() { return {{0, 1, 60}, {1, Q(1, 2), 64}, {1, 2, 67}}; }

Notes changed(Notes notes, Q delay, int semitones, Q factor) {
  for (Note& note : notes) {
    note = {(note.onset + delay) * factor, note.duration * factor, note.pitch + semitones};
  }
  return notes;
}

bool equal(const PatternSequence& a, const PatternSequence& b) {
  return a.heads == b.heads && a.steps == b.steps;
}

TEST(NotePatterns, HoldTheDurationBeforeTheIntervalDtAndTInFortyEighths) {
  const PatternSequence exact = patterns_of(three_notes(), PatternKind::kExact);
  EXPECT_EQ(exact.heads, (Words{48, 24, 96}));
  EXPECT_EQ(exact.steps,
            (Words{pack({.duration_before = 48, .interval = 4, .dt = 48, .duration = 24}),
                   pack({.duration_before = 24, .interval = 3, .dt = 0, .duration = 96})}));
}

// In lowest terms: 48, 48, 24 are 2, 2, 1 and 24, 0, 96 are 1, 0, 4.
TEST(NotePatterns, AtAnySpeedHoldTheTimesInLowestTerms) {
  const PatternSequence sequence = patterns_of(three_notes(), PatternKind::kAnySpeed);
  EXPECT_EQ(sequence.heads, (Words{0, 0, 0}));
  EXPECT_EQ(sequence.steps,
            (Words{pack({.duration_before = 2, .interval = 4, .dt = 2, .duration = 1}),
                   pack({.duration_before = 1, .interval = 3, .dt = 0, .duration = 4})}));
}

TEST(NotePatterns, OfPitchesHoldIntervalsAndOfRhythmTimes) {
  const PatternSequence pitches = patterns_of(three_notes(), PatternKind::kPitches);
  EXPECT_EQ(pitches.heads, (Words{0, 0, 0}));
  EXPECT_EQ(pitches.steps, (Words{pack({.interval = 4}), pack({.interval = 3})}));
  const PatternSequence rhythm = patterns_of(three_notes(), PatternKind::kRhythm);
  EXPECT_EQ(rhythm.heads, (Words{48, 24, 96}));
  EXPECT_EQ(rhythm.steps, (Words{pack({.duration_before = 48, .dt = 48, .duration = 24}),
                                 pack({.duration_before = 24, .dt = 0, .duration = 96})}));
}

TEST(NotePatterns, DoNotKnowWhereAPassageBeginsNorItsKey) {
  for (const PatternKind kind : kKinds) {
    EXPECT_TRUE(equal(patterns_of(three_notes(), kind),
                      patterns_of(changed(three_notes(), Q(7, 3), -12, 1), kind)));
  }
}

TEST(NotePatterns, KnowTheSpeedWhereTheyShould) {
  const Notes slow = changed(three_notes(), 0, 0, 3);
  for (const PatternKind kind : kKinds) {
    const bool forgets = kind == PatternKind::kAnySpeed || kind == PatternKind::kPitches;
    EXPECT_EQ(equal(patterns_of(three_notes(), kind), patterns_of(slow, kind)), forgets);
  }
}

TEST(NotePatterns, OfNoNoteAndOfOneHaveNoSteps) {
  for (const PatternKind kind : kKinds) {
    EXPECT_TRUE(equal(patterns_of({}, kind), {}));
    const PatternSequence one = patterns_of(Notes{{5, 1, 60}}, kind);
    EXPECT_EQ(one.heads.size(), 1U);
    EXPECT_TRUE(one.steps.empty());
  }
}

// The bounds of each field, so that none runs over into its neighbour.
TEST(NotePatterns, PackTellsAllStepsApart) {
  std::set<PatternStep> packed;
  std::size_t steps = 0;
  for (const std::int64_t before : {0, 1, 32767}) {
    for (const int interval : {-127, -1, 0, 1, 127}) {
      for (const std::int64_t dt : {0, 1, 32767}) {
        for (const std::int64_t duration : {0, 1, 32767}) {
          packed.insert(pack({before, interval, dt, duration}));
          ++steps;
        }
      }
    }
  }
  EXPECT_EQ(packed.size(), steps);
  EXPECT_FALSE(packed.contains(kEndOfPiece));
}

TEST(NotePatternsDeathTest, RefuseTimesThatAreNoFortyEighthsOrTooLong) {
  EXPECT_DEATH((void)patterns_of(Notes{{0, Q(1, 5), 60}}, PatternKind::kExact), "whole 48ths");
  EXPECT_DEATH((void)patterns_of(Notes{{0, 683, 60}}, PatternKind::kExact), "2\\^15");
}

}  // namespace
}  // namespace bachprop
