// Ctrl-C as a wish to stop at the next good place.
#pragma once

namespace bachprop {

// While it lives, the first Ctrl-C (or SIGTERM) only sets interrupted(); a second one ends the
// program at once, as usual. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();
};

[[nodiscard]] bool interrupted();

constexpr int kInterruptedExitCode = 130;

}  // namespace bachprop
