#include "bachprop/evaluate/listening_results.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace bachprop {
namespace {

using Json = nlohmann::json;

// Two singles, by the human and by the machine, and a pair with the human's at the second place.
ListeningKey key() {
  return {.test = "0123",
          .items = {{"1", {ListeningTask::kSingle, {Author::kHuman}}},
                    {"2", {ListeningTask::kSingle, {Author::kMachine}}},
                    {"3", {ListeningTask::kPair, {Author::kMachine, Author::kHuman}}}}};
}

Json answer(const char* item, const char* text, Json confidence = nullptr) {
  return {{"item", item},
          {"answer", text},
          {"confidence", std::move(confidence)},
          {"plays", {1, 2}},
          {"seconds", 3.5}};
}

Json results(const std::vector<Json>& answers) {
  return {{"format", "bachprop listening test results"},
          {"format_version", 1},
          {"test", "0123"},
          {"listener", "0123456789abcdef"},
          {"experience", "plays"},
          {"years", 7},
          {"knows_music", "some"},
          {"answers", answers}};
}

Listener read(const Json& json) {
  const auto listener = read_listening_results(json.dump(), "results-abc.json", key());
  EXPECT_TRUE(listener) << listener.error().message();
  return listener.value_or(Listener{});
}

std::string error_of(const Json& json) {
  const auto listener = read_listening_results(json.dump(), "results-abc.json", key());
  return listener ? "no error" : listener.error().message();
}

TEST(ListeningResults, AreMarkedWithTheKey) {
  const Listener listener =
      read(results({answer("3", "b", 5), answer("1", "human"), answer("2", "human", 1)}));
  EXPECT_EQ(listener.id, "0123456789abcdef");
  EXPECT_EQ(listener.file, "results-abc.json");
  EXPECT_EQ(listener.experience, Experience::kPlays);
  EXPECT_EQ(listener.familiarity, Familiarity::kSome);
  EXPECT_EQ(listener.years, 7);
  EXPECT_TRUE(listener.finished);
  ASSERT_EQ(listener.answers.size(), 3U);
  EXPECT_TRUE(listener.answers[0].right);
  EXPECT_EQ(listener.answers[0].task, ListeningTask::kPair);
  EXPECT_EQ(listener.answers[0].confidence, 5);
  EXPECT_EQ(listener.answers[0].plays, 3);
  EXPECT_TRUE(listener.answers[1].right);
  EXPECT_FALSE(listener.answers[1].confidence);
  EXPECT_FALSE(listener.answers[2].right);
  EXPECT_EQ(listener.answers[2].author, Author::kMachine);
  EXPECT_FALSE(read(results({answer("3", "a")})).answers[0].right);
  EXPECT_TRUE(read(results({answer("2", "machine")})).answers[0].right);
}

TEST(ListeningResults, OfOneWhoStoppedEarlyAreUnfinished) {
  EXPECT_FALSE(read(results({answer("3", "b")})).finished);
  EXPECT_FALSE(read(results({})).finished);
}

TEST(ListeningResults, OfAnotherTestAreRefused) {
  Json other = results({answer("1", "human")});
  other["test"] = "4567";
  const std::string error = error_of(other);
  EXPECT_EQ(error.find("results-abc.json: is of test 4567, the key of test 0123"), 0U) << error;
}

TEST(ListeningResults, ThatThePageCannotHaveWrittenAreRefused) {
  const auto with = [](const char* field, const Json& value) {
    Json json = results({answer("1", "human")});
    json[field] = value;
    return error_of(json);
  };
  const auto without = [](const char* field) {
    Json json = results({answer("1", "human")});
    json.erase(field);
    return error_of(json);
  };
  const auto with_plays = [](const Json& plays) {
    Json json = answer("1", "human");
    json["plays"] = Json::array({plays});
    return json;
  };
  const std::vector<std::pair<std::string, const char*>> cases = {
      {with("format", "other"), "is not a file that the page of a listening test saved"},
      {with("format", 1), "is not a file that the page of a listening test saved"},
      {with("format_version", nullptr), "\"format_version\" is not a whole number"},
      {with("format_version", 2), "newer"},
      {with("experience", "deaf"),
       "the experience \"deaf\" is none of none, plays or professional"},
      {with("knows_music", 3), "\"knows_music\" is not a text"},
      {with("years", 101), "years is 101, not 0 to 100"},
      {with("years", 1.5), "years is 1.5, not 0 to 100"},
      {with("listener", nullptr), "\"listener\" is not a text"},
      {with("listener", ""), "\"listener\" is not 16 hexadecimal digits"},
      {with("listener", std::string(80, '\n')), "\"listener\" is not 16 hexadecimal digits"},
      {with("listener", "0123456789abcdeg"), "\"listener\" is not 16 hexadecimal digits"},
      {with("answers", 1), "\"answers\" is not a list"},
      {without("answers"), "has no \"answers\""},
      {error_of(results({answer("1", "human"), 7})), "something else stands where fields should"},
      {error_of(results({with_plays(-1)})), "item 1: plays is -1, not 0 to 65535"},
      {error_of(results({with_plays("x")})), "item 1: plays is \"x\", not 0 to 65535"},
      {error_of(results({answer("9", "human")})), "no item 9"},
      {error_of(results({answer("1", "a")})), "item 1: \"a\" is no answer to a single"},
      {error_of(results({answer("3", "human")})), "\"human\" is no answer to a pair"},
      {error_of(results({answer("1", "human", 6)})), "confidence is 6, not 1 to 5"},
      {error_of(results({answer("1", "human"), answer("1", "human")})), "item 1 is answered twice"},
      {error_of(Json::array()), "is not a file that the page of a listening test saved"},
  };
  for (const auto& [error, part] : cases) {
    EXPECT_NE(error.find(part), std::string::npos) << part << "\n" << error;
    EXPECT_EQ(error.find("results-abc.json: "), 0U) << error;
    EXPECT_EQ(error.find("json.exception"), std::string::npos) << error;
    EXPECT_EQ(
        error.find("; ask the listener for the file as the page saved it") == std::string::npos,
        std::string(part) == "newer")
        << error;
  }
}

TEST(ListeningResults, ThatAreNoWholeFileAreRefusedInPlainWords) {
  const auto error_of_text = [](const char* text) {
    const auto listener = read_listening_results(text, "x", key());
    return listener ? "no error" : listener.error().message();
  };
  EXPECT_EQ(error_of_text(""), "x: is empty; ask the listener for the file as the page saved it");
  EXPECT_EQ(
      error_of_text("{\"format\""),
      "x: is no JSON, or only a part of it; ask the listener for the file as the page saved it");
}

Listener listener(const char* id, int right, int wrong) {
  Listener made{.id = id};
  for (int i = 0; i < right + wrong; ++i) {
    made.answers.push_back({.item = std::to_string(i), .right = i < right});
  }
  return made;
}

TEST(ListeningResults, OfOneListenerCountOnceTheFullestFile) {
  const auto [listeners, left_out] = without_copies(
      {listener("a", 1, 0), listener("b", 2, 0), listener("a", 3, 1), listener("a", 0, 4)});
  ASSERT_EQ(listeners.size(), 2U);
  EXPECT_EQ(listeners[0].id, "a");
  EXPECT_EQ(score_listening_test(listeners).all, (Trials{5, 6}));
  ASSERT_EQ(left_out.size(), 2U);
  EXPECT_EQ(left_out[0].answers.size(), 1U);
  EXPECT_EQ(left_out[1].answers.size(), 4U);
}

TEST(ListeningScore, CountsByTaskAuthorAndListener) {
  std::vector<Listener> listeners = {
      read(results({answer("1", "human", 4), answer("2", "human", 2), answer("3", "b", 3)})),
      read(results({answer("1", "machine", 5), answer("2", "machine")}))};
  listeners[1].id = "def";
  listeners[1].experience = Experience::kProfessional;
  const ListeningScore score = score_listening_test(listeners);
  EXPECT_EQ(score.all, (Trials{3, 5}));
  EXPECT_EQ(score.singles, (Trials{2, 4}));
  EXPECT_EQ(score.pairs, (Trials{1, 1}));
  EXPECT_EQ(score.human_singles, (Trials{1, 2}));
  EXPECT_EQ(score.machine_singles, (Trials{1, 2}));
  EXPECT_EQ(score.by_experience, (std::array<Trials, 3>{{{0, 0}, {2, 3}, {1, 2}}}));
  EXPECT_EQ(score.by_familiarity, (std::array<Trials, 3>{{{0, 0}, {3, 5}, {0, 0}}}));
  ASSERT_EQ(score.listeners.size(), 2U);
  EXPECT_EQ(score.listeners[1].right, (Trials{1, 2}));
  EXPECT_EQ(score.unfinished, 1U);
  EXPECT_EQ(score.mean_confidence_right, 3.5);
  EXPECT_EQ(score.mean_confidence_wrong, 3.5);
  EXPECT_FALSE(score.over_listeners);
}

// Shares 0.5, 0.5, 0.75, 0.75, 1: mean 0.7, standard deviation sqrt(0.175 / 4), t of 4 degrees of
// freedom 2.776445. Who answered nothing has no share.
TEST(ListeningScore, TakesTheListenersAsTheUnitFromFiveOn) {
  std::vector<Listener> listeners = {listener("a", 2, 2), listener("b", 1, 1), listener("c", 3, 1),
                                     listener("d", 3, 1), listener("e", 0, 0)};
  EXPECT_FALSE(score_listening_test(listeners).over_listeners);
  listeners.push_back(listener("f", 4, 0));
  const auto over = score_listening_test(listeners).over_listeners;
  ASSERT_TRUE(over);
  EXPECT_EQ(score_listening_test(listeners).answering_listeners(), 5);
  const double half = 2.776445105 * std::sqrt(0.175 / 4 / 5);
  EXPECT_NEAR(over->mean, 0.7, 1e-12);
  EXPECT_NEAR(over->interval.low, 0.7 - half, 1e-8);
  EXPECT_NEAR(over->interval.high, 0.7 + half, 1e-8);
  for (Listener& each : listeners) {
    each = listener(each.id.c_str(), each.id == "a" ? 9 : 10, each.id == "a" ? 1 : 0);
  }
  EXPECT_EQ(score_listening_test(listeners).over_listeners->interval.high, 1);
}

TEST(ListeningScore, OfNobodyIsEmpty) {
  const ListeningScore score = score_listening_test({});
  EXPECT_EQ(score.all, Trials{});
  EXPECT_TRUE(std::isnan(score.mean_confidence_right));
}

}  // namespace
}  // namespace bachprop
