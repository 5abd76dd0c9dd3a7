#include "bachprop/evaluate/listening_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/evaluate/json_fields.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr const char* kResultsFormat = "bachprop listening test results";
constexpr int kResultsVersion = 1;
constexpr int kMostConfidence = 5;
constexpr int kMostYears = 100;

tl::unexpected<Error> ask_again(Error error) {
  error.next = "ask the listener for the file as the page saved it";
  return tl::unexpected(std::move(error));
}

// An answer as the page writes it, held against the key.
Result<bool> mark(const std::string& answer, const ListeningKey::Item& item) {
  if (item.task == ListeningTask::kSingle) {
    if (answer == name_of(Author::kHuman) || answer == name_of(Author::kMachine)) {
      return answer == name_of(item.authors[0]);
    }
  } else if (answer == "a" || answer == "b") {
    return item.authors[answer == "a" ? 0 : 1] == Author::kHuman;
  }
  return fail(fmt::format("\"{}\" is no answer to a {}", answer, name_of(item.task)));
}

Result<std::optional<int>> optional_number(const Json& json, const char* name, int least,
                                           int most) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) {
    return std::nullopt;
  }
  if (!found->is_number_integer() || *found < least || *found > most) {
    return fail(fmt::format("{} is {}, not {} to {}", name, json_text(*found), least, most));
  }
  return found->get<int>();
}

// How often the excerpts were played, together.
Result<int> plays_of(const Json& json) {
  constexpr int kMostPlays = 65535;
  int sum = 0;
  for (const Json& plays : json) {
    if (!plays.is_number_integer() || plays < 0 || plays > kMostPlays) {
      return fail(fmt::format("plays is {}, not 0 to {}", json_text(plays), kMostPlays));
    }
    sum += plays.get<int>();
  }
  return sum;
}

Result<MarkedAnswer> answer_of(const Json& json, const ListeningKey& key) {
  TRY(check_fields(
      json, {{"item", JsonKind::kText}, {"answer", JsonKind::kText}, {"plays", JsonKind::kList}}));
  const auto id = json["item"].get<std::string>();
  const auto item = key.items.find(id);
  if (item == key.items.end()) {
    return fail(fmt::format("the test has no item {}", id));
  }
  const auto right = mark(json["answer"].get<std::string>(), item->second);
  if (!right) {
    return fail(fmt::format("item {}: {}", id, right.error().message()));
  }
  const auto confidence = optional_number(json, "confidence", 1, kMostConfidence);
  if (!confidence) {
    return fail(fmt::format("item {}: {}", id, confidence.error().message()));
  }
  const auto plays = plays_of(json["plays"]);
  if (!plays) {
    return fail(fmt::format("item {}: {}", id, plays.error().message()));
  }
  return MarkedAnswer{.item = id,
                      .task = item->second.task,
                      .author = item->second.authors[0],
                      .right = *right,
                      .confidence = *confidence,
                      .plays = *plays};
}

Result<void> check_kind(const Json& json, const ListeningKey& key) {
  const auto fine =
      check_format(json, kResultsFormat, "a file that the page of a listening test saved")
          .and_then([&] {
            return check_fields(json, {{"test", JsonKind::kText},
                                       {"listener", JsonKind::kText},
                                       {"experience", JsonKind::kText},
                                       {"knows_music", JsonKind::kText},
                                       {"answers", JsonKind::kList}});
          });
  if (!fine) {
    return ask_again(fine.error());
  }
  if (json["format_version"] > kResultsVersion) {
    return fail("is of a newer version of the program");
  }
  if (const auto test = json["test"].get<std::string>(); test != key.test) {
    return fail(fmt::format(
        "is of test {}, the key of test {}: score each test by itself, with its own --key", test,
        key.test));
  }
  return {};
}

Result<std::vector<MarkedAnswer>> answers_of(const Json& json, const ListeningKey& key) {
  std::vector<MarkedAnswer> answers;
  std::set<std::string> answered;
  for (const Json& answer_json : json["answers"]) {
    auto answer = TRY(answer_of(answer_json, key));
    if (!answered.insert(answer.item).second) {
      return fail(fmt::format("item {} is answered twice", answer.item));
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

// 16 hexadecimal digits, as the page draws them.
Result<std::string> listener_id(const Json& json) {
  constexpr std::size_t kDigits = 16;
  auto id = json["listener"].get<std::string>();
  if (id.size() != kDigits || id.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return fail(fmt::format("\"listener\" is not {} hexadecimal digits", kDigits));
  }
  return id;
}

Result<Listener> listener_of(const Json& json, const ListeningKey& key) {
  TRY(check_kind(json, key));
  const auto id = listener_id(json);
  const auto experience = from_name<Experience>(json["experience"].get<std::string>());
  const auto familiarity = from_name<Familiarity>(json["knows_music"].get<std::string>());
  const auto years = optional_number(json, "years", 0, kMostYears);
  auto answers = answers_of(json, key);
  for (const auto& error : {id ? Result<void>() : tl::unexpected(id.error()),
                            experience ? Result<void>() : tl::unexpected(experience.error()),
                            familiarity ? Result<void>() : tl::unexpected(familiarity.error()),
                            years ? Result<void>() : tl::unexpected(years.error()),
                            answers ? Result<void>() : tl::unexpected(answers.error())}) {
    if (!error) {
      return ask_again(error.error());
    }
  }
  return Listener{.id = *id,
                  .experience = *experience,
                  .familiarity = *familiarity,
                  .years = *years,
                  .finished = answers->size() == key.items.size(),
                  .answers = *std::move(answers)};
}

// Mean of what was stated, of right or of wrong answers.
double mean_confidence(std::span<const Listener> listeners, bool right) {
  double sum = 0;
  double count = 0;
  for (const Listener& listener : listeners) {
    for (const MarkedAnswer& answer : listener.answers) {
      if (answer.right == right && answer.confidence) {
        sum += *answer.confidence;
        ++count;
      }
    }
  }
  return sum / count;
}

void tally(const MarkedAnswer& answer, ListeningScore& score) {
  score.all.add(answer.right);
  if (answer.task == ListeningTask::kPair) {
    score.pairs.add(answer.right);
    return;
  }
  score.singles.add(answer.right);
  (answer.author == Author::kHuman ? score.human_singles : score.machine_singles).add(answer.right);
}

void tally(const Listener& listener, ListeningScore& score) {
  ListeningScore::OfListener of{listener.id, listener.experience, {}};
  for (const MarkedAnswer& answer : listener.answers) {
    tally(answer, score);
    of.right.add(answer.right);
    score.by_experience[as_index(listener.experience)].add(answer.right);
    score.by_familiarity[as_index(listener.familiarity)].add(answer.right);
  }
  score.unfinished += listener.finished ? 0 : 1;
  score.listeners.push_back(std::move(of));
}

std::optional<MeanWithInterval> over_listeners(const ListeningScore& score) {
  std::vector<double> shares;
  for (const ListeningScore::OfListener& listener : score.listeners) {
    if (listener.right.all > 0) {
      shares.push_back(listener.right.share());
    }
  }
  if (shares.size() < kFewestListeners) {
    return std::nullopt;
  }
  MeanWithInterval mean = mean_with_interval(shares);
  mean.interval = {std::max(0.0, mean.interval.low), std::min(1.0, mean.interval.high)};
  return mean;
}

}  // namespace

Result<Listener> read_listening_results(std::string_view text, const std::string& name,
                                        const ListeningKey& key) {
  const auto json = parse_json(text);
  auto listener =
      TRY(at(name, json ? listener_of(*json, key) : Result<Listener>(ask_again(json.error()))));
  listener.file = name;
  return listener;
}

EachListenerOnce without_copies(std::vector<Listener> listeners) {
  EachListenerOnce once;
  for (Listener& listener : listeners) {
    const auto same = std::ranges::find(once.listeners, listener.id, &Listener::id);
    if (same == once.listeners.end()) {
      once.listeners.push_back(std::move(listener));
      continue;
    }
    if (listener.answers.size() > same->answers.size()) {
      std::swap(listener, *same);
    }
    once.left_out.push_back(std::move(listener));
  }
  return once;
}

ListeningScore score_listening_test(std::span<const Listener> listeners) {
  ListeningScore score;
  for (const Listener& listener : listeners) {
    tally(listener, score);
  }
  score.mean_confidence_right = mean_confidence(listeners, true);
  score.mean_confidence_wrong = mean_confidence(listeners, false);
  score.over_listeners = over_listeners(score);
  return score;
}

}  // namespace bachprop
