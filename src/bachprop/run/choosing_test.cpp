#include "bachprop/run/choosing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/run/composing.h"
#include "bachprop/run/scales_folder_test.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

ComposedPiece candidate(int number, int notes) {
  ComposedPiece piece;
  piece.number = number;
  piece.score.notes.resize(as_index(notes), Note{0, 1, 60});
  return piece;
}

// The fewer notes the better.
Selection by_notes(const Score& score) { return {.score = as_double(score.notes.size())}; }

TEST(Choosing, GivesTheBestOfEachPiecesOwnCandidates) {
  Choosing choosing({.pieces = 2}, 3, by_notes);
  EXPECT_EQ(choosing.candidates().first, 1);
  EXPECT_EQ(choosing.candidates().pieces, 6);
  EXPECT_FALSE(choosing.take(candidate(5, 9)));
  EXPECT_FALSE(choosing.take(candidate(1, 4)));
  EXPECT_FALSE(choosing.take(candidate(3, 2)));
  const auto first = choosing.take(candidate(2, 2));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 1);
  EXPECT_EQ(first->selection->candidate, 2) << "of equally good ones the first";
  EXPECT_EQ(first->selection->scores, (std::vector<double>{2, 2, 4}));
  EXPECT_FALSE(choosing.take(candidate(4, 7)));
  const auto rest = choosing.take_rest();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].number, 2);
  EXPECT_EQ(rest[0].selection->candidate, 4);
  EXPECT_EQ(rest[0].selection->scores.size(), 2U);
  EXPECT_TRUE(choosing.take_rest().empty());
}

TEST(Choosing, TakesTheCandidatesOfLaterPieces) {
  const Choosing choosing({.pieces = 2, .first = 4}, 10, by_notes);
  EXPECT_EQ(choosing.candidates().first, 31);
  EXPECT_EQ(choosing.candidates().pieces, 20);
}

class BestOfSeveral : public ScalesFolder {
 protected:
  [[nodiscard]] ComposingRequest request(const std::string& folder, int threads) const {
    return {.output = at(folder),
            .options = {.pieces = 3, .max_notes = 60, .threads = threads},
            .sheets = {.formats = {"midi"}},
            .best_of = 4,
            .corpus = pieces()};
  }
};

TEST_F(BestOfSeveral, IsTheSameOnAnyNumberOfThreadsAndToldInTheRecord) {
  const auto one = compose_into_folder(request("one", 1));
  const auto two = compose_into_folder(request("two", 2));
  ASSERT_TRUE(one && two) << one.error().message();
  ASSERT_EQ(one->pieces.size(), 3U);
  EXPECT_EQ(bytes_at("one/pieces.json"), bytes_at("two/pieces.json"));
  for (const char* name : {"piece-001.mid", "piece-002.mid", "piece-003.mid"}) {
    EXPECT_EQ(bytes_at(std::string("one/") + name), bytes_at(std::string("two/") + name)) << name;
  }
  const auto json = pieces_json(one->record);
  EXPECT_EQ(json["best_of"], 4);
  for (int i = 0; i < 3; ++i) {
    const auto selection = json["pieces"][as_index(i)]["selection"];
    EXPECT_EQ(selection["of"], 4);
    EXPECT_GT(selection["candidate"], 4 * i);
    EXPECT_LE(selection["candidate"], 4 * (i + 1));
    EXPECT_EQ(selection["score"], selection["scores"][0]);
  }
}

TEST_F(BestOfSeveral, IsHadAgainByTheCandidatesNumber) {
  const auto best = compose_into_folder(request("best", 2));
  ASSERT_TRUE(best);
  for (const ComposedPiece& piece : best->pieces) {
    const auto again = compose_into_folder(
        {.output = at("again-" + std::to_string(piece.number)),
         .options = {.pieces = 1, .first = piece.selection->candidate, .max_notes = 60},
         .sheets = {.formats = {"midi"}}});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->pieces.front().score.notes, piece.score.notes);
    EXPECT_FALSE(again->pieces.front().selection);
  }
}

TEST_F(BestOfSeveral, KeepsTheBestOfThoseThereAreWhenItIsStopped) {
  ComposingRequest many = request("out", 1);
  many.options.pieces = 2;
  many.best_of = 400;
  ComposingWatch watch;
  bool enough = false;
  watch.progress = [&](const Progress& progress) {
    enough = enough || (progress.activity.label == "composing" && progress.done >= 5);
  };
  watch.stop = [&] { return enough; };
  const auto outcome = compose_into_folder(many, watch);
  ASSERT_TRUE(outcome) << outcome.error().message();
  ASSERT_FALSE(outcome->pieces.empty());
  EXPECT_GE(outcome->pieces.front().selection->scores.size(), 5U);
  EXPECT_LT(outcome->pieces.front().selection->scores.size(), 400U);
}

TEST_F(BestOfSeveral, NeedsNoCorpusWhereTheModelHasItsProfile) {
  const auto collection = read_pieces({.paths = {pieces()}}, 1);
  ASSERT_TRUE(collection);
  const auto model = train(collection->corpus, small_options(), 1);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_FALSE(model->usual_features.empty());
  ASSERT_TRUE(save_model(*model, at("scales.safetensors")));
  ComposingRequest by_model = request("out", 1);
  by_model.model = at("scales.safetensors");
  by_model.corpus.clear();
  const auto outcome = compose_into_folder(by_model);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->pieces.front().selection->scores.size(), 4U);
}

TEST_F(BestOfSeveral, SaysWhatIsMissingToChooseBy) {
  TrainedModel unprofiled = bundled_model().value();
  unprofiled.usual_features.clear();
  ASSERT_TRUE(save_model(unprofiled, at("unprofiled.safetensors")));
  ComposingRequest without = request("out", 1);
  without.corpus.clear();
  without.model = at("unprofiled.safetensors");
  const auto outcome = compose_into_folder(without);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("--corpus"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(at("out")));
  ComposingRequest too_many = request("out", 1);
  too_many.best_of = 1'000'000;
  EXPECT_FALSE(compose_into_folder(too_many));
}

}  // namespace
}  // namespace bachprop
