#include "bachprop/base/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <vector>

namespace bachprop {
namespace {

TEST(ThreadTeam, CallsEachIndexOnce) {
  for (const int threads : {1, 2, 7}) {
    ThreadTeam team(threads);
    EXPECT_EQ(team.threads(), threads);
    std::vector<std::atomic<int>> calls(1000);
    team.for_each(calls.size(), [&](std::size_t i) { ++calls[i]; });
    EXPECT_TRUE(std::ranges::all_of(calls, [](const auto& n) { return n == 1; })) << threads;
  }
}

// A helper that wakes late must not take the next round's work for its own.
TEST(ThreadTeam, FinishesEachRoundBeforeTheNext) {
  ThreadTeam team(4);
  std::int64_t sum = 0;
  for (std::size_t round = 0; round < 2000; ++round) {
    std::vector<std::size_t> slots(round % 6);
    team.for_each(slots.size(), [&](std::size_t i) { slots[i] = round; });
    for (const std::size_t slot : slots) {
      ASSERT_EQ(slot, round);
      ++sum;
    }
  }
  EXPECT_EQ(sum, 333 * (0 + 1 + 2 + 3 + 4 + 5) + (0 + 1));
}

TEST(ThreadTeam, DoesNothingForNoIndices) {
  ThreadTeam team(2);
  team.for_each(0, [](std::size_t) { FAIL(); });
}

TEST(ThreadTeam, MayBeMadeAndNeverUsed) {
  const ThreadTeam team(3);
  EXPECT_LE(team.threads(), 3);
}

TEST(ThreadTeam, PreparesEachOfItsThreads) {
  static std::atomic<int> prepared;
  prepared = 0;
  int threads = 0;
  {
    ThreadTeam team(3, [] { ++prepared; });
    threads = team.threads();
    team.for_each(8, [](std::size_t) {});
  }
  EXPECT_EQ(prepared, threads - 1);
}

TEST(AvailableThreads, AreAtLeastOne) { EXPECT_GE(available_threads(), 1); }

}  // namespace
}  // namespace bachprop
