#include "bachprop/base/task_graph.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/parallel.h"

namespace bachprop {

struct TaskGraph::State {
  struct Node {
    std::function<void()> work;
    double cost = 0;        // of the way from here to the end, once `ordered`
    std::size_t after = 0;  // tasks that it waits for
    std::vector<Task> then;
  };

  std::vector<Node> nodes;
  bool ordered = false;

  // Of one run.
  std::vector<std::atomic<std::size_t>> waits_for;
  std::mutex mutex;
  std::vector<Task> ready;  // a heap: the longest way on top; behind `mutex`
  std::atomic<std::size_t> ready_count = 0;
  std::atomic<std::size_t> left = 0;

  void order();
  void begin();
  void work_until_done();
  [[nodiscard]] bool take(Task& task);
  void finish(Task task);
  void make_ready(Task task);
  [[nodiscard]] bool is_shorter(Task a, Task b) const {
    return nodes[a].cost != nodes[b].cost ? nodes[a].cost < nodes[b].cost : a > b;
  }
};

TaskGraph::TaskGraph() : state_(std::make_unique<State>()) {}
TaskGraph::TaskGraph(TaskGraph&&) noexcept = default;
TaskGraph& TaskGraph::operator=(TaskGraph&&) noexcept = default;
TaskGraph::~TaskGraph() = default;

TaskGraph::Task TaskGraph::add(double cost, std::function<void()> work,
                               std::span<const Task> after) {
  const Task task = state_->nodes.size();
  for (const Task earlier : after) {
    check(earlier < task, "a task waits for tasks of this graph");
    state_->nodes[earlier].then.push_back(task);
  }
  state_->nodes.push_back({std::move(work), cost, after.size(), {}});
  state_->ordered = false;
  return task;
}

// Tasks wait for earlier ones only, so their ways are known from the last to the first.
void TaskGraph::State::order() {
  for (std::size_t i = nodes.size(); i-- > 0;) {
    double longest = 0;
    for (const Task next : nodes[i].then) {
      longest = std::max(longest, nodes[next].cost);
    }
    nodes[i].cost += longest;
  }
  waits_for = std::vector<std::atomic<std::size_t>>(nodes.size());
  ready.reserve(nodes.size());
  ordered = true;
}

void TaskGraph::State::begin() {
  left = nodes.size();
  for (Task task = 0; task < nodes.size(); ++task) {
    waits_for[task].store(nodes[task].after, std::memory_order_relaxed);
  }
  for (Task task = 0; task < nodes.size(); ++task) {
    if (nodes[task].after == 0) {
      make_ready(task);
    }
  }
}

void TaskGraph::State::make_ready(Task task) {
  const std::lock_guard lock(mutex);
  ready.push_back(task);
  std::ranges::push_heap(ready, [&](Task a, Task b) { return is_shorter(a, b); });
  ready_count.store(ready.size(), std::memory_order_release);
}

bool TaskGraph::State::take(Task& task) {
  if (ready_count.load(std::memory_order_acquire) == 0) {
    return false;
  }
  const std::lock_guard lock(mutex);
  if (ready.empty()) {
    return false;
  }
  std::ranges::pop_heap(ready, [&](Task a, Task b) { return is_shorter(a, b); });
  task = ready.back();
  ready.pop_back();
  ready_count.store(ready.size(), std::memory_order_release);
  return true;
}

void TaskGraph::State::finish(Task task) {
  for (const Task next : nodes[task].then) {
    if (waits_for[next].fetch_sub(1, std::memory_order_acq_rel) == 1) {
      make_ready(next);
    }
  }
  left.fetch_sub(1, std::memory_order_acq_rel);
}

// Tasks take tens of microseconds, so that a thread that finds none looks again rather than sleeps.
void TaskGraph::State::work_until_done() {
  Patience patience;
  while (left.load(std::memory_order_acquire) > 0) {
    Task task = 0;
    if (take(task)) {
      nodes[task].work();
      finish(task);
      patience = {};
    } else {
      patience.wait();
    }
  }
}

void TaskGraph::run(ThreadTeam& team) {
  if (!state_->ordered) {
    state_->order();
  }
  state_->begin();
  team.for_each(static_cast<std::size_t>(team.threads()),
                [state = state_.get()](std::size_t) { state->work_until_done(); });
}

}  // namespace bachprop
