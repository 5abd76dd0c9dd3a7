#include "bachprop/evaluate/telling.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

std::vector<std::size_t> columns_of_group(std::optional<FeatureGroup> group) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < all_features().size(); ++i) {
    if (!group || all_features()[i].group == *group) {
      columns.push_back(i);
    }
  }
  return columns;
}

// How far from 0.5, to either side.
double strength(double auc) { return std::isnan(auc) ? 0 : std::abs(auc - 0.5); }

// Whether the features' words say what is wrong in that direction.
bool has_words(const FeatureInfo& feature, bool more) {
  return !(more ? feature.more : feature.less).empty();
}

// The feature of a group that tells most, of pieces or of passages.
std::optional<TellingSign> plainest_of(FeatureGroup group, const Telling& told) {
  std::optional<TellingSign> plainest;
  double most = 0;
  for (const std::size_t i : columns_of_group(group)) {
    for (const double auc : {told.features[i].whole, told.features[i].passages}) {
      const bool more = auc > 0.5;
      if (strength(auc) > most && has_words(all_features()[i], more)) {
        most = strength(auc);
        plainest = TellingSign{.group = group, .feature = i, .more = more};
      }
    }
  }
  return plainest;
}

// The highest upper bound of any group of human music against human music.
double bound_of(const Telling& floor, Interval Told::*kind) {
  double bound = 0.5;
  for (const Told& group : floor.groups) {
    bound = std::isnan((group.*kind).high) ? bound : std::max(bound, (group.*kind).high);
  }
  return bound;
}

double width_of(const FeatureInfo& feature, const Interval& mean, std::size_t pieces) {
  const double width = mean.high - mean.low;
  return feature.unit == FeatureUnit::kShare ? std::max(width, 3 / as_double(pieces)) : width;
}

// The difference of two means in widths; 0 where nothing can be said.
double difference_of(std::size_t feature, const MeansOfSet& told, const MeansOfSet& human) {
  if (std::min(told.pieces[feature], human.pieces[feature]) < kFewestForMeans) {
    return 0;
  }
  const FeatureInfo& info = all_features()[feature];
  const double width = std::hypot(width_of(info, told.means[feature], told.pieces[feature]),
                                  width_of(info, human.means[feature], human.pieces[feature]));
  const double difference = told.means[feature].value - human.means[feature].value;
  return width > 0 ? difference / width : 0;
}

}  // namespace

HeardRows rows_of(const HeardMusic& piece, const CorpusHabits& habits, const TurnCounts* own,
                  bool with_passages) {
  HeardRows rows{.whole = features_of(piece, habits, own), .passages = {}};
  if (with_passages) {
    for (const HeardMusic& passage : passages_of(piece, kMostPassages)) {
      rows.passages.push_back(features_of(passage, habits, own));
    }
  }
  return rows;
}

std::vector<TellingTask> telling_tasks(const HeardSet& human, const HeardSet& other,
                                       const TwoSampleOptions& options, Telling& told) {
  std::vector<std::function<void()>> tasks;
  told.features.resize(all_features().size());
  told.pieces = std::min(human.whole.pieces, other.whole.pieces);
  told.passages = {human.passages.rows(), other.passages.rows()};
  if (!told.is_measured()) {
    return tasks;
  }
  const auto add = [&](std::optional<FeatureGroup> group, Told& place) {
    tasks.emplace_back([&human, &other, options, group, &place] {
      const std::vector<std::size_t> columns = columns_of_group(group);
      place.whole = classifier_auc(human.whole, other.whole, columns, options);
      place.passages = classifier_auc(human.passages, other.passages, columns, options);
    });
  };
  // The longest first.
  add(std::nullopt, told.all);
  for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
    add(group, told.groups[as_index(group)]);
  }
  tasks.emplace_back([&human, &other, &told] {
    for (std::size_t i = 0; i < all_features().size(); ++i) {
      told.features[i] = {feature_auc(human.whole, other.whole, i),
                          feature_auc(human.passages, other.passages, i)};
    }
  });
  return tasks;
}

std::vector<TellingSign> telling_signs(const Telling& told, const Telling& floor) {
  std::vector<TellingSign> signs;
  const double of_pieces = bound_of(floor, &Told::whole);
  const double of_passages = bound_of(floor, &Told::passages);
  for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
    const Told& here = told.groups[as_index(group)];
    const bool whole = here.whole.low > of_pieces;
    const bool passages = here.passages.low > of_passages;
    auto sign = whole || passages ? plainest_of(group, told) : std::nullopt;
    if (sign) {
      const auto value = [](const Interval& auc) {
        return std::isnan(auc.value) ? 0.5 : auc.value;
      };
      std::tie(sign->other_auc, sign->auc) = std::minmax({value(here.whole), value(here.passages)});
      signs.push_back(*sign);
    }
  }
  // Where several groups give all pieces away, the passages decide.
  constexpr double kWeightOfOther = 0.1;
  std::ranges::stable_sort(signs, std::ranges::greater{}, [](const TellingSign& sign) {
    return sign.auc + kWeightOfOther * sign.other_auc;
  });
  return signs;
}

std::vector<TellingSign> signs_of_means(const MeansOfSet& told, const MeansOfSet& human) {
  constexpr double kClear = 1;
  std::vector<std::pair<double, TellingSign>> found;
  for (const auto& [group, name] : EnumNames<FeatureGroup>::kNames) {
    std::pair<double, TellingSign> clearest = {0, {.group = group}};
    for (const std::size_t i : columns_of_group(group)) {
      const double difference = difference_of(i, told, human);
      const bool more = difference > 0;
      if (std::abs(difference) > clearest.first && has_words(all_features()[i], more)) {
        clearest = {std::abs(difference), {.group = group, .feature = i, .more = more}};
      }
    }
    if (clearest.first >= kClear) {
      found.push_back(clearest);
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [](const auto& sign) { return sign.first; });
  std::vector<TellingSign> signs;
  for (const auto& [difference, sign] : found) {
    signs.push_back(sign);
  }
  return signs;
}

}  // namespace bachprop
