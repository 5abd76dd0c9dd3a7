// How long something has taken.
#pragma once

#include <chrono>

namespace bachprop {

class Stopwatch {
 public:
  // Since it was made, or since the last restart.
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - began_).count();
  }
  void restart() { began_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point began_ = Clock::now();
};

}  // namespace bachprop
