// Faults planted in real music are found, and the right group of figures is named first.
#include "bachprop/evaluate/planted_faults_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/hearing.h"
#include "bachprop/evaluate/style_profile.h"
#include "bachprop/train/training_set.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

using testing::AnyOf;

// The parts of a corpus by its split.tsv: what features learn from, human music to be told from,
// and human music to plant faults in.
class PlantedFaults : public testing::Test {
 protected:
  // Every so many-th piece of each part.
  void read(const std::string& corpus, std::size_t every) {
    const auto folder = find_corpus(corpus);
    if (!folder) {
      GTEST_SKIP() << "SKIPPED: no corpus " << corpus << "; set BACHPROP_CORPORA";
    }
    const auto split = read_split(*folder / "split.tsv");
    ASSERT_TRUE(split) << split.error().message();
    const std::vector<std::filesystem::path> paths = {*folder};
    auto collection = load_pieces(paths, {.threads = 2});
    ASSERT_TRUE(collection) << collection.error().message();
    std::size_t number = 0;
    for (Piece& piece : collection->corpus.pieces) {
      if (number++ % every == 0) {
        const SplitPart part = split->at(piece.name);
        (part == SplitPart::kTraining     ? corpus_
         : part == SplitPart::kValidation ? unseen_
                                          : human_)
            .push_back(std::move(piece));
      }
    }
  }

  template <typename Fault>
  Hearing hear_with(const Fault& fault) const {
    std::vector<Piece> planted = human_;
    Random random({7});
    for (Piece& piece : planted) {
      piece.score = fault(piece.score, random);
    }
    const std::vector<PieceSet> sets = {{"planted", planted},
                                        {"unseen", unseen_, /*beside=*/false, /*unseen=*/true}};
    return hear_sets({"corpus", corpus_}, sets, {.threads = 2});
  }

  template <typename Fault>
  FeatureGroup group_named_first(const Fault& fault) const {
    const Hearing hearing = hear_with(fault);
    EXPECT_GT(hearing.sets[0].told.all.whole.value, 0.95);
    const std::vector<TellingSign> signs = signs_of(hearing, 0);
    EXPECT_FALSE(signs.empty());
    return signs.empty() ? FeatureGroup::kLength : signs.front().group;
  }

  std::vector<Piece> corpus_;
  std::vector<Piece> unseen_;
  std::vector<Piece> human_;
};

class PlantedChorales : public PlantedFaults {
 protected:
  void SetUp() override { read("chorales", 1); }
};

Score as_it_is(const Score& score, Random& /*random*/) { return score; }
Score without_two_bars(const Score& score, Random& /*random*/) {
  return without_last_bars(score, 2);
}
Score with_voice_a_beat_late(const Score& score, Random& /*random*/) {
  return with_voice_shifted(score, 1);
}

TEST_F(PlantedChorales, AreNotToldFromChoralesBetterThanTheFloor) {
  const Hearing hearing = hear_with(as_it_is);
  EXPECT_TRUE(signs_of(hearing, 0).empty());
  EXPECT_LT(hearing.sets[0].told.all.whole.low, hearing.floor.all.whole.high);
  EXPECT_LT(hearing.sets[0].told.all.passages.low, hearing.floor.all.passages.high);
}

TEST_F(PlantedChorales, GiveAwayThatTheyWereTransposedOutOfRange) {
  EXPECT_EQ(group_named_first(out_of_range), FeatureGroup::kRegister);
}

TEST_F(PlantedChorales, GiveAwayThatTheirBarsWereShuffled) {
  EXPECT_EQ(group_named_first(with_bars_shuffled), FeatureGroup::kForm);
}

TEST_F(PlantedChorales, GiveAwayThatTheirLastBarsWereCut) {
  EXPECT_EQ(group_named_first(without_two_bars), FeatureGroup::kEnding);
}

TEST_F(PlantedChorales, GiveAwayThatAVoiceCameABeatLate) {
  EXPECT_THAT(group_named_first(with_voice_a_beat_late),
              AnyOf(FeatureGroup::kHarmony, FeatureGroup::kDissonance));
}

TEST_F(PlantedChorales, GiveAwayThatEveryTenthNoteWasAStepOff) {
  EXPECT_THAT(group_named_first(with_wrong_notes),
              AnyOf(FeatureGroup::kDissonance, FeatureGroup::kHarmony));
}

// By the profile alone, without a classifier: of each chorale and its faulty copies the chorale is
// ranked first.
TEST_F(PlantedChorales, RankBeforeTheirFaultyCopies) {
  const StyleProfile profile = profile_of(corpus_, 2);
  Random random({7});
  std::size_t first = 0;
  for (const Piece& piece : human_) {
    std::vector<PieceStanding> standings;
    for (const Score& score :
         {with_wrong_notes(piece.score, random), with_bars_shuffled(piece.score, random),
          with_voice_a_beat_late(piece.score, random), piece.score}) {
      standings.push_back(standing_of(score, profile));
    }
    first += ranked(standings).front() + 1 == standings.size() ? 1U : 0U;
  }
  EXPECT_GT(10 * first, 9 * human_.size());
}

class PlantedTunes : public PlantedFaults {
 protected:
  void SetUp() override { read("nottingham", 2); }
};

TEST_F(PlantedTunes, AreNotToldFromTunesBetterThanTheFloor) {
  EXPECT_TRUE(signs_of(hear_with(as_it_is), 0).empty());
}

TEST_F(PlantedTunes, GiveAwayThatTheyWereTransposedOutOfRange) {
  EXPECT_EQ(group_named_first(out_of_range), FeatureGroup::kRegister);
}

TEST_F(PlantedTunes, GiveAwayThatTheirBarsWereShuffled) {
  EXPECT_EQ(group_named_first(with_bars_shuffled), FeatureGroup::kForm);
}

// Cut short, the bars of a tune no longer add up to eights.
TEST_F(PlantedTunes, GiveAwayThatTheirLastBarsWereCut) {
  EXPECT_THAT(group_named_first(without_two_bars),
              AnyOf(FeatureGroup::kEnding, FeatureGroup::kForm));
}

TEST_F(PlantedTunes, GiveAwayThatEveryTenthNoteWasAStepOff) {
  EXPECT_THAT(group_named_first(with_wrong_notes),
              AnyOf(FeatureGroup::kDissonance, FeatureGroup::kHarmony, FeatureGroup::kTurns));
}

}  // namespace
}  // namespace bachprop
