#include "bachprop/nn/multi_hot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

constexpr int kEntries = 12;
constexpr int kSteps = 9;
constexpr int kPieces = 3;

// Rows that keep most of their entries from step to step, and name some twice.
struct RandomInput {
  std::vector<int> ends;
  std::vector<int> entries;

  explicit RandomInput(std::uint64_t seed) {
    Random random({seed});
    std::vector<std::vector<int>> now(kPieces);
    for (int row = 0; row < kSteps * kPieces; ++row) {
      std::vector<int>& list = now[as_index(row % kPieces)];
      std::erase_if(list, [&](int) { return random.below(3) == 0; });
      for (std::uint64_t more = random.below(4); more > 0; --more) {
        list.push_back(as_int(random.below(kEntries)));
      }
      random.shuffle(std::span(list));
      entries.insert(entries.end(), list.begin(), list.end());
      ends.push_back(as_int(entries.size()));
    }
  }
  [[nodiscard]] MultiHot view() const { return {ends, entries}; }
};

using Counts = std::map<int, int>;

void add(std::span<const int> list, int times, Counts& counts) {
  for (const int entry : list) {
    counts[entry] += times;
  }
  std::erase_if(counts, [](const auto& count) { return count.second == 0; });
}

TEST(EntryRows, ListTheRowsOfEachEntryInTheirOrder) {
  const RandomInput input(1);
  EntryRows rows;
  rows.assign(kEntries, kSteps * kPieces, [&](int row) { return input.view().of(as_index(row)); });
  std::size_t named = 0;
  for (int entry = 0; entry < kEntries; ++entry) {
    const std::span<const int> of = rows.of(entry);
    EXPECT_TRUE(std::ranges::is_sorted(of));
    for (const int row : of) {
      EXPECT_EQ(std::ranges::count(of, row),
                std::ranges::count(input.view().of(as_index(row)), entry));
    }
    named += of.size();
  }
  EXPECT_EQ(named, input.entries.size());
}

TEST(EntryChanges, LeadFromEachStepToTheNextAndNameNothingThatStays) {
  const RandomInput input(2);
  EntryChanges changes;
  changes.assign(kEntries, input.view(), kSteps, kPieces);
  for (std::size_t row = 0; row < as_index(kSteps * kPieces); ++row) {
    Counts counts;
    if (row >= kPieces) {
      add(input.view().of(row - kPieces), 1, counts);
    }
    add(changes.came(row), 1, counts);
    add(changes.went(row), -1, counts);
    Counts expected;
    add(input.view().of(row), 1, expected);
    EXPECT_EQ(counts, expected) << "row " << row;
    for (const int entry : changes.came(row)) {
      EXPECT_EQ(std::ranges::count(changes.went(row), entry), 0);
    }
  }
}

// With one number a row instead of a vector.
TEST(EntryRuns, GiveTheSumsOverTheRowsOfEachEntry) {
  const RandomInput input(3);
  EntryChanges changes;
  changes.assign(kEntries, input.view(), kSteps, kPieces);
  EntryRuns runs;
  runs.assign(kEntries, input.view(), changes, kSteps, kPieces,
              [](int step, int piece) { return piece * kSteps + step; });
  const auto value = [](int step, int piece) { return (step + 1) * (step + 1) + 1000 * piece; };
  std::vector<int> sums;
  for (int piece = 0; piece < kPieces; ++piece) {
    for (int step = 0; step < kSteps; ++step) {
      sums.push_back(value(step, piece) + (step == 0 ? 0 : sums.back()));
    }
  }
  for (int entry = 0; entry < kEntries; ++entry) {
    int expected = 0;
    for (int row = 0; row < kSteps * kPieces; ++row) {
      expected += value(row / kPieces, row % kPieces) *
                  as_int(std::ranges::count(input.view().of(as_index(row)), entry));
    }
    int sum = 0;
    for (const int row : runs.ends.of(entry)) {
      sum += sums[as_index(row)];
    }
    for (const int row : runs.before.of(entry)) {
      sum -= sums[as_index(row)];
    }
    EXPECT_EQ(sum, expected) << "entry " << entry;
  }
}

}  // namespace
}  // namespace bachprop
