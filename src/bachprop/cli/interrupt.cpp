#include "bachprop/cli/interrupt.h"

#include <csignal>

namespace bachprop {
namespace {

// Written by the handler: nothing else may be.
volatile std::sig_atomic_t stop_wanted = 0;

extern "C" void want_stop(int signal) {
  stop_wanted = 1;
  // Not every system's std::signal resets the handler by itself.
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  stop_wanted = 0;
  std::signal(SIGINT, want_stop);
  std::signal(SIGTERM, want_stop);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool interrupted() { return stop_wanted != 0; }

}  // namespace bachprop
