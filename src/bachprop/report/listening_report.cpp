#include "bachprop/report/listening_report.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kLevel = 0.05;

std::string whole_percent(double share) { return fmt::format("{:.0f}", 100 * share); }

// `value` with `digits` behind the point, and more while it would seem to lie on the other side of
// `bound`, or on it.
std::string rounded_beside(double value, double bound, int digits) {
  constexpr int kMostDigits = 9;
  std::string text = fmt::format("{:.{}f}", value, digits);
  const auto side = [&](double number) { return (number > bound) - (number < bound); };
  return digits < kMostDigits && side(std::stod(text)) != side(value)
             ? rounded_beside(value, bound, digits + 1)
             : text;
}

// What is said of an interval is whether 50 % lies in it.
std::string bounds_text(const ConfidenceBounds& interval) {
  return fmt::format("{} to {} %", rounded_beside(100 * interval.low, 50, 0),
                     rounded_beside(100 * interval.high, 50, 0));
}

std::string p_text(double p) {
  constexpr double kSmallest = 0.0001;
  return p < kSmallest ? "p < 0.0001"
                       : fmt::format("p = {}", rounded_beside(p, kLevel, p < 0.01 ? 4 : 2));
}

void add_trials(Table& table, std::string name, const Trials& right) {
  if (right.all > 0) {
    table.rows.push_back({std::move(name), fmt::format("{} of {}", right.successes, right.all),
                          fmt::format("{:.1f} %", 100 * right.share()), bounds_text(wilson(right)),
                          bounds_text(clopper_pearson(right)), p_text(binomial_test(right))});
  }
}

Trials opposite(const Trials& trials) { return {trials.all - trials.successes, trials.all}; }

const char* group_title(Experience experience) {
  switch (experience) {
    case Experience::kNone:
      return "no instrument";
    case Experience::kPlays:
      return "plays an instrument";
    case Experience::kProfessional:
      break;
  }
  return "professional musicians";
}

const char* group_title(Familiarity familiarity) {
  switch (familiarity) {
    case Familiarity::kNo:
      return "do not know the music";
    case Familiarity::kSome:
      return "have heard some of it";
    case Familiarity::kWell:
      break;
  }
  return "know the music well";
}

Table table_of(const ListeningScore& score) {
  Table table{.header = {"right answers", "", "", "95 %, Wilson", "95 %, exact", "exact test"}};
  add_trials(table, "all", score.all);
  add_trials(table, "single excerpts", score.singles);
  add_trials(table, "  by humans", score.human_singles);
  add_trials(table, "  by the machine", score.machine_singles);
  add_trials(table, "pairs", score.pairs);
  for (const Experience experience : kExperiences) {
    add_trials(table, group_title(experience), score.by_experience[as_index(experience)]);
  }
  for (const Familiarity familiarity : kFamiliarities) {
    add_trials(table, group_title(familiarity), score.by_familiarity[as_index(familiarity)]);
  }
  for (const ListeningScore::OfListener& listener : score.listeners) {
    add_trials(table, "listener " + listener.id, listener.right);
  }
  return table;
}

std::string remarks(const ListeningScore& score) {
  std::string text;
  const auto add = [&](const std::string& line) { text += line + "\n"; };
  if (const Trials taken = opposite(score.machine_singles); taken.all > 0) {
    add(fmt::format("Taken for human: {} of {} excerpts by the machine, {} % ({}).",
                    taken.successes, taken.all, whole_percent(taken.share()),
                    bounds_text(wilson(taken))));
  }
  if (!std::isnan(score.mean_confidence_right) || !std::isnan(score.mean_confidence_wrong)) {
    const auto mean = [](double value) {
      return std::isnan(value) ? std::string("-") : fmt::format("{:.1f}", value);
    };
    add(fmt::format("Mean confidence, 1 guessed to 5 certain: {} where right, {} where wrong.",
                    mean(score.mean_confidence_right), mean(score.mean_confidence_wrong)));
  }
  if (score.over_listeners) {
    add(fmt::format("Mean of the {} listeners' shares: {} %, 95 % interval by Student's t {}.",
                    score.answering_listeners(), whole_percent(score.over_listeners->mean),
                    bounds_text(score.over_listeners->interval)));
  }
  if (score.unfinished > 0) {
    add(fmt::format("{} did not finish; the answers given are counted.",
                    counted(score.unfinished, "listener")));
  }
  return text;
}

// Nothing shown: how many right answers would have shown something?
std::string what_would_have_shown(std::int64_t answers) {
  const std::int64_t enough = fewest_better_than_even(answers, kLevel);
  const std::string all = counted(static_cast<std::uint64_t>(answers), "answer");
  if (enough > answers) {
    return fmt::format("with {} not even all right would have shown it", all);
  }
  if (enough == answers) {
    return fmt::format("with {} only all right would have shown it", all);
  }
  return fmt::format("with this many answers a share of {:.0f} % or more would have shown it",
                     std::ceil(100 * as_double(enough) / as_double(answers)));
}

// Who doubts that each answer counts for itself looks at the listeners.
std::string caveat(const ListeningScore& score) {
  if (!score.over_listeners) {
    return fmt::format(
        "The intervals and tests count every answer as independent, which answers of one listener "
        "are not; with at least {} listeners an interval over listeners is given as well.",
        kFewestListeners);
  }
  const bool apart = !score.over_listeners->interval.contains(0.5);
  const bool apart_in_answers = binomial_test(score.all) <= kLevel;
  return fmt::format(
      "Answers of one listener are not independent; counted over the {} listeners, the interval is "
      "{}, which {}{} chance.",
      score.listeners.size(), bounds_text(score.over_listeners->interval),
      apart == apart_in_answers ? "also " : "", apart ? "excludes" : "does not exclude");
}

Json bounds_json(const ConfidenceBounds& interval) {
  return Json::array({interval.low, interval.high});
}

Json trials_json(const Trials& right) {
  Json json = {{"right", right.successes}, {"answers", right.all}};
  if (right.all > 0) {
    json["share"] = right.share();
    json["wilson_95"] = bounds_json(wilson(right));
    json["clopper_pearson_95"] = bounds_json(clopper_pearson(right));
    json["p"] = binomial_test(right);
  }
  return json;
}

Json number_or_null(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }

template <typename Values, typename Counts>
Json groups_json(const Values& values, const Counts& counts) {
  Json json = Json::object();
  for (const auto value : values) {
    json[std::string(name_of(value))] = trials_json(counts[as_index(value)]);
  }
  return json;
}

Json listeners_json(const ListeningScore& score) {
  Json listeners = Json::array();
  for (const ListeningScore::OfListener& listener : score.listeners) {
    Json json = {{"listener", listener.id}, {"experience", name_of(listener.experience)}};
    json.update(trials_json(listener.right));
    listeners.push_back(std::move(json));
  }
  return listeners;
}

Json over_listeners_json(const ListeningScore& score) {
  return score.over_listeners ? Json({{"mean", score.over_listeners->mean},
                                      {"t_95", bounds_json(score.over_listeners->interval)}})
                              : Json(nullptr);
}

}  // namespace

std::string listening_verdict(const ListeningScore& score) {
  const Trials& all = score.all;
  if (all.all == 0) {
    return "No question was answered.";
  }
  const double p = binomial_test(all);
  std::string text = fmt::format(
      "Listeners told human from machine in {} % of {} ({}): ", whole_percent(all.share()),
      counted(static_cast<std::uint64_t>(all.all), "answer"), bounds_text(wilson(all)));
  if (p > kLevel) {
    text += fmt::format("no better than chance could be shown ({}); {}.", p_text(p),
                        what_would_have_shown(all.all));
  } else if (all.share() > 0.5) {
    text += fmt::format("better than chance ({}).", p_text(p));
  } else {
    text += fmt::format(
        "worse than chance ({}): they hear a difference and take the machine for the human.",
        p_text(p));
  }
  return text + " " + caveat(score);
}

std::string listening_score_text(const ListeningScore& score, std::size_t width) {
  return text_table(table_of(score), width) +
         "The first line is the test; the others are to look at: of many, some are low by "
         "chance.\n\n" +
         remarks(score) + "\n" + listening_verdict(score) + "\n";
}

Json listening_score_json(const ListeningScore& score) {
  return {{"all", trials_json(score.all)},
          {"singles", trials_json(score.singles)},
          {"human_singles", trials_json(score.human_singles)},
          {"machine_singles", trials_json(score.machine_singles)},
          {"machine_taken_for_human", trials_json(opposite(score.machine_singles))},
          {"pairs", trials_json(score.pairs)},
          {"by_experience", groups_json(kExperiences, score.by_experience)},
          {"by_knowledge_of_the_music", groups_json(kFamiliarities, score.by_familiarity)},
          {"listeners", listeners_json(score)},
          {"unfinished", score.unfinished},
          {"over_listeners", over_listeners_json(score)},
          {"mean_confidence",
           {{"right", number_or_null(score.mean_confidence_right)},
            {"wrong", number_or_null(score.mean_confidence_wrong)}}},
          {"verdict", listening_verdict(score)}};
}

}  // namespace bachprop
