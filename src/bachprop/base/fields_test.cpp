#include "bachprop/base/fields.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/fields_json.h"

namespace bachprop {

enum class Shade { kLight, kDark };

template <>
struct EnumNames<Shade> {
  static constexpr std::string_view kWhat = "shade";
  static constexpr std::array<std::pair<Shade, std::string_view>, 2> kNames = {
      {{Shade::kLight, "light"}, {Shade::kDark, "dark"}}};
};

namespace {

// One field of each kind.
struct Paint {
  int layers = 2;
  std::optional<int> coats = {};
  double thickness = 0.5;
  std::optional<double> gloss = {};
  std::uint64_t seed = 1;
  bool matt = false;
  std::string name = "white";
  std::filesystem::path tin = "tin.mid";
  std::vector<std::string> tools = {"brush"};
  std::vector<std::filesystem::path> rooms = {};
  std::array<double, 3> mix = {0.25, 0.25, 0.5};
  Shade shade = Shade::kLight;
  int drying = 0;

  friend bool operator==(const Paint&, const Paint&) = default;
};

void list_fields(Paint& paint, FieldList& fields) {
  fields(paint.layers, {.option = "-l,--layers",
                        .key = "layers",
                        .name = "paint layers",
                        .in_every_file = true,
                        .limits = between(1, 8)});
  fields(paint.coats, {.option = "--coats", .key = "coats", .limits = from(1)});
  fields(paint.thickness, {.option = "--thickness", .key = "thickness", .limits = above(0, 1)});
  fields(paint.gloss, {.option = "--gloss", .key = "gloss", .limits = between(0, 1)});
  fields(paint.seed, {.option = "--seed", .key = "seed"});
  fields(paint.matt, {.option = "--matt", .key = "matt"});
  fields(paint.name, {.option = "--name", .key = "name", .choices = {"white", "black"}});
  fields(paint.tin, {.option = "tin", .key = "tin"});
  fields(paint.tools, {.option = "--tools", .key = "tools", .choices = {"brush", "roller"}});
  fields(paint.rooms, {.option = "--rooms", .key = "rooms"});
  fields(paint.mix, {.option = "--mix",
                     .key = "mix",
                     .limits = between(0, 1),
                     .parts = {"red", "green", "blue"}});
  fields(paint.shade, {.option = "--shade", .key = "shade", .older_bool = {"light", "dark"}});
  fields(paint.drying, {.option = "--drying", .limits = zero_or(3, 47)});
}

// What is wrong with these words for the option; empty: nothing.
std::string wrong(std::string_view option, const std::vector<std::string>& words) {
  Paint paint;
  FieldList fields = fields_of(paint);
  const auto set = set_from_words(fields.at(option), words);
  return set ? "" : set.error().message();
}

TEST(Fields, AreSetFromWords) {
  Paint paint;
  FieldList fields = fields_of(paint);
  const auto set = [&](std::string_view option, const std::vector<std::string>& words) {
    EXPECT_TRUE(set_from_words(fields.at(option), words)) << option;
  };
  set("-l,--layers", {"+8"});
  set("--coats", {"3"});
  set("--thickness", {"1e-3"});
  set("--gloss", {".5"});
  set("--seed", {"18446744073709551615"});
  set("--matt", {});
  set("--name", {"black"});
  set("tin", {"a b.mid"});
  set("--tools", {"roller", "brush"});
  set("--rooms", {"hall", "bath"});
  set("--mix", {"0", "1", "0.5"});
  set("--shade", {"dark"});
  set("--drying", {"47"});
  EXPECT_EQ(paint, (Paint{.layers = 8,
                          .coats = 3,
                          .thickness = 1e-3,
                          .gloss = 0.5,
                          .seed = 18446744073709551615U,
                          .matt = true,
                          .name = "black",
                          .tin = "a b.mid",
                          .tools = {"roller", "brush"},
                          .rooms = {"hall", "bath"},
                          .mix = {0, 1, 0.5},
                          .shade = Shade::kDark,
                          .drying = 47}));
}

TEST(Fields, SayWhatIsWrongWithAWord) {
  EXPECT_EQ(wrong("-l,--layers", {"9"}), "9 is not a whole number from 1 to 8");
  EXPECT_EQ(wrong("-l,--layers", {"1.5"}), "1.5 is not a whole number from 1 to 8");
  EXPECT_EQ(wrong("-l,--layers", {"0x2"}), "0x2 is not a whole number from 1 to 8");
  EXPECT_EQ(wrong("-l,--layers", {""}), "\"\" is not a whole number from 1 to 8");
  EXPECT_EQ(wrong("--coats", {"many"}), "many is not a whole number from 1 on");
  EXPECT_EQ(wrong("--coats", {"99999999999"}), "99999999999 is not a whole number from 1 on");
  EXPECT_EQ(wrong("--thickness", {"0"}), "0 is not a number above 0, at most 1");
  EXPECT_EQ(wrong("--thickness", {"nan"}), "nan is not a number above 0, at most 1");
  EXPECT_EQ(wrong("--gloss", {"2"}), "2 is not a number from 0 to 1");
  EXPECT_EQ(wrong("--seed", {"-1"}), "-1 is negative: give 0 or more");
  EXPECT_EQ(wrong("--seed", {"18446744073709551616"}),
            "18446744073709551616 is more than 18446744073709551615");
  EXPECT_EQ(wrong("--seed", {"first"}), "first is not a whole number");
  EXPECT_EQ(wrong("--name", {"red"}), "\"red\" is none of white or black");
  EXPECT_EQ(wrong("--tools", {"brush", "spoon"}), "\"spoon\" is none of brush or roller");
  EXPECT_EQ(wrong("--mix", {"0", "1"}), "3 numbers are needed, not 2");
  EXPECT_EQ(wrong("--mix", {"0", "1", "2"}), "2 is not a number from 0 to 1");
  EXPECT_EQ(wrong("--shade", {"grey"}), "\"grey\" is none of light or dark");
  EXPECT_EQ(wrong("--drying", {"2"}), "2 is not 0 or 3 to 47");
  EXPECT_EQ(wrong("--drying", {"0"}), "");
}

TEST(Fields, ComeBackFromTheTextThatTheyShow) {
  Paint paint = {.coats = 2, .gloss = 0.1, .tools = {"brush"}, .shade = Shade::kDark};
  Paint again;
  const FieldList from = fields_of(paint);
  const FieldList to = fields_of(again);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!from[i].is_flag() && from[i].info.option != "--mix" && !text_of(from[i]).empty()) {
      EXPECT_TRUE(set_from_words(to[i], std::vector{text_of(from[i])})) << from[i].info.option;
    }
  }
  EXPECT_EQ(again, paint);
  EXPECT_EQ(text_of(fields_of(paint).at("--mix")), "0.25 0.25 0.5");
}

TEST(Fields, OutsideTheirLimitsAreNamed) {
  const auto error = [](Paint paint) {
    const auto valid = validate_fields(fields_of(paint));
    return valid ? "" : valid.error().message();
  };
  EXPECT_EQ(error({}), "");
  EXPECT_EQ(error({.layers = 0}), "paint layers 0 is not a whole number from 1 to 8");
  EXPECT_EQ(error({.thickness = std::nan("")}), "thickness nan is not a number above 0, at most 1");
  EXPECT_EQ(error({.gloss = 2}), "gloss 2 is not a number from 0 to 1");
  EXPECT_EQ(error({.mix = {0, 2, 0}}), "mix of green 2 is not a number from 0 to 1");
}

TEST(Fields, AreWhatTheyWereAfterJson) {
  Paint paint = {.layers = 3,
                 .coats = 2,
                 .thickness = 0.1,
                 .seed = std::numeric_limits<std::uint64_t>::max(),
                 .matt = true,
                 .tin = "b.mid",
                 .rooms = {"hall"},
                 .shade = Shade::kDark};
  const nlohmann::ordered_json json = fields_as_json(fields_of(paint));
  EXPECT_EQ(json.dump(),
            R"({"layers":3,"coats":2,"thickness":0.1,"gloss":null,"seed":18446744073709551615,)"
            R"("matt":true,"name":"white","tin":"b.mid","tools":["brush"],"rooms":["hall"],)"
            R"("mix":[0.25,0.25,0.5],"shade":"dark"})");
  Paint again;
  EXPECT_TRUE(set_from_json(fields_of(again), json));
  EXPECT_EQ(again, paint);
}

TEST(Fields, OfOlderFilesKeepTheirDefaults) {
  Paint paint;
  EXPECT_TRUE(set_from_json(fields_of(paint), {{"layers", 3}, {"shade", true}}));
  EXPECT_EQ(paint, (Paint{.layers = 3, .shade = Shade::kDark}));
}

TEST(Fields, SayWhatIsWrongWithAFile) {
  const auto error = [](const nlohmann::json& json) {
    Paint paint;
    const auto read = set_from_json(fields_of(paint), json);
    return read ? "" : read.error().message();
  };
  EXPECT_EQ(error(nlohmann::json::object()), "the option \"layers\" is missing");
  EXPECT_EQ(error({{"layers", 9}}), "paint layers 9 is not a whole number from 1 to 8");
  EXPECT_EQ(error({{"layers", 1}, {"shade", "grey"}}),
            "the shade \"grey\" is none of light or dark");
  for (const nlohmann::json& layers : {nlohmann::json(1.5), nlohmann::json("one"),
                                       nlohmann::json(99999999999U), nlohmann::json(nullptr)}) {
    EXPECT_NE(error({{"layers", layers}}).find("the option \"layers\" is not what it should be"),
              std::string::npos)
        << layers;
  }
  EXPECT_NE(error({{"layers", 1}, {"mix", {1, 2}}}).find("3 numbers"), std::string::npos);
  EXPECT_NE(error("layers"), "");
}

TEST(Fields, SayWhatIsOtherThanInAnotherSet) {
  Paint plain;
  Paint other = {.layers = 3, .shade = Shade::kDark};
  EXPECT_EQ(changes(fields_of(plain), fields_of(plain)), std::vector<FieldChange>());
  EXPECT_EQ(changes(fields_of(plain), fields_of(other)),
            (std::vector<FieldChange>{{"-l,--layers", "paint layers", "2", "3"},
                                      {"--shade", "shade", "light", "dark"}}));
}

}  // namespace
}  // namespace bachprop
