// The one line that says how far something is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bachprop {

// The details beside the share that is done.
struct ProgressDetail {
  std::string text = {};
  std::string brief = {};  // where there is less room; may be empty
};

struct ProgressState {
  std::string label = {};
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string unit = {};  // "files"; empty: only the share is said
  std::optional<double> seconds_left = {};
  bool at_most = false;                      // it may end sooner
  std::vector<ProgressDetail> details = {};  // the most important first
};

// In at most `width` columns: "reading [====    ]  50 %  5/10 files  about 3 min left". With less
// room the last details go first. Then the bar shrinks, and the count, the other details, the bar
// and the middle of the label go.
[[nodiscard]] std::string progress_line(const ProgressState& state, std::size_t width);

// "1:24 h", "12 min", "45 s": no more exact than such a guess can be.
[[nodiscard]] std::string rough_time(double seconds);

}  // namespace bachprop
