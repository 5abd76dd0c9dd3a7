#include "bachprop/evaluate/corpus_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>

#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

// The quantile of sorted values, by the nearest rank below.
double at_share(const std::vector<double>& sorted, double share) {
  return sorted[as_index(share * as_double(sorted.size() - 1))];
}

FeatureSpread spread_of(std::vector<double> values) {
  constexpr double kBelow = 0.16;
  constexpr double kAbove = 0.84;
  std::erase_if(values, [](double value) { return std::isnan(value); });
  FeatureSpread spread;
  if (values.size() < kFewestProfiled) {
    return spread;
  }
  std::ranges::sort(values);
  const double count = as_double(values.size());
  const double mean = std::reduce(values.begin(), values.end()) / count;
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  // As if one more piece of each kind had been there, so that what is always so is not certain.
  spread.yes_or_no = std::ranges::all_of(values, [](double v) { return v == 0 || v == 1; });
  if (spread.yes_or_no) {
    spread.middle = (mean * count + 1) / (count + 2);
    spread.spread = std::sqrt(spread.middle * (1 - spread.middle));
    return spread;
  }
  const double deviation = std::sqrt(squares / count);
  spread.middle = at_share(values, 0.5);
  const double robust = (at_share(values, kAbove) - at_share(values, kBelow)) / 2;
  spread.spread = robust > 0 ? std::max(robust, deviation / 2) : deviation;
  if (spread.spread == 0) {
    spread.spread = kUndefined;
  }
  return spread;
}

// 0 at the middle; not a number where nothing can be said.
double distance_in_spreads(double value, const FeatureSpread& usual) {
  const double distance = std::abs(value - usual.middle) / usual.spread;
  return std::isnan(distance) ? kUndefined : std::min(distance, kFarthestSpreads);
}

bool is_fault(const FeatureInfo& feature, double value, const FeatureSpread& usual) {
  constexpr double kUsual = 0.75;
  const bool matters =
      feature.group == FeatureGroup::kEnding || feature.group == FeatureGroup::kKey;
  return matters && usual.yes_or_no &&
         ((usual.middle >= kUsual && value == 0) || (usual.middle <= 1 - kUsual && value == 1));
}

void sum_up_groups(std::span<const double> distances, PieceStanding& standing) {
  std::array<double, kFeatureGroups> squares = {};
  std::array<double, kFeatureGroups> counts = {};
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (!std::isnan(distances[i])) {
      const std::size_t group = as_index(all_features()[i].group);
      squares.at(group) += distances[i] * distances[i];
      counts.at(group) += 1;
    }
  }
  double groups = 0;
  for (std::size_t group = 0; group < kFeatureGroups; ++group) {
    const bool measured = counts.at(group) > 0;
    standing.groups.at(group) =
        measured ? std::sqrt(squares.at(group) / counts.at(group)) : kUndefined;
    standing.distance += measured ? standing.groups.at(group) : 0;
    groups += measured ? 1 : 0;
  }
  standing.distance = groups > 0 ? standing.distance / groups : 0;
}

CorpusHabits habits_of(std::span<const Piece> pieces) {
  HabitCounter counter;
  for (const Piece& piece : pieces) {
    if (!piece.score.notes.empty()) {
      counter.add(hear_lines(piece.score));
    }
  }
  return counter.habits();
}

// ---- In files ----

constexpr const char* kKeys = "profile.features";  // metadata: keys with commas
constexpr const char* kMiddles = "profile.middles";
constexpr const char* kSpreads = "profile.spreads";
constexpr const char* kYesOrNo = "profile.yes_or_no";
constexpr const char* kHabits = "profile.habits";
constexpr const char* kTurns = "profile.turns";
constexpr const char* kTurnCounts = "profile.turn_counts";

template <typename T>
void add_row(SafetensorsWriter& file, const char* name, const std::vector<T>& values) {
  file.add<T>(name, values, {std::ssize(values)});
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Result<CorpusHabits> read_habits(const SafetensorsReader& file) {
  constexpr std::size_t kNumbers = 5;
  const auto numbers = TRY(file.values<std::int32_t>(kHabits));
  const auto turns = TRY(file.values<std::int64_t>(kTurns));
  const auto counts = TRY(file.values<std::int32_t>(kTurnCounts));
  if (numbers.size() != kNumbers || turns.size() != counts.size()) {
    return fail(fmt::format("{}: the profile's habits do not fit together", file.name()));
  }
  CorpusHabits habits{.turns = {},
                      .usual_notes = numbers[0],
                      .top = {numbers[1], numbers[2]},
                      .bottom = {numbers[3], numbers[4]}};
  for (std::size_t i = 0; i < turns.size(); ++i) {
    habits.turns.set(static_cast<std::uint64_t>(turns[i]), counts[i]);
  }
  return habits;
}

}  // namespace

CorpusProfile profile_of(std::span<const Piece> pieces, int threads) {
  CorpusProfile profile{.habits = habits_of(pieces)};
  std::vector<std::vector<double>> rows(pieces.size());
  ThreadTeam team(threads);
  team.for_each(pieces.size(), [&](std::size_t i) {
    const HeardMusic piece = hear(pieces[i].score);
    const TurnCounts own = turns_of(piece);
    rows[i] = features_of(piece, profile.habits, &own);
  });
  for (std::size_t feature = 0; feature < all_features().size(); ++feature) {
    std::vector<double> values;
    for (const std::vector<double>& row : rows) {
      values.push_back(row[feature]);
    }
    profile.features.push_back(spread_of(std::move(values)));
  }
  return profile;
}

PieceStanding standing_of(const Score& score, const CorpusProfile& profile) {
  PieceStanding standing;
  if (score.notes.empty()) {
    standing.groups.fill(kUndefined);
    standing.total = standing.distance = std::numeric_limits<double>::infinity();
    return standing;
  }
  const std::vector<double> values = features_of(hear(score), profile.habits);
  std::vector<double> distances;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FeatureSpread& usual = profile.features[i];
    distances.push_back(distance_in_spreads(values[i], usual));
    if (is_fault(all_features()[i], values[i], usual)) {
      standing.faults.push_back(i);
    }
  }
  sum_up_groups(distances, standing);
  standing.total = standing.distance + kCostOfFault * as_double(standing.faults.size());
  return standing;
}

std::vector<std::size_t> ranked(std::span<const PieceStanding> standings) {
  std::vector<std::size_t> order(standings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return standings[i].total; });
  return order;
}

void add_profile(const CorpusProfile& profile, SafetensorsWriter& file) {
  std::vector<double> middles;
  std::vector<double> spreads;
  std::vector<std::uint8_t> yes_or_no;
  std::string keys;
  for (std::size_t i = 0; i < profile.features.size(); ++i) {
    middles.push_back(profile.features[i].middle);
    spreads.push_back(profile.features[i].spread);
    yes_or_no.push_back(profile.features[i].yes_or_no ? 1 : 0);
    keys += i > 0 ? "," : "";
    keys += all_features()[i].key;
  }
  std::vector<std::int64_t> turns;
  std::vector<std::int32_t> counts;
  for (const auto& [turn, count] : profile.habits.turns.entries()) {
    turns.push_back(static_cast<std::int64_t>(turn));
    counts.push_back(static_cast<std::int32_t>(count));
  }
  const CorpusHabits& habits = profile.habits;
  file.set_metadata(kKeys, keys);
  add_row(file, kMiddles, middles);
  add_row(file, kSpreads, spreads);
  add_row(file, kYesOrNo, yes_or_no);
  add_row<std::int32_t>(file, kHabits,
                        {habits.usual_notes, habits.top.lowest, habits.top.highest,
                         habits.bottom.lowest, habits.bottom.highest});
  add_row(file, kTurns, turns);
  add_row(file, kTurnCounts, counts);
}

bool has_profile(const SafetensorsReader& file) { return file.metadata().contains(kKeys); }

Result<CorpusProfile> read_profile(const SafetensorsReader& file) {
  const std::string listed = TRY(file.text(kKeys));
  const std::vector<std::string> keys = split_at_commas(listed);
  const auto middles = TRY(file.values<double>(kMiddles));
  const auto spreads = TRY(file.values<double>(kSpreads));
  const auto yes_or_no = TRY(file.values<std::uint8_t>(kYesOrNo));
  if (middles.size() != keys.size() || spreads.size() != keys.size() ||
      yes_or_no.size() != keys.size()) {
    return fail(fmt::format("{}: the profile's features do not fit together", file.name()));
  }
  CorpusProfile profile;
  profile.habits = TRY(read_habits(file));
  profile.features.resize(all_features().size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const FeatureInfo* feature = find_feature(keys[i])) {
      profile.features[as_index(feature - all_features().data())] = {middles[i], spreads[i],
                                                                     yes_or_no[i] != 0};
    }
  }
  return profile;
}

}  // namespace bachprop
