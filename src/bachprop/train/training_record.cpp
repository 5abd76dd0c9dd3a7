#include "bachprop/train/training_record.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

Json to_json(const FeatureMeans& means) {
  Json json = {{"nats_per_note", means.sum()}};
  for (std::size_t f = 0; f < kFeatures; ++f) {
    json[std::string(kFeatureNames[f])] = {{"nats", means.nats[f]},
                                           {"accuracy", means.accuracy[f]}};
  }
  return json;
}

// JSON has no infinity and no NaN; a training that diverged writes null.
double number_or_nan(const Json& json) { return json.is_null() ? kUndefined : json.get<double>(); }

FeatureMeans means_from_json(const Json& json) {
  FeatureMeans means;
  for (std::size_t f = 0; f < kFeatures; ++f) {
    const Json& feature = json.at(std::string(kFeatureNames[f]));
    means.nats[f] = number_or_nan(feature.at("nats"));
    means.accuracy[f] = feature.at("accuracy").get<double>();
  }
  return means;
}

// Another name is that of a part that is not used.
SplitPart part_from_name(const std::string& name) {
  return from_name<SplitPart>(name).value_or(SplitPart::kUnused);
}

}  // namespace

FeatureMeans means_of(const CrossEntropies& sums) {
  FeatureMeans means;
  for (int f = 0; f < kFeatures; ++f) {
    means.nats[as_index(f)] = sums.nats_per_note(f);
    means.accuracy[as_index(f)] = sums.accuracy(f);
  }
  return means;
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
  if (record.parent) {
    json["parent"] = {{"name", record.parent->name},
                      {"sha256", record.parent->sha256},
                      {"licence", record.parent->licence}};
  }
  for (const SplitPiece& piece : record.pieces) {
    json["pieces"].push_back({{"name", piece.name},
                              {"sha256", piece.sha256},
                              {"part", std::string(name_of(piece.part))}});
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
    if (json.contains("parent")) {
      const Json& parent = json.at("parent");
      record.parent = {parent.at("name").get<std::string>(), parent.at("sha256").get<std::string>(),
                       parent.at("licence").get<std::string>()};
    }
    for (const Json& piece : json.at("pieces")) {
      record.pieces.push_back({piece.at("name").get<std::string>(),
                               piece.at("sha256").get<std::string>(),
                               part_from_name(piece.at("part").get<std::string>())});
    }
    for (const Json& epoch : json.at("epochs")) {
      record.epochs.push_back(
          {whole_number<int>(epoch.at("epoch")), epoch.at("learning_rate").get<double>(),
           means_from_json(epoch.at("train")), means_from_json(epoch.at("valid"))});
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
