#include "bachprop/train/train_options.h"

#include <fmt/core.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/model/network.h"

namespace bachprop {
namespace {

constexpr int kMaxBatch = 4096;
constexpr int kMaxTruncation = 65536;
constexpr int kMaxEpochs = 1'000'000;

Result<void> in_range(const char* name, double value, double low, double high) {
  if (!(value >= low && value <= high)) {
    return fail(fmt::format("{} {} is not between {} and {}", name, value, low, high));
  }
  return {};
}

// Files from before there was a choice say true or false.
Result<Transposition> transposition_from_json(const nlohmann::json& json) {
  if (json.is_boolean()) {
    return json.get<bool>() ? Transposition::kRandom : Transposition::kNone;
  }
  return transposition_from_name(json.get<std::string>());
}

}  // namespace

std::string_view name_of(Precision precision) {
  return precision == Precision::kFloat32 ? "fp32" : "bf16";
}

Result<Precision> precision_from_name(std::string_view name) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    if (name == name_of(precision)) {
      return precision;
    }
  }
  return fail(fmt::format("the precision \"{}\" is neither fp32 nor bf16", name));
}

std::string_view name_of(Transposition transposition) {
  return transposition == Transposition::kRandom ? "random"
         : transposition == Transposition::kAll  ? "all"
                                                 : "none";
}

Result<Transposition> transposition_from_name(std::string_view name) {
  for (const auto transposition :
       {Transposition::kRandom, Transposition::kAll, Transposition::kNone}) {
    if (name == name_of(transposition)) {
      return transposition;
    }
  }
  return fail(fmt::format("the transposition \"{}\" is none of random, all, none", name));
}

Result<void> validate(const TrainOptions& options) {
  return in_range("layers", options.layers, 1, kMaxLayers)
      .and_then([&] { return in_range("hidden units", options.hidden, 1, kMaxHidden); })
      .and_then([&] { return in_range("readout units", options.readout_hidden, 0, kMaxHidden); })
      .and_then([&] { return in_range("dropout", options.dropout, 0, 0.95); })
      .and_then([&] { return in_range("weight decay", options.weight_decay, 0, 10); })
      .and_then([&] { return in_range("average decay", options.average_decay, 0, 0.999999); })
      .and_then([&] { return in_range("epochs", options.epochs, 0, kMaxEpochs); })
      .and_then([&] { return in_range("steps", options.steps, 1, 1e9); })
      .and_then([&] { return in_range("batch size", options.batch, 1, kMaxBatch); })
      .and_then([&] { return in_range("truncation", options.truncation, 1, kMaxTruncation); })
      .and_then([&] { return in_range("learning rate", options.learning_rate, 1e-9, 10); })
      .and_then([&] { return in_range("clipping norm", options.clip_norm, 0, 1e9); })
      .and_then([&] { return in_range("patience", options.patience, 0, kMaxEpochs); })
      .and_then([&] { return in_range("target loss", options.target_loss, 0, 1e6); })
      .and_then([&] { return in_range("validation share", options.validation_share, 0, 0.9); })
      .and_then([&] { return in_range("loss weight of dT", options.loss_weights[0], 0, 1e6); })
      .and_then([&] { return in_range("loss weight of T", options.loss_weights[1], 0, 1e6); })
      .and_then([&] { return in_range("loss weight of P", options.loss_weights[2], 0, 1e6); });
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
  options.context = ContextKind::kMusic;
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
  return {{"layers", options.layers},
          {"hidden", options.hidden},
          {"cell", name_of(options.cell)},
          {"context", name_of(options.context)},
          {"readout_hidden", options.readout_hidden},
          {"dropout", options.dropout},
          {"weight_decay", options.weight_decay},
          {"average_decay", options.average_decay},
          {"epochs", options.epochs},
          {"steps", options.steps},
          {"batch", options.batch},
          {"truncation", options.truncation},
          {"learning_rate", options.learning_rate},
          {"schedule", options.schedule == Schedule::kCosine ? "cosine" : "constant"},
          {"clip_norm", options.clip_norm},
          {"loss_weights", options.loss_weights},
          {"validation_share", options.validation_share},
          {"transpose", name_of(options.transpose)},
          {"rhythm_augmentation", options.rhythm_augmentation},
          {"precision", name_of(options.precision)},
          {"patience", options.patience},
          {"target_loss", options.target_loss},
          {"seed", options.seed}};
}

Result<TrainOptions> train_options_from_json(const nlohmann::json& json, const std::string& where) {
  TrainOptions options;
  try {
    options.layers = whole_number<int>(json.at("layers"));
    options.hidden = whole_number<int>(json.at("hidden"));
    // Older files do not say.
    const auto cell =
        TRY(at(where, from_name<Cell>(json.value("cell", std::string(name_of(Cell::kGru))))));
    options.cell = cell;
    options.epochs = whole_number<int>(json.at("epochs"));
    options.batch = whole_number<int>(json.at("batch"));
    options.truncation = whole_number<int>(json.at("truncation"));
    options.learning_rate = json.at("learning_rate").get<double>();
    const auto schedule = json.at("schedule").get<std::string>();
    if (schedule != "constant" && schedule != "cosine") {
      return fail_at(where, fmt::format("the schedule \"{}\" is none of this program", schedule));
    }
    options.schedule = schedule == "constant" ? Schedule::kConstant : Schedule::kCosine;
    options.clip_norm = json.at("clip_norm").get<double>();
    options.loss_weights = json.at("loss_weights").get<LossWeights>();
    options.validation_share = json.at("validation_share").get<double>();
    const auto transpose = TRY(at(where, transposition_from_json(json.at("transpose"))));
    options.transpose = transpose;
    // Older files do not say.
    options.rhythm_augmentation = json.value("rhythm_augmentation", false);
    options.target_loss = json.value("target_loss", 0.0);
    options.readout_hidden =
        json.contains("readout_hidden") ? whole_number<int>(json.at("readout_hidden")) : 0;
    options.steps = json.contains("steps") ? whole_number<int>(json.at("steps")) : options.steps;
    options.dropout = json.value("dropout", 0.0);
    options.weight_decay = json.value("weight_decay", 0.0);
    options.average_decay = json.value("average_decay", 0.0);
    const auto context =
        TRY(at(where, from_name<ContextKind>(json.value("context", std::string("none")))));
    options.context = context;
    const auto precision =
        TRY(at(where, precision_from_name(
                          json.value("precision", std::string(name_of(Precision::kFloat32))))));
    options.precision = precision;
    options.patience = whole_number<int>(json.at("patience"));
    options.seed = whole_number<std::uint64_t>(json.at("seed"));
  } catch (const nlohmann::json::exception& error) {
    return fail_at(where, fmt::format("the training options are damaged: {}", error.what()));
  }
  TRY(at(where, validate(options)));
  return options;
}

}  // namespace bachprop
