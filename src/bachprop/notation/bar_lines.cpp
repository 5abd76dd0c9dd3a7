#include "bachprop/notation/bar_lines.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "bachprop/analysis/metric_span.h"

namespace bachprop {
namespace {

// The last element that begins at or before a time, and the index of the first that begins later.
template <typename T>
std::size_t skip_to(const std::vector<T>& changes, std::size_t next, const Quarters& time) {
  while (next < changes.size() && changes[next].onset <= time) {
    ++next;
  }
  return next;
}

// Lays one bar after another.
class Layout {
 public:
  explicit Layout(const ScoreHead& head) : head_(head) {}

  Result<std::vector<NotatedBar>> bars_until(const Quarters& end) {
    do {
      add_bar();
      if (bars_.size() > kMostBars) {
        return fail(fmt::format("the notes end at quarter {}: that is more than {} bars",
                                end.to_string(), kMostBars));
      }
      if (bars_.size() == 1 && head_.pickup > bar_length(bars_[0].time)) {
        return fail(fmt::format("a pick-up of {} quarters is longer than a bar of {}/{}",
                                head_.pickup.to_string(), bars_[0].time.numerator,
                                bars_[0].time.denominator));
      }
    } while (next_start() < end);
    shorten_last(end);
    place_tempos();
    return std::move(bars_);
  }

 private:
  [[nodiscard]] Quarters next_start() const { return bars_.back().start + bars_.back().length; }

  void add_bar() {
    NotatedBar bar;
    const bool first = bars_.empty();
    bar.start = first ? head_.start : next_start();
    next_time_ = skip_to(head_.time_signatures, next_time_, bar.start);
    next_key_ = skip_to(head_.key_signatures, next_key_, bar.start);
    if (next_time_ > 0) {
      bar.time = head_.time_signatures[next_time_ - 1];
    }
    if (next_key_ > 0) {
      bar.fifths = head_.key_signatures[next_key_ - 1].sharps;
      bar.minor = head_.key_signatures[next_key_ - 1].minor;
    }
    const bool pickup = first && head_.pickup > 0 && head_.pickup < bar_length(bar.time);
    bar.length = pickup ? head_.pickup : bar_length(bar.time);
    if (next_time_ < head_.time_signatures.size()) {
      bar.length = std::min(bar.length, head_.time_signatures[next_time_].onset - bar.start);
    }
    bar.number = pickup ? 0 : first ? 1 : bars_.back().number + 1;
    bars_.push_back(std::move(bar));
  }

  // The last bar and the pick-up make up a full bar together.
  void shorten_last(const Quarters& end) {
    NotatedBar& last = bars_.back();
    const NotatedBar& first = bars_.front();
    const Quarters rest = bar_length(last.time) - first.length;
    const bool completes = bars_.size() > 1 && first.number == 0 &&
                           bar_length(first.time) == bar_length(last.time) && last.length > rest &&
                           end <= last.start + rest;
    if (completes) {
      last.length = rest;
    }
  }

  void place_tempos() {
    std::size_t next = 0;
    for (NotatedBar& bar : bars_) {
      const Quarters end = bar.start + bar.length;
      for (; next < head_.tempos.size() && head_.tempos[next].onset < end; ++next) {
        TempoChange tempo = head_.tempos[next];
        // Only the last tempo before the first bar is in force there.
        if (tempo.onset <= bar.start && !bar.tempos.empty()) {
          bar.tempos.pop_back();
        }
        tempo.onset = std::max(tempo.onset, bar.start);
        bar.tempos.push_back(tempo);
      }
    }
  }

  const ScoreHead& head_;
  std::vector<NotatedBar> bars_;
  std::size_t next_time_ = 0;
  std::size_t next_key_ = 0;
};

}  // namespace

Result<std::vector<NotatedBar>> lay_out_bars(const ScoreHead& head, const Quarters& end) {
  return Layout(head).bars_until(end);
}

std::vector<KeySignature> written_signatures(const std::vector<NotatedBar>& bars) {
  std::vector<KeySignature> signatures;
  for (const NotatedBar& bar : bars) {
    const KeySignature here = {bar.start, bar.fifths, bar.minor};
    if (signatures.empty() || signatures.back().sharps != here.sharps ||
        signatures.back().minor != here.minor) {
      signatures.push_back(here);
    }
  }
  return signatures;
}

Quarters metric_start(const NotatedBar& bar) {
  return bar.number == 0 ? bar.start + bar.length - bar_length(bar.time) : bar.start;
}

}  // namespace bachprop
