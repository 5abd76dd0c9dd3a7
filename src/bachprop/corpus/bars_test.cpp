#include "bachprop/corpus/bars.h"

#include <gtest/gtest.h>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/corpus/metre.h"

namespace bachprop {
namespace {

using Q = Quarters;

// A hymn in 4/4 from its second quarter on: chords of a quarter, long ones at the ends of phrases.
// Bass and harmony change with the bars.
Score hymn_with_pickup() {
  Score score;
  Q now = 0;
  const auto chord = [&](int bass, Q duration) {
    for (const int above : {0, 7, 16, 24}) {
      score.notes.push_back({now, duration, bass + above});
    }
    now += duration;
  };
  for (int phrase = 0; phrase < 4; ++phrase) {
    chord(43, 1);
    for (const int bass : {48, 41, 43}) {
      for (int beat = 0; beat < 4; ++beat) {
        chord(bass, 1);
      }
    }
    chord(48, 3);
  }
  score.time_signatures = {{0, 4, 4}};
  return score;
}

TEST(FindBars, BeginsWithThePickUpThatAFileDoesNotState) {
  EXPECT_EQ(find_bars(hymn_with_pickup()), (Metre{{-3, 4, 4}}));
}

TEST(FindBars, TakesTheStatedOnesOfAFileWithPercussion) {
  EXPECT_EQ(find_bars(hymn_with_pickup(), /*has_percussion=*/true), (Metre{{0, 4, 4}}));
}

TEST(FindBars, TakesAPickUpThatIsAShortFirstBar) {
  Score score = hymn_with_pickup();
  score.time_signatures = {{0, 1, 4}, {1, 4, 4}};
  EXPECT_EQ(find_bars(score), (Metre{{-3, 4, 4}}));
}

TEST(FindBars, AfterRestsHasThemWhereTheyAre) {
  Score score = hymn_with_pickup();
  for (Note& note : score.notes) {
    note.onset += 3;
  }
  EXPECT_EQ(find_bars(score), (Metre{{0, 4, 4}}));
}

TEST(FindBars, TakesTheBarsOfAComposedScoreThatKnowsThem) {
  Score score = hymn_with_pickup();
  score.is_composed = true;
  score.knows_bars = true;
  EXPECT_EQ(find_bars(score), (Metre{{0, 4, 4}}));
}

TEST(SignaturesOf, AreAShortFirstBarThatIsFoundAgain) {
  for (const Metre& metre : {Metre{{-3, 4, 4}}, Metre{{Q(-5, 2), 6, 8}}, Metre{{0, 3, 4}},
                             Metre{{-2, 3, 4}, {10, 4, 4}}, Metre{}}) {
    EXPECT_EQ(metre_stated_by(signatures_of(metre)), metre);
  }
  EXPECT_EQ(signatures_of({{-3, 4, 4}}), (std::vector<TimeSignature>{{0, 1, 4}, {1, 4, 4}}));
  EXPECT_EQ(pickup_of({{Q(-5, 2), 6, 8}}), Q(1, 2));
}

TEST(MetresOf, CountPickUpsOnlyWhereTheNotesCount) {
  Corpus corpus;
  const auto add = [&](Metre bars) {
    Piece piece{.name = "a", .sha256 = "", .score = {}, .bars = std::move(bars)};
    piece.score.time_signatures = {{0, 4, 4}};
    corpus.pieces.push_back(piece);
  };
  add({{-3, 4, 4}});
  add({{-3, 4, 4}});
  add({{0, 4, 4}});
  add({});
  EXPECT_EQ(metres_of(corpus, BarsFrom::kNotes),
            (std::vector<MetreCount>{{{0, 4, 4}, 2}, {{-3, 4, 4}, 2}}));
  EXPECT_EQ(metres_of(corpus, BarsFrom::kFile), (std::vector<MetreCount>{{{0, 4, 4}, 4}}));
}

TEST(LinesOf, AreTheEndsOfEachChordAndWhatLiesBetween) {
  const std::vector<Note> notes = {{0, 2, 48}, {0, 1, 55}, {0, 1, 60}, {0, 1, 67},
                                   {1, 1, 62}, {1, 1, 65}, {2, 1, 50}};
  using enum ChordLine;
  EXPECT_EQ(lines_of(notes),
            (std::vector<ChordLine>{kBottom, kLower, kUpper, kTop, kUpper, kTop, kTop}));
}

TEST(ProfileBuilder, TellsLengthsKeysAndCompass) {
  ProfileBuilder builder;
  Score score = hymn_with_pickup();
  builder.add(score);
  builder.add(score);
  for (Note& note : score.notes) {
    note.pitch += 2;
  }
  score.notes.resize(100);
  builder.add(score);
  const CorpusProfile profile = builder.profile();
  EXPECT_EQ(profile.notes.least, 100);
  EXPECT_EQ(profile.notes.median, 224);
  EXPECT_EQ(profile.keys, (std::vector<KeyCount>{{{0, 0, false}, 2}, {{0, 2, false}, 1}}));
  EXPECT_EQ(profile.compass[0], (Compass{41, 50}));
  EXPECT_EQ(profile.compass[3], (Compass{65, 74}));
}

TEST(ProfileBuilder, CountsWholeTemposOfThePiecesThatStateOne) {
  ProfileBuilder builder;
  Score score = hymn_with_pickup();
  score.tempos.clear();
  builder.add(score);
  for (const double tempo : {96.4, 60.0, 95.6, 0.2}) {
    score.tempos = {{0, tempo}, {4, 33}};
    builder.add(score);
  }
  EXPECT_EQ(builder.profile().tempos, (std::vector<TempoCount>{{1, 1}, {60, 1}, {96, 2}}));
}

TEST(ProfileBuilder, LeavesOneNoteInTwoThousandOutAtEachEnd) {
  ProfileBuilder builder;
  Score score;
  for (int i = 0; i < 4000; ++i) {
    score.notes.push_back({i, 1, 60 + i % 12});
  }
  score.notes[17].pitch = 20;
  score.notes[1000].pitch = 120;
  builder.add(score);
  EXPECT_EQ(builder.profile().compass[3], (Compass{60, 71}));
}

}  // namespace
}  // namespace bachprop
