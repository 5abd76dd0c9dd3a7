#include "bachprop/cli/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bachprop {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;

std::string clock_text(double seconds) {
  const auto whole = std::lround(seconds);
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

ProgressBar::ProgressBar(std::string label, std::uint64_t total, std::string unit)
    : label_(std::move(label)),
      total_(total),
      unit_(std::move(unit)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      began_(Clock::now()),
      shown_(began_) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(std::uint64_t done, const std::string& extra) {
  const Clock::time_point now = Clock::now();
  if (!first_done_) {
    first_done_ = done;
  }
  if (!terminal_ || now - began_ < milliseconds(500) || now - shown_ < milliseconds(100)) {
    return;
  }
  shown_ = now;
  drawn_ = true;
  constexpr int kWidth = 24;
  const double share =
      total_ == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const auto full = static_cast<int>(share * kWidth);
  const double elapsed = duration<double>(now - began_).count();
  const std::string left = done > *first_done_ && done <= total_
                               ? clock_text(elapsed / static_cast<double>(done - *first_done_) *
                                            static_cast<double>(total_ - done))
                               : "?";
  fmt::print(stderr, "\r\033[K{} [{:=<{}}{: <{}}] {:3.0f} %  {}/{} {}  ETA {}  {}", label_, "",
             full, "", kWidth - full, share * 100, done, total_, unit_, left, extra);
  std::fflush(stderr);
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
  total_ = total;
  show(done);
}

void ProgressBar::clear() {
  if (drawn_) {
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    drawn_ = false;
  }
}

}  // namespace bachprop
