#include "bachprop/report/progress_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bachprop/base/numbers.h"
#include "bachprop/report/terminal_text.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

// What of a state is said.
struct Layout {
  std::size_t bar = 0;  // columns inside its brackets; 0: none
  bool count = false;
  std::size_t details = 0;  // the first so many
  bool brief = false;
};

double share_done(const ProgressState& state) {
  return state.total == 0 ? 0.0 : std::min(1.0, as_double(state.done) / as_double(state.total));
}

std::string time_text(const ProgressState& state, bool brief) {
  if (!state.seconds_left) {
    return {};
  }
  const std::string time = rough_time(*state.seconds_left);
  if (state.at_most) {
    return "  at most " + time;
  }
  return brief ? "  " + time : "  about " + time + " left";
}

std::string drawn(const ProgressState& state, const Layout& layout) {
  const double share = share_done(state);
  std::string line = printable(state.label);
  if (layout.bar > 0) {
    const auto full = as_index(share * as_double(layout.bar));
    line += fmt::format(" [{}{}]", std::string(full, '='), std::string(layout.bar - full, ' '));
  }
  line += fmt::format(" {:3.0f} %", std::floor(100 * share));
  if (layout.count && !state.unit.empty()) {
    line += fmt::format("  {}/{} {}", state.done, state.total, state.unit);
  }
  const std::string time = time_text(state, layout.brief);
  line += time;
  for (std::size_t i = 0; i < layout.details; ++i) {
    const ProgressDetail& detail = state.details[i];
    const std::string& text = layout.brief && !detail.brief.empty() ? detail.brief : detail.text;
    // What bounds the time goes on from it.
    line += (state.at_most && i == 0 && !time.empty() ? "; " : "  ") + printable(text);
  }
  return line;
}

// The most telling first.
std::vector<Layout> layouts_of(std::size_t details) {
  constexpr std::size_t kLong = 24;
  constexpr std::size_t kMiddle = 12;
  constexpr std::size_t kShort = 4;
  const std::size_t first = std::min<std::size_t>(1, details);
  std::vector<Layout> layouts;
  for (std::size_t kept = details; kept > first; --kept) {
    layouts.push_back({kLong, true, kept, false});
  }
  for (const bool brief : {false, true}) {
    for (const std::size_t bar : {kLong, kMiddle}) {
      layouts.push_back({bar, true, first, brief});
    }
    layouts.push_back({kMiddle, false, first, brief});
  }
  layouts.push_back({kShort, false, first, true});
  for (const std::size_t bar : {kMiddle, kShort, std::size_t{0}}) {
    layouts.push_back({bar, false, 0, true});
  }
  return layouts;
}

}  // namespace

std::string rough_time(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds >= kHour - kMinute / 2) {
    const auto minutes = std::lround(seconds / kMinute);
    return fmt::format("{}:{:02} h", minutes / 60, minutes % 60);
  }
  if (seconds >= 1.5 * kMinute) {
    return fmt::format("{} min", std::lround(seconds / kMinute));
  }
  constexpr double kStep = 5;
  return seconds < kStep ? fmt::format("{:.0f} s", std::max(1.0, std::ceil(seconds)))
                         : fmt::format("{:.0f} s", kStep * std::ceil(seconds / kStep));
}

std::string progress_line(const ProgressState& state, std::size_t width) {
  for (const Layout& layout : layouts_of(state.details.size())) {
    std::string line = drawn(state, layout);
    if (display_width(line) <= width) {
      return line;
    }
  }
  ProgressState least = state;
  least.label.clear();
  const std::string with_time = drawn(least, {.brief = true});
  constexpr std::size_t kTellingLabel = 8;
  if (display_width(with_time) + kTellingLabel <= width) {
    return shortened(state.label, width - display_width(with_time)) + with_time;
  }
  least.seconds_left.reset();
  const std::string share = drawn(least, {});
  return shortened(state.label, width - std::min(width, share.size())) + share;
}

}  // namespace bachprop
