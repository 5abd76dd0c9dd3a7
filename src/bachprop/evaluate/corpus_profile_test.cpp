#include "bachprop/evaluate/corpus_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bachprop/evaluate/made_music_test.h"
#include "bachprop/evaluate/planted_faults_test.h"

namespace bachprop {
namespace {

const CorpusProfile& profile_of_hymns() {
  static const CorpusProfile profile = profile_of(made_hymns(30, 1), 2);
  return profile;
}

PieceStanding standing(const Score& score) { return standing_of(score, profile_of_hymns()); }

// The mean over ten hymns.
template <typename Fault>
double mean_total(const Fault& fault) {
  Random random({8});
  double sum = 0;
  for (const Piece& piece : made_hymns(10, 5)) {
    sum += standing(fault(piece.score, random)).total;
  }
  return sum / 10;
}

TEST(CorpusProfile, RanksMusicOfTheCorpusKindBeforeFaultyMusic) {
  const double fine = mean_total([](const Score& score, Random&) { return score; });
  EXPECT_GT(mean_total(with_wrong_notes), fine + 0.5);
  EXPECT_GT(mean_total(out_of_range), fine + 0.1);
  EXPECT_GT(mean_total(with_bars_shuffled), fine + 0.1);
  EXPECT_GT(mean_total([](const Score& score, Random&) { return without_last_bars(score, 2); }),
            fine + 0.1);
}

TEST(CorpusProfile, NamesTheFaultsOfAnEnding) {
  Random random({6});
  const PieceStanding cut = standing(without_last_bars(made_hymn(random), 2));
  std::vector<std::string_view> keys;
  for (const std::size_t fault : cut.faults) {
    keys.push_back(all_features()[fault].key);
  }
  EXPECT_THAT(keys, testing::Contains("authentic_cadence"));
  EXPECT_EQ(cut.total, cut.distance + kCostOfFault * static_cast<double>(cut.faults.size()));
}

TEST(CorpusProfile, PutsTheBestFirstAndEqualOnesInTheirOrder) {
  const std::vector<PieceStanding> standings = {
      {.total = 2}, {.total = 1}, {.total = 2}, {.total = 0.5}};
  EXPECT_THAT(ranked(standings), testing::ElementsAre(3, 1, 0, 2));
}

TEST(CorpusProfile, PutsAPieceWithoutNotesLast) {
  EXPECT_TRUE(std::isinf(standing(Score()).total));
}

TEST(CorpusProfile, SaysNothingFromAHandfulOfPieces) {
  const CorpusProfile few = profile_of(made_hymns(kFewestProfiled - 1, 1));
  Random random({6});
  const PieceStanding standing = standing_of(made_hymn(random), few);
  EXPECT_EQ(standing.total, 0);
  EXPECT_TRUE(std::isnan(standing.groups[0]));
}

TEST(CorpusProfile, DoesNotDependOnTheThreads) {
  const CorpusProfile one = profile_of(made_hymns(8, 1), 1);
  const CorpusProfile three = profile_of(made_hymns(8, 1), 3);
  for (std::size_t i = 0; i < one.features.size(); ++i) {
    EXPECT_TRUE(one.features[i] == three.features[i] || std::isnan(one.features[i].spread));
  }
}

TEST(CorpusProfile, ComesBackFromAFileTheSame) {
  SafetensorsWriter writer;
  add_profile(profile_of_hymns(), writer);
  const std::vector<std::byte> bytes = writer.bytes();
  const auto file = SafetensorsReader::parse(bytes, "model");
  ASSERT_TRUE(file);
  EXPECT_TRUE(has_profile(*file));
  const auto read = read_profile(*file);
  ASSERT_TRUE(read) << read.error().message();
  Random random({6});
  const Score hymn = made_hymn(random);
  EXPECT_EQ(standing_of(hymn, *read).total, standing(hymn).total);
  SafetensorsWriter again;
  add_profile(*read, again);
  EXPECT_EQ(again.bytes(), bytes);
}

TEST(CorpusProfile, IsMissedInAFileWithoutOne) {
  const std::vector<std::byte> bytes = SafetensorsWriter().bytes();
  const auto file = SafetensorsReader::parse(bytes, "model");
  ASSERT_TRUE(file);
  EXPECT_FALSE(has_profile(*file));
  EXPECT_FALSE(read_profile(*file));
}

TEST(CorpusProfile, IsRefusedWhereItsPartsDoNotFitTogether) {
  SafetensorsWriter writer;
  writer.set_metadata("profile.features", "bars,quarters");
  const std::vector<double> one = {1};
  writer.add<double>("profile.middles", one, {1});
  writer.add<double>("profile.spreads", one, {1});
  const std::vector<std::uint8_t> flag = {0};
  writer.add<std::uint8_t>("profile.yes_or_no", flag, {1});
  const std::vector<std::byte> bytes = writer.bytes();
  const auto file = SafetensorsReader::parse(bytes, "model");
  ASSERT_TRUE(file);
  EXPECT_FALSE(read_profile(*file));
}

}  // namespace
}  // namespace bachprop
