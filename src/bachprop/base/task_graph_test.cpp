#include "bachprop/base/task_graph.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"

namespace bachprop {
namespace {

TEST(TaskGraph, RunsEveryTaskAfterThoseItWaitsForHoweverManyThreads) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadTeam team(threads);
    Random random({static_cast<std::uint64_t>(threads)});
    TaskGraph graph;
    constexpr std::size_t kTasks = 300;
    std::array<int, kTasks> done = {};
    std::array<bool, kTasks> in_order = {};
    for (std::size_t task = 0; task < kTasks; ++task) {
      std::vector<TaskGraph::Task> after;
      for (std::size_t i = 0; task > 0 && i < random.below(4); ++i) {
        after.push_back(random.below(task));
      }
      graph.add(
          {.cost = random.uniform(),
           .stage = static_cast<int>(random.below(3)),
           .follows = random.below(3) == 0},
          [&, task, after] {
            in_order[task] = true;
            for (const TaskGraph::Task earlier : after) {
              in_order[task] = in_order[task] && done[earlier] == done[task] + 1;
            }
            ++done[task];
          },
          after);
    }
    for (int run = 1; run <= 20; ++run) {
      in_order = {};
      graph.run(team);
      for (std::size_t task = 0; task < kTasks; ++task) {
        ASSERT_EQ(done[task], run) << "task " << task << ", " << threads << " threads";
        ASSERT_TRUE(in_order[task]) << "task " << task << ", " << threads << " threads";
      }
    }
  }
}

TEST(TaskGraph, BeginsWithTheLongestWayToTheEnd) {
  ThreadTeam team(1);
  TaskGraph graph;
  std::vector<int> order;
  graph.add({.cost = 5}, [&] { order.push_back(0); });
  const std::array<TaskGraph::Task, 1> first = {
      graph.add({.cost = 1}, [&] { order.push_back(1); })};
  graph.add(
      {.cost = 10}, [&] { order.push_back(2); }, first);
  graph.run(team);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 0}));
}

TEST(TaskGraph, BeginsLowerStagesFirstAndWhatFollowsAtOnce) {
  ThreadTeam team(1);
  TaskGraph graph;
  std::vector<int> order;
  graph.add({.cost = 50, .stage = 1}, [&] { order.push_back(0); });
  const std::array<TaskGraph::Task, 1> first = {
      graph.add({.cost = 1}, [&] { order.push_back(1); })};
  graph.add(
      {.cost = 9}, [&] { order.push_back(2); }, first);
  graph.add(
      {.cost = 2, .stage = 2, .follows = true}, [&] { order.push_back(3); }, first);
  graph.run(team);
  EXPECT_EQ(order, (std::vector<int>{1, 3, 2, 0}));
}

TEST(TaskGraph, WithoutTasksIsDoneAtOnce) {
  ThreadTeam team(2);
  TaskGraph graph;
  graph.run(team);
  int runs = 0;
  graph.add({}, [&] { ++runs; });
  graph.run(team);
  EXPECT_EQ(runs, 1) << "an empty run leaves the graph and the team usable";
}

}  // namespace
}  // namespace bachprop
