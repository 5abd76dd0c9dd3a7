#include "bachprop/base/task_graph.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <thread>
#include <tuple>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"

namespace bachprop {

struct TaskGraph::State {
  struct Node {
    std::function<void()> work;
    Order order;            // its cost is that of the way from here to the end, once `ordered`
    std::size_t after = 0;  // tasks that it waits for
    std::vector<Task> then;
  };

  static constexpr Task kNone = std::numeric_limits<Task>::max();

  std::vector<Node> nodes;
  bool ordered = false;

  // The state of one run.
  std::vector<std::atomic<std::size_t>> waits_for;
  std::mutex mutex;
  std::vector<Task> ready;  // a heap: the longest way on top; behind `mutex`
  std::atomic<std::size_t> ready_count = 0;
  std::atomic<std::size_t> left = 0;

  void order_all();
  void begin();
  void work_until_done();
  [[nodiscard]] bool take(Task& task);
  // Gives the task that follows on this thread, or kNone.
  [[nodiscard]] Task finish(Task task);
  void make_ready(Task task);
  [[nodiscard]] bool is_later(Task a, Task b) const {
    const Order& first = nodes[a].order;
    const Order& second = nodes[b].order;
    return std::tuple(second.stage, first.cost, b) < std::tuple(first.stage, second.cost, a);
  }
};

TaskGraph::TaskGraph() : state_(std::make_unique<State>()) {}
TaskGraph::TaskGraph(TaskGraph&&) noexcept = default;
TaskGraph& TaskGraph::operator=(TaskGraph&&) noexcept = default;
TaskGraph::~TaskGraph() = default;

TaskGraph::Task TaskGraph::add(const Order& order, std::function<void()> work,
                               std::span<const Task> after) {
  const Task task = state_->nodes.size();
  for (const Task earlier : after) {
    check(earlier < task, "a task waits for tasks of this graph");
    state_->nodes[earlier].then.push_back(task);
  }
  state_->nodes.push_back({std::move(work), order, after.size(), {}});
  state_->ordered = false;
  return task;
}

// Tasks wait for earlier ones only, so their ways are known from the last to the first.
void TaskGraph::State::order_all() {
  for (std::size_t i = nodes.size(); i-- > 0;) {
    double longest = 0;
    for (const Task next : nodes[i].then) {
      longest = std::max(longest, nodes[next].order.cost);
    }
    nodes[i].order.cost += longest;
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
  std::ranges::push_heap(ready, [&](Task a, Task b) { return is_later(a, b); });
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
  std::ranges::pop_heap(ready, [&](Task a, Task b) { return is_later(a, b); });
  task = ready.back();
  ready.pop_back();
  ready_count.store(ready.size(), std::memory_order_release);
  return true;
}

TaskGraph::Task TaskGraph::State::finish(Task task) {
  Task following = kNone;
  for (const Task next : nodes[task].then) {
    if (waits_for[next].fetch_sub(1, std::memory_order_acq_rel) != 1) {
      continue;
    }
    if (nodes[next].order.follows && following == kNone) {
      following = next;
    } else {
      make_ready(next);
    }
  }
  left.fetch_sub(1, std::memory_order_acq_rel);
  return following;
}

// Tasks take tens of microseconds, so that a thread that finds none looks again rather than sleeps.
void TaskGraph::State::work_until_done() {
  Patience patience;
  while (left.load(std::memory_order_acquire) > 0) {
    Task task = kNone;
    if (take(task)) {
      while (task != kNone) {
        nodes[task].work();
        task = finish(task);
      }
      patience = {};
    } else {
      patience.wait();
    }
  }
}

void TaskGraph::run(ThreadTeam& team) {
  if (!state_->ordered) {
    state_->order_all();
  }
  state_->begin();
  team.for_each(as_index(team.threads()),
                [state = state_.get()](std::size_t) { state->work_until_done(); });
}

}  // namespace bachprop
