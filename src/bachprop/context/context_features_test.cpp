#include "bachprop/context/context_features.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

std::vector<EntryGroup> groups_of(std::span<const ListedFeature> features) {
  std::vector<EntryGroup> groups;
  for (const ListedFeature& listed : features) {
    std::ranges::copy_if(listed.feature->groups, std::back_inserter(groups),
                         [](const EntryGroup& group) { return group.count > 0; });
  }
  return groups;
}

bool has(const std::vector<EntryGroup>& groups, std::string_view name) {
  return std::ranges::find(groups, name, &EntryGroup::name) != groups.end();
}

std::string entries_text(const EntryGroup& group) {
  switch (group.of) {
    case EntriesOf::kPitch:
      return group.count == 1 ? "pitches" : fmt::format("{} x pitches", group.count);
    case EntriesOf::kPitchClass:
      return fmt::format("{}", group.count * kSemitonesPerOctave);
    case EntriesOf::kTime:
      return group.count == 1 ? "T" : fmt::format("{} x T", group.count);
    case EntriesOf::kDtSymbol:
      return fmt::format("{} x dT", group.count);
    case EntriesOf::kDurationSymbol:
      return fmt::format("{} x T", group.count);
    case EntriesOf::kNumber:
      break;
  }
  return fmt::format("{}", group.count);
}

bool is_anchor(const EntryGroup& group) {
  return group.of == EntriesOf::kPitch || group.of == EntriesOf::kPitchClass;
}

std::vector<EntryGroup> without(const std::vector<EntryGroup>& known,
                                const std::vector<EntryGroup>& groups) {
  std::vector<EntryGroup> others;
  std::ranges::copy_if(groups, std::back_inserter(others),
                       [&](const EntryGroup& group) { return !has(known, group.name); });
  return others;
}

// The rows that docs/context.md must have: pitches, then pitch classes, then the others; then those
// of a critic alone.
std::vector<std::string> expected_rows() {
  const std::vector<EntryGroup> layers = groups_of(layers_features(ContextKind::kLines));
  const std::vector<EntryGroup> readouts = groups_of(readouts_features(ContextKind::kLines));
  const std::vector<EntryGroup> old_layers = groups_of(layers_features(ContextKind::kMusic));
  const std::vector<EntryGroup> old_readouts = groups_of(readouts_features(ContextKind::kMusic));
  std::vector<EntryGroup> all = layers;
  std::ranges::copy(without(layers, readouts), std::back_inserter(all));
  std::ranges::stable_sort(all, {}, [](const EntryGroup& group) {
    return group.of == EntriesOf::kPitch ? 0 : group.of == EntriesOf::kPitchClass ? 1 : 2;
  });
  std::vector<std::string> rows;
  for (const EntryGroup& group : all) {
    const char* const to_readouts = is_anchor(group) ? "anchor" : "yes";
    const bool is_old = has(old_layers, group.name) || has(old_readouts, group.name);
    rows.push_back(fmt::format("| {}{} | {} | {} | {} |", is_old ? "" : "*", group.name,
                               entries_text(group), has(layers, group.name) ? "yes" : "",
                               has(readouts, group.name) ? to_readouts : ""));
  }
  for (const EntryGroup& group : without(all, groups_of(layers_features(ContextKind::kCritic)))) {
    rows.push_back(fmt::format("| {} | {} | yes |", group.name, entries_text(group)));
  }
  return rows;
}

TEST(ContextFeatures, AreThoseOfTheDocumentation) {
  const auto text =
      read_file(std::filesystem::path(BACHPROP_SOURCE_DIR) / "docs" / "context.md").value();
  std::istringstream lines(std::string(reinterpret_cast<const char*>(text.data()), text.size()));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| ") && !line.starts_with("| group")) {
      rows.push_back(line);
    }
  }
  EXPECT_EQ(rows, expected_rows());
}

TEST(ContextFeatures, HaveATurnEach) {
  for (const auto& features :
       {layers_features(ContextKind::kMusic), readouts_features(ContextKind::kMusic),
        layers_features(ContextKind::kLines), readouts_features(ContextKind::kLines),
        layers_features(ContextKind::kCritic), layers_features(ContextKind::kWindow)}) {
    std::vector<int> turns;
    for (const ListedFeature& listed : features) {
      turns.push_back(listed.turn);
    }
    std::ranges::sort(turns);
    EXPECT_EQ(std::ranges::adjacent_find(turns), turns.end());
  }
}

}  // namespace
}  // namespace bachprop
