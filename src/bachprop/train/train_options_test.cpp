#include "bachprop/train/train_options.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bachprop {
namespace {

TEST(PresetOptions, PaperIsThePapersNetwork) {
  const TrainOptions paper = preset_options("paper").value();
  EXPECT_EQ(paper, TrainOptions{});
  EXPECT_EQ(paper.cell, Cell::kGru);
  EXPECT_EQ(paper.layers, 3);
  EXPECT_EQ(paper.hidden, 128);
  EXPECT_EQ(paper.truncation, 128);
  EXPECT_EQ(paper.context, ContextKind::kNone);
  EXPECT_EQ(paper.readout_hidden, 0);
  EXPECT_EQ(paper.dropout, 0);
  EXPECT_EQ(paper.loss_weights, (LossWeights{0.1, 0.3, 0.6}));
}

TEST(PresetOptions, AreValidAndComeBackFromJson) {
  for (const char* name : {"paper", "music"}) {
    const TrainOptions options = preset_options(name).value();
    EXPECT_TRUE(validate(options)) << name;
    EXPECT_EQ(train_options_from_json(to_json(options), "file").value(), options) << name;
  }
  EXPECT_NE(preset_options("music").value(), preset_options("paper").value());
}

TEST(PresetOptions, OfAnotherNameAreAnError) {
  EXPECT_NE(preset_options("jazz").error().message().find("neither music nor paper"),
            std::string::npos);
}

TEST(TrainOptions, OfFilesThatKnowNoContextHaveNone) {
  nlohmann::json json = to_json(TrainOptions{});
  for (const char* key :
       {"context", "readout_hidden", "dropout", "weight_decay", "average_decay", "steps"}) {
    json.erase(key);
  }
  EXPECT_EQ(train_options_from_json(json, "file").value(), TrainOptions{});
  json["context"] = "harmony";
  EXPECT_NE(train_options_from_json(json, "file").error().message().find("harmony"),
            std::string::npos);
}

TEST(TrainOptions, OutsideTheirLimitsAreNamed) {
  TrainOptions options;
  options.dropout = 1;
  EXPECT_NE(validate(options).error().message().find("dropout 1"), std::string::npos);
  options = {};
  options.average_decay = 1;
  EXPECT_NE(validate(options).error().message().find("average decay"), std::string::npos);
  options = preset_options("music").value();
  options.precision = Precision::kBfloat16Weights;
  EXPECT_NE(validate(options).error().message().find("for composing"), std::string::npos);
  options = preset_options("music").value();
  options.context = ContextKind::kCritic;
  EXPECT_NE(validate(options).error().message().find("see lines"), std::string::npos);
}

}  // namespace
}  // namespace bachprop
