#include "bachprop/train/stored_profile.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/base/json_text.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, kLines> kLineNames = {"bottom", "lower", "upper", "top"};
// So many that sums fit.
constexpr std::int64_t kMostPieces = 1'000'000'000;
constexpr int kMostNotes = 1'000'000'000;
constexpr int kMostSharps = 7;

Json spread_json(const Spread<int>& spread) {
  return {spread.least, spread.tenth, spread.median, spread.ninetieth, spread.greatest};
}

Spread<int> spread_from(const Json& json) {
  const auto at = [&](std::size_t i) { return whole_number<int>(json.at(i)); };
  return {.least = at(0), .tenth = at(1), .median = at(2), .ninetieth = at(3), .greatest = at(4)};
}

bool is_a_spread(const Spread<int>& spread) {
  const std::array values = {spread.least, spread.tenth, spread.median, spread.ninetieth,
                             spread.greatest};
  return values.front() >= 1 && values.back() <= kMostNotes && std::ranges::is_sorted(values);
}

bool is_possible(const KeyCount& key) {
  return std::abs(key.signature.sharps) <= kMostSharps && key.pieces >= 1 &&
         key.pieces <= kMostPieces;
}

bool is_possible(const TempoCount& tempo) {
  return tempo.quarters_per_minute >= 1 && tempo.quarters_per_minute <= kHighestTempo &&
         tempo.pieces >= 1 && tempo.pieces <= kMostPieces;
}

bool is_possible(const Compass& compass) {
  return compass.lowest >= kLowestPitch && compass.lowest <= compass.highest &&
         compass.highest <= kHighestPitch;
}

}  // namespace

Json to_json(const CorpusProfile& profile) {
  Json json = {{"notes", spread_json(profile.notes)}, {"keys", Json::array()}};
  for (const KeyCount& key : profile.keys) {
    json["keys"].push_back({key.signature.sharps, key.signature.minor, key.pieces});
  }
  for (std::size_t line = 0; line < kLines; ++line) {
    const Compass& compass = profile.compass.at(line);
    json[kLineNames.at(line)] = {compass.lowest, compass.highest};
  }
  if (profile.registers.greatest > 0) {
    json["register"] = spread_json(profile.registers);
  }
  for (const TempoCount& tempo : profile.tempos) {
    json["tempos"].push_back({tempo.quarters_per_minute, tempo.pieces});
  }
  return json;
}

Result<CorpusProfile> corpus_profile_from_json(const Json& json, const std::string& where) {
  CorpusProfile profile{.notes = spread_from(json.at("notes"))};
  if (!is_a_spread(profile.notes)) {
    return fail_at(where, "the lengths of its corpus's pieces are not possible");
  }
  for (const Json& key : json.at("keys")) {
    profile.keys.push_back({{0, whole_number<int>(key.at(0)), key.at(1).get<bool>()},
                            whole_number<std::int64_t>(key.at(2))});
    if (!is_possible(profile.keys.back())) {
      return fail_at(where,
                     fmt::format("a key of {} sharps in {} pieces is not possible",
                                 profile.keys.back().signature.sharps, profile.keys.back().pieces));
    }
  }
  for (std::size_t line = 0; line < kLines; ++line) {
    const Json& ends = json.at(kLineNames.at(line));
    Compass& compass = profile.compass.at(line);
    compass = {.lowest = whole_number<int>(ends.at(0)), .highest = whole_number<int>(ends.at(1))};
    if (!is_possible(compass)) {
      return fail_at(where, fmt::format("pitches {} to {} are no compass of a line", compass.lowest,
                                        compass.highest));
    }
  }
  if (json.contains("register")) {
    profile.registers = spread_from(json.at("register"));
    if (!is_a_spread(profile.registers) || profile.registers.greatest > kHighestPitch) {
      return fail_at(where, "the registers of its corpus's pieces are not possible");
    }
  }
  // Older files do not say.
  for (const Json& tempo : json.value("tempos", Json::array())) {
    profile.tempos.push_back(
        {whole_number<int>(tempo.at(0)), whole_number<std::int64_t>(tempo.at(1))});
    if (!is_possible(profile.tempos.back())) {
      return fail_at(where, fmt::format("a tempo of {} quarters a minute in {} pieces is not "
                                        "possible",
                                        profile.tempos.back().quarters_per_minute,
                                        profile.tempos.back().pieces));
    }
  }
  return profile;
}

}  // namespace bachprop
