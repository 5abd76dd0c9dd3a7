#include "bachprop/train/trained_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "bachprop/base/file_io.h"
#include "bachprop/nn/cells_test.h"
#include "bachprop/train/test_corpora.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

TrainedModel small_model(Cell cell = Cell::kGru) {
  TrainOptions options;
  options.cell = cell;
  options.layers = 2;
  options.hidden = 6;
  options.epochs = 1;
  options.truncation = 8;
  Trainer trainer(split_at_random(scales(10, 9), 0.1, 1).value(), options, 1);
  while (trainer.status() == TrainerStatus::kRunning) {
    trainer.step();
  }
  TrainedModel model;
  model.network = trainer.best_network();
  model.dictionaries = trainer.set().dictionaries;
  model.quarters_per_minute = 96;
  model.time_signature = TimeSignature{0, 3, 4};
  model.corpus_options.keep_percussion = true;
  model.record = trainer.record();
  return model;
}

std::string error_of(std::span<const std::byte> bytes) {
  const auto model = parse_model(bytes, "m.safetensors");
  return model ? "no error" : model.error().message();
}

void expect_error(std::span<const std::byte> bytes, const std::string& words) {
  EXPECT_NE(error_of(bytes).find(words), std::string::npos) << error_of(bytes);
}

// The model's file with its description changed, its checksum right.
std::vector<std::byte> with_description(const std::function<void(Json&)>& change,
                                        const std::string& version = "1") {
  const auto bytes = model_bytes(small_model());
  const auto reader = SafetensorsReader::parse(bytes, "m").value();
  Json json = Json::parse(reader.text("model").value());
  change(json);
  SafetensorsWriter writer;
  writer.set_metadata("format", "bachprop-model");
  writer.set_metadata("format_version", version);
  writer.set_metadata("model", json.dump());
  for (const auto& [name, tensor] : reader.tensors()) {
    writer.add<float>(name, reader.values<float>(name).value(), tensor.shape);
  }
  return writer.bytes();
}

class TrainedModelOfCells : public testing::TestWithParam<Cell> {};

INSTANTIATE_TEST_SUITE_P(Cells, TrainedModelOfCells, testing::ValuesIn(kCells), name_of_cell);

TEST_P(TrainedModelOfCells, ComesBackFromItsFileAsItWas) {
  const TrainedModel model = small_model(GetParam());
  const auto bytes = model_bytes(model);
  const auto read = parse_model(bytes, "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->network.shape(), model.network.shape());
  EXPECT_EQ(read->record.options.cell, GetParam());
  EXPECT_TRUE(std::ranges::equal(read->network.parameters(), model.network.parameters()));
  EXPECT_EQ(read->dictionaries, model.dictionaries);
  EXPECT_EQ(read->record, model.record);
  EXPECT_EQ(read->quarters_per_minute, 96);
  EXPECT_EQ(read->time_signature, model.time_signature);
  EXPECT_EQ(read->corpus_options, model.corpus_options);
  EXPECT_EQ(read->sha256, sha256_hex(bytes));
  EXPECT_EQ(model_bytes(*read), bytes);
}

TrainedModel small_music_model() {
  TrainOptions options;
  options.context = ContextKind::kMusic;
  options.layers = 2;
  options.hidden = 6;
  options.readout_hidden = 7;
  options.epochs = 1;
  options.truncation = 8;
  TrainingSet set = split_at_random(scales(10, 9), 0.1, 1).value();
  EXPECT_TRUE(add_contexts(set, options.context));
  Trainer trainer(std::move(set), options, 1);
  while (trainer.status() == TrainerStatus::kRunning) {
    trainer.step();
  }
  TrainedModel model;
  model.network = trainer.best_network();
  model.dictionaries = trainer.set().dictionaries;
  model.vocabulary = trainer.set().vocabulary;
  model.metres = {{{0, 3, 4}, 7}, {{0, 4, 4}, 2}, {{Quarters(-7, 2), 4, 4}, 1}};
  model.profile = trainer.set().profile;
  model.profile.tempos = {{60, 2}, {96, 7}};
  model.record = trainer.record();
  return model;
}

TEST(TrainedModel, OfMusicComesBackWithItsContextAndMetres) {
  const TrainedModel model = small_music_model();
  const auto bytes = model_bytes(model);
  const auto read = parse_model(bytes, "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->network.shape(), model.network.shape());
  EXPECT_TRUE(std::ranges::equal(read->network.parameters(), model.network.parameters()));
  EXPECT_EQ(read->vocabulary.kind(), ContextKind::kMusic);
  EXPECT_EQ(read->vocabulary.layers().size(), model.network.shape().context);
  EXPECT_EQ(read->metres, model.metres);
  EXPECT_GT(read->profile.notes.median, 0);
  EXPECT_EQ(read->profile, model.profile);
  EXPECT_EQ(model_bytes(*read), bytes);
}

TEST(TrainedModel, ComesBackWithItsCritic) {
  TrainedModel model = small_music_model();
  KnownTurns turns;
  TurnsSoFar turn;
  turn.take(5, 6);
  turns.add(TurnStream::kTop, turn);
  auto vocabulary = ContextVocabulary::make(ContextKind::kCritic, model.dictionaries,
                                            std::make_shared<const KnownTurns>(turns))
                        .value();
  Random random({3});
  model.critic = {.network = Network(critic_shape(model.dictionaries, vocabulary, 5, 4), random),
                  .vocabulary = vocabulary};
  const auto bytes = model_bytes(model);
  const auto read = parse_model(bytes, "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_TRUE(read->critic.has_value());
  EXPECT_EQ(read->critic->network.shape(), model.critic->network.shape());
  EXPECT_TRUE(
      std::ranges::equal(read->critic->network.parameters(), model.critic->network.parameters()));
  ASSERT_NE(read->critic->vocabulary.values().turns, nullptr);
  EXPECT_EQ(*read->critic->vocabulary.values().turns, turns);
  EXPECT_EQ(model_bytes(*read), bytes);
  round_to_bfloat16(model);
  EXPECT_LT(model_bytes(model).size(), bytes.size() * 2 / 3);
  EXPECT_FALSE(parse_model(model_bytes(small_music_model()), "m")->critic.has_value());
}

Json usual_corpus() {
  return {{"notes", {5, 6, 7, 8, 9}}, {"keys", {{-3, true, 4}}}, {"bottom", {36, 60}},
          {"lower", {40, 65}},        {"upper", {50, 72}},       {"top", {60, 81}}};
}

TEST(TrainedModel, TellsWhatIsUsualInItsCorpusIfItKnows) {
  const auto told =
      parse_model(with_description([](Json& json) { json["corpus"] = usual_corpus(); }), "m");
  ASSERT_TRUE(told) << told.error().message();
  EXPECT_EQ(told->profile.notes.median, 7);
  EXPECT_EQ(told->profile.keys, (std::vector<KeyCount>{{{0, -3, true}, 4}}));
  EXPECT_EQ(told->profile.compass[3], (Compass{60, 81}));
  EXPECT_TRUE(told->profile.tempos.empty());
  const auto older = parse_model(with_description([](Json& json) { json.erase("corpus"); }), "m");
  EXPECT_EQ(older->profile, CorpusProfile{});
}

TEST(TrainedModel, WithAnImpossibleCorpusIsAnError) {
  const std::vector<std::pair<const char*, Json>> wrong = {
      {"notes", {0, 1, 2, 3, 4}},
      {"notes", {5, 4, 6, 7, 8}},
      {"notes", {5, 6}},
      {"keys", Json::array({Json::array({8, false, 1})})},
      {"keys", Json::array({Json::array({1, false, 0})})},
      {"keys", Json::array({Json::array({1, 0, 1})})},
      {"bottom", {60, 50}},
      {"top", {0, 128}},
      {"upper", Json::array({60})},
      {"tempos", Json::array({Json::array({0, 1})})},
      {"tempos", Json::array({Json::array({96, 0})})},
      {"tempos", Json::array({Json::array({70'000'000, 1})})}};
  for (const auto& [key, value] : wrong) {
    EXPECT_NE(error_of(with_description([key = key, &value = value](Json& json) {
                json["corpus"] = usual_corpus();
                json["corpus"][key] = value;
              })),
              "no error")
        << key << ' ' << value.dump();
  }
}

TEST(TrainedModel, WithAnImpossiblePickUpIsAnError) {
  const auto error_with = [](const Json& metre) {
    return error_of(with_description([&](Json& json) { json["metres"] = Json::array({metre}); }));
  };
  EXPECT_EQ(error_with({4, 4, 1, 7, 2}), "no error");
  for (const Json& metre : {Json{4, 4, 1, 4, 1}, Json{4, 4, 1, 0, 1}, Json{4, 4, 1, 1, 0}}) {
    EXPECT_NE(error_with(metre), "no error") << metre.dump();
  }
}

TEST(TrainedModel, InHalfTheSizeComesBackRounded) {
  TrainedModel model = small_music_model();
  const std::size_t whole = model_bytes(model).size();
  const std::vector<float> before(model.network.parameters().begin(),
                                  model.network.parameters().end());
  round_to_bfloat16(model);
  const auto bytes = model_bytes(model);
  EXPECT_LT(bytes.size(), whole * 6 / 10);
  const auto read = parse_model(bytes, "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(read->half);
  EXPECT_EQ(model_bytes(*read), bytes);
  int changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const float now = read->network.parameters()[i];
    EXPECT_EQ(now, model.network.parameters()[i]);
    EXPECT_NEAR(now, before[i], std::abs(before[i]) / 256);
    changed += now != before[i] ? 1 : 0;
  }
  EXPECT_GT(changed, 0);
}

TEST(TrainedModel, WithAContextThatIsNotItsOwnIsAnError) {
  const auto bytes = model_bytes(small_music_model());
  const auto reader = SafetensorsReader::parse(bytes, "m").value();
  const auto error_with = [&](const char* key, int value) {
    Json json = Json::parse(reader.text("model").value());
    json["shape"][key] = value;
    SafetensorsWriter writer;
    writer.set_metadata("format", "bachprop-model");
    writer.set_metadata("format_version", "1");
    writer.set_metadata("model", json.dump());
    for (const auto& [name, tensor] : reader.tensors()) {
      writer.add<float>(name, reader.values<float>(name).value(), tensor.shape);
    }
    return error_of(writer.bytes());
  };
  EXPECT_NE(error_with("lowest_class", 12).find("more anchors"), std::string::npos);
  EXPECT_NE(error_with("anchors", 1000).find("more anchors"), std::string::npos);
  EXPECT_NE(error_with("context", -1).find("context -1 is not between"), std::string::npos);
  EXPECT_NE(error_with("lowest_class", 3).find("not one of this program"), std::string::npos);
}

TEST(TrainedModel, AFileThatDoesNotNameItsCellIsOfGrus) {
  const auto bytes = with_description([](Json& json) {
    json["shape"].erase("cell");
    json["record"]["options"].erase("cell");
  });
  const auto read = parse_model(bytes, "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->network.shape().cell, Cell::kGru);
  EXPECT_EQ(read->record.options.cell, Cell::kGru);
}

TEST(TrainedModel, AnotherCellThanThatOfTheParametersIsAnError) {
  expect_error(with_description([](Json& json) { json["shape"]["cell"] = "transformer"; }),
               "the cell \"transformer\" is none of gru, lstm, rnn or feedforward; the file is "
               "damaged, or was written by a newer bachprop");
  expect_error(with_description([](Json& json) { json["shape"]["cell"] = "lstm"; }),
               "the network needs");
  expect_error(with_description([](Json& json) { json["shape"]["cell"] = "rnn"; }),
               "is not of the shape");
  expect_error(with_description([](Json& json) { json["shape"]["cell"] = 3; }), "damaged");
}

TEST(TrainedModel, AFileCutAnywhereIsAnError) {
  const auto bytes = model_bytes(small_model());
  for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 64) {
    EXPECT_FALSE(parse_model(std::span(bytes).first(length), "m")) << length;
  }
}

TEST(TrainedModel, AnEditedFileIsNamedAsSuch) {
  auto bytes = model_bytes(small_model());
  bytes.back() ^= std::byte{1};
  expect_error(bytes, "was changed after bachprop wrote it");
}

TEST(TrainedModel, AForeignFileIsNamedAsSuch) {
  SafetensorsWriter writer;
  writer.set_metadata("format", "bachprop-corpus");
  expect_error(writer.bytes(), "is not a model but a file of the kind bachprop-corpus");
  expect_error(as_bytes_of("MThd....MTrk"), "is not a safetensors file");
}

TEST(TrainedModel, ANewerFileAsksForANewerProgram) {
  expect_error(with_description([](Json&) {}, "2"), "newer bachprop");
}

TEST(TrainedModel, AFalseDescriptionIsAnErrorAndCostsNoMemory) {
  expect_error(with_description([](Json& json) {
                 json["shape"]["layers"] = 8;
                 json["shape"]["hidden"] = 4096;
               }),
               "the network needs");
  expect_error(with_description([](Json& json) { json["shape"]["hidden"] = -1; }), "outside");
  expect_error(with_description([](Json& json) {
                 json["dictionaries"]["pitch"] = {60, 61};
               }),
               "do not fit");
  expect_error(with_description([](Json& json) {
                 json["dictionaries"]["dt"][0] = {1, 0};
               }),
               "is no time");
  expect_error(with_description([](Json& json) { json.erase("record"); }), "damaged");
  expect_error(with_description([](Json& json) { json["record"]["best_epoch"] = 99; }),
               "epoch 99 of");
  expect_error(with_description([](Json& json) { json["record"]["best_epoch"] = -1; }),
               "epoch -1 of");
  expect_error(with_description([](Json& json) { json["quarters_per_minute"] = 0; }), "tempo");
  expect_error(with_description([](Json& json) {
                 json["time_signature"] = {4, 0};
               }),
               "time signature");
}

// A corpus's median tempo can be whatever a MIDI file states.
TEST(TrainedModel, TheFastestTempoOfMidiFilesComesBack) {
  TrainedModel model = small_model();
  model.quarters_per_minute = kHighestTempo;
  const auto back = parse_model(model_bytes(model), "fast.safetensors");
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->quarters_per_minute, kHighestTempo);
}

TEST(TrainedModel, ParametersThatAreNotNumbersAreAnError) {
  TrainedModel model = small_model();
  model.network.parameters()[3] = std::numeric_limits<float>::quiet_NaN();
  expect_error(model_bytes(model), "not numbers");
}

}  // namespace
}  // namespace bachprop
