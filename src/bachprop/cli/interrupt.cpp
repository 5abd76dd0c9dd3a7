#include "bachprop/cli/interrupt.h"

#include <csignal>

namespace bachprop {
namespace {

// Written by the handler: nothing else may be.
volatile std::sig_atomic_t signalled = 0;

extern "C" void want_stop(int signal) {
  signalled = 1;
  // Not every system's std::signal resets the handler by itself.
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  signalled = 0;
  std::signal(SIGINT, want_stop);
  std::signal(SIGTERM, want_stop);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool interrupted() { return signalled != 0; }

}  // namespace bachprop
