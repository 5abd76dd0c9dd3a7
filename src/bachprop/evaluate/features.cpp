#include "bachprop/evaluate/features.h"

#include <algorithm>

#include "bachprop/evaluate/ending_figures.h"
#include "bachprop/evaluate/feature_table.h"
#include "bachprop/evaluate/form_figures.h"
#include "bachprop/evaluate/harmony_figures.h"
#include "bachprop/evaluate/key_figures.h"
#include "bachprop/evaluate/line_figures.h"
#include "bachprop/evaluate/rhythm_figures.h"
#include "bachprop/evaluate/texture_figures.h"
#include "bachprop/evaluate/turn_figures.h"
#include "bachprop/evaluate/voice_figures.h"

namespace bachprop {
namespace {

// Calls visit(table) for the table of each group, in the order of the groups.
template <typename Visit>
void for_each_table(const Visit& visit) {
  visit(form_features());
  visit(joint_features());
  visit(ending_features());
  visit(key_features());
  visit(melody_features());
  visit(bass_features());
  visit(turn_features());
  visit(harmony_features());
  visit(dissonance_features());
  visit(voice_features());
  visit(texture_features());
  visit(rhythm_features());
  visit(register_features());
  visit(length_features());
}

std::vector<FeatureInfo> infos() {
  std::vector<FeatureInfo> infos;
  for_each_table([&](const auto& table) {
    for (const auto& feature : table) {
      infos.push_back(feature.info);
    }
  });
  return infos;
}

template <typename Table, typename Of>
void append(const Table& table, const Of& figures, bool is_whole, std::vector<double>& values) {
  for (const auto& feature : table) {
    values.push_back(is_whole || feature.info.in_passages ? feature.value(figures) : kUndefined);
  }
}

}  // namespace

std::span<const FeatureInfo> all_features() {
  static const std::vector<FeatureInfo> all_infos = infos();
  return all_infos;
}

const FeatureInfo* find_feature(std::string_view key) {
  const auto all = all_features();
  const auto found = std::ranges::find(all, key, &FeatureInfo::key);
  return found == all.end() ? nullptr : &*found;
}

std::string_view words_for(const FeatureInfo& feature, double mean, double human) {
  constexpr double kHardly = 0.25;
  if (mean > human) {
    return feature.more;
  }
  return mean < kHardly * human && !feature.hardly.empty() ? feature.hardly : feature.less;
}

std::vector<double> features_of(const HeardMusic& piece, const CorpusHabits& habits,
                                const TurnCounts* own) {
  const bool whole = piece.is_whole;
  const FormFigures form = form_of(piece);
  const TurnFigures turns = turns_in(piece, habits, own);
  const TextureFigures texture = texture_of(piece, habits);
  std::vector<double> values;
  values.reserve(all_features().size());
  append(form_features(), form, whole, values);
  append(joint_features(), turns, whole, values);
  append(ending_features(), whole ? ending_of(piece) : EndingFigures(), whole, values);
  append(key_features(), keys_of(piece), whole, values);
  append(melody_features(), line_of(piece.top), whole, values);
  append(bass_features(), line_of(piece.bottom), whole, values);
  append(turn_features(), turns, whole, values);
  append(harmony_features(), harmony_of(piece), whole, values);
  append(dissonance_features(), dissonances_of(piece), whole, values);
  append(voice_features(), voices_in(piece), whole, values);
  append(texture_features(), texture, whole, values);
  append(rhythm_features(), rhythm_of(piece), whole, values);
  append(register_features(), texture, whole, values);
  append(length_features(), form, whole, values);
  return values;
}

}  // namespace bachprop
