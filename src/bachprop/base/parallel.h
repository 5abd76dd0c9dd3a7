// Work spread over threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace bachprop {

// The number of processors this process may use, at least 1.
[[nodiscard]] int available_threads();

// Waiting for another thread that will be done within microseconds: spins a while, then lets other
// threads run between two looks.
class Patience {
 public:
  void wait();
  // It has waited for so long that sleeping is better.
  [[nodiscard]] bool is_over() const { return waits_ > kWaits; }

 private:
  static constexpr int kSpins = 100;
  static constexpr int kWaits = 400;
  int waits_ = 0;
};

// A team of threads that stays alive between pieces of work.
class ThreadTeam {
 public:
  // `threads` counts the calling thread too; at least 1. The team is smaller when the system allows
  // no more threads. Each thread but the calling one runs `prepare` first, if there is one.
  explicit ThreadTeam(int threads, void (*prepare)() = nullptr);
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;
  ~ThreadTeam();

  [[nodiscard]] int threads() const;

  // Calls work(0) .. work(count - 1), each once, and returns when all are done. Which thread takes
  // which index is not fixed: results must not depend on it. `work` must not throw, nor
  // call this team again.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bachprop
