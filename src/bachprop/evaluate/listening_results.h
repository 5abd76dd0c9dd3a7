// The answers of a listening test's listeners, marked with its key and counted.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/evaluate/binomial.h"
#include "bachprop/evaluate/listening_design.h"

namespace bachprop {

// The musical experience that listeners state.
enum class Experience { kNone, kPlays, kProfessional };
enum class Familiarity { kNo, kSome, kWell };  // with the music of the human's side

template <>
struct EnumNames<Experience> {
  static constexpr std::string_view kWhat = "experience";
  static constexpr std::array<std::pair<Experience, std::string_view>, 3> kNames = {
      {{Experience::kNone, "none"},
       {Experience::kPlays, "plays"},
       {Experience::kProfessional, "professional"}}};
};

template <>
struct EnumNames<Familiarity> {
  static constexpr std::string_view kWhat = "familiarity";
  static constexpr std::array<std::pair<Familiarity, std::string_view>, 3> kNames = {
      {{Familiarity::kNo, "no"}, {Familiarity::kSome, "some"}, {Familiarity::kWell, "well"}}};
};

constexpr std::array kExperiences = {Experience::kNone, Experience::kPlays,
                                     Experience::kProfessional};
constexpr std::array kFamiliarities = {Familiarity::kNo, Familiarity::kSome, Familiarity::kWell};

// One answer, marked.
struct MarkedAnswer {
  std::string item = {};
  ListeningTask task = ListeningTask::kSingle;
  Author author = Author::kHuman;  // of a single excerpt
  bool right = false;
  std::optional<int> confidence = {};  // 1 guessed .. 5 certain
  int plays = 0;                       // of its excerpts, together
};

struct Listener {
  std::string id = {};    // drawn by the browser: no name
  std::string file = {};  // that it was read from
  Experience experience = Experience::kNone;
  Familiarity familiarity = Familiarity::kNo;
  std::optional<int> years = {};  // of musical training
  bool finished = false;          // all items answered
  std::vector<MarkedAnswer> answers = {};
};

// Marks a file results-*.json. Fails, naming the file, when it is no such file, belongs to another
// test or holds what the page cannot have written. The error says what to do.
[[nodiscard]] Result<Listener> read_listening_results(std::string_view text,
                                                      const std::string& name,
                                                      const ListeningKey& key);

// Each listener once: of files with the same id the one with the most answers, the first of those.
// In the order of their first files; the others are left out.
struct EachListenerOnce {
  std::vector<Listener> listeners = {};
  std::vector<Listener> left_out = {};
};
[[nodiscard]] EachListenerOnce without_copies(std::vector<Listener> listeners);

// Right answers, counted in several ways.
struct ListeningScore {
  struct OfListener {
    std::string id;
    Experience experience;
    Trials right;
  };
  Trials all = {};
  Trials singles = {};
  Trials pairs = {};
  Trials human_singles = {};  // excerpts by humans, recognised as such
  Trials machine_singles =
      {};  // excerpts by the machine, likewise; the others were taken for human
  std::array<Trials, kExperiences.size()> by_experience = {};
  std::array<Trials, kFamiliarities.size()> by_familiarity = {};
  std::vector<OfListener> listeners = {};
  std::size_t unfinished = 0;  // listeners
  // Not a number where no such answer has one.
  double mean_confidence_right = 0;
  double mean_confidence_wrong = 0;
  // Over the listeners' shares of right answers, each counted alike: answers of one listener are
  // not independent, listeners are. From kFewestListeners on.
  std::optional<MeanWithInterval> over_listeners = {};

  // Those who answered anything.
  [[nodiscard]] std::int64_t answering_listeners() const {
    return std::ranges::count_if(listeners,
                                 [](const OfListener& listener) { return listener.right.all > 0; });
  }
};

constexpr std::size_t kFewestListeners = 5;

[[nodiscard]] ListeningScore score_listening_test(std::span<const Listener> listeners);

}  // namespace bachprop
