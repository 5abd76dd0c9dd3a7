#include "bachprop/evaluate/texture_figures.h"

#include <gtest/gtest.h>

#include "bachprop/evaluate/made_music_test.h"
#include "bachprop/evaluate/rhythm_figures.h"

namespace bachprop {
namespace {

CorpusHabits two_notes_between(int lowest, int highest) {
  CorpusHabits habits;
  habits.usual_notes = 2;
  habits.top = habits.bottom = {lowest, highest};
  return habits;
}

// Two notes, one, two that are octaves, a rest, and one.
Score thin_score() {
  return made_score({{0, 1, 60}, {0, 1, 64}, {1, 1, 62}, {2, 1, 60}, {2, 1, 72}, {4, 1, 90}});
}

TEST(Texture, ComparesTheNumberOfNotesWithTheCorpus) {
  const TextureFigures texture = texture_of(hear(thin_score()), two_notes_between(50, 80));
  EXPECT_DOUBLE_EQ(texture.usual, 3.0 / 5);  // the third chord lasts until the next moment
  EXPECT_DOUBLE_EQ(texture.fewer, 2.0 / 5);
  EXPECT_DOUBLE_EQ(texture.more, 0);
  EXPECT_DOUBLE_EQ(texture.silence, 1.0 / 5);
  EXPECT_DOUBLE_EQ(texture.alone, 2.0 / 4);
  EXPECT_DOUBLE_EQ(texture.doubled, 1.0 / 6);
}

TEST(Texture, CountsOuterNotesOutsideOfTheCorpusesRange) {
  const TextureFigures texture = texture_of(hear(thin_score()), two_notes_between(50, 80));
  EXPECT_DOUBLE_EQ(texture.out_of_range, 2.0 / 8);  // the last note, in both lines
  EXPECT_EQ(texture.highest, 90);
  EXPECT_EQ(texture.lowest, 60);
}

TEST(Habits, KnowTheUsualNumberOfNotesAndTheRanges) {
  HabitCounter counter;
  counter.add(hear_lines(thin_score()));
  const CorpusHabits habits = counter.habits();
  EXPECT_EQ(habits.usual_notes, 2);
  EXPECT_EQ(habits.top.lowest, 62);
  EXPECT_EQ(habits.top.highest, 90);
  EXPECT_EQ(habits.bottom.lowest, 60);
}

TEST(Habits, AreTheSameCountedInParts) {
  HabitCounter first;
  HabitCounter second;
  HabitCounter both;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Random random({seed});
    const HeardMusic piece = hear_lines(made_hymn(random));
    (seed <= 2 ? first : second).add(piece);
    both.add(piece);
  }
  first.add(second);
  EXPECT_EQ(first.habits().turns.entries(), both.habits().turns.entries());
  EXPECT_EQ(first.habits().usual_notes, both.habits().usual_notes);
}

TEST(Rhythm, FindsOnsetsInTheBar) {
  // Quarters, then eighths with a syncopation, in 4/4.
  const Score score = made_score({{0, 1, 60},
                                  {1, 1, 62},
                                  {2, Quarters(1, 2), 64},
                                  {Quarters(5, 2), 1, 65},
                                  {Quarters(7, 2), Quarters(1, 2), 67},
                                  {4, 4, 60}});
  const RhythmFigures rhythm = rhythm_of(hear(score));
  EXPECT_DOUBLE_EQ(rhythm.onsets, 6.0 / 8);
  EXPECT_DOUBLE_EQ(rhythm.on_beat, 4.0 / 6);
  EXPECT_DOUBLE_EQ(rhythm.beats_struck, 4.0 / 8);
  EXPECT_DOUBLE_EQ(rhythm.bars_struck, 1);
  EXPECT_DOUBLE_EQ(rhythm.syncopated, 1.0 / 6);
  EXPECT_DOUBLE_EQ(rhythm.long_notes, 1.0 / 6);
  EXPECT_EQ(rhythm.durations, 3);
  EXPECT_EQ(rhythm.off_grid, 0);
}

TEST(Rhythm, HearsBarsOfOneRhythm) {
  EXPECT_EQ(rhythm_of(hear(made_score(quarters_of(std::vector<int>(16, 60))))).like_bar_before, 1);
  EXPECT_EQ(
      rhythm_of(hear(made_score(quarters_of({60, 60, 60, 60, 60, 0, 60, 60})))).like_bar_before, 0);
}

}  // namespace
}  // namespace bachprop
