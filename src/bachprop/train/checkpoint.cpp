#include "bachprop/train/checkpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/train/plan_reading.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kCheckpointFormat = "bachprop-checkpoint";
constexpr std::string_view kCheckpointVersion = "2";

Json to_json(const CrossEntropies& sums) {
  Json json = {{"notes", sums.notes}, {"nats", Json::array()}, {"correct", Json::array()}};
  for (const CrossEntropy& feature : sums.features) {
    json["nats"].push_back(feature.nats);
    json["correct"].push_back(feature.correct);
  }
  return json;
}

CrossEntropies sums_from_json(const Json& json) {
  CrossEntropies sums;
  sums.notes = whole_number<std::int64_t>(json.at("notes"));
  for (std::size_t f = 0; f < kFeatures; ++f) {
    sums.features[f] = {json.at("nats").at(f).get<double>(),
                        whole_number<std::int64_t>(json.at("correct").at(f))};
  }
  return sums;
}

// What may differ: it says when training ends, or what becomes of the model then.
constexpr std::array<std::string_view, 5> kOfTheEnd = {"epochs", "patience", "target_loss",
                                                       "step_plan", "end_bias"};

// The first option, by name, that differs; empty if none does.
std::string differing_option(const TrainOptions& stored, const TrainOptions& given) {
  const Json a = to_json(stored);
  const Json b = to_json(given);
  for (const auto& [name, value] : a.items()) {
    const bool of_the_end = std::ranges::find(kOfTheEnd, name) != kOfTheEnd.end();
    if (!of_the_end && value != b.at(name)) {
      return fmt::format("{} {}, not {}", name, json_text(value), json_text(b.at(name)));
    }
  }
  return {};
}

bool goes_by_a_clock(const TrainOptions& options) { return options.step_plan == StepPlan().text(); }

// What a clock decided stays decided where a clock goes on.
TrainOptions resumed_options(const TrainOptions& stored, TrainOptions given) {
  if (goes_by_a_clock(given)) {
    given.step_plan = stored.step_plan;
    given.end_bias = given.end_bias ? given.end_bias : stored.end_bias;
  }
  return given;
}

Result<TrainingRecord> fitting_record(const Json& json, const TrainingRecord& own,
                                      const std::string& name) {
  auto record = training_record_from_json(json, name);
  if (!record) {
    return record;
  }
  if (record->options.step_plan.empty() && goes_by_a_clock(own.options)) {
    return fail_at(name, "this training was begun with a number of epochs",
                   "leave --minutes out to resume, or begin anew with --restart in place of "
                   "--resume");
  }
  const TrainOptions options = resumed_options(record->options, own.options);
  const std::string difference = differing_option(record->options, options);
  if (!difference.empty()) {
    return fail_at(
        name, fmt::format("this training was begun with {}", difference),
        "give the same options to resume, or begin anew with --restart in place of --resume");
  }
  if (record->parent != own.parent) {
    return fail_at(
        name,
        record->parent ? fmt::format("this training went on from {}", record->parent->name)
                       : std::string("this training began from nothing"),
        record->parent ? "give the same model with --from to resume, or begin anew with --restart "
                         "in place of --resume"
                       : "leave --from out to resume, or begin anew with --restart in place of "
                         "--resume");
  }
  if (record->pieces != own.pieces) {
    return fail_at(
        name,
        fmt::format("this training was begun on other pieces or another split ({} then, {} now)",
                    record->pieces.size(), own.pieces.size()),
        "give the same to resume, or begin anew with --restart in place of --resume");
  }
  if (options.step_plan.empty() && options.epochs < as_int(record->epochs.size())) {
    return fail_at(name, fmt::format("{} epochs are done already", record->epochs.size()),
                   fmt::format("--epochs {} is less", options.epochs));
  }
  record->options = options;
  return record;
}

Result<SafetensorsReader> checkpoint_reader(std::span<const std::byte> bytes,
                                            const std::string& name) {
  auto reader = SafetensorsReader::parse(bytes, name);
  if (reader && (reader->text("format").value_or("") != kCheckpointFormat ||
                 reader->text("format_version").value_or("") != kCheckpointVersion)) {
    return fail_at(name, "is not a checkpoint that this version of bachprop can read",
                   "begin anew with --restart in place of --resume");
  }
  return reader;
}

}  // namespace

Result<CheckpointProgress> checkpoint_progress(std::span<const std::byte> bytes,
                                               const std::string& name) {
  const auto reader = TRY(checkpoint_reader(bytes, name));
  const Json json = json_value(reader.text("training").value_or(""));
  try {
    const Json& options = json.at("record").at("options");
    const auto number = [&](const char* option, int usual) {
      return options.contains(option) ? whole_number<int>(options.at(option)) : usual;
    };
    return CheckpointProgress{.epochs_done = whole_number<int>(json.at("epoch")),
                              .epochs = whole_number<int>(options.at("epochs")),
                              .finished = json.at("finished").get<bool>(),
                              .hidden = whole_number<int>(options.at("hidden")),
                              .readout_hidden = number("readout_hidden", 0),
                              .readings = number("readings", 1),
                              .validation_pieces = number("validation_pieces", 0),
                              .dropout = options.value("dropout", 0.0),
                              .step_plan = options.value("step_plan", "")};
  } catch (const Json::exception& error) {
    return fail_at(name, fmt::format("the checkpoint is damaged: {}", error.what()));
  }
}

std::vector<std::byte> Trainer::checkpoint_bytes() const {
  SafetensorsWriter writer;
  writer.set_metadata("format", std::string(kCheckpointFormat));
  writer.set_metadata("format_version", std::string(kCheckpointVersion));
  const Json json = {{"record", to_json(record_)},
                     {"epoch", epoch_},
                     {"step", step_},
                     {"updates", updates_},
                     {"sums", to_json(sums_)},
                     {"finished", status() != TrainerStatus::kRunning}};
  writer.set_metadata("training", json_text(json));
  const ParameterLayout& layout = network_.layout();
  add_parameters(writer, "parameters.", layout, network_.parameters());
  add_parameters(writer, "adam.mean.", layout, mean_);
  add_parameters(writer, "adam.square.", layout, square_);
  add_parameters(writer, "best.", layout, best_);
  if (!average_.empty()) {
    add_parameters(writer, "average.", layout, average_);
  }
  const std::span<const float> state = learner_.state();
  writer.add<float>("state", state, {static_cast<std::int64_t>(state.size())});
  return writer.bytes();
}

Result<void> Trainer::restore_step_plan(const std::string& name) {
  if (record_.options.step_plan.empty()) {
    return {};
  }
  step_plan_ = TRY(at(name, StepPlan::parse(record_.options.step_plan)));
  if (!step_plan_->is_open() && step_plan_->steps() < updates_) {
    return fail_at(name, fmt::format("{} steps are done already", updates_),
                   fmt::format("the step plan has only {}", step_plan_->steps()));
  }
  count_planned_epochs();
  return {};
}

Result<void> Trainer::restore(std::span<const std::byte> bytes, const std::string& name) {
  const auto reader = TRY(checkpoint_reader(bytes, name));
  const Json json = json_value(reader.text("training").value_or(""));
  try {
    auto record = TRY(fitting_record(json.at("record"), record_, name));
    record_ = std::move(record);
    epoch_ = whole_number<int>(json.at("epoch"));
    begin_epoch();
    step_ = whole_number<int>(json.at("step"));
    updates_ = whole_number<std::int64_t>(json.at("updates"));
    TRY(restore_step_plan(name));
    sums_ = sums_from_json(json.at("sums"));
  } catch (const Json::exception& error) {
    return fail_at(name, fmt::format("the checkpoint is damaged: {}", error.what()));
  }
  if (step_ < 0 || step_ >= steps_in_epoch_ || epoch_ != std::ssize(record_.epochs)) {
    return fail_at(name,
                   fmt::format("the checkpoint stands at step {} of {} of epoch {}: it is damaged",
                               step_, steps_in_epoch_, epoch_ + 1));
  }
  const ParameterLayout& layout = network_.layout();
  for (const auto& [prefix, values] :
       {std::pair{"parameters.", network_.parameters()}, std::pair{"adam.mean.", std::span(mean_)},
        std::pair{"adam.square.", std::span(square_)}, std::pair{"best.", std::span(best_)}}) {
    TRY(read_parameters(reader, prefix, layout, values));
  }
  if (!average_.empty()) {
    TRY(read_parameters(reader, "average.", layout, average_));
  }
  const auto state = reader.values<float>("state");
  if (!state || state->size() != learner_.state().size()) {
    return fail_at(name, "the state of the network is missing or of another size");
  }
  std::ranges::copy(*state, learner_.state().begin());
  learner_.parameters_changed();
  learner_.prepare(fill_of(*plan_, step_, record_.options.truncation));
  return {};
}

}  // namespace bachprop
