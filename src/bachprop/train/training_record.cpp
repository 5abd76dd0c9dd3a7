#include "bachprop/train/training_record.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 3> kPartNames = {"train", "valid", "unused"};

Json to_json(const Score3& score) {
  Json json = {{"nats_per_note", score.sum()}};
  for (std::size_t f = 0; f < kFeatures; ++f) {
    json[std::string(kFeatureNames[f])] = {{"nats", score.nats[f]},
                                           {"accuracy", score.accuracy[f]}};
  }
  return json;
}

// JSON has no infinity and no NaN; a training that diverged writes null.
double number_or_nan(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Score3 score_from_json(const Json& json) {
  Score3 score;
  for (std::size_t f = 0; f < kFeatures; ++f) {
    const Json& feature = json.at(std::string(kFeatureNames[f]));
    score.nats[f] = number_or_nan(feature.at("nats"));
    score.accuracy[f] = feature.at("accuracy").get<double>();
  }
  return score;
}

SplitPart part_from_name(const std::string& name) {
  const auto* const found = std::ranges::find(kPartNames, name);
  return found == kPartNames.end() ? SplitPart::kUnused
                                   : static_cast<SplitPart>(found - kPartNames.begin());
}

}  // namespace

Score3 means_of(const CrossEntropies& sums) {
  Score3 score;
  for (int f = 0; f < kFeatures; ++f) {
    score.nats[as_index(f)] = sums.nats_per_note(f);
    score.accuracy[as_index(f)] = sums.accuracy(f);
  }
  return score;
}

Json to_json(const EpochRecord& record) {
  return {{"epoch", record.epoch},
          {"learning_rate", record.learning_rate},
          {"train", to_json(record.training)},
          {"valid", to_json(record.validation)}};
}

Json to_json(const TrainingRecord& record) {
  Json json = {{"options", to_json(record.options)},
               {"best_epoch", record.best_epoch},
               {"pieces", Json::array()},
               {"epochs", Json::array()}};
  for (const PieceRecord& piece : record.pieces) {
    json["pieces"].push_back({{"name", piece.name},
                              {"sha256", piece.sha256},
                              {"part", std::string(kPartNames[as_index(piece.part)])}});
  }
  for (const EpochRecord& epoch : record.epochs) {
    json["epochs"].push_back(to_json(epoch));
  }
  return json;
}

Result<TrainingRecord> training_record_from_json(const Json& json, const std::string& where) {
  TrainingRecord record;
  try {
    auto options = TRY(train_options_from_json(json.at("options"), where));
    record.options = options;
    record.best_epoch = whole_number<int>(json.at("best_epoch"));
    for (const Json& piece : json.at("pieces")) {
      record.pieces.push_back({piece.at("name").get<std::string>(),
                               piece.at("sha256").get<std::string>(),
                               part_from_name(piece.at("part").get<std::string>())});
    }
    for (const Json& epoch : json.at("epochs")) {
      record.epochs.push_back(
          {whole_number<int>(epoch.at("epoch")), epoch.at("learning_rate").get<double>(),
           score_from_json(epoch.at("train")), score_from_json(epoch.at("valid"))});
    }
  } catch (const Json::exception& error) {
    return fail_at(where, fmt::format("the training record is damaged: {}", error.what()));
  }
  if (record.best_epoch < 0 || record.best_epoch > std::ssize(record.epochs)) {
    return fail_at(where,
                   fmt::format("the training record is damaged: epoch {} of {} is called the best",
                               record.best_epoch, record.epochs.size()));
  }
  return record;
}

}  // namespace bachprop
