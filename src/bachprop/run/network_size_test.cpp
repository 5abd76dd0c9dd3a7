#include "bachprop/run/network_size.h"

#include <gtest/gtest.h>

#include "bachprop/train/test_corpora.h"

namespace bachprop {
namespace {

TEST(NetworkSize, IsSmallerWhereThereAreFewSteps) {
  const TrainOptions music = preset_options("music").value();
  const NetworkSize own = {music.hidden, music.readout_hidden};
  EXPECT_EQ(size_for_steps(music, 1e6), own);
  NetworkSize last = {0, 0};
  for (const double steps : {0.0, 100.0, 1000.0, 2000.0, 1e4}) {
    const NetworkSize size = size_for_steps(music, steps);
    EXPECT_GE(size.hidden, last.hidden);
    EXPECT_GE(size.readout_hidden, last.readout_hidden);
    last = size;
  }
  EXPECT_EQ(last, own);
  EXPECT_LT(size_for_steps(music, 100).hidden, own.hidden);
}

TEST(NetworkSize, IsSmallerWhereThereAreFewNotes) {
  const TrainOptions music = preset_options("music").value();
  EXPECT_EQ(size_for_notes(music, 5'000), (NetworkSize{128, 128}));
  EXPECT_EQ(size_for_notes(music, 50'000), (NetworkSize{music.hidden, music.readout_hidden}));
  EXPECT_GT(dropout_for_notes(music, 5'000), music.dropout);
  EXPECT_EQ(dropout_for_notes(music, 50'000), music.dropout);
  EXPECT_EQ(dropout_for_notes(preset_options("paper").value(), 5'000), 0) << "none stays none";
}

TEST(NetworkSize, IsNeverLargerThanStated) {
  TrainOptions options = preset_options("music").value();
  options.hidden = 40;
  options.readout_hidden = 30;
  for (const double steps : {0.0, 1e3, 1e6}) {
    EXPECT_EQ(size_for_steps(options, steps), (NetworkSize{40, 30})) << steps;
  }
  EXPECT_EQ(size_for_notes(options, 100), (NetworkSize{40, 30}));
}

TEST(NetworkSize, TakesStepsAndGivesTheSetBack) {
  TrainOptions options;
  options.layers = 1;
  options.hidden = 4;
  options.epochs = 100;
  Lesson lesson = {split_at_random(scales(10, 16), 0.1, 1).value(), options};
  EXPECT_GT(steps_in(10, lesson, 1), 10);
  EXPECT_EQ(lesson.set.training.size(), 9U);
  EXPECT_EQ(lesson.set.validation.size(), 1U);
  EXPECT_EQ(lesson.set.pieces.size(), 10U);
  EXPECT_EQ(lesson.set.training.front().notes.size(), 16U);
}

}  // namespace
}  // namespace bachprop
