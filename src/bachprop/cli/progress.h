// A progress bar on standard error, and only on a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/cli/interrupt.h"
#include "bachprop/report/progress_line.h"
#include "bachprop/run/watch.h"

namespace bachprop {

// Shows nothing when standard error is no terminal or has less than kFewestColumns (terminal.h), or
// during the first half second. Shows at most ten states a second. Always one line, however wide
// the terminal is at that moment. Clears itself at the end of its life.
class ProgressBar {
 public:
  explicit ProgressBar(const Activity& activity);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  // `done` of the total, and what else is worth knowing, the most important first. The time left
  // follows from how fast it went since the first call, once that says something.
  void show(std::uint64_t done, std::vector<ProgressDetail> details = {});
  // May be known only now.
  void set_total(std::uint64_t total) { state_.total = total; }
  // Removes the bar so that a line can be printed; the next show() draws it again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::optional<double> seconds_left(Clock::time_point now) const;

  ProgressState state_;
  TimeLeft time_left_;
  bool terminal_;
  std::size_t drawn_ = 0;                    // columns of what stands there
  std::optional<std::uint64_t> first_done_;  // where the clock began, above 0 in a resumed run
  Clock::time_point began_;
  Clock::time_point shown_;
};

// What a command hands to a run: bars for its activities, and Ctrl-C as the wish to stop. During an
// activity that can be stopped, the first Ctrl-C only asks for that; at other times it ends the
// program.
class TerminalWatch {
 public:
  TerminalWatch() = default;
  TerminalWatch(const TerminalWatch&) = delete;
  TerminalWatch& operator=(const TerminalWatch&) = delete;

  // Sets what a Watch tells and asks. This object must outlive it.
  void attach_to(Watch& watch);
  [[nodiscard]] Watch watch();

  // From now on Ctrl-C asks for a stop between activities too, and is not forgotten by the next.
  void hold();
  // Removes the bar so that a line can be printed.
  void clear();

 private:
  void tell(const Progress& progress);

  std::optional<InterruptGuard> guard_;
  bool holds_ = false;
  std::optional<ProgressBar> bar_;
};

}  // namespace bachprop
