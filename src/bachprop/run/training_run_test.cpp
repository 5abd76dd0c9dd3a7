#include "bachprop/run/training_run.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/run/scales_folder_test.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

class TrainingWithoutATerminal : public ScalesFolder {
 protected:
  [[nodiscard]] TrainingRequest request(const std::string& model) const {
    return {.source = {.paths = {pieces()}}, .options = small_options(), .output = at(model)};
  }
};

TEST_F(TrainingWithoutATerminal, GivesTheWholeModelInMemoryAndInAFile) {
  const auto outcome = run_training(request("a.safetensors"));
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->status, TrainerStatus::kAllEpochsDone);
  const auto collection = read_pieces({.paths = {pieces()}}, 1);
  ASSERT_TRUE(collection) << collection.error().message();
  const auto model = train(collection->corpus, small_options(), /*threads=*/2);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ(model_bytes(*model), bytes_at("a.safetensors"));
  EXPECT_FALSE(model->passages.empty());
  EXPECT_TRUE(std::filesystem::exists(at("a.curves.html")));
}

// Scales that become louder, in eighths.
std::vector<std::byte> played_scales() {
  MidiPart part;
  for (int i = 0; i < 400; ++i) {
    part.notes.push_back({Quarters(i, 2), Quarters(1, 2), 48 + i % 24});
    part.velocities.push_back(60 + i % 24);
  }
  return write_parts({}, {&part, 1});
}

TEST_F(TrainingWithoutATerminal, LearnsVelocitiesWhereThePiecesWerePlayed) {
  const auto learnt = run_training(request("silent.safetensors"));
  ASSERT_TRUE(learnt) << learnt.error().message();
  EXPECT_NE(learnt->summary().back().find("not learnt"), std::string::npos);
  EXPECT_EQ(load_model(at("silent.safetensors"))->velocities.pieces, 0);
  const auto midi = played_scales();
  for (int i = 0; i < 8; ++i) {
    auto bytes = midi;
    // A byte that is not read keeps the files from being copies of one another.
    bytes.push_back(static_cast<std::byte>(i));
    ASSERT_TRUE(make_directories(at("played")));
    ASSERT_TRUE(write_file(at("played") / fmt::format("{}.mid", i), bytes));
  }
  TrainingRequest played = request("played.safetensors");
  played.source.paths = {at("played")};
  played.options.epochs = 1;
  const auto outcome = run_training(played);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_NE(outcome->summary().back().find("were learnt from 7 pieces"), std::string::npos)
      << outcome->summary().back();
  EXPECT_EQ(load_model(at("played.safetensors"))->velocities.pieces, 7);
  // From a corpus file it is the same.
  const auto pieces_read = read_pieces(played.source, 1);
  ASSERT_TRUE(save_corpus(pack(pieces_read->corpus), at("corpus.safetensors")));
  played.source.paths = {at("corpus.safetensors")};
  played.output = at("again.safetensors");
  ASSERT_TRUE(run_training(played));
  EXPECT_EQ(bytes_at("again.safetensors"), bytes_at("played.safetensors"));
}

TEST_F(TrainingWithoutATerminal, TellsWhatItDoesInOrder) {
  std::vector<std::string> told;
  const auto tell = [&](const std::string& what) {
    if (told.empty() || told.back() != what) {
      told.push_back(what);
    }
  };
  std::uint64_t most = 0;
  std::uint64_t total = 0;
  TrainingWatch watch;
  watch.progress = [&](const Progress& progress) {
    tell(progress.activity.label);
    most = std::max(most, progress.done);
    total = progress.activity.total;
  };
  watch.files = [&](std::span<const FileOutcome> files) {
    tell("files");
    EXPECT_EQ(files.size(), 10U);
  };
  watch.begins = [&](const TrainingBeginning& beginning) {
    tell("begins");
    EXPECT_EQ(beginning.trainer.set().training.size(), 9U);
  };
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  ASSERT_TRUE(run_training(request("a.safetensors"), watch));
  EXPECT_EQ(told, (std::vector<std::string>{"reading", "files", "begins", "training"}));
  EXPECT_EQ(epochs, 4);
  EXPECT_EQ(most, total);
}

TEST_F(TrainingWithoutATerminal, StopsWhenAskedAndGoesOnToTheSameBytes) {
  ASSERT_TRUE(run_training(request("whole.safetensors")));
  TrainingWatch watch;
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  watch.stop = [&] { return epochs == 2; };
  const auto stopped = run_training(request("parts.safetensors"), watch);
  ASSERT_TRUE(stopped) << stopped.error().message();
  EXPECT_EQ(stopped->status, TrainerStatus::kRunning);
  EXPECT_EQ(stopped->record.epochs.size(), 2U);
  EXPECT_NE(bytes_at("parts.safetensors"), bytes_at("whole.safetensors"));

  TrainingRequest again = request("parts.safetensors");
  ASSERT_FALSE(run_training(again)) << "a training stands there";
  again.resume = true;
  const auto resumed = run_training(again);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_EQ(resumed->status, TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(bytes_at("parts.safetensors"), bytes_at("whole.safetensors"));
}

TEST_F(TrainingWithoutATerminal, IsAnErrorInMemoryWhereNoEpochWasDone) {
  const auto collection = read_pieces({.paths = {pieces()}}, 1);
  ASSERT_TRUE(collection);
  LearningWatch watch;
  watch.stop = [] { return true; };
  const auto model = train(collection->corpus, small_options(), 1, watch);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message(), "stopped before an epoch was done");
}

// A machine on which time goes by with the steps and the epochs of the training alone.
struct Machine {
  std::function<double(std::int64_t step)> step_seconds;
  double validation_seconds = 0;
  double reading_seconds = 0;

  const Trainer* trainer = nullptr;
  double now = 0;
  std::int64_t steps = 0;
  std::size_t epochs = 0;

  double seconds() {
    for (; trainer != nullptr && steps < trainer->steps_done(); ++steps) {
      now += step_seconds(steps);
    }
    for (; trainer != nullptr && epochs < trainer->record().epochs.size(); ++epochs) {
      now += validation_seconds;
    }
    return now;
  }
  void attach_to(TrainingWatch& watch) {
    watch.clock = [this] { return seconds(); };
    watch.begins = [this](const TrainingBeginning& beginning) {
      trainer = &beginning.trainer;
      steps = trainer->steps_done();
      epochs = trainer->record().epochs.size();
      now += reading_seconds;
    };
  }
};

class TrainingByTheClock : public TrainingWithoutATerminal {
 protected:
  [[nodiscard]] TrainingRequest minutes(const std::string& model, double minutes) const {
    TrainingRequest timed = request(model);
    timed.options.epochs = 0;
    timed.options.patience = 0;
    timed.minutes = minutes;
    timed.may_read_often = true;
    timed.may_measure_less = true;
    return timed;
  }
  // The share of the time that it took.
  double share_of_time(const TrainingRequest& request, Machine machine, TrainingWatch watch = {}) {
    machine.attach_to(watch);
    outcome_ = run_training(request, watch).value();
    return machine.now / 60 / request.minutes;
  }

  TrainingOutcome outcome_;
};

void expect_in_time(double share) {
  EXPECT_GT(share, 0.9);
  EXPECT_LT(share, 1.05);
}

TEST_F(TrainingByTheClock, EndsInTimeOnMachinesOfAnySpeed) {
  for (const double step : {0.02, 0.1, 1.0}) {
    SCOPED_TRACE(step);
    expect_in_time(share_of_time(
        minutes(std::to_string(step), 0.5),
        {.step_seconds = [=](auto) { return step; }, .validation_seconds = 2 * step}));
    EXPECT_EQ(outcome_.status, TrainerStatus::kAllEpochsDone);
    EXPECT_EQ(outcome_.record.options.epochs, outcome_.record.epochs.size());
  }
}

TEST_F(TrainingByTheClock, EndsInTimeWhereTheMachineBecomesSlowerOrFaster) {
  for (const double factor : {3.0, 0.3}) {
    SCOPED_TRACE(factor);
    expect_in_time(share_of_time(
        minutes(std::to_string(factor), 1),
        {.step_seconds = [=](std::int64_t step) { return step < 100 ? 0.2 : 0.2 * factor; },
         .validation_seconds = 0.5}));
    // It ends like any: without a jump of the learning rate, at 0.
    EXPECT_EQ(outcome_.record.epochs.back().learning_rate, 0);
    for (std::size_t i = 1; i < outcome_.record.epochs.size(); ++i) {
      EXPECT_LE(outcome_.record.epochs[i].learning_rate,
                outcome_.record.epochs[i - 1].learning_rate);
    }
  }
}

TEST_F(TrainingByTheClock, EndsInTimeWhereStepsTakeNowLittleNowMuch) {
  Random random{1};
  expect_in_time(share_of_time(minutes("noisy", 1),
                               {.step_seconds = [&](auto) { return 0.02 + 0.3 * random.uniform(); },
                                .validation_seconds = 1}));
}

TEST_F(TrainingByTheClock, CountsTheReading) {
  expect_in_time(share_of_time(minutes("reading", 1),
                               {.step_seconds = [](auto) { return 0.1; }, .reading_seconds = 30}));
}

TEST_F(TrainingByTheClock, LearnsALittleWhereTheTimeIsOverBeforehand) {
  share_of_time(minutes("late.safetensors", 0.1),
                {.step_seconds = [](auto) { return 0.1; }, .reading_seconds = 30});
  const TrainOptions& decided = outcome_.record.options;
  EXPECT_EQ(outcome_.record.epochs.size(), 1U);
  EXPECT_LT(StepPlan::parse(decided.step_plan)->steps(), 25);
  EXPECT_EQ(decided.end_bias, 0) << "there is no time to find it";
  TrainingRequest again = request("again.safetensors");
  again.options = decided;
  ASSERT_TRUE(run_training(again));
  EXPECT_EQ(bytes_at("again.safetensors"), bytes_at("late.safetensors"));
}

TEST_F(TrainingWithoutATerminal, TakesTheBiasOfEndingsThatIsStated) {
  TrainingRequest stated = request("m.safetensors");
  stated.options.end_bias = 1.25;
  ASSERT_TRUE(run_training(stated));
  EXPECT_EQ(load_model(at("m.safetensors"))->end_bias, 1.25);
  // So do its snapshots, and the model of a training that is stopped.
  stated.restart = true;
  stated.snapshots = {25};
  TrainingWatch watch;
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  watch.stop = [&] { return epochs == 2; };
  ASSERT_EQ(run_training(stated, watch)->status, TrainerStatus::kRunning);
  EXPECT_EQ(load_model(at("m.safetensors"))->end_bias, 1.25);
  EXPECT_EQ(load_model(at("m.at-25.safetensors"))->end_bias, 1.25);
}

TEST_F(TrainingByTheClock, CutsAnEpochThatIsLongerThanTheTime) {
  expect_in_time(share_of_time(minutes("long", 0.25),
                               {.step_seconds = [](auto) { return 1; }, .validation_seconds = 1}));
  EXPECT_EQ(outcome_.record.epochs.size(), 1U);
  EXPECT_GT(outcome_.record.epochs.front().validation.sum(), 0);
  EXPECT_EQ(outcome_.record.best_epoch, 1);
}

TEST_F(TrainingByTheClock, MeasuresOnFewerPiecesWhereAllWouldTakeTooLong) {
  // Nine of ten scales are kept back, and a step takes a second: all would take a fifth of the
  // time.
  TrainingRequest timed = minutes("m.safetensors", 0.25);
  timed.options.validation_share = 0.9;
  timed.options.readings = 100;
  int measured = 0;
  TrainingWatch watch;
  watch.forecast = [&](const TrainingForecast& forecast) {
    EXPECT_EQ(forecast.validation_pieces, 9);
    measured = forecast.validated_pieces;
  };
  timed.options.batch = 1;
  timed.options.truncation = 8;
  share_of_time(timed, {.step_seconds = [](auto) { return 0.4; }}, watch);
  EXPECT_GT(measured, 0);
  EXPECT_LT(measured, 9);
  EXPECT_EQ(outcome_.record.options.validation_pieces, measured);

  TrainingRequest again = request("again.safetensors");
  again.options = outcome_.record.options;
  ASSERT_TRUE(run_training(again));
  EXPECT_EQ(bytes_at("again.safetensors"), bytes_at("m.safetensors"));
}

TEST_F(TrainingByTheClock, EndsInTimeWhereAnEpochIsASingleStep) {
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  timed.may_read_often = false;
  timed.options.batch = 64;
  int forecasts = 0;
  TrainingWatch watch;
  watch.forecast = [&](const TrainingForecast& forecast) {
    ++forecasts;
    EXPECT_EQ(forecast.steps_per_epoch, 1);
    EXPECT_NEAR(forecast.seconds, 26.5, 1.6) << "after three steps";
  };
  const Machine machine{.step_seconds = [](auto) { return 0.5; }, .validation_seconds = 0.5};
  expect_in_time(share_of_time(timed, machine, watch));
  EXPECT_EQ(forecasts, 1);

  TrainingRequest counted = request("counted.safetensors");
  counted.options.batch = 64;
  counted.options.epochs = 30;
  Machine same = machine;
  same.attach_to(watch);
  ASSERT_TRUE(run_training(counted, watch));
  EXPECT_EQ(forecasts, 2);
}

TEST_F(TrainingByTheClock, EndsWithTheFirstStepsWhereTheyTakeTooLong) {
  share_of_time(minutes("m.safetensors", 0.1), {.step_seconds = [](auto) { return 10; }});
  EXPECT_EQ(StepPlan::parse(outcome_.record.options.step_plan)->steps(), 2);
}

TEST_F(TrainingByTheClock, LeavesWhatIsStated) {
  TrainingRequest timed = minutes("m.safetensors", 0.25);
  timed.may_read_often = timed.may_measure_less = false;
  timed.options.validation_share = 0.9;
  timed.options.readings = 3;
  timed.options.validation_pieces = 8;
  timed.options.batch = 1;
  timed.options.truncation = 8;
  TrainingWatch watch;
  watch.forecast = [](const TrainingForecast& forecast) {
    EXPECT_EQ(forecast.validated_pieces, 0) << "the time made none fewer";
  };
  share_of_time(timed, {.step_seconds = [](auto) { return 0.4; }}, watch);
  EXPECT_EQ(outcome_.record.options.readings, 3);
  EXPECT_EQ(outcome_.record.options.validation_pieces, 8);
}

TEST_F(TrainingByTheClock, GivesTheSameBytesAgainWhereItsTargetWasReachedAtOnce) {
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  timed.options.target_loss = 100;
  share_of_time(timed, {.step_seconds = [](auto) { return 0.001; }});
  EXPECT_EQ(outcome_.status, TrainerStatus::kTargetReached);
  TrainingRequest again = request("again.safetensors");
  again.options = outcome_.record.options;
  ASSERT_TRUE(run_training(again));
  EXPECT_EQ(bytes_at("again.safetensors"), bytes_at("m.safetensors"));
}

TEST_F(TrainingWithoutATerminal, RefusesAStepPlanWithoutAnEnd) {
  TrainingRequest open = request("m.safetensors");
  open.options.step_plan = "open";
  const auto outcome = run_training(open);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(), "the step plan is open: it says no number of steps");
}

TEST_F(TrainingByTheClock, GoesOnForMoreEpochsWithWhatItDecided) {
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  timed.may_be_smaller = true;
  timed.options.hidden = 7;
  share_of_time(timed, {.step_seconds = [](auto) { return 0.5; }});
  ASSERT_GT(outcome_.record.options.readings, 1);
  const int epochs = outcome_.record.options.epochs;
  TrainingRequest more = request("m.safetensors");
  more.resume = more.may_be_smaller = more.may_read_often = more.may_measure_less = true;
  more.options.hidden = 9;
  more.options.epochs = epochs + 2;
  const auto outcome = run_training(more);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->record.epochs.size(), epochs + 2);
  EXPECT_EQ(outcome->record.options.hidden, 7);
  more.options.epochs = epochs + 3;
  const auto once_more = run_training(more);
  ASSERT_TRUE(once_more) << once_more.error().message();
  EXPECT_EQ(once_more->record.options.hidden, 7);
}

TEST_F(TrainingByTheClock, StoppedBeforeAnythingIsDecidedSaysNoNumberOfEpochs) {
  Machine machine{.step_seconds = [](auto) { return 0.01; }};
  TrainingWatch watch;
  watch.stop = [&] { return machine.seconds() > 0.3; };
  machine.attach_to(watch);
  const TrainingRequest timed = minutes("m.safetensors", 0.5);
  ASSERT_EQ(run_training(timed, watch)->record.options.step_plan, "open");
  const auto again = run_training(timed);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message().find("an unfinished training (1 epoch done): go on"),
            std::string::npos)
      << again.error().message();
}

TEST_F(TrainingByTheClock, ResumedLeavesAFileThatIsNoSnapshot) {
  Machine machine{.step_seconds = [](auto) { return 0.1; }};
  TrainingWatch watch;
  watch.stop = [&] { return machine.seconds() > 20; };
  machine.attach_to(watch);
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  ASSERT_EQ(run_training(timed, watch)->status, TrainerStatus::kRunning);
  ASSERT_TRUE(write_file(at("m.at-100.safetensors"), "mine"));
  timed.resume = true;
  timed.snapshots = {100};
  Machine next{.step_seconds = [](auto) { return 0.1; }};
  TrainingWatch other;
  next.attach_to(other);
  const auto outcome = run_training(timed, other);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("it is not a model"), std::string::npos);
  EXPECT_EQ(bytes_at("m.at-100.safetensors").size(), 4U);
}

TEST_F(TrainingByTheClock, ResumedAtAnotherSpeedKeepsTheSnapshotsThatItHas) {
  Machine machine{.step_seconds = [](auto) { return 0.1; }};
  TrainingWatch watch;
  watch.stop = [&] { return machine.seconds() > 20; };
  machine.attach_to(watch);
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  timed.snapshots = {50, 100};
  ASSERT_EQ(run_training(timed, watch)->status, TrainerStatus::kRunning);
  const auto half = bytes_at("m.at-50.safetensors");
  ASSERT_FALSE(half.empty());
  // Ten times as many epochs: half of them would be more than are done.
  timed.resume = true;
  share_of_time(timed, {.step_seconds = [](auto) { return 0.01; }});
  EXPECT_EQ(bytes_at("m.at-50.safetensors"), half);
  EXPECT_TRUE(is_reached(outcome_.snapshots.front(), outcome_.epochs_worth_keeping()));
  EXPECT_EQ(load_model(at("m.at-100.safetensors"))->record.best_epoch,
            outcome_.record.options.epochs);
  // Once more, when all is done.
  timed.snapshots = {50, 100};
  EXPECT_TRUE(run_training(timed));
}

TEST_F(TrainingByTheClock, KeepsSnapshotsOfEpochsThatWereOverBeforeTheyWerePlanned) {
  TrainingRequest timed = minutes("m.safetensors", 0.1);
  timed.may_read_often = false;
  timed.snapshots = {1, 100};
  // Dozens of epochs are over before anything is known.
  share_of_time(timed, {.step_seconds = [](auto) { return 0.01; }});
  for (const Snapshot& snapshot : outcome_.snapshots) {
    EXPECT_TRUE(is_reached(snapshot, outcome_.epochs_worth_keeping())) << snapshot.percent;
  }
}

TEST_F(TrainingByTheClock, SaysFirstHowManyStepsFitIntoIt) {
  std::vector<std::string> told;
  TrainingWatch watch;
  watch.forecast = [&](const TrainingForecast& forecast) {
    told.push_back("forecast");
    EXPECT_EQ(forecast.stated_seconds, 30);
    EXPECT_NEAR(static_cast<double>(forecast.steps), 0.94 * 30 / 0.1, 20);
    EXPECT_NEAR(forecast.seconds, 29, 1.5);
    EXPECT_FALSE(forecast.at_most);
  };
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { told.emplace_back("epoch"); };
  share_of_time(minutes("m.safetensors", 0.5), {.step_seconds = [](auto) { return 0.1; }}, watch);
  ASSERT_GT(told.size(), 2U);
  EXPECT_EQ(told.front(), "forecast");
  EXPECT_EQ(std::ranges::count(told, "forecast"), 1);
  EXPECT_EQ(told.size() - 1, outcome_.record.epochs.size());
}

TEST_F(TrainingByTheClock, GivesTheSameBytesAgainWithoutAClock) {
  share_of_time(minutes("clock.safetensors", 0.5),
                {.step_seconds = [](std::int64_t step) { return step < 60 ? 0.1 : 0.3; }});
  const TrainOptions& decided = outcome_.record.options;
  EXPECT_NE(decided.step_plan.find(','), std::string::npos) << decided.step_plan;
  EXPECT_GT(decided.readings, 1) << "ten scales are read in no time";
  TrainingRequest again = request("again.safetensors");
  again.options.epochs = 0;
  again.options.patience = 0;
  again.options.step_plan = decided.step_plan;
  again.options.readings = decided.readings;
  again.threads = 2;
  ASSERT_TRUE(run_training(again));
  EXPECT_EQ(bytes_at("again.safetensors"), bytes_at("clock.safetensors"));
}

TEST_F(TrainingByTheClock, ResumedTakesThePartOfTheTimeThatWasLeft) {
  Machine machine{.step_seconds = [](auto) { return 0.1; }};
  TrainingWatch watch;
  watch.stop = [&] { return machine.seconds() > 20; };
  machine.attach_to(watch);
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  ASSERT_EQ(run_training(timed, watch)->status, TrainerStatus::kRunning);

  timed.resume = true;
  timed.minutes = 0;
  const auto without = run_training(timed);
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message().find("was begun with --minutes"), std::string::npos);
  timed.minutes = 0.5;
  const double share = share_of_time(timed, {.step_seconds = [](auto) { return 0.2; }});
  expect_in_time(2.0 / 3 + share);
  EXPECT_EQ(outcome_.status, TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(outcome_.record.epochs.back().learning_rate, 0);
}

TEST_F(TrainingByTheClock, UsesTheTimeThatIsLeftOnAMachineThatIsTenTimesAsFast) {
  Machine slow{.step_seconds = [](auto) { return 0.3; }};
  TrainingWatch watch;
  watch.stop = [&] { return slow.seconds() > 15; };
  slow.attach_to(watch);
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  ASSERT_EQ(run_training(timed, watch)->status, TrainerStatus::kRunning);
  timed.resume = true;
  expect_in_time(0.5 + share_of_time(timed, {.step_seconds = [](auto) { return 0.03; }}));
  // The same while it goes on.
  expect_in_time(
      share_of_time(minutes("faster.safetensors", 0.5),
                    {.step_seconds = [](std::int64_t step) { return step < 60 ? 0.3 : 0.01; }}));
}

TEST_F(TrainingByTheClock, TakesASmallerNetworkWhereItMayAndGoesOnWithIt) {
  TrainingRequest timed = minutes("m.safetensors", 0.02);
  timed.options = preset_options("music").value();
  timed.options.patience = 0;
  timed.may_be_smaller = true;
  Machine machine{.step_seconds = [](auto) { return 0.05; }};
  TrainingWatch watch;
  int smaller = 0;
  watch.forecast = [&](const TrainingForecast& forecast) { smaller = forecast.smaller_hidden; };
  watch.stop = [&] { return machine.seconds() > 0.6; };
  machine.attach_to(watch);
  const auto stopped = run_training(timed, watch);
  ASSERT_TRUE(stopped) << stopped.error().message();
  EXPECT_EQ(stopped->record.options.hidden, 128);
  EXPECT_EQ(stopped->record.options.readout_hidden, 128);
  EXPECT_EQ(smaller, 128);
  timed.resume = true;
  share_of_time(timed, {.step_seconds = [](auto) { return 0.05; }});
  EXPECT_EQ(outcome_.status, TrainerStatus::kAllEpochsDone);
  EXPECT_EQ(outcome_.record.options.hidden, 128);
}

TEST_F(TrainingByTheClock, KeepsSnapshotsOfItsOwnEpochs) {
  TrainingRequest timed = minutes("m.safetensors", 0.5);
  timed.snapshots = {50, 100};
  share_of_time(timed, {.step_seconds = [](std::int64_t step) { return step < 60 ? 0.1 : 0.3; }});
  const auto half = load_model(at("m.at-50.safetensors"));
  const auto end = load_model(at("m.at-100.safetensors"));
  ASSERT_TRUE(half && end);
  const auto epochs = static_cast<int>(outcome_.record.epochs.size());
  EXPECT_EQ(end->record.best_epoch, epochs);
  EXPECT_NEAR(half->record.best_epoch, epochs / 2.0, 0.2 * epochs);
}

TEST_F(TrainingWithoutATerminal, SaysHowLongItWillTakeAndThatItMayEndSooner) {
  Machine machine{.step_seconds = [](auto) { return 10; }, .validation_seconds = 5};
  std::vector<TrainingForecast> forecasts;
  TrainingWatch watch;
  watch.forecast = [&](const TrainingForecast& forecast) { forecasts.push_back(forecast); };
  machine.attach_to(watch);
  TrainingRequest longer = request("m.safetensors");
  longer.options.epochs = 30;
  ASSERT_TRUE(run_training(longer, watch));
  ASSERT_EQ(forecasts.size(), 1U);
  const double all = machine.now;
  EXPECT_NEAR(forecasts.front().seconds, all, 0.2 * all);
  EXPECT_TRUE(forecasts.front().at_most);
  EXPECT_FALSE(forecasts.front().stated_seconds);
}

TEST_F(TrainingWithoutATerminal, ComposesNoTwoPiecesOfTheSameName) {
  Machine machine{.step_seconds = [](std::int64_t step) {
    return step == 0 ? 1.9 : step == 1 ? 1.2 : step == 2 ? 0.6 : 1.0;
  }};
  std::set<std::filesystem::path> files;
  std::size_t pieces = 0;
  TrainingWatch watch;
  watch.heard = [&](const HeardPiece& piece) {
    ++pieces;
    files.insert(piece.file);
  };
  watch.not_heard = [](const Error& error) { ADD_FAILURE() << error.message(); };
  machine.attach_to(watch);
  TrainingRequest listening = request("m.safetensors");
  listening.listen = 1;
  ASSERT_TRUE(run_training(listening, watch));
  EXPECT_GE(pieces, 3U);
  EXPECT_EQ(files.size(), pieces);
}

TEST_F(TrainingWithoutATerminal, ComposesPiecesMeanwhileAndLearnsTheSame) {
  ASSERT_TRUE(run_training(request("plain.safetensors")));
  Machine machine{.step_seconds = [](auto) { return 10; }};
  std::vector<HeardPiece> heard;
  TrainingWatch watch;
  watch.heard = [&](const HeardPiece& piece) { heard.push_back(piece); };
  machine.attach_to(watch);
  TrainingRequest listening = request("m.safetensors");
  listening.listen = 30;
  const std::filesystem::path mine = at("m-heard");
  ASSERT_TRUE(make_directories(mine));
  ASSERT_TRUE(write_file(mine / "00h00m30s.mid", "mine"));
  const auto outcome = run_training(listening, watch);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(bytes_at("m.safetensors"), bytes_at("plain.safetensors"));

  ASSERT_GE(heard.size(), 2U);
  EXPECT_EQ(heard[0].file, at("m-heard-2") / "00h00m30s.mid");
  EXPECT_EQ(heard[1].file, at("m-heard-2") / "00h01m00s.mid");
  EXPECT_TRUE(heard[0].first);
  EXPECT_FALSE(heard[1].first);
  EXPECT_EQ(outcome->heard, at("m-heard-2"));
  for (const HeardPiece& piece : heard) {
    const auto bytes = read_file(piece.file);
    ASSERT_TRUE(bytes) << bytes.error().message();
    const auto score = read_score(*bytes, "heard");
    ASSERT_TRUE(score) << score.error().message();
    EXPECT_EQ(score->score.notes.size(), piece.notes);
    EXPECT_TRUE(score->score.title.starts_with("After ")) << score->score.title;
  }
}

// Its network and dictionaries are the parent's, widened.
TEST_F(TrainingWithoutATerminal, GoesOnFromAnotherModel) {
  TrainingRequest heir = request("heir.safetensors");
  heir.from = "chorales";
  heir.options.epochs = 1;
  const auto outcome = run_training(heir);
  ASSERT_TRUE(outcome) << outcome.error().message();
  const auto model = load_model(at("heir.safetensors"));
  ASSERT_TRUE(model) << model.error().message();
  const TrainedModel parent = bundled_model().value();
  EXPECT_EQ(model->record.parent->name, "chorales");
  EXPECT_EQ(model->record.parent->sha256, parent.sha256);
  EXPECT_EQ(model->record.parent->licence, "CC BY-NC-SA 4.0");
  EXPECT_EQ(model->network.shape().hidden, parent.network.shape().hidden);
  EXPECT_EQ(model->dictionaries, merged(model->dictionaries, parent.dictionaries));

  TrainingRequest grandchild = request("grandchild.safetensors");
  grandchild.from = at("heir.safetensors");
  grandchild.options.epochs = 1;
  ASSERT_TRUE(run_training(grandchild));
  EXPECT_EQ(load_model(at("grandchild.safetensors"))->record.parent->licence, "CC BY-NC-SA 4.0");
}

TEST_F(TrainingWithoutATerminal, IsResumedFromTheSameModelAlone) {
  TrainingRequest heir = request("heir.safetensors");
  heir.from = "chorales";
  heir.options.epochs = 2;
  TrainingWatch watch;
  int epochs = 0;
  watch.epoch = [&](const EpochRecord&, const TrainOptions&) { ++epochs; };
  watch.stop = [&] { return epochs == 1; };
  ASSERT_TRUE(run_training(heir, watch));
  heir.resume = true;
  TrainingRequest another = heir;
  another.from = "nottingham";
  EXPECT_FALSE(run_training(another));
  const auto resumed = run_training(heir);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_EQ(resumed->record.epochs.size(), 2U);
}

TEST_F(TrainingWithoutATerminal, SaysWhatItCannotGoOnFrom) {
  TrainingRequest heir = request("heir.safetensors");
  heir.from = "jazz";
  const auto outcome = run_training(heir);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("chorales, nottingham"), std::string::npos)
      << outcome.error().message();
  EXPECT_FALSE(std::filesystem::exists(at("heir.safetensors")));
}

}  // namespace
}  // namespace bachprop
