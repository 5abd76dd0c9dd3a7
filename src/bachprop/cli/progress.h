// A progress bar on standard error, and only on a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/cli/progress_line.h"

namespace bachprop {

// How long what is left will take.
enum class TimeLeft {
  kAsBefore,  // as long in proportion as what is done
  kAtMost,    // that, or less, as it may end sooner
  kUnknown,   // not in proportion, so that nothing is said
};

// Shows nothing when standard error is no terminal or has less than kFewestColumns (terminal.h), or
// during the first half second. Shows at most ten states a second. Always one line, however wide
// the terminal is at that moment. Clears itself at the end of its life.
class ProgressBar {
 public:
  // `unit` is a plural noun: "files", "notes"; empty where the count says nothing.
  ProgressBar(std::string label, std::uint64_t total, std::string unit,
              TimeLeft time_left = TimeLeft::kAsBefore);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  // `done` of the total, and what else is worth knowing, the most important first. The time left
  // follows from how fast it went since the first call, once that says something.
  void show(std::uint64_t done, std::vector<ProgressDetail> details = {});
  void show(std::uint64_t done, const std::string& detail) { show(done, {{.text = detail}}); }
  // The same for a total that is known only now.
  void show(std::uint64_t done, std::uint64_t total);
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

}  // namespace bachprop
