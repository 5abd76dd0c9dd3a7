#include "bachprop/notation/notate.h"

#include <gtest/gtest.h>

#include <utility>

#include "bachprop/arrange/staff_voices.h"

namespace bachprop {
namespace {

Arrangement arrangement_of(std::vector<PlacedNote> notes, std::size_t staves = 1) {
  Arrangement arrangement;
  Part part;
  part.instrument.name = "Organ";
  part.staves.assign(staves, Clef::kTreble);
  arrangement.parts = {part};
  arrangement.notes = std::move(notes);
  return arrangement;
}

ScoreHead common_time() {
  ScoreHead head;
  head.time_signatures = {{0, 4, 4}};
  head.key_signatures = {{0, 0, false}};
  return head;
}

NotatedScore notated(std::vector<PlacedNote> notes, std::size_t staves = 1) {
  return notate(arrangement_of(std::move(notes), staves), common_time()).value();
}

const std::vector<Symbol>& symbols_of(const NotatedScore& score, std::size_t bar,
                                      std::size_t line = 0) {
  return score.parts[0].bars[bar].lines[line].symbols;
}

constexpr SpelledPitch kMiddleC = {Step::kC, 0, 4};

TEST(Notate, TiesANoteOverTheBarLine) {
  const NotatedScore score = notated({{{3, 2, 60}}});
  ASSERT_EQ(score.bars.size(), 2U);
  const Symbol& before = symbols_of(score, 0).back();
  const Symbol& after = symbols_of(score, 1).front();
  EXPECT_EQ(before.notes, (std::vector<WrittenNote>{{kMiddleC, false, true}}));
  EXPECT_EQ(after.notes, (std::vector<WrittenNote>{{kMiddleC, true, false}}));
  EXPECT_EQ(after.onset, 4);
  EXPECT_EQ(after.duration, 1);
}

TEST(Notate, PutsNotesThatBeginAndEndTogetherIntoAChord) {
  const NotatedScore score = notated({{{0, 4, 60}}, {{0, 4, 64}}, {{0, 4, 67}}});
  ASSERT_EQ(symbols_of(score, 0).size(), 1U);
  const std::vector<WrittenNote>& notes = symbols_of(score, 0)[0].notes;
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_EQ(midi_pitch(notes[0].pitch), 60);
  EXPECT_EQ(midi_pitch(notes[2].pitch), 67);
}

TEST(Notate, RestsForAWholeBarInAnEmptyStaff) {
  const NotatedScore score = notated({{{0, 4, 60}}}, 2);
  const std::vector<Symbol>& empty = symbols_of(score, 0, 1);
  ASSERT_EQ(empty.size(), 1U);
  EXPECT_TRUE(empty[0].whole_bar);
  EXPECT_TRUE(empty[0].notes.empty());
  EXPECT_EQ(empty[0].duration, 4);
}

TEST(Notate, ShowsASecondVoiceOnlyWhereItSounds) {
  const NotatedScore score =
      notated({{{0, 4, 72}, 0, 0, 0}, {{2, 1, 60}, 0, 0, 1}, {{4, 4, 72}, 0, 0, 0}});
  EXPECT_EQ(score.parts[0].bars[0].lines.size(), 2U);
  EXPECT_EQ(score.parts[0].bars[1].lines.size(), 1U);
  EXPECT_EQ(symbols_of(score, 0, 1).size(), 3U);  // half rest, quarter, quarter rest
}

TEST(Notate, OfNoNotesIsABarOfRest) {
  const NotatedScore score = notated({});
  ASSERT_EQ(score.bars.size(), 1U);
  EXPECT_TRUE(symbols_of(score, 0)[0].whole_bar);
}

TEST(Notate, NamesTheTimeThatCannotBeWritten) {
  const auto score = notate(arrangement_of({{{{69, 17}, 1, 60}}}), common_time());
  ASSERT_FALSE(score);
  EXPECT_EQ(score.error().message(),
            "Organ: bar 2, quarter 1/17: no written note begins or ends at this time");
}

TEST(Notate, CopiesHeadAndChords) {
  Arrangement arrangement = arrangement_of({{{0, 4, 60}}});
  arrangement.chords = {{0, 0, "major", {}}};
  ScoreHead head = common_time();
  head.title = "Title";
  head.composer = "Composer";
  const NotatedScore score = notate(arrangement, head).value();
  EXPECT_EQ(score.title, "Title");
  EXPECT_EQ(score.composer, "Composer");
  EXPECT_EQ(score.chords, arrangement.chords);
  EXPECT_EQ(score.parts[0].part.instrument.name, "Organ");
}

using Tied = std::pair<bool, bool>;  // from before, to the next

std::vector<Tied> ties_of(const Symbol& symbol) {
  std::vector<Tied> ties;
  for (const WrittenNote& note : symbol.notes) {
    ties.emplace_back(note.tied_from_before, note.tied_to_next);
  }
  return ties;
}

// C is held under E, which goes on without it.
TEST(Notate, WritesNotesThatOverlapInAVoiceAsTiedChords) {
  const NotatedScore score = notated({{{0, 2, 60}}, {{1, 3, 64}}});
  const std::vector<Symbol>& symbols = symbols_of(score, 0);
  ASSERT_EQ(symbols.size(), 3U);
  EXPECT_EQ(ties_of(symbols[0]), (std::vector<Tied>{{false, true}}));
  EXPECT_EQ(ties_of(symbols[1]), (std::vector<Tied>{{true, false}, {false, true}}));
  EXPECT_EQ(ties_of(symbols[2]), (std::vector<Tied>{{true, false}}));
}

TEST(NotateDeathTest, OfAFifthVoiceIsABrokenPromise) {
  Arrangement arrangement = arrangement_of({{{0, 4, 60}}});
  arrangement.notes.front().voice = kMostVoicesOfAStaff;
  EXPECT_DEATH(static_cast<void>(notate(arrangement, common_time())),
               "no more voices than notation programs know");
}

}  // namespace
}  // namespace bachprop
