// Chords in two orders, and particles that a critic weighs.
#include "bachprop/generate/particles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/generate/composer.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

using Q = Quarters;

const Dictionaries kDictionaries = {
    .dt = TimeDictionary({0, Q(1, 2), 1}),
    .duration = TimeDictionary({Q(1, 2), 1, 2}),
    .pitch = PitchDictionary(60, 79),
};
constexpr int kPitches = 20;

class ParticlesTest : public testing::Test {
 protected:
  ParticlesTest()
      : vocabulary_(ContextVocabulary::make(ContextKind::kLines, kDictionaries).value()),
        network_(made_network()),
        critic_(made_critic()) {}

  // All music is human to it.
  void make_critic_indifferent() { std::ranges::fill(critic_.network.parameters(), 0.0F); }

  // A critic that finds high notes human, the more of them the more.
  [[nodiscard]] static Critic made_critic() {
    auto vocabulary = ContextVocabulary::make(ContextKind::kCritic, kDictionaries).value();
    Critic critic = {.network = Network(critic_shape(kDictionaries, vocabulary, 4, 4)),
                     .vocabulary = vocabulary};
    float* const all = critic.network.parameters().data();
    const LayerParameters<float> layer = critic.network.layout().layer(0, all);
    for (int pitch = 0; pitch < kPitches; ++pitch) {
      // The first of the three gates is what is added to the state.
      for (int column = 0; column < layer.tables[2].cols / 3; ++column) {
        layer.tables[2].row(pitch)[column] = pitch >= kPitches / 2 ? 1.0F : -1.0F;
      }
    }
    // The last is how much of the state stays.
    const int columns = layer.bias.cols;
    std::fill_n(layer.bias.row(0) + (columns - columns / 3), columns / 3, 2.0F);
    const ReadoutParameters<float> readout = critic.network.layout().readout(0, all);
    for (int unit = 0; unit < 4; ++unit) {
      readout.layers.front().row(unit)[0] = 4;
    }
    readout.hidden_bias.row(0)[0] = 16;
    readout.output.row(0)[1] = 1;
    return critic;
  }

  [[nodiscard]] std::vector<ComposedPiece> composed(const ComposeOptions& options,
                                                    ChordOrders orders, bool with_critic) const {
    const ModelSetting setting = {.vocabulary = vocabulary_,
                                  .chord_orders = orders,
                                  .critic = with_critic ? &critic_ : nullptr};
    auto pieces = compose(network_, kDictionaries, options, setting);
    EXPECT_TRUE(pieces) << pieces.error().message();
    return pieces.value_or(std::vector<ComposedPiece>{});
  }

  // Of the highest notes of chords, which are the last that a critic hears of them.
  [[nodiscard]] static double mean_top(const std::vector<ComposedPiece>& pieces) {
    double sum = 0;
    double chords = 0;
    for (const ComposedPiece& piece : pieces) {
      const std::vector<NoteSymbols>& notes = piece.symbols;
      for (std::size_t i = 0; i < notes.size(); ++i) {
        if (i + 1 == notes.size() || notes[i + 1].dt != 0) {
          sum += notes[i].pitch;
          ++chords;
        }
      }
    }
    return sum / chords;
  }

 private:
  [[nodiscard]] Network made_network() const {
    Random random{4};
    return {shape_for({.layers = 2, .hidden = 12, .readout_hidden = 9}, kDictionaries, vocabulary_),
            random};
  }

  ContextVocabulary vocabulary_;
  Network network_;
  Critic critic_;
};

void expect_equal(const std::vector<ComposedPiece>& some,
                  const std::vector<ComposedPiece>& others) {
  ASSERT_EQ(some.size(), others.size());
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(some[i].symbols, others[i].symbols) << "piece " << some[i].number;
    EXPECT_EQ(some[i].log_likelihood, others[i].log_likelihood) << "piece " << some[i].number;
  }
}

TEST(Successions, LeaveEqualParticlesWhereTheyAre) {
  EXPECT_TRUE(successions(std::vector<double>(16, -3.0), 0.4).empty());
}

TEST(Successions, LetTheLikelyTakeThePlacesOfTheOthers) {
  const double never = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(successions(std::vector{never, 0.0, never}, 0.5),
            (std::vector<Succession>{{1, 0}, {1, 2}}));
  // Shares of 3/4 and 1/4: three of four, and one.
  EXPECT_EQ(successions(std::vector{std::log(3.0), 0.0, never, never}, 0.5),
            (std::vector<Succession>{{0, 2}, {0, 3}}));
}

TEST(Successions, AreAsManyAsTheWeightsSayOnAverage) {
  const std::vector<double> weights = {std::log(0.5), std::log(0.35), std::log(0.15)};
  std::array<int, 3> counts = {};
  constexpr int kDraws = 1000;
  for (int i = 0; i < kDraws; ++i) {
    std::array<int, 3> now = {1, 1, 1};
    for (const Succession& next : successions(weights, as_double(i) / kDraws)) {
      ++now.at(as_index(next.from));
      --now.at(as_index(next.to));
    }
    for (std::size_t j = 0; j < 3; ++j) {
      counts.at(j) += now.at(j);
    }
  }
  EXPECT_NEAR(counts[0], 3 * kDraws * 0.5, 5);
  EXPECT_NEAR(counts[1], 3 * kDraws * 0.35, 5);
  EXPECT_NEAR(counts[2], 3 * kDraws * 0.15, 5);
}

TEST_F(ParticlesTest, PiecesInTwoOrdersDoNotDependOnThreadsOrOnThoseBeside) {
  ComposeOptions options = {.pieces = 90, .seed = 5, .max_notes = 60};
  const auto alone = composed(options, ChordOrders::kBoth, false);
  options.threads = 3;
  expect_equal(alone, composed(options, ChordOrders::kBoth, false));
  options.pieces = 1;
  EXPECT_EQ(composed(options, ChordOrders::kBoth, false).front().symbols, alone.front().symbols);
}

TEST_F(ParticlesTest, ChordsAreKeptUpwardsInWhateverOrderTheyWereWritten) {
  for (const ChordOrders orders : {ChordOrders::kDown, ChordOrders::kBoth}) {
    int chords = 0;
    for (const ComposedPiece& piece :
         composed({.pieces = 40, .min_notes = 40, .max_notes = 60}, orders, false)) {
      EXPECT_LE(piece.symbols.size(), 60U);
      for (std::size_t i = 1; i < piece.symbols.size(); ++i) {
        if (piece.symbols[i].dt == 0) {
          EXPECT_LT(piece.symbols[i - 1].pitch, piece.symbols[i].pitch);
          ++chords;
        }
      }
    }
    EXPECT_GT(chords, 100);
  }
}

TEST_F(ParticlesTest, TheOrdersGiveOtherPieces) {
  const ComposeOptions options = {.pieces = 5, .min_notes = 30, .max_notes = 60};
  const auto up = composed(options, ChordOrders::kUp, false);
  const auto both = composed(options, ChordOrders::kBoth, false);
  EXPECT_NE(up.front().symbols, both.front().symbols);
}

TEST_F(ParticlesTest, APrimeIsReadInBothOrders) {
  const Prime prime = {.symbols = {{0, 1, 0}, {0, 1, 4}, {2, 2, 7}, {0, 1, 9}}};
  for (const ComposedPiece& piece :
       composed({.pieces = 6, .min_notes = 12, .prime = prime}, ChordOrders::kBoth, true)) {
    ASSERT_GE(piece.symbols.size(), 12U);
    EXPECT_TRUE(std::equal(prime.symbols.begin(), prime.symbols.end(), piece.symbols.begin()));
    EXPECT_NE(piece.symbols[4].dt, 0) << "its last chord is complete";
  }
}

TEST_F(ParticlesTest, SurviveWhereTheCriticLikesThem) {
  const ComposeOptions options = {.pieces = 40, .min_notes = 60, .max_notes = 80};
  const double liked = mean_top(composed(options, ChordOrders::kBoth, true));
  make_critic_indifferent();
  const double any = mean_top(composed(options, ChordOrders::kBoth, true));
  EXPECT_GT(liked, any + 1);
}

TEST_F(ParticlesTest, DoNotDependOnThreadsOrOnPiecesBeside) {
  ComposeOptions options = {.pieces = 20, .seed = 3, .min_notes = 20, .max_notes = 50};
  const auto alone = composed(options, ChordOrders::kBoth, true);
  options.threads = 3;
  expect_equal(alone, composed(options, ChordOrders::kBoth, true));
  options.first = 7;
  options.pieces = 1;
  EXPECT_EQ(composed(options, ChordOrders::kBoth, true).front().symbols, alone[6].symbols);
}

TEST_F(ParticlesTest, OneIsTheNetworkAlone) {
  ComposeOptions options = {.pieces = 5, .max_notes = 40, .particles = 1};
  expect_equal(composed(options, ChordOrders::kUp, true),
               composed(options, ChordOrders::kUp, false));
}

}  // namespace
}  // namespace bachprop
