// A progress bar on standard error, and only on a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace bachprop {

// Shows nothing when standard error is not a terminal, during the first half second, or more than
// ten times a second. Clears itself at the end of its life.
class ProgressBar {
 public:
  // `unit` is a plural noun: "files", "notes".
  ProgressBar(std::string label, std::uint64_t total, std::string unit);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  // `done` of the total; `extra` is shown at the end of the line. The time left follows from how
  // fast it went since the first call.
  void show(std::uint64_t done, const std::string& extra = {});
  // The same for a total that is known only now.
  void show(std::uint64_t done, std::uint64_t total);
  // Removes the bar so that a line can be printed; the next show() draws it again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_;
  std::string unit_;
  bool terminal_;
  bool drawn_ = false;
  std::optional<std::uint64_t> first_done_;  // where the clock began, above 0 in a resumed run
  Clock::time_point began_;
  Clock::time_point shown_;
};

}  // namespace bachprop
