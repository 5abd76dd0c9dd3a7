#include "bachprop/cli/progress.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/cli/terminal.h"

namespace bachprop {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;

// A terminal whose window was made narrower has moved what did not fit to lines of its own; xterm
// alone cuts it off.
bool lines_are_folded_again() {
  return std::getenv("XTERM_VERSION") == nullptr || std::getenv("TMUX") != nullptr;
}

std::string taken_back(std::size_t drawn, std::size_t columns) {
  const std::size_t lines_above =
      drawn > columns && lines_are_folded_again() ? (drawn - 1) / columns : 0;
  return lines_above > 0 ? fmt::format("\r\033[{}A\033[J", lines_above) : "\r\033[K";
}

}  // namespace

ProgressBar::ProgressBar(const Activity& activity)
    : state_{.label = activity.label,
             .total = activity.total,
             .unit = activity.unit,
             .at_most = activity.time_left == TimeLeft::kAtMost},
      time_left_(activity.time_left),
      terminal_(can_redraw(stderr)),
      began_(Clock::now()),
      shown_(began_) {}

ProgressBar::~ProgressBar() { clear(); }

std::optional<double> ProgressBar::seconds_left(Clock::time_point now) const {
  constexpr double kTellingSeconds = 2;
  const double elapsed = duration<double>(now - began_).count();
  if (time_left_ == TimeLeft::kUnknown || elapsed < kTellingSeconds ||
      state_.done <= *first_done_ || state_.done > state_.total) {
    return std::nullopt;
  }
  return elapsed / as_double(state_.done - *first_done_) * as_double(state_.total - state_.done);
}

void ProgressBar::show(std::uint64_t done, std::vector<ProgressDetail> details) {
  const Clock::time_point now = Clock::now();
  if (!first_done_) {
    first_done_ = done;
  }
  if (!terminal_ || now - began_ < milliseconds(500) || now - shown_ < milliseconds(100)) {
    return;
  }
  shown_ = now;
  const std::size_t columns = window_columns(stderr);
  if (columns < kFewestColumns) {
    clear();  // such a terminal would fold a bar, and each would leave a line
    return;
  }
  state_.done = done;
  state_.details = std::move(details);
  state_.seconds_left = seconds_left(now);
  // Free stay the last column, where a terminal waits to begin the next line, and two for the "^C"
  // that it shows when that is pressed.
  constexpr std::size_t kFree = 3;
  const std::string line = progress_line(state_, columns - kFree);
  fmt::print(stderr, "{}{}", taken_back(drawn_, columns), line);
  std::fflush(stderr);
  drawn_ = display_width(line);
}

void ProgressBar::clear() {
  if (drawn_ > 0) {
    fmt::print(stderr, "{}", taken_back(drawn_, window_columns(stderr)));
    std::fflush(stderr);
    drawn_ = 0;
  }
}

void TerminalWatch::attach_to(Watch& watch) {
  watch.progress = [this](const Progress& progress) { tell(progress); };
  watch.stop = [this] { return guard_ && interrupted(); };
}

Watch TerminalWatch::watch() {
  Watch watch;
  attach_to(watch);
  return watch;
}

void TerminalWatch::hold() {
  guard_.emplace();
  holds_ = true;
}

void TerminalWatch::clear() {
  if (bar_) {
    bar_->clear();
  }
}

void TerminalWatch::tell(const Progress& progress) {
  switch (progress.moment) {
    case Progress::Moment::kBegins:
      bar_.emplace(progress.activity);
      if (progress.activity.can_stop && !holds_) {
        guard_.emplace();
      }
      break;
    case Progress::Moment::kGoesOn:
      bar_->set_total(progress.activity.total);
      bar_->show(progress.done, progress.details);
      break;
    case Progress::Moment::kIsOver:
      bar_.reset();
      if (!holds_) {
        guard_.reset();
      }
      break;
  }
}

}  // namespace bachprop
