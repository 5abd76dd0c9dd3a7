#include "bachprop/train/critic_training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/context/random_notes_test.h"
#include "bachprop/train/epoch_plan.h"

namespace bachprop {
namespace {

const Dictionaries kDictionaries = {TimeDictionary({0, Quarters(1, 2), 1}),
                                    TimeDictionary({Quarters(1, 2), 1, 2}),
                                    PitchDictionary(48, 72)};

EncodedPiece piece_of(std::vector<NoteSymbols> notes) {
  return {.notes = std::move(notes), .metre = {{0, 4, 4}}};
}

// Phrases of chords are human, notes at random are not.
TrainingSet phrases() {
  Random random({6});
  TrainingSet set;
  set.dictionaries = kDictionaries;
  for (int i = 0; i < 30; ++i) {
    (i % 5 == 4 ? set.validation : set.training).push_back(piece_of(random_phrases(2, random)));
  }
  EXPECT_TRUE(add_contexts(set, ContextKind::kLines));
  return set;
}

std::vector<EncodedPiece> nonsense() {
  Random random({7});
  std::vector<EncodedPiece> own;
  for (int i = 0; i < 30; ++i) {
    own.push_back(piece_of(random_notes(64, random)));
  }
  return own;
}

const CriticOptions kShort = {
    .hidden = 8, .readout_hidden = 8, .learning_rate = 0.01, .epochs = 4, .truncation = 16};

TEST(CriticTraining, TellsPhrasesFromNonsense) {
  const auto learnt = learn_critic(phrases(), nonsense(), kShort, 1).value();
  ASSERT_TRUE(learnt.has_value());
  EXPECT_GT(learnt->record.right, 0.8);
  EXPECT_LT(learnt->record.nats, 0.5);
  EXPECT_EQ(learnt->critic.vocabulary.kind(), ContextKind::kCritic);
  EXPECT_EQ(learnt->critic.network.shape().layers, 1);
}

TEST(CriticTraining, CannotTellTheSameFromItself) {
  const TrainingSet set = phrases();
  Random random({8});
  std::vector<EncodedPiece> own;
  for (int i = 0; i < 30; ++i) {
    own.push_back(piece_of(random_phrases(2, random)));
  }
  const auto learnt = learn_critic(set, own, kShort, 1).value();
  EXPECT_LT(learnt->record.right, 0.7);
}

TEST(CriticTraining, IsTheSameOnAnyNumberOfThreads) {
  const auto one = learn_critic(phrases(), nonsense(), kShort, 1).value();
  const auto two = learn_critic(phrases(), nonsense(), kShort, 2).value();
  EXPECT_TRUE(
      std::ranges::equal(one->critic.network.parameters(), two->critic.network.parameters()));
}

TEST(CriticTraining, StoppedGivesNothing) {
  int asked = 0;
  const auto learnt =
      learn_critic(phrases(), nonsense(), kShort, 1, [&](double) { return ++asked < 3; });
  ASSERT_TRUE(learnt.has_value());
  EXPECT_FALSE(learnt->has_value());
  EXPECT_EQ(asked, 3);
}

// Every training piece is measured by the turns of the others.
TEST(CriticTraining, KnowsTheTurnsOfTheTrainingPieces) {
  const auto learnt = learn_critic(phrases(), nonsense(), kShort, 1).value();
  const auto& turns = learnt->critic.vocabulary.values().turns;
  ASSERT_NE(turns, nullptr);
  NoteContext context(learnt->critic.vocabulary, {{0, 4, 4}});
  std::size_t longest = 0;
  const TrainingSet set = phrases();
  const std::vector<NoteSymbols>& notes = set.training.front().notes;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    context.pass(notes[i].dt);
    context.take(notes[i]);
    const bool is_last = i + 1 == notes.size();
    context.foresee(is_last ? kDictionaries.dt.start_end() : notes[i + 1].dt);
    if (is_last || notes[i + 1].dt > 0) {
      const auto known = context.music().familiarity(TurnStream::kChords);
      ASSERT_TRUE(known.has_value());
      longest = std::max(longest, known->length);
    }
  }
  EXPECT_EQ(longest, TurnsSoFar::kLongest);
}

TEST(EpochPlan, TellsOriginsInPlaceOfNotes) {
  TrainingSet set = phrases();
  set.training.resize(2);
  set.training[1].is_own = true;
  const NoteSymbols end = {3, 3, 25};
  EpochPlan plan(set.training, set.vocabulary, end, 1);
  plan.tell_origins();
  Truncation all(static_cast<int>(plan.steps()), 1, end);
  plan.fill(0, static_cast<int>(plan.steps()), 0, 1, all);
  const std::size_t human = set.training[0].notes.size() + 1;
  for (std::size_t i = 0; i < all.targets.size(); ++i) {
    EXPECT_EQ(all.targets[i], (NoteSymbols{i < human ? 1 : 0, 0, 0}));
    EXPECT_EQ(all.begins[i] != 0, i % kCriticWindow == 0 || i == human) << i;
  }
}

}  // namespace
}  // namespace bachprop
