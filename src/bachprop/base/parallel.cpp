#include "bachprop/base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {

int available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) == 0) {
    return std::max(1, CPU_COUNT(&set));
  }
  return std::max(1, as_int(std::thread::hardware_concurrency()));
}

void Patience::wait() {
  ++waits_;
  if (waits_ > kSpins) {
    std::this_thread::yield();
    return;
  }
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Helpers and their caller look for each other a while before they sleep: training gives the next
// work within microseconds. All variables change behind the mutex only.
struct ThreadTeam::State {
  std::mutex mutex;
  std::condition_variable work_came;
  std::condition_variable work_done;
  std::atomic<std::uint64_t> round = 0;  // a new number is a new piece of work
  std::atomic<std::size_t> busy = 0;     // helpers that have not finished this round
  std::atomic<bool> stopping = false;
  const std::function<void(std::size_t)>* work = nullptr;
  std::size_t count = 0;
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> helpers;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    work_came.notify_all();
  }

  void take_indices() {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      (*work)(i);
    }
  }

  void help() {
    std::uint64_t seen = 0;
    while (true) {
      for (Patience patience; !stopping && round == seen && !patience.is_over(); patience.wait()) {
      }
      std::unique_lock lock(mutex);
      work_came.wait(lock, [&] { return stopping || round != seen; });
      if (stopping) {
        return;
      }
      seen = round;
      lock.unlock();
      take_indices();
      lock.lock();
      if (--busy == 0) {
        lock.unlock();
        work_done.notify_one();
      }
    }
  }
};

ThreadTeam::ThreadTeam(int threads, void (*prepare)()) : state_(std::make_unique<State>()) {
  check(threads >= 1, "a team has at least one thread");
  try {
    for (int i = 1; i < threads; ++i) {
      state_->helpers.emplace_back([state = state_.get(), prepare] {
        if (prepare != nullptr) {
          prepare();
        }
        state->help();
      });
    }
  } catch (const std::system_error&) {
    // The system allows no more threads: a smaller team does the same work.
  }
}

ThreadTeam::~ThreadTeam() = default;

int ThreadTeam::threads() const { return as_int(state_->helpers.size()) + 1; }

void ThreadTeam::for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
  if (state_->helpers.empty() || count <= 1) {
    for (std::size_t i = 0; i < count; ++i) {
      work(i);
    }
    return;
  }
  {
    const std::lock_guard lock(state_->mutex);
    state_->work = &work;
    state_->count = count;
    state_->next = 0;
    state_->busy = state_->helpers.size();
    ++state_->round;
  }
  state_->work_came.notify_all();
  state_->take_indices();
  for (Patience patience; state_->busy != 0 && !patience.is_over(); patience.wait()) {
  }
  std::unique_lock lock(state_->mutex);
  state_->work_done.wait(lock, [&] { return state_->busy == 0; });
}

}  // namespace bachprop
