#include "bachprop/train/velocity_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "bachprop/base/numbers.h"
#include "bachprop/train/stored_velocities.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using Q = Quarters;

// A melody in eighths above a bass in halves.
std::vector<Note> two_lines(Random& random, int bars) {
  std::vector<Note> notes;
  for (int i = 0; i < 8 * bars; ++i) {
    if (i % 4 == 0) {
      notes.push_back({Q(i, 2), 2, 40 + static_cast<int>(random.below(12))});
    }
    notes.push_back({Q(i, 2), Q(1, 2), 65 + static_cast<int>(random.below(12))});
  }
  return notes;
}

// The melody is 20 louder than the bass, the first beat of a bar 10 louder than the rest, and the
// player is not quite exact. Each piece is as loud as it pleases.
std::vector<Piece> played_pieces(std::size_t count, int bars = 40) {
  std::vector<Piece> pieces(count);
  for (std::size_t i = 0; i < count; ++i) {
    Random random{7, i};
    Score& score = pieces[i].score;
    score.notes = two_lines(random, bars);
    for (const Note& note : score.notes) {
      const bool is_first = (note.onset / 4).denominator() == 1;
      const int velocity = 50 + 3 * static_cast<int>(i % 5) + (note.pitch > 60 ? 20 : 0) +
                           (is_first ? 10 : 0) + static_cast<int>(random.below(5));
      score.velocities.push_back(static_cast<std::uint8_t>(velocity));
    }
  }
  return pieces;
}

std::vector<const Piece*> pointers(const std::vector<Piece>& pieces) {
  std::vector<const Piece*> all;
  for (const Piece& piece : pieces) {
    all.push_back(&piece);
  }
  return all;
}

VelocityModel learnt() { return learn_velocities(pointers(played_pieces(12)), BarsFrom::kFile); }

double mean_of(const std::vector<std::uint8_t>& velocities, const std::vector<Note>& notes,
               const auto& belongs) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (belongs(notes[i])) {
      sum += velocities[i];
      ++count;
    }
  }
  return sum / count;
}

TEST(VelocityFeatures, AreTheSameInAnotherKeyAndAtMostOne) {
  Random random{3};
  std::vector<Note> notes = two_lines(random, 8);
  const auto features = velocity_features(notes, {{0, 3, 4}});
  ASSERT_EQ(features.size(), notes.size());
  for (const VelocityFeatures& of_note : features) {
    for (const float feature : of_note) {
      EXPECT_LE(std::abs(feature), 2.0F);
    }
  }
  for (Note& note : notes) {
    note.pitch += 5;
  }
  const auto higher = velocity_features(notes, {{0, 3, 4}});
  for (std::size_t i = 0; i < notes.size(); ++i) {
    for (std::size_t f = 0; f < kVelocityFeatures; ++f) {
      EXPECT_NEAR(higher[i][f], features[i][f], 1e-5) << i << ' ' << f;
    }
  }
  EXPECT_TRUE(velocity_features({}, {}).empty());
}

TEST(VelocityFeatures, CountBarsFromWhereTheyBegin) {
  const std::vector<Note> notes = {{0, 1, 60}, {1, 1, 62}, {2, 1, 64}};
  const auto differs = [&](const Metre& one, const Metre& other) {
    return velocity_features(notes, one) != velocity_features(notes, other);
  };
  EXPECT_FALSE(differs({}, {{0, 4, 4}}));
  EXPECT_FALSE(differs({{-3, 4, 4}}, {{-7, 4, 4}}));
  EXPECT_TRUE(differs({{-3, 4, 4}}, {{0, 4, 4}}));
}

TEST(VelocityModel, LearnsWhoIsLouderAndTellsItOfOtherPieces) {
  const VelocityModel model = learnt();
  EXPECT_EQ(model.pieces, 12);
  const std::vector<Piece> others = played_pieces(20);
  const std::vector<const Piece*> all = pointers(others);
  const auto measure = measure_velocities(model, std::span(all).subspan(12), BarsFrom::kFile);
  EXPECT_EQ(measure.pieces, 8);
  EXPECT_GT(measure.explained, 0.9);
  EXPECT_LT(measure.nats, measure.flat_nats - 1);
}

TEST(VelocityModel, DrawsWhatItLearnt) {
  const VelocityModel model = learnt();
  Random random{99};
  const std::vector<Note> notes = two_lines(random, 60);
  const auto drawn = draw_velocities(model, notes, {}, Random{1, 2});
  ASSERT_EQ(drawn.size(), notes.size());
  const double melody = mean_of(drawn, notes, [](const Note& note) { return note.pitch > 60; });
  const double bass = mean_of(drawn, notes, [](const Note& note) { return note.pitch < 60; });
  EXPECT_NEAR(melody - bass, 20 - 10.0 / 2 + 10.0 / 8, 1.5);
  EXPECT_EQ(drawn, draw_velocities(model, notes, {}, Random{1, 2}));
  EXPECT_NE(drawn, draw_velocities(model, notes, {}, Random{1, 3}));
}

TEST(VelocityModel, RemembersWhatANoteWasLouderThanExpected) {
  VelocityModel model{.pieces = 1,
                      .level = 64,
                      .weights = std::vector<double>(kVelocityFeatures + 1),
                      .memory = {0.95, 0, 0},
                      .noise = 3};
  std::vector<Note> notes;
  for (int i = 0; i < 2000; ++i) {
    notes.push_back({i, 1, 60});
  }
  const auto step = [&] {
    const auto drawn = draw_velocities(model, notes, {}, Random{1});
    double steps = 0;
    double deviations = 0;
    for (std::size_t i = 1; i < drawn.size(); ++i) {
      steps += std::pow(drawn[i] - drawn[i - 1], 2);
      deviations += std::pow(drawn[i] - 64, 2);
    }
    return std::sqrt(steps / deviations);
  };
  EXPECT_LT(step(), 0.6) << "velocities wander";
  model.memory = {};
  EXPECT_GT(step(), 1.2) << "each is on its own";
}

TEST(VelocityModel, NeverLeavesMidisRange) {
  VelocityModel model{.pieces = 1,
                      .level = 120,
                      .weights = std::vector<double>(kVelocityFeatures + 1),
                      .memory = {-1e6, 0, 0},
                      .noise = 1e6};
  Random random{1};
  const std::vector<Note> notes = two_lines(random, 20);
  const auto drawn = draw_velocities(model, notes, {}, Random{1});
  EXPECT_EQ(std::ranges::min(drawn), 1);
  EXPECT_EQ(std::ranges::max(drawn), 127);
}

TEST(VelocityModel, KnowsNothingOfTooLittle) {
  EXPECT_EQ(learn_velocities(pointers(played_pieces(4)), BarsFrom::kFile), VelocityModel());
  EXPECT_EQ(learn_velocities(pointers(played_pieces(6, 10)), BarsFrom::kFile), VelocityModel());
  std::vector<Piece> pieces = played_pieces(12);
  for (std::size_t i = 4; i < pieces.size(); ++i) {
    pieces[i].score.velocities.clear();
  }
  EXPECT_EQ(learn_velocities(pointers(pieces), BarsFrom::kFile), VelocityModel());
  EXPECT_TRUE(draw_velocities({}, pieces[0].score.notes, {}, Random{1}).empty());
}

TEST(VelocityModel, SaysInWordsWhetherItLearnt) {
  EXPECT_THAT(velocity_summary({}), HasSubstr("not learnt"));
  EXPECT_EQ(velocity_summary({.model = {.pieces = 12}}),
            "Velocities were learnt from 12 pieces that somebody played.");
  EXPECT_EQ(
      velocity_summary({.model = {.pieces = 12}, .validation = {.pieces = 1, .explained = 0.234}}),
      "Velocities were learnt from 12 pieces that somebody played; on 1 piece for validation "
      "the notes explain 23 % of how they vary.");
}

TEST(StoredVelocities, ComeBackAndRefuseWhatCannotBe) {
  const VelocityModel model = learnt();
  const nlohmann::json json = to_json(model);
  EXPECT_EQ(velocity_model_from_json(nlohmann::json::parse(json.dump()), "m").value(), model);
  const auto is_refused = [&](const char* key, const nlohmann::json& value) {
    nlohmann::json wrong = json;
    wrong[key] = value;
    return !velocity_model_from_json(wrong, "m").has_value();
  };
  EXPECT_TRUE(is_refused("pieces", 0));
  EXPECT_TRUE(is_refused("weights", {1, 2, 3}));
  EXPECT_TRUE(is_refused("noise", -1));
  EXPECT_TRUE(is_refused("level", 1e9));
  EXPECT_TRUE(is_refused("memory", {0, 0, 1e9}));
}

}  // namespace
}  // namespace bachprop
