#include "bachprop/train/trained_model.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/train/stored_bytes.h"
#include "bachprop/train/stored_passages.h"
#include "bachprop/train/stored_profile.h"
#include "bachprop/train/stored_velocities.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kModelFormat = "bachprop-model";
constexpr int kModelVersion = 1;
// Critics of other versions hear other things, and are left out.
constexpr int kCriticVersion = 2;

Json to_json(const TimeDictionary& dictionary) {
  Json values = Json::array();
  for (const Quarters& value : dictionary.values()) {
    values.push_back({value.numerator(), value.denominator()});
  }
  return values;
}

Result<TimeDictionary> times_from_json(const Json& json, bool zero_allowed,
                                       const std::string& where) {
  // Wide enough for any possible duration, narrow enough for exact comparisons.
  constexpr std::int64_t kMaxNumerator = 1 << 20;
  constexpr std::int64_t kMaxDenominator = 1 << 14;
  std::vector<Quarters> values;
  for (const Json& pair : json) {
    const auto numerator = whole_number<std::int64_t>(pair.at(0));
    const auto denominator = whole_number<std::int64_t>(pair.at(1));
    if (numerator < (zero_allowed ? 0 : 1) || numerator > kMaxNumerator || denominator < 1 ||
        denominator > kMaxDenominator) {
      return fail_at(where,
                     fmt::format("{}/{} is no time of a dictionary", numerator, denominator));
    }
    values.emplace_back(numerator, denominator);
  }
  TimeDictionary dictionary(values);
  if (dictionary.values() != values || values.empty() || values.size() >= kMaxSymbols) {
    return fail_at(where, "a dictionary of times is empty, too long or not in order");
  }
  return dictionary;
}

Json to_json(const Dictionaries& dictionaries) {
  return {{"dt", to_json(dictionaries.dt)},
          {"duration", to_json(dictionaries.duration)},
          {"pitch", {dictionaries.pitch.lowest(), dictionaries.pitch.highest()}}};
}

Result<Dictionaries> dictionaries_from_json(const Json& json, const std::string& where) {
  const auto dt = TRY(times_from_json(json.at("dt"), true, where));
  const auto duration = TRY(times_from_json(json.at("duration"), false, where));
  const int lowest = whole_number<int>(json.at("pitch").at(0));
  const int highest = whole_number<int>(json.at("pitch").at(1));
  if (lowest < kLowestPitch || highest > kHighestPitch || lowest > highest) {
    return fail_at(where, fmt::format("pitches {} to {} are no MIDI range", lowest, highest));
  }
  return Dictionaries{dt, duration, PitchDictionary(lowest, highest)};
}

Json to_json(const EndingHabits& habits) {
  Json json = {{"pieces", habits.pieces}};
  for (const auto& [trait, name] : EnumNames<EndingTrait>::kNames) {
    json[std::string(name)] = habits.shares[static_cast<std::size_t>(trait)];
  }
  return json;
}

Json header_of(const TrainedModel& model) {
  Json json = {{"shape",
                {{"layers", model.network.shape().layers},
                 {"hidden", model.network.shape().hidden},
                 {"cell", name_of(model.network.shape().cell)},
                 {"symbols", model.network.shape().symbols},
                 {"context", model.network.shape().context},
                 {"readout_hidden", model.network.shape().readout_hidden},
                 {"readout_context", model.network.shape().readout_context},
                 {"anchors", model.network.shape().anchors},
                 {"class_anchors", model.network.shape().class_anchors},
                 {"lowest_class", model.network.shape().lowest_class}}},
               {"dictionaries", to_json(model.dictionaries)},
               {"quarters_per_minute", model.quarters_per_minute},
               {"time_signature", nullptr},
               {"keep_percussion", model.corpus_options.keep_percussion},
               {"record", to_json(model.record)}};
  if (model.time_signature) {
    json["time_signature"] = {model.time_signature->numerator, model.time_signature->denominator};
  }
  if (model.end_bias != 0) {
    json["end_bias"] = model.end_bias;
  }
  for (const MetreCount& metre : model.metres) {
    json["metres"].push_back(
        {metre.signature.numerator, metre.signature.denominator, metre.pieces});
    if (const Quarters pickup = pickup_of({metre.signature}); pickup > 0) {
      json["metres"].back().push_back(pickup.numerator());
      json["metres"].back().push_back(pickup.denominator());
    }
  }
  if (model.profile.notes.median > 0) {
    json["corpus"] = to_json(model.profile);
  }
  if (model.endings.pieces > 0) {
    json["endings"] = to_json(model.endings);
  }
  if (model.critic) {
    json["critic"] = {{"version", kCriticVersion},
                      {"hidden", model.critic->network.shape().hidden},
                      {"readout_hidden", model.critic->network.shape().readout_hidden}};
  }
  if (model.velocities.pieces > 0) {
    json["velocities"] = to_json(model.velocities);
  }
  return json;
}

Result<NetworkShape> shape_from_json(const Json& json, const std::string& where) {
  NetworkShape shape;
  shape.layers = whole_number<int>(json.at("layers"));
  shape.hidden = whole_number<int>(json.at("hidden"));
  // Older files do not say.
  const auto cell = from_name<Cell>(json.value("cell", std::string(name_of(Cell::kGru))));
  if (!cell) {
    return fail_at(where, cell.error().message(),
                   "the file is damaged, or was written by a newer bachprop: update this one");
  }
  shape.cell = *cell;
  for (std::size_t f = 0; f < kFeatures; ++f) {
    shape.symbols[f] = whole_number<int>(json.at("symbols").at(f));
  }
  // Older files do not say.
  for (const auto& [name, size] :
       {std::pair{"context", &shape.context}, std::pair{"readout_hidden", &shape.readout_hidden},
        std::pair{"readout_context", &shape.readout_context}, std::pair{"anchors", &shape.anchors},
        std::pair{"class_anchors", &shape.class_anchors},
        std::pair{"lowest_class", &shape.lowest_class}}) {
    *size = json.contains(name) ? whole_number<int>(json.at(name)) : 0;
    if (*size < 0 || *size > kMaxSymbols) {
      return fail_at(where, fmt::format("{} {} is not between 0 and {}", name, *size, kMaxSymbols));
    }
  }
  const bool symbols_fit = std::ranges::all_of(
      shape.symbols, [](int count) { return count >= 2 && count <= kMaxSymbols; });
  if (symbols_fit && (shape.readout_hidden > kMaxHidden || shape.lowest_class >= kPitchClasses ||
                      std::int64_t{shape.anchors} * (shape.symbols[2] - 1) +
                              std::int64_t{kPitchClasses} * shape.class_anchors >
                          shape.readout_context)) {
    return fail_at(where, "the readouts have more anchors than their context entries");
  }
  if (shape.layers < 1 || shape.layers > kMaxLayers || shape.hidden < 1 ||
      shape.hidden > kMaxHidden || !symbols_fit) {
    return fail_at(where,
                   fmt::format("{} layers of {} units are outside this program's limits ({} of {})",
                               shape.layers, shape.hidden, kMaxLayers, kMaxHidden));
  }
  return shape;
}

Result<TimeSignature> time_signature_from_json(const Json& json, const std::string& where) {
  const TimeSignature signature = {0, whole_number<int>(json.at(0)), whole_number<int>(json.at(1))};
  const auto denominator = static_cast<unsigned>(signature.denominator);
  if (signature.numerator < 1 || signature.numerator > 255 || !std::has_single_bit(denominator) ||
      denominator > kGreatestBeatDenominator) {
    return fail_at(where, fmt::format("a time signature of {}/{} is not possible",
                                      signature.numerator, denominator));
  }
  return signature;
}

constexpr double kGreatestEndBias = 100;
constexpr const char* kUsualFeatures = "profile";
constexpr const char* kCriticPrefix = "critic.";
constexpr const char* kCriticTurns = "critic.turns";
constexpr int kMaxCriticHidden = 512;

Result<MetreCount> metre_count_from_json(const Json& json, const std::string& where) {
  // So many that their sum fits.
  constexpr std::int64_t kMostPieces = 1'000'000'000;
  constexpr std::int64_t kMostParts = 1 << 14;
  auto signature = TRY(time_signature_from_json(json, where));
  const auto pieces = whole_number<std::int64_t>(json.at(2));
  if (pieces < 1 || pieces > kMostPieces) {
    return fail_at(where, fmt::format("a metre of {} pieces is not possible", pieces));
  }
  if (json.size() > 3) {
    const auto numerator = whole_number<std::int64_t>(json.at(3));
    const auto denominator = whole_number<std::int64_t>(json.at(4));
    const bool fits = numerator > 0 && denominator > 0 && denominator <= kMostParts &&
                      numerator < kMostParts * kMostParts &&
                      Quarters(numerator, denominator) < bar_length(signature);
    if (!fits) {
      return fail_at(where, fmt::format("a pick-up of {}/{} quarters is not possible", numerator,
                                        denominator));
    }
    signature.onset = Quarters(numerator, denominator) - bar_length(signature);
  }
  return MetreCount{signature, pieces};
}

// Traits that this program does not know are not asked for.
Result<EndingHabits> ending_habits_from_json(const Json& json, const std::string& where) {
  EndingHabits habits = {.pieces = whole_number<std::int64_t>(json.at("pieces"))};
  for (const auto& [trait, name] : EnumNames<EndingTrait>::kNames) {
    const double share = json.value(std::string(name), 0.0);
    if (!(share >= 0 && share <= 1)) {
      return fail_at(where, fmt::format("a share of endings of {} is not possible", share));
    }
    habits.shares[static_cast<std::size_t>(trait)] = share;
  }
  return habits;
}

Result<TrainedModel> model_from_header(const Json& json, const std::string& where) {
  TrainedModel model;
  const auto shape = TRY(shape_from_json(json.at("shape"), where));
  const auto dictionaries = TRY(dictionaries_from_json(json.at("dictionaries"), where));
  auto record = TRY(training_record_from_json(json.at("record"), where));
  if (symbol_counts(dictionaries) != shape.symbols) {
    return fail_at(where, "the dictionaries do not fit the network");
  }
  model.dictionaries = dictionaries;
  model.record = std::move(record);
  auto vocabulary =
      TRY(at(where, ContextVocabulary::make(model.record.options.context, model.dictionaries)));
  model.vocabulary = std::move(vocabulary);
  if (model.vocabulary.layers().size() != shape.context ||
      model.vocabulary.readouts().size() != shape.readout_context ||
      model.vocabulary.anchor_groups() != shape.anchors ||
      model.vocabulary.class_anchor_groups() != shape.class_anchors ||
      model.vocabulary.lowest_class() != shape.lowest_class) {
    return fail_at(where, "the context that the network reads is not one of this program");
  }
  model.quarters_per_minute = json.at("quarters_per_minute").get<double>();
  if (!(model.quarters_per_minute > 0 && model.quarters_per_minute <= kHighestTempo)) {
    return fail_at(where, fmt::format("a tempo of {} quarters a minute is not possible",
                                      model.quarters_per_minute));
  }
  model.corpus_options.keep_percussion = json.at("keep_percussion").get<bool>();
  if (const Json& signature = json.at("time_signature"); !signature.is_null()) {
    model.time_signature = TRY(time_signature_from_json(signature, where));
  }
  model.end_bias = json.value("end_bias", 0.0);
  if (!(std::abs(model.end_bias) <= kGreatestEndBias)) {
    return fail_at(where, fmt::format("a bias of endings of {} is not possible", model.end_bias));
  }
  for (const Json& metre : json.value("metres", Json::array())) {
    const auto count = TRY(metre_count_from_json(metre, where));
    model.metres.push_back(count);
  }
  if (json.contains("corpus")) {
    model.profile = TRY(corpus_profile_from_json(json.at("corpus"), where));
  }
  if (json.contains("endings")) {
    model.endings = TRY(ending_habits_from_json(json.at("endings"), where));
  }
  if (json.contains("velocities")) {
    auto velocities = TRY(velocity_model_from_json(json.at("velocities"), where));
    model.velocities = std::move(velocities);
  }
  return model;
}

// Whether parameters are stored in bfloat16.
bool is_half(const SafetensorsReader& reader) {
  return std::ranges::any_of(reader.tensors(), [](const auto& tensor) {
    return tensor.second.type == ElementType::kBF16;
  });
}

// Reads the shape without making the network, so that a false one costs no memory.
Result<ParameterLayout> layout_from_header(const Json& json, const SafetensorsReader& reader) {
  const auto shape = TRY(shape_from_json(json.at("shape"), reader.name()));
  ParameterLayout layout(shape);
  std::size_t bytes = 0;
  for (const auto& [name, tensor] : reader.tensors()) {
    bytes += tensor.data.size();
  }
  const std::size_t element = is_half(reader) ? sizeof(BFloat16) : sizeof(float);
  std::size_t needed = 0;
  for (const ParameterBlock& block : layout.blocks()) {
    needed += as_index(block.rows) * as_index(block.cols) * element;
  }
  if (bytes < needed) {
    return fail_at(
        reader.name(),
        fmt::format("the network needs {} bytes of parameters, the file has {}", needed, bytes));
  }
  return layout;
}

Result<Json> checked_header(const SafetensorsReader& reader) {
  const auto format = reader.text("format");
  if (!format || *format != kModelFormat) {
    return fail_at(
        reader.name(),
        fmt::format("is not a model{}", format ? " but a file of the kind " + *format : ""),
        "give a file that bachprop train wrote");
  }
  const auto version = reader.text("format_version");
  if (!version || *version != std::to_string(kModelVersion)) {
    return fail_at(reader.name(),
                   fmt::format("has format version {}, this program reads {}",
                               version.value_or("?"), kModelVersion),
                   "it was written by a newer bachprop: update this one");
  }
  const auto header = TRY(reader.text("model"));
  Json json = json_value(header);
  if (!json.is_object()) {
    return fail_at(reader.name(), "the description of the model is damaged");
  }
  return json;
}

}  // namespace

std::array<int, kFeatures> symbol_counts(const Dictionaries& dictionaries) {
  return {dictionaries.dt.size(), dictionaries.duration.size(), dictionaries.pitch.size()};
}

NetworkShape shape_for(const NetworkShape& network, const Dictionaries& dictionaries,
                       const ContextVocabulary& vocabulary) {
  NetworkShape shape = network;
  shape.symbols = symbol_counts(dictionaries);
  shape.context = vocabulary.layers().size();
  shape.readout_context = vocabulary.readouts().size();
  shape.anchors = vocabulary.anchor_groups();
  shape.class_anchors = vocabulary.class_anchor_groups();
  shape.lowest_class = vocabulary.lowest_class();
  return shape;
}

NetworkShape critic_shape(const Dictionaries& dictionaries, const ContextVocabulary& vocabulary,
                          int hidden, int readout_hidden) {
  return shape_for({.layers = 1, .hidden = hidden, .readout_hidden = readout_hidden}, dictionaries,
                   vocabulary);
}

void add_parameters(SafetensorsWriter& writer, const std::string& prefix,
                    const ParameterLayout& layout, std::span<const float> values, bool half) {
  check(values.size() == layout.size(), "values have the layout's size");
  for (const ParameterBlock& block : layout.blocks()) {
    const auto count = as_index(block.rows) * as_index(block.cols);
    const auto its_values = values.subspan(block.offset, count);
    if (count == 0) {
      continue;
    }
    if (half) {
      std::vector<BFloat16> rounded(count);
      std::ranges::transform(its_values, rounded.begin(),
                             [](float value) { return BFloat16{to_bfloat16(value)}; });
      writer.add<BFloat16>(prefix + block.name, rounded, {block.rows, block.cols});
    } else {
      writer.add<float>(prefix + block.name, its_values, {block.rows, block.cols});
    }
  }
}

namespace {

// The values of a tensor that is stored in single precision or in bfloat16.
Result<std::vector<float>> stored_values(const SafetensorsReader& reader, const std::string& name) {
  const auto tensor = reader.tensors().find(name);
  if (tensor != reader.tensors().end() && tensor->second.type == ElementType::kBF16) {
    return reader.values<BFloat16>(name).map([](std::span<const BFloat16> stored) {
      std::vector<float> values(stored.size());
      std::ranges::transform(stored, values.begin(),
                             [](BFloat16 value) { return from_bfloat16(value.bits); });
      return values;
    });
  }
  return reader.values<float>(name).map([](std::span<const float> stored) {
    return std::vector<float>(stored.begin(), stored.end());
  });
}

}  // namespace

void round_to_bfloat16(TrainedModel& model) {
  const auto round = [](Network& network) {
    for (float& value : network.parameters()) {
      value = from_bfloat16(to_bfloat16(value));
    }
  };
  round(model.network);
  if (model.critic) {
    round(model.critic->network);
  }
  model.half = true;
}

Result<void> read_parameters(const SafetensorsReader& reader, const std::string& prefix,
                             const ParameterLayout& layout, std::span<float> values) {
  check(values.size() == layout.size(), "values have the layout's size");
  for (const ParameterBlock& block : layout.blocks()) {
    const auto count = as_index(block.rows) * as_index(block.cols);
    if (count == 0) {
      continue;
    }
    const std::string name = prefix + block.name;
    const auto stored = TRY(stored_values(reader, name));
    if (reader.tensors().at(name).shape != std::vector<std::int64_t>{block.rows, block.cols}) {
      return fail_at(reader.name(), fmt::format("tensor \"{}\" is not of the shape {} x {}", name,
                                                block.rows, block.cols));
    }
    if (!std::ranges::all_of(stored, [](float value) { return std::isfinite(value); })) {
      return fail_at(reader.name(),
                     fmt::format("tensor \"{}\" holds values that are not numbers", name));
    }
    std::ranges::copy(stored, values.begin() + static_cast<std::ptrdiff_t>(block.offset));
  }
  return {};
}

namespace {

Result<Critic> critic_from(const Json& json, const SafetensorsReader& reader,
                           const Dictionaries& dictionaries) {
  const int hidden = whole_number<int>(json.at("hidden"));
  const int readout_hidden = whole_number<int>(json.at("readout_hidden"));
  if (hidden < 1 || hidden > kMaxCriticHidden || readout_hidden < 1 ||
      readout_hidden > kMaxCriticHidden) {
    return fail_at(reader.name(),
                   fmt::format("a critic of {} and {} units is outside this program's limits",
                               hidden, readout_hidden));
  }
  const auto turns = TRY(read_stored_bytes(reader, kCriticTurns));
  auto known = TRY(at(reader.name(), KnownTurns::from_bytes(turns)));
  auto vocabulary =
      TRY(at(reader.name(),
             ContextVocabulary::make(ContextKind::kCritic, dictionaries,
                                     std::make_shared<const KnownTurns>(std::move(known)))));
  Critic critic;
  critic.network = Network(critic_shape(dictionaries, vocabulary, hidden, readout_hidden));
  critic.vocabulary = std::move(vocabulary);
  TRY(read_parameters(reader, kCriticPrefix, critic.network.layout(), critic.network.parameters()));
  return critic;
}

}  // namespace

std::vector<std::byte> model_bytes(const TrainedModel& model) {
  SafetensorsWriter writer;
  writer.set_metadata("format", std::string(kModelFormat));
  writer.set_metadata("format_version", std::to_string(kModelVersion));
  writer.set_metadata("model", json_text(header_of(model)));
  add_parameters(writer, "", model.network.layout(), model.network.parameters(), model.half);
  if (model.critic) {
    const Network& critic = model.critic->network;
    add_parameters(writer, kCriticPrefix, critic.layout(), critic.parameters(), model.half);
    if (const auto& turns = model.critic->vocabulary.values().turns) {
      add_stored_bytes(writer, kCriticTurns, turns->bytes());
    }
  }
  add_passages(writer, model.passages);
  add_stored_bytes(writer, kUsualFeatures, model.usual_features);
  return writer.bytes();
}

Result<void> save_model(const TrainedModel& model, const std::filesystem::path& path,
                        IfThere if_there) {
  return write_file(path, model_bytes(model), if_there);
}

Result<TrainedModel> parse_model(std::span<const std::byte> bytes, std::string name) {
  const auto reader = TRY(SafetensorsReader::parse(bytes, name));
  const auto header = TRY(checked_header(reader));
  try {
    const auto layout = TRY(layout_from_header(header, reader));
    auto model = model_from_header(header, name);
    if (!model) {
      return model;
    }
    model->network = Network(layout.shape());
    TRY(read_parameters(reader, "", model->network.layout(), model->network.parameters()));
    if (header.contains("critic") && header.at("critic").value("version", 1) == kCriticVersion) {
      model->critic = TRY(critic_from(header.at("critic"), reader, model->dictionaries));
    }
    auto passages = TRY(read_passages(reader));
    model->passages = std::move(passages);
    auto features = TRY(read_stored_bytes(reader, kUsualFeatures));
    model->usual_features = std::move(features);
    model->half = is_half(reader);
    model->name = std::move(name);
    model->sha256 = sha256_hex(bytes);
    return model;
  } catch (const Json::exception& error) {
    return fail_at(name, fmt::format("the description of the model is damaged: {}", error.what()));
  }
}

Result<TrainedModel> load_model(const std::filesystem::path& path) {
  const auto file = TRY(MappedFile::open(path));
  return parse_model(file.bytes(), path.string());
}

}  // namespace bachprop
