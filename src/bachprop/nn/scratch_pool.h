// Scratch memory for pieces of work that run at the same time, all of it allocated at the
// beginning.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace bachprop {

// Gives the first memory that nobody uses, so that a few threads keep to a few that stay in the
// caches. No more work than there are memories may run at the same time.
template <typename Memory>
class ScratchPool {
 public:
  class Lease {
   public:
    Lease(Memory& memory, std::atomic<bool>& taken) : memory_(&memory), taken_(&taken) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { taken_->store(false, std::memory_order_release); }

    [[nodiscard]] Memory& operator*() const { return *memory_; }
    [[nodiscard]] Memory* operator->() const { return memory_; }

   private:
    Memory* memory_;
    std::atomic<bool>* taken_;
  };

  // `count` copies.
  ScratchPool(std::size_t count, const Memory& memory)
      : memories_(count, memory), taken_(std::make_unique<std::vector<std::atomic<bool>>>(count)) {}

  [[nodiscard]] Lease take() {
    for (std::size_t i = 0;; i = i + 1 < memories_.size() ? i + 1 : 0) {
      if (!(*taken_)[i].exchange(true, std::memory_order_acquire)) {
        return {memories_[i], (*taken_)[i]};
      }
    }
  }

 private:
  std::vector<Memory> memories_;
  std::unique_ptr<std::vector<std::atomic<bool>>> taken_;
};

}  // namespace bachprop
