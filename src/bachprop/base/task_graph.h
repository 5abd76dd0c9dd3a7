// Work whose parts wait for one another, run by a team of threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace bachprop {

class ThreadTeam;

// A graph of tasks that is built once and run many times. Running it allocates nothing.
class TaskGraph {
 public:
  using Task = std::size_t;

  TaskGraph();
  TaskGraph(TaskGraph&&) noexcept;
  TaskGraph& operator=(TaskGraph&&) noexcept;
  ~TaskGraph();

  // Which of the tasks that could begin does begin.
  struct Order {
    // About how long it takes, in any unit: what has the longest way to the end is begun first.
    double cost = 1;
    // Lower stages are begun first, whatever their way.
    int stage = 0;
    // Begun at once by the thread that finished what it waited for: its data are still in the
    // cache.
    bool follows = false;
  };

  // `work` begins when all of `after`, tasks of this graph, are done, and must not throw.
  Task add(const Order& order, std::function<void()> work, std::span<const Task> after = {});

  // Runs every task once and returns when all are done. Which thread takes a task is not fixed:
  // two tasks that touch the same memory must be ordered by the graph.
  void run(ThreadTeam& team);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bachprop
