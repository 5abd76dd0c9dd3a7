#include "bachprop/train/train_options.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "bachprop/base/fields_json.h"
#include "bachprop/base/try.h"

namespace bachprop {

Result<void> validate(const TrainOptions& options) {
  if (!options.step_plan.empty()) {
    TRY(StepPlan::parse(options.step_plan));
  }
  TRY(validate_fields(fields_to_read(options)));
  if (options.precision == Precision::kBfloat16Weights) {
    return fail("precision: bf16-weights is for composing; networks learn in fp32 or bf16");
  }
  if (options.context == ContextKind::kCritic) {
    return fail("context: critic is what a model's critic hears; networks that compose see lines");
  }
  return {};
}

Result<TrainOptions> preset_options(std::string_view name) {
  if (name == "paper") {
    return TrainOptions{};
  }
  if (name != "music") {
    return fail(fmt::format("the preset \"{}\" is neither music nor paper", name));
  }
  TrainOptions options;
  options.layers = 2;
  options.hidden = 288;
  options.context = ContextKind::kLines;
  options.chord_orders = ChordOrders::kBoth;
  options.critic_pieces = 1000;
  options.bars = BarsFrom::kNotes;
  options.readout_hidden = 256;
  options.dropout = 0.5;
  options.weight_decay = 0.5;
  options.average_decay = 0.999;
  options.batch = 8;
  options.truncation = 64;
  options.learning_rate = 1.5e-3;
  options.steps = 6000;
  options.loss_weights = {0.2, 0.3, 0.5};
  return options;
}

nlohmann::json to_json(const TrainOptions& options) {
  return fields_as_json(fields_to_read(options));
}

Result<TrainOptions> train_options_from_json(const nlohmann::json& json, const std::string& where) {
  TrainOptions options;
  TRY(at(where, set_from_json(fields_of(options), json)));
  return options;
}

}  // namespace bachprop
