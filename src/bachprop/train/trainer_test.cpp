#include "bachprop/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/context/context_lists_test.h"
#include "bachprop/context/random_notes_test.h"
#include "bachprop/nn/cells_test.h"
#include "bachprop/train/checkpoint.h"
#include "bachprop/train/test_corpora.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/training_summary.h"

namespace bachprop {
namespace {

TrainOptions small_options() {
  TrainOptions options;
  options.layers = 2;
  options.hidden = 12;
  options.epochs = 4;
  options.batch = 5;
  options.truncation = 8;
  options.learning_rate = 0.01;
  return options;
}

Trainer trainer_of(const Corpus& corpus, const TrainOptions& options, int threads) {
  TrainingSet set = split_at_random(corpus, options.validation_share, options.seed).value();
  EXPECT_TRUE(add_contexts(set, options.context));
  return {std::move(set), options, threads};
}

// All that the preset music adds to the paper, in small.
TrainOptions small_music_options() {
  TrainOptions options = small_options();
  options.context = ContextKind::kMusic;
  options.readout_hidden = 10;
  options.dropout = 0.3;
  options.weight_decay = 0.5;
  options.average_decay = 0.99;
  return options;
}

void run_to_the_end(Trainer& trainer) {
  while (trainer.status() == TrainerStatus::kRunning) {
    trainer.step();
  }
}

std::vector<float> parameters_of(const Trainer& trainer) {
  const Network network = trainer.best_network();
  return {network.parameters().begin(), network.parameters().end()};
}

TEST(EpochPlan, EveryNoteOfEveryPieceIsATargetOnceAndInItsOrder) {
  const Corpus corpus = scales(11, 13);
  const TrainingSet set = split_at_random(corpus, 0, 1).value();
  const NoteSymbols start_end = {corpus.dictionaries.dt.start_end(),
                                 corpus.dictionaries.duration.start_end(),
                                 corpus.dictionaries.pitch.start_end()};
  Random random({5});
  const int lanes = 4;
  const int length = 6;
  EpochPlan plan(set, start_end, lanes, Transposition::kRandom, random);

  std::vector<std::vector<NoteSymbols>> heard;  // pieces as they come, END included
  std::map<int, std::size_t> piece_of_lane;
  for (int step = 0; step < plan.truncations(length); ++step) {
    Truncation truncation(length, lanes, start_end);
    plan.fill(std::int64_t{step} * length, length, 0, lanes, truncation);
    for (int lane = 0; lane < lanes; ++lane) {
      for (int t = 0; t < length; ++t) {
        const auto i = static_cast<std::size_t>(t * lanes + lane);
        if (truncation.mask[i] == 0) {
          continue;
        }
        if (truncation.begins[i] != 0) {
          EXPECT_EQ(truncation.inputs[i], start_end);
          piece_of_lane[lane] = heard.size();
          heard.emplace_back();
        } else {
          EXPECT_EQ(truncation.inputs[i], heard[piece_of_lane[lane]].back());
        }
        heard[piece_of_lane[lane]].push_back(truncation.targets[i]);
      }
    }
  }
  ASSERT_EQ(heard.size(), set.training.size());
  for (const auto& piece : heard) {
    ASSERT_EQ(piece.size(), 14U);
    EXPECT_EQ(piece.back(), start_end);
    // The piece, up to one shift of all its pitches, is one of the corpus.
    const auto same_up_to_shift = [&](const EncodedPiece& original) {
      const int shift = piece[0].pitch - original.notes[0].pitch;
      return std::equal(original.notes.begin(), original.notes.end(), piece.begin(),
                        [&](NoteSymbols a, const NoteSymbols& b) {
                          a.pitch += shift;
                          return a == b;
                        });
    };
    EXPECT_TRUE(std::ranges::any_of(set.training, same_up_to_shift));
    for (std::size_t n = 0; n + 1 < piece.size(); ++n) {
      EXPECT_GE(piece[n].pitch, 0);
      EXPECT_LT(piece[n].pitch, start_end.pitch);
    }
  }
}

// What stands in row `row` of a list.
std::vector<int> row_of(const std::vector<int>& ends, const std::vector<int>& entries,
                        std::size_t row) {
  const auto begin = entries.begin() + (row == 0 ? 0 : ends[row - 1]);
  return {begin, entries.begin() + ends[row]};
}

// What the network sees of the past at one step.
struct Seen {
  std::vector<int> layers;
  std::vector<int> readouts;

  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> contexts_in(const Truncation& truncation) {
  std::vector<Seen> seen;
  for (std::size_t row = 0; row < truncation.inputs.size(); ++row) {
    seen.push_back({row_of(truncation.context_ends, truncation.context, row),
                    row_of(truncation.next_ends, truncation.next, row)});
  }
  return seen;
}

TrainingSet phrases_in_all_keys(int pieces) {
  Random random({6});
  TrainingSet set;
  set.dictionaries = {TimeDictionary({0, Quarters(1, 2), 1}),
                      TimeDictionary({Quarters(1, 2), 1, 2}), PitchDictionary(48, 72)};
  for (int i = 0; i < pieces; ++i) {
    EncodedPiece& piece = set.training.emplace_back();
    piece.notes = random_phrases(1 + i % 3, random);
    piece.metre = {{0, 3, 4 - i % 2}};
    piece.lowest_shift = -4;
    piece.highest_shift = 5;
  }
  EXPECT_TRUE(add_contexts(set, ContextKind::kMusic));
  return set;
}

TEST(EpochPlan, ShowsWhatNoteContextSeesOfEachPieceMoved) {
  const TrainingSet set = phrases_in_all_keys(20);
  Random random({7});
  const int lanes = 3;
  const int length = 10;
  EpochPlan plan(set, start_end(set.dictionaries), lanes, Transposition::kRandom, random);
  std::vector<std::vector<NoteSymbols>> notes(lanes);
  std::vector<std::vector<Seen>> seen(lanes);
  std::size_t pieces = 0;
  Truncation truncation(length, lanes, {});
  for (int step = 0; step < plan.truncations(length); ++step) {
    plan.fill(std::int64_t{step} * length, length, 0, lanes, truncation);
    const std::vector<Seen> contexts = contexts_in(truncation);
    for (std::size_t i = 0; i < contexts.size(); ++i) {
      const std::size_t lane = i % lanes;
      if (truncation.mask[i] == 0) {
        EXPECT_EQ(contexts[i], Seen{});
        continue;
      }
      seen[lane].push_back(contexts[i]);
      if (truncation.targets[i] != start_end(set.dictionaries)) {
        notes[lane].push_back(truncation.targets[i]);
        continue;
      }
      // The piece is over: which was it?
      const auto piece = std::ranges::find_if(set.training, [&](const EncodedPiece& some) {
        return some.notes.size() == notes[lane].size() &&
               std::equal(some.notes.begin(), some.notes.end(), notes[lane].begin(),
                          [&](const NoteSymbols& a, const NoteSymbols& b) {
                            return a.pitch - b.pitch == some.notes[0].pitch - notes[lane][0].pitch;
                          });
      });
      ASSERT_NE(piece, set.training.end());
      const int shift = notes[lane][0].pitch - piece->notes[0].pitch;
      const ContextLists written(set.vocabulary, piece->metre, piece->notes);
      for (std::size_t n = 0; n < seen[lane].size(); ++n) {
        EXPECT_EQ(seen[lane][n].layers, moved(written.layers(n), set.vocabulary.layers(), shift));
        EXPECT_EQ(seen[lane][n].readouts,
                  moved(written.readouts(n), set.vocabulary.readouts(), shift));
      }
      ++pieces;
      notes[lane].clear();
      seen[lane].clear();
    }
  }
  EXPECT_EQ(pieces, set.training.size());
}

TEST(EpochPlan, ShowsTheSameContextsInWhateverOrderItIsAsked) {
  const TrainingSet set = phrases_in_all_keys(9);
  const int lanes = 3;
  const int length = 7;
  const auto plan_of = [&] {
    Random random({8});
    return EpochPlan(set, start_end(set.dictionaries), lanes, Transposition::kRandom, random);
  };
  const auto contexts_at = [&](EpochPlan& plan, int step, int first_lane, int rows) {
    Truncation truncation(length, rows, {});
    plan.fill(std::int64_t{step} * length, length, first_lane, rows, truncation);
    return contexts_in(truncation);
  };
  EpochPlan forwards = plan_of();
  EpochPlan anyhow = plan_of();
  const int truncations = forwards.truncations(length);
  std::vector<std::vector<Seen>> expected;
  for (int step = 0; step < truncations; ++step) {
    expected.push_back(contexts_at(forwards, step, 0, lanes));
  }
  Random random({9});
  for (int i = 0; i < 3 * truncations; ++i) {
    const int step = as_int(random.below(static_cast<std::uint64_t>(truncations)));
    const int lane = as_int(random.below(lanes));
    const std::vector<Seen> one = contexts_at(anyhow, step, lane, 1);
    for (int t = 0; t < length; ++t) {
      EXPECT_EQ(one[as_index(t)], expected[as_index(step)][as_index(t * lanes + lane)]);
    }
  }
}

TEST(EpochPlan, ReadsChordsInBothOrders) {
  TrainingSet set = phrases_in_all_keys(30);
  ASSERT_TRUE(add_contexts(set, ContextKind::kLines, BarsFrom::kFile, ChordOrders::kBoth));
  const NoteSymbols end = start_end(set.dictionaries);
  // The number of pieces, and of those that are read downwards.
  const auto count = [&](EpochPlan plan) {
    const auto steps = static_cast<int>(plan.steps());
    Truncation all(steps, 1, end);
    plan.fill(0, steps, 0, 1, all);
    std::pair<int, int> counts;
    for (std::size_t i = 0; i + 1 < all.targets.size(); ++i) {
      counts.first += all.begins[i] != 0 ? 1 : 0;
      const bool is_chord = all.begins[i] != 0 && all.targets[i + 1].dt == 0;
      counts.second += is_chord && all.targets[i].pitch > all.targets[i + 1].pitch ? 1 : 0;
    }
    return counts;
  };
  EXPECT_EQ(count({set.training, set.vocabulary, end, 1, 0, ChordOrders::kBoth}),
            (std::pair{60, 30}));
  EXPECT_EQ(count({set.training, set.vocabulary, end, 1, 0, ChordOrders::kDown}),
            (std::pair{30, 30}));
  Random random({4});
  const auto [pieces, downwards] =
      count({set, end, 1, Transposition::kRandom, random, 1, ChordOrders::kBoth});
  EXPECT_EQ(pieces, 30);
  EXPECT_GT(downwards, 5);
  EXPECT_LT(downwards, 25);
}

TEST(EpochPlan, OfSomePiecesTakesThemEvenlyFromAll) {
  const Corpus corpus = scales(10, 8);
  TrainingSet set = split_at_random(corpus, 0, 1).value();
  for (std::size_t i = 0; i < set.training.size(); ++i) {
    set.training[i].notes.resize(i + 1);  // to be told apart
  }
  const auto notes = [&](int most) {
    return EpochPlan(set.training, set.vocabulary, {}, 2, most).notes();
  };
  EXPECT_EQ(notes(0), 55);
  EXPECT_EQ(notes(10), 55);
  EXPECT_EQ(notes(99), 55);
  EXPECT_EQ(notes(5), 1 + 3 + 5 + 7 + 9);
  EXPECT_EQ(notes(1), 1);
}

TEST(EpochPlan, TranspositionReachesBothEndsOfThePitchDictionary) {
  const Corpus corpus = scales(5, 8);  // pitches 60 .. 71, each piece spans 8 of the 12
  const TrainingSet set = split_at_random(corpus, 0, 1).value();
  int lowest = 100;
  int highest = -1;
  for (std::uint64_t epoch = 0; epoch < 40; ++epoch) {
    Random random({epoch});
    EpochPlan plan(set, {}, 1, Transposition::kRandom, random);
    Truncation all(static_cast<int>(plan.steps()), 1, {});
    plan.fill(0, static_cast<int>(plan.steps()), 0, 1, all);
    for (std::size_t i = 0; i + 1 < all.targets.size(); ++i) {
      if (all.begins[i + 1] == 0) {
        lowest = std::min(lowest, all.targets[i].pitch);
        highest = std::max(highest, all.targets[i].pitch);
      }
    }
  }
  EXPECT_EQ(lowest, 0);
  EXPECT_EQ(highest, corpus.dictionaries.pitch.size() - 2);
}

// All that a plan of one lane reads, START/END included.
std::vector<NoteSymbols> targets_of(EpochPlan plan) {
  Truncation all(static_cast<int>(plan.steps()), 1, {});
  plan.fill(0, static_cast<int>(plan.steps()), 0, 1, all);
  return {all.targets.begin(), all.targets.end()};
}

TEST(EpochPlan, AllKeysReadsEveryPieceOnceInEachKeyThatFits) {
  const Corpus corpus = scales(5, 8);  // 12 pitches, each piece spans 8: 5 keys each
  const TrainingSet set = split_at_random(corpus, 0, 1).value();
  const NoteSymbols start_end = bachprop::start_end(set.dictionaries);
  Random random({3});
  EpochPlan plan(set, start_end, 1, Transposition::kAll, random);
  std::map<std::vector<int>, int> pitches;  // of each reading: how often
  std::vector<int> reading;
  for (const NoteSymbols& target : targets_of(plan)) {
    if (target == start_end) {
      ++pitches[std::exchange(reading, {})];
    } else {
      reading.push_back(target.pitch);
    }
  }
  // Scales up and down from three and two different pitches: the same ten in all.
  int readings = 0;
  for (const auto& [piece, times] : pitches) {
    EXPECT_GE(std::ranges::min(piece), 0);
    EXPECT_LT(std::ranges::max(piece), start_end.pitch);
    EXPECT_EQ(times, piece.front() < piece.back() ? 3 : 2);
    readings += times;
  }
  EXPECT_EQ(pitches.size(), 10U);
  EXPECT_EQ(readings, 25);
  TrainOptions options;
  options.transpose = Transposition::kAll;
  EXPECT_EQ(notes_in_epoch(set, options), 25 * 8);
}

TEST(EpochPlan, WithoutTranspositionEveryPieceKeepsItsKey) {
  const TrainingSet set = split_at_random(scales(1, 8), 0, 1).value();
  TrainingSet with_room = set;
  with_room.training[0].highest_shift = 20;
  Random random({3});
  const auto targets = targets_of(EpochPlan(with_room, {}, 1, Transposition::kNone, random));
  ASSERT_EQ(targets.size(), 9U);
  EXPECT_TRUE(
      std::equal(set.training[0].notes.begin(), set.training[0].notes.end(), targets.begin()));
}

TEST(EpochPlan, DrawsEachRhythmVariantOfAPieceSoonerOrLater) {
  const Corpus corpus = scales(1, 8);
  const TrainingSet set =
      with_rhythm_variants(split_at_random(corpus, 0, 1).value(), corpus).value();
  ASSERT_EQ(set.rhythm_variants.size(), 1U);
  const std::vector<EncodedPiece>& variants = set.rhythm_variants[0];
  ASSERT_GT(variants.size(), 5U);
  std::vector<bool> met(variants.size());
  for (std::uint64_t epoch = 0; epoch < 200; ++epoch) {
    Random random({epoch});
    auto targets = targets_of(EpochPlan(set, {}, 1, Transposition::kNone, random));
    targets.pop_back();
    const auto found = std::ranges::find(variants, targets, &EncodedPiece::notes);
    ASSERT_NE(found, variants.end());
    met[static_cast<std::size_t>(found - variants.begin())] = true;
  }
  EXPECT_EQ(std::ranges::count(met, false), 0);
}

TEST(Trainer, LearnsScalesByHeart) {
  TrainOptions options = small_options();
  options.epochs = 60;
  options.patience = 0;
  Trainer trainer = trainer_of(scales(20, 16), options, 1);
  run_to_the_end(trainer);
  const auto& epochs = trainer.record().epochs;
  EXPECT_EQ(epochs.size(), 60U);
  EXPECT_GT(epochs.front().validation.sum(), 2.0);
  EXPECT_LT(epochs.back().validation.sum(), 0.7);
  // 16 of 17: where a scale ends is all that stays hard.
  EXPECT_GT(epochs.back().validation.accuracy[0], 0.94);
}

class TrainerOfCells : public testing::TestWithParam<Cell> {};

INSTANTIATE_TEST_SUITE_P(Cells, TrainerOfCells, testing::ValuesIn(kCells), name_of_cell);

// Where the last note is all that a network knows, it cannot tell whether a scale rises or falls.
TEST_P(TrainerOfCells, LearnsScalesByHeartIfItRemembers) {
  TrainOptions options = small_options();
  options.cell = GetParam();
  options.epochs = 60;
  options.patience = 0;
  Trainer trainer = trainer_of(scales(20, 16), options, 1);
  run_to_the_end(trainer);
  const auto& epochs = trainer.record().epochs;
  EXPECT_LT(epochs.back().training.sum(), 0.7 * epochs.front().training.sum());
  const double loss = epochs.back().validation.sum();
  if (GetParam() == Cell::kFeedForward) {
    EXPECT_GT(loss, 1.0);
  } else {
    EXPECT_LT(loss, 0.8);
  }
}

struct Computation {
  Precision precision;
  int batch;
  Cell cell = Cell::kGru;
};

class TrainerOn : public testing::TestWithParam<Computation> {};

TEST_P(TrainerOn, SameSeedSameBytesForAnyNumberOfThreads) {
  TrainOptions options = small_options();
  options.epochs = 3;
  options.batch = GetParam().batch;
  options.precision = GetParam().precision;
  options.cell = GetParam().cell;
  std::vector<std::vector<std::byte>> results;
  for (const int threads : {1, 2, 3, 8}) {
    Trainer trainer = trainer_of(scales(40, 16), options, threads);
    run_to_the_end(trainer);
    results.push_back(trainer.checkpoint_bytes());
    EXPECT_EQ(results.front(), results.back()) << threads << " threads";
  }
}

TEST(Trainer, OfMusicGivesTheSameBytesForAnyNumberOfThreads) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    TrainOptions options = small_music_options();
    options.batch = 20;
    options.precision = precision;
    std::vector<std::byte> first;
    for (const int threads : {1, 2, 3}) {
      Trainer trainer = trainer_of(scales(40, 16), options, threads);
      run_to_the_end(trainer);
      first = first.empty() ? trainer.checkpoint_bytes() : first;
      EXPECT_EQ(trainer.checkpoint_bytes(), first) << threads << " threads";
    }
  }
}

TEST(Trainer, OfMusicLearnsScalesSoonerThanThePapersNetwork) {
  TrainOptions options = small_music_options();
  options.dropout = 0;
  options.epochs = 15;
  Trainer music = trainer_of(scales(20, 16), options, 1);
  run_to_the_end(music);
  TrainOptions paper = small_options();
  paper.epochs = 15;
  Trainer papers = trainer_of(scales(20, 16), paper, 1);
  run_to_the_end(papers);
  EXPECT_LT(music.record().epochs.back().validation.sum(),
            0.8 * papers.record().epochs.back().validation.sum());
}

TEST(Trainer, MeasuresTheAverageOfTheParametersAndLearnsWithTheLast) {
  TrainOptions options = small_options();
  Trainer last = trainer_of(scales(20, 16), options, 1);
  options.average_decay = 0.99;
  Trainer average = trainer_of(scales(20, 16), options, 1);
  run_to_the_end(last);
  run_to_the_end(average);
  for (std::size_t i = 0; i < last.record().epochs.size(); ++i) {
    EXPECT_EQ(last.record().epochs[i].training, average.record().epochs[i].training);
    EXPECT_NE(last.record().epochs[i].validation, average.record().epochs[i].validation);
  }
}

// One slice, two shards, slices that share a shard, a last slice of another size.
INSTANTIATE_TEST_SUITE_P(
    Batches, TrainerOn,
    testing::Values(Computation{Precision::kFloat32, 4}, Computation{Precision::kFloat32, 16},
                    Computation{Precision::kFloat32, 20}, Computation{Precision::kFloat32, 32},
                    Computation{Precision::kBfloat16, 8}, Computation{Precision::kBfloat16, 33}));

INSTANTIATE_TEST_SUITE_P(Cells, TrainerOn,
                         testing::Values(Computation{Precision::kFloat32, 20, Cell::kLstm},
                                         Computation{Precision::kBfloat16, 20, Cell::kLstm},
                                         Computation{Precision::kFloat32, 20, Cell::kRnn},
                                         Computation{Precision::kBfloat16, 20, Cell::kRnn},
                                         Computation{Precision::kFloat32, 20, Cell::kFeedForward},
                                         Computation{Precision::kBfloat16, 20,
                                                     Cell::kFeedForward}));

TEST(BatchLearner, LearnsTheSameFromABatchHoweverItIsSliced) {
  // Lanes of a batch of 20 (slices of 7, 7 and 6), and of five batches of 4 that never update: the
  // sums of their losses are those of one pass over the same rows.
  const NetworkShape shape = {.layers = 2, .hidden = 10, .symbols = {4, 5, 6}};
  Random random({5});
  const Network start(shape, random);
  const auto fill_lane = [](int first, int count, Truncation& truncation) {
    for (std::size_t i = 0; i < truncation.inputs.size(); ++i) {
      const auto lane = first + static_cast<int>(i) % count;
      const int step = static_cast<int>(i) / count;
      truncation.inputs[i] = {(lane + step) % 4, lane % 5, step % 6};
      truncation.targets[i] = {(lane + step + 1) % 4, lane % 5, (step + 1) % 6};
      truncation.mask[i] = 1;
      truncation.begins[i] = step == 0 ? 1 : 0;
    }
  };
  const auto losses_after_learning = [&](int rows, int slices) {
    Network network = start;
    AlignedVector<float> mean(network.layout().size());
    AlignedVector<float> square(network.layout().size());
    BatchLearner learner(network.layout(), {.rows = rows, .steps = 30},
                         {network.parameters(), mean, square}, 2);
    double nats = 0;
    for (int slice = 0; slice < slices; ++slice) {
      const auto fill = [&](int first, int count, Truncation& truncation) {
        fill_lane(first + slice * rows, count, truncation);
      };
      learner.prepare(fill);
      nats += learner.measure({}).nats_per_note() / slices;
    }
    return nats;
  };
  EXPECT_EQ(slices_of(20).count, 3);
  EXPECT_EQ(slices_of(20).shards, 3);
  EXPECT_NEAR(losses_after_learning(20, 1), losses_after_learning(4, 5), 1e-5);

  // And the gradient: Adam's first moment after one update is a tenth of it.
  const auto first_moment = [&](int rows) {
    Network network = start;
    AlignedVector<float> mean(network.layout().size());
    AlignedVector<float> square(network.layout().size());
    BatchLearner learner(network.layout(), {.rows = rows, .steps = 30},
                         {network.parameters(), mean, square}, 2);
    // Every lane is the same piece: the mean gradient does not depend on how many there are.
    learner.prepare([&](int, int count, Truncation& truncation) {
      for (std::size_t i = 0; i < truncation.inputs.size(); ++i) {
        const int step = static_cast<int>(i) / count;
        truncation.inputs[i] = {step % 4, 2, step % 6};
        truncation.targets[i] = {(step + 1) % 4, 2, (step + 1) % 6};
        truncation.mask[i] = 1;
        truncation.begins[i] = step == 0 ? 1 : 0;
      }
    });
    learner.learn(1, 1e-3, {});
    return mean;
  };
  const auto expected = first_moment(1);
  for (const int rows : {4, 16, 20, 33}) {
    const auto found = first_moment(rows);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], 1e-6) << rows << " rows";
    }
  }
}

TEST(Trainer, OtherSeedsGiveOtherModels) {
  const Corpus corpus = scales(20, 16);
  TrainOptions other = small_options();
  other.seed = 2;
  Trainer a = trainer_of(corpus, small_options(), 1);
  Trainer b = trainer_of(corpus, other, 1);
  run_to_the_end(a);
  run_to_the_end(b);
  EXPECT_NE(parameters_of(a), parameters_of(b));
}

class CheckpointOfCells : public testing::TestWithParam<Cell> {};

INSTANTIATE_TEST_SUITE_P(Cells, CheckpointOfCells, testing::ValuesIn(kCells), name_of_cell);

TEST_P(CheckpointOfCells, GoingOnAfterAnyStepEqualsNeverHavingStopped) {
  const Corpus corpus = scales(20, 16);
  TrainOptions options = small_options();
  options.cell = GetParam();
  Trainer whole = trainer_of(corpus, options, 1);
  std::vector<std::vector<std::byte>> checkpoints;
  while (whole.status() == TrainerStatus::kRunning) {
    checkpoints.push_back(whole.checkpoint_bytes());
    whole.step();
  }
  ASSERT_GT(checkpoints.size(), 20U);
  for (const auto& checkpoint : checkpoints) {
    Trainer resumed = trainer_of(corpus, options, 2);
    const auto restored = resumed.restore(checkpoint, "checkpoint");
    ASSERT_TRUE(restored) << restored.error().message();
    EXPECT_EQ(resumed.checkpoint_bytes(), checkpoint);
    run_to_the_end(resumed);
    EXPECT_EQ(resumed.checkpoint_bytes(), whole.checkpoint_bytes());
  }
}

TEST(Checkpoint, OfMusicGoesOnAsIfNeverStopped) {
  const Corpus corpus = scales(20, 16);
  const TrainOptions options = small_music_options();
  Trainer whole = trainer_of(corpus, options, 1);
  std::vector<std::vector<std::byte>> checkpoints;
  while (whole.status() == TrainerStatus::kRunning) {
    checkpoints.push_back(whole.checkpoint_bytes());
    whole.step();
  }
  for (std::size_t i = 0; i < checkpoints.size(); i += 3) {
    Trainer resumed = trainer_of(corpus, options, 2);
    ASSERT_TRUE(resumed.restore(checkpoints[i], "checkpoint"));
    EXPECT_EQ(resumed.checkpoint_bytes(), checkpoints[i]);
    run_to_the_end(resumed);
    EXPECT_EQ(resumed.checkpoint_bytes(), whole.checkpoint_bytes());
  }
}

// 9 steps an epoch. Decided after 3, 12 and 20 steps, the last time at an odd place.
void run_by_a_clock(Trainer& trainer) {
  while (trainer.status() == TrainerStatus::kRunning) {
    trainer.step();
    for (const auto& [step, steps] : {std::pair{3, 100}, {12, 40}, {20, 27}}) {
      if (trainer.steps_done() == step) {
        trainer.plan_steps(steps);
      }
    }
  }
}

TEST(Trainer, ByAClockGivesTheSameBytesAsByThePlanThatTheClockDecided) {
  const Corpus corpus = scales(20, 16);
  TrainOptions options = small_music_options();
  options.step_plan = "open";
  Trainer first = trainer_of(corpus, options, 1);
  run_by_a_clock(first);
  EXPECT_EQ(first.record().options.step_plan, "3:100,12:40,20:27");
  options.step_plan = first.record().options.step_plan;
  options.epochs = 77;
  Trainer second = trainer_of(corpus, options, 2);
  run_to_the_end(second);
  EXPECT_EQ(first.checkpoint_bytes(), second.checkpoint_bytes());
}

TEST(Trainer, EndsWithItsPlanInTheMiddleOfAnEpochThatIsMeasured) {
  TrainOptions options = small_options();
  options.patience = 0;
  options.step_plan = "0:10";
  Trainer trainer = trainer_of(scales(20, 16), options, 1);
  ASSERT_EQ(trainer.steps_per_epoch(), 9);
  EXPECT_EQ(trainer.record().options.epochs, 2);
  run_to_the_end(trainer);
  EXPECT_EQ(trainer.status(), TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(trainer.steps_done(), 10);
  ASSERT_EQ(trainer.record().epochs.size(), 2U);
  EXPECT_GT(trainer.record().epochs.back().validation.sum(), 0);
  EXPECT_DOUBLE_EQ(trainer.record().epochs.back().learning_rate, 0);
  const std::int64_t notes = trainer.notes_done();
  EXPECT_NEAR(static_cast<double>(notes), static_cast<double>(trainer.notes_in_all()), 1);
  EXPECT_EQ(notes, notes_in_epoch(trainer.set(), options) * 10 / 9);
}

TEST(Trainer, MayBeEndedByTheClockWithAnEpoch) {
  TrainOptions options = small_options();
  options.step_plan = "0:100";
  Trainer trainer = trainer_of(scales(20, 16), options, 1);
  while (trainer.record().epochs.empty()) {
    trainer.step();
  }
  trainer.plan_steps(trainer.steps_done());
  EXPECT_EQ(trainer.status(), TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(trainer.record().options.epochs, 1);
}

TEST(Checkpoint, OfAPlanGoesOnWithItAndTheClockMayDecideAnew) {
  const Corpus corpus = scales(20, 16);
  TrainOptions options = small_music_options();
  options.step_plan = "open";
  Trainer whole = trainer_of(corpus, options, 1);
  run_by_a_clock(whole);
  Trainer stopped = trainer_of(corpus, options, 1);
  for (int step = 1; step <= 14; ++step) {
    stopped.step();
    if (step == 3 || step == 12) {
      stopped.plan_steps(step == 3 ? 100 : 40);
    }
  }
  const auto bytes = stopped.checkpoint_bytes();
  EXPECT_EQ(checkpoint_progress(bytes, "checkpoint")->step_plan, "3:100,12:40");
  Trainer resumed = trainer_of(corpus, options, 1);
  ASSERT_TRUE(resumed.restore(bytes, "checkpoint"));
  EXPECT_EQ(resumed.step_plan()->text(), "3:100,12:40");
  run_by_a_clock(resumed);
  EXPECT_EQ(resumed.checkpoint_bytes(), whole.checkpoint_bytes());

  options.step_plan = "3:10";
  const auto too_few = trainer_of(corpus, options, 1).restore(bytes, "checkpoint");
  ASSERT_FALSE(too_few);
  EXPECT_NE(too_few.error().message().find("14 steps are done already"), std::string::npos);
  options.step_plan = "";
  options.epochs = 4;
  Trainer by_epochs = trainer_of(corpus, options, 1);
  ASSERT_TRUE(by_epochs.restore(bytes, "checkpoint"));
  run_to_the_end(by_epochs);
  EXPECT_EQ(by_epochs.record().epochs.size(), 4U);
}

TEST(Checkpoint, OfEpochsDoesNotGoOnByAClock) {
  const Corpus corpus = scales(20, 16);
  TrainOptions options = small_options();
  Trainer trainer = trainer_of(corpus, options, 1);
  trainer.step();
  options.step_plan = "open";
  const auto restored =
      trainer_of(corpus, options, 1).restore(trainer.checkpoint_bytes(), "checkpoint");
  ASSERT_FALSE(restored);
  EXPECT_NE(restored.error().message().find("begun with a number of epochs"), std::string::npos);
}

TEST(Trainer, ReadsEveryPieceSoManyTimesInAnEpoch) {
  const Corpus corpus = scales(4, 16);
  TrainOptions options = small_options();
  const Trainer once = trainer_of(corpus, options, 1);
  options.readings = 10;
  Trainer often = trainer_of(corpus, options, 1);
  EXPECT_EQ(often.notes_in_all(), 10 * once.notes_in_all());
  // Three pieces fill three of five rows, thirty fill all.
  EXPECT_EQ(once.steps_per_epoch(), 3);
  EXPECT_EQ(often.steps_per_epoch(), 13);
  while (often.record().epochs.empty()) {
    often.step();
  }
  EXPECT_EQ(often.steps_done(), 13);
}

TEST(Checkpoint, OtherOptionsOrPiecesAreAnErrorThatNamesThem) {
  Trainer trainer = trainer_of(scales(20, 16), small_options(), 1);
  trainer.step();
  const auto bytes = trainer.checkpoint_bytes();

  TrainOptions wider = small_options();
  wider.hidden = 13;
  const auto options_differ = trainer_of(scales(20, 16), wider, 1).restore(bytes, "c.safetensors");
  ASSERT_FALSE(options_differ);
  EXPECT_NE(options_differ.error().message().find("hidden 12, not 13"), std::string::npos)
      << options_differ.error().message();

  TrainOptions of_lstms = small_options();
  of_lstms.cell = Cell::kLstm;
  const auto cells_differ = trainer_of(scales(20, 16), of_lstms, 1).restore(bytes, "c.safetensors");
  ASSERT_FALSE(cells_differ);
  EXPECT_NE(cells_differ.error().message().find(R"(cell "gru", not "lstm")"), std::string::npos)
      << cells_differ.error().message();

  const auto pieces_differ =
      trainer_of(scales(21, 16), small_options(), 1).restore(bytes, "c.safetensors");
  ASSERT_FALSE(pieces_differ);
  EXPECT_NE(pieces_differ.error().message().find("other pieces"), std::string::npos);
}

TEST(Checkpoint, TellsHowFarTheTrainingHasCome) {
  Trainer trainer = trainer_of(scales(20, 16), small_options(), 1);
  trainer.step();
  const CheckpointProgress begun = checkpoint_progress(trainer.checkpoint_bytes(), "c").value();
  EXPECT_FALSE(begun.finished);
  EXPECT_EQ(begun.epochs_done, 0);
  EXPECT_EQ(begun.epochs, 4);
  run_to_the_end(trainer);
  const CheckpointProgress done = checkpoint_progress(trainer.checkpoint_bytes(), "c").value();
  EXPECT_TRUE(done.finished);
  EXPECT_EQ(done.epochs_done, 4);
}

TEST(Checkpoint, DamagedBytesAreAnError) {
  Trainer trainer = trainer_of(scales(20, 16), small_options(), 1);
  trainer.step();
  auto bytes = trainer.checkpoint_bytes();
  bytes[bytes.size() / 2] ^= std::byte{1};
  EXPECT_FALSE(trainer.restore(bytes, "c.safetensors"));
  bytes.resize(bytes.size() / 2);
  EXPECT_FALSE(trainer.restore(bytes, "c.safetensors"));
}

TEST(Trainer, AWiderNetworkIsSeenToNeedMoreMemory) {
  const TrainingSet set = split_at_random(scales(20, 16), 0.1, 1).value();
  TrainOptions options;
  const double usual = training_bytes(set, options);
  EXPECT_GT(usual, 4.0 * 4 * 340'000);  // at least the vectors of its parameters
  EXPECT_LT(usual, 100e6);
  options.layers = 8;
  options.hidden = 4096;
  EXPECT_GT(training_bytes(set, options), 10e9);
}

TEST(Trainer, StopsWhenValidationGetsNoBetter) {
  TrainOptions options = small_options();
  options.learning_rate = 1e-9;  // learns nothing, so that later epochs bring nothing better
  options.schedule = Schedule::kConstant;
  options.epochs = 500;
  options.patience = 3;
  Trainer trainer = trainer_of(scales(20, 16), options, 1);
  run_to_the_end(trainer);
  EXPECT_EQ(trainer.status(), TrainerStatus::kOutOfPatience);
  EXPECT_EQ(static_cast<int>(trainer.record().epochs.size()), trainer.record().best_epoch + 3);
}

TEST(Trainer, StopsAtItsTargetAndGoesOnWithALowerOne) {
  TrainOptions options = small_options();
  options.epochs = 60;
  options.target_loss = 2.5;
  const Corpus corpus = scales(20, 16);
  Trainer trainer = trainer_of(corpus, options, 1);
  run_to_the_end(trainer);
  ASSERT_EQ(trainer.status(), TrainerStatus::kTargetReached);
  const std::vector<EpochRecord>& epochs = trainer.record().epochs;
  EXPECT_LE(epochs.back().validation.sum(), 2.5);
  for (std::size_t i = 0; i + 1 < epochs.size(); ++i) {
    EXPECT_GT(epochs[i].validation.sum(), 2.5) << "it would have stopped in epoch " << i + 1;
  }
  const auto checkpoint = trainer.checkpoint_bytes();
  options.target_loss = 2;
  Trainer resumed = trainer_of(corpus, options, 1);
  ASSERT_TRUE(resumed.restore(checkpoint, "c"));
  EXPECT_EQ(resumed.status(), TrainerStatus::kRunning);
  run_to_the_end(resumed);
  EXPECT_EQ(resumed.status(), TrainerStatus::kTargetReached);
  EXPECT_GT(resumed.record().epochs.size(), epochs.size());
}

// The same checkpoint with parameters so large that the next loss is no number.
std::vector<std::byte> with_huge_parameters(const std::vector<std::byte>& checkpoint) {
  const auto reader = SafetensorsReader::parse(checkpoint, "c").value();
  SafetensorsWriter writer;
  for (const auto& [key, value] : reader.metadata()) {
    if (key != "format_checksum") {
      writer.set_metadata(key, value);
    }
  }
  for (const auto& [name, tensor] : reader.tensors()) {
    const auto stored = reader.values<float>(name).value();
    std::vector<float> values(stored.begin(), stored.end());
    if (name.starts_with("parameters.readouts")) {
      std::ranges::fill(values, 3e38F);
    }
    writer.add<float>(name, values, tensor.shape);
  }
  return writer.bytes();
}

TEST(Trainer, StopsWhenItDivergesAndKeepsParametersThatAreNumbers) {
  const Corpus corpus = scales(20, 16);
  Trainer healthy = trainer_of(corpus, small_options(), 1);
  healthy.step();
  Trainer trainer = trainer_of(corpus, small_options(), 1);
  ASSERT_TRUE(trainer.restore(with_huge_parameters(healthy.checkpoint_bytes()), "c"));
  run_to_the_end(trainer);
  EXPECT_EQ(trainer.status(), TrainerStatus::kDiverged);
  EXPECT_EQ(trainer.record().epochs.size(), 1U);
  EXPECT_TRUE(std::ranges::all_of(parameters_of(trainer),
                                  [](float value) { return std::isfinite(value); }));
  const auto summary = summarise(trainer.record(), trainer.status(), 1000);
  EXPECT_NE(summary.front().find("Lower the learning rate"), std::string::npos);
}

TEST(Trainer, WithoutValidationTheLastEpochIsKept) {
  Trainer trainer = trainer_of(scales(1, 40), small_options(), 1);
  run_to_the_end(trainer);
  EXPECT_TRUE(trainer.set().validation.empty());
  EXPECT_EQ(trainer.record().best_epoch, 4);
}

TEST(TrainingSet, ATenthIsHeldOutAndTheSameSeedHoldsOutTheSame) {
  const Corpus corpus = scales(40, 4);
  const TrainingSet a = split_at_random(corpus, 0.1, 3).value();
  const TrainingSet b = split_at_random(corpus, 0.1, 3).value();
  EXPECT_EQ(a.validation.size(), 4U);
  EXPECT_EQ(a.training.size(), 36U);
  EXPECT_EQ(a.pieces, b.pieces);
  EXPECT_NE(a.pieces, split_at_random(corpus, 0.1, 4).value().pieces);
  EXPECT_EQ(split_at_random(scales(2, 4), 0.1, 3).value().validation.size(), 1U);
}

TEST(TrainingSet, AStatedSplitIsFollowedAndMustNameEveryPiece) {
  const Corpus corpus = scales(3, 4);
  Split split = {{"scale0.mid", SplitPart::kTraining}, {"scale1.mid", SplitPart::kValidation}};
  const auto incomplete = split_as_stated(corpus, split);
  ASSERT_FALSE(incomplete);
  EXPECT_NE(incomplete.error().message().find("scale2.mid"), std::string::npos);
  split["scale2.mid"] = SplitPart::kUnused;
  const TrainingSet set = split_as_stated(corpus, split).value();
  EXPECT_EQ(set.training.size(), 1U);
  EXPECT_EQ(set.validation.size(), 1U);
}

TEST(TrainingSet, ShowsTheBarsThatTheNotesShowOnlyWhereThatIsAskedFor) {
  Corpus corpus = scales(10, 9);
  for (Piece& piece : corpus.pieces) {
    piece.score.time_signatures = {{0, 4, 4}};
    piece.bars = {{-3, 4, 4}};
  }
  TrainingSet set = with_rhythm_variants(split_at_random(corpus, 0.2, 1).value(), corpus).value();
  ASSERT_TRUE(add_contexts(set, ContextKind::kMusic, BarsFrom::kFile));
  EXPECT_EQ(set.training[0].metre, (Metre{{0, 4, 4}}));
  ASSERT_TRUE(add_contexts(set, ContextKind::kMusic, BarsFrom::kNotes));
  EXPECT_EQ(set.training[0].metre, (Metre{{-3, 4, 4}}));
  EXPECT_EQ(set.validation[0].metre, (Metre{{-3, 4, 4}}));
  for (const EncodedPiece& variant : set.rhythm_variants[0]) {
    // No signature tells of a third of a bar of 4/4.
    if (!variant.metre.empty()) {
      EXPECT_EQ(pickup_of(variant.metre) * 4, bar_length(variant.metre.front()));
    }
  }
}

TEST(TrainingSet, OnlyTrainingPiecesHaveRhythmVariants) {
  const Corpus corpus = scales(10, 16);
  const TrainingSet plain = split_at_random(corpus, 0.3, 3).value();
  EXPECT_TRUE(plain.rhythm_variants.empty());
  const TrainingSet set = with_rhythm_variants(plain, corpus).value();
  EXPECT_EQ(set.pieces, plain.pieces);
  EXPECT_EQ(set.rhythm_variants.size(), 7U);
  ASSERT_EQ(set.validation.size(), 3U);
  EXPECT_EQ(set.dictionaries.pitch, plain.dictionaries.pitch);
  EXPECT_GT(set.dictionaries.duration.size(), plain.dictionaries.duration.size());
  // The validation pieces are what they were, in the symbols of the larger dictionaries.
  for (std::size_t i = 0; i < set.validation.size(); ++i) {
    EXPECT_EQ(decode(set.validation[i].notes, set.dictionaries),
              decode(plain.validation[i].notes, plain.dictionaries));
  }
}

TEST(Trainer, ResumesWithRhythmVariantsInEveryKeyToTheSameParameters) {
  TrainOptions options = small_options();
  options.rhythm_augmentation = true;
  options.transpose = Transposition::kAll;
  options.epochs = 2;
  const Corpus corpus = scales(6, 16);
  const TrainingSet plain = split_at_random(corpus, 0.2, 1).value();
  const TrainingSet set = with_rhythm_variants(plain, corpus).value();
  Trainer whole(set, options, 1);
  Trainer stopped(set, options, 2);
  for (int i = 0; i < 7; ++i) {
    stopped.step();
  }
  Trainer resumed(set, options, 1);
  ASSERT_TRUE(resumed.restore(stopped.checkpoint_bytes(), "c"));
  run_to_the_end(whole);
  run_to_the_end(resumed);
  EXPECT_EQ(parameters_of(whole), parameters_of(resumed));
  options.rhythm_augmentation = false;
  Trainer other(plain, options, 1);
  const auto refused = other.restore(stopped.checkpoint_bytes(), "c");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("rhythm_augmentation"), std::string::npos);
}

TEST(TrainOptions, AreWhatTheyWereAfterJsonAndReadOlderFiles) {
  TrainOptions options = small_options();
  options.rhythm_augmentation = true;
  for (const auto transpose : {Transposition::kRandom, Transposition::kAll, Transposition::kNone}) {
    options.transpose = transpose;
    EXPECT_EQ(train_options_from_json(to_json(options), "").value(), options);
  }
  nlohmann::json json = to_json(options);
  json.erase("rhythm_augmentation");
  json["transpose"] = true;
  const TrainOptions older = train_options_from_json(json, "").value();
  EXPECT_EQ(older.transpose, Transposition::kRandom);
  EXPECT_FALSE(older.rhythm_augmentation);
  json["transpose"] = false;
  EXPECT_EQ(train_options_from_json(json, "").value().transpose, Transposition::kNone);
  json["transpose"] = "sideways";
  const auto wrong = train_options_from_json(json, "m.safetensors");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message(),
            "m.safetensors: the transposition \"sideways\" is none of random, all or none");
}

TrainingRecord record_of(const std::vector<std::pair<double, double>>& losses, int best) {
  TrainingRecord record;
  record.options.epochs = static_cast<int>(losses.size());
  for (const auto& [training, validation] : losses) {
    EpochRecord epoch;
    epoch.epoch = static_cast<int>(record.epochs.size()) + 1;
    epoch.training.nats[2] = training;
    epoch.validation.nats[2] = validation;
    record.epochs.push_back(epoch);
  }
  record.best_epoch = best;
  return record;
}

std::string summary_of(const TrainingRecord& record, std::int64_t notes,
                       TrainerStatus status = TrainerStatus::kAllEpochsDone) {
  std::string text;
  for (const std::string& sentence : summarise(record, status, notes)) {
    text += sentence + "\n";
  }
  return text;
}

TEST(TrainingSummary, SaysInPlainWordsHowTrainingWent) {
  const auto improving = record_of({{3, 3}, {2.5, 2.6}, {2, 2.2}, {1.5, 1.9}, {1.2, 1.7}}, 5);
  EXPECT_NE(summary_of(improving, 100'000).find("Still improving"), std::string::npos);
  const auto overfitting = record_of({{3, 3}, {2.5, 2.6}, {2, 2.7}, {1.5, 2.9}, {1.2, 3.1}}, 2);
  EXPECT_NE(summary_of(overfitting, 100'000).find("Overfitting since epoch 2"), std::string::npos);
  // The best epoch lies before the last quarter: its gain is not theirs.
  const auto bumpy = record_of({{3, 3}, {2, 2}, {2, 2.1}, {2, 2.1}, {2, 2.005}}, 2);
  EXPECT_EQ(summary_of(bumpy, 100'000).find("Still improving"), std::string::npos);
  const auto level = record_of({{3, 3}, {2, 2}, {2, 2}, {2, 2}, {2, 2}}, 2);
  EXPECT_NE(summary_of(level, 100'000).find("Levelled off"), std::string::npos);
  // A quarter of 4 epochs, and of 8.
  EXPECT_NE(summary_of(record_of({{3, 3}, {2, 2}, {2, 1.9}, {2, 1.8}}, 4), 100'000)
                .find("the last epoch gained 0.100 nats"),
            std::string::npos);
  EXPECT_NE(
      summary_of(
          record_of({{3, 3}, {2, 2}, {2, 1.9}, {2, 1.8}, {2, 1.7}, {2, 1.6}, {2, 1.5}, {2, 1.4}},
                    8),
          100'000)
          .find("the last 2 epochs gained 0.200 nats"),
      std::string::npos);
}

TEST(TrainingSummary, SaysWhatToExpectOfSoManyNotes) {
  const auto level = record_of({{3, 3}, {2, 2}, {2, 2}, {2, 2}, {2, 2}}, 2);
  EXPECT_EQ(summary_of(level, 100'000).find("to learn from"), std::string::npos);
  EXPECT_NE(summary_of(level, 3'670)
                .find("Very little to learn from: 3,670 notes. Expect fragments, and tunes that "
                      "lose their way. Some 60 pieces, or 10,000 notes, begin to be usable; "
                      "40,000 and more serve this network well. Where they are like a model's, go "
                      "on from that: --from chorales"),
            std::string::npos);
  auto heir = level;
  heir.parent = {.name = "nottingham", .sha256 = "", .licence = "GPLv3"};
  EXPECT_NE(summary_of(heir, 3'670)
                .find("Little of its own to learn from: 3,670 notes, beside what nottingham knew."),
            std::string::npos);
  EXPECT_NE(summary_of(level, 18'477)
                .find("Little to learn from: 18,477 notes. Expect pieces in the style of these, "
                      "with faults in its grammar. 40,000 notes and more serve this network well."),
            std::string::npos);
}

TEST(TrainingSummary, AsksForMoreEpochsOnlyWhenAllWereDone) {
  const auto improving = record_of({{3, 3}, {2.5, 2.6}, {2, 2.2}, {1.5, 1.9}, {1.2, 1.7}}, 5);
  EXPECT_NE(summary_of(improving, 100'000).find("More epochs may help."), std::string::npos);
  const std::string stopped = summary_of(improving, 100'000, TrainerStatus::kRunning);
  EXPECT_NE(stopped.find("Still improving"), std::string::npos);
  EXPECT_EQ(stopped.find("More epochs"), std::string::npos);
  EXPECT_EQ(stopped.find("--epochs"), std::string::npos);
}

TEST(TrainingSummary, SeesNoOverfittingInAFewEpochsBeforeAStopOnRequest) {
  std::vector<std::pair<double, double>> losses = {{3, 3}, {2.5, 2.6}};
  const auto stopped = [&](int patience) {
    TrainingRecord record = record_of(losses, 2);
    record.options.patience = patience;
    return summary_of(record, 100'000, TrainerStatus::kRunning);
  };
  const auto advises = [](const std::string& text) {
    return text.find("Overfitting") != std::string::npos;
  };
  for (int epoch = 3; epoch <= 6; ++epoch) {
    losses.emplace_back(2 - 0.1 * epoch, 2.6 + 0.1 * epoch);
    EXPECT_FALSE(advises(stopped(0)));
  }
  EXPECT_NE(stopped(0).find("The last 4 epochs brought no better validation, 0.600 nats more"),
            std::string::npos)
      << stopped(0);
  losses.emplace_back(1.3, 3.3);
  EXPECT_TRUE(advises(stopped(0)));
  EXPECT_TRUE(advises(stopped(15)));
  EXPECT_FALSE(advises(stopped(16)));
  EXPECT_TRUE(advises(summary_of(record_of(losses, 2), 100'000)));
}

TEST(TrainingSummary, KnowsWhetherItWouldLearnOn) {
  EXPECT_TRUE(is_still_improving(record_of({{3, 3}, {2, 2}, {2, 1.9}, {2, 1.8}}, 4)));
  EXPECT_FALSE(is_still_improving(record_of({{3, 3}, {2, 2}, {2, 1.9}}, 3)));
  EXPECT_FALSE(is_still_improving(record_of({{3, 3}, {2, 2}, {2, 2}, {2, 2}, {2, 2}}, 2)));
  EXPECT_FALSE(is_still_improving({}));
}

}  // namespace
}  // namespace bachprop
