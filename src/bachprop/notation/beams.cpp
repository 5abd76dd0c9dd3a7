#include "bachprop/notation/beams.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

int beams_of(const Symbol& symbol) {
  const int beams = as_int(symbol.type) - as_int(NoteType::kQuarter);
  return symbol.notes.empty() ? 0 : std::max(beams, 0);
}

// Halves of 4/4 and whole bars of 3/4, which beams join where nothing is shorter than an eighth.
Quarters long_window(const TimeSignature& time) {
  if (time.denominator == 4 && time.numerator == 3) {
    return 3;
  }
  const bool pairs = time.denominator == 4 && time.numerator % 2 == 0 && !is_compound(time);
  return pairs || time.denominator == 2 ? Quarters(2) : beat_length(time);
}

Quarters short_window(const TimeSignature& time) {
  return time.denominator == 2 ? Quarters(1) : beat_length(time);
}

std::int64_t window_of(const Quarters& time, const Quarters& start, const Quarters& window) {
  const Quarters windows = (time - start) / window;
  return windows.numerator() / windows.denominator();
}

class Beaming {
 public:
  Beaming(std::span<Symbol> symbols, const MetricSpan& bar, const TimeSignature& time)
      : symbols_(symbols), bar_(bar), time_(time) {}

  void set() {
    for (std::size_t first = 0; first < symbols_.size();) {
      std::size_t end = first + 1;
      while (end < symbols_.size() && goes_on(first, end)) {
        ++end;
      }
      if (end - first > 1) {
        set_group(symbols_.subspan(first, end - first));
      }
      first = end;
    }
  }

 private:
  // The beam from `first` on reaches this one.
  [[nodiscard]] bool goes_on(std::size_t first, std::size_t index) const {
    const Symbol& before = symbols_[index - 1];
    const Symbol& here = symbols_[index];
    return beams_of(before) > 0 && beams_of(here) > 0 && is_in_window(before, here) &&
           !leaves_tuplet(first, index) && !enters_tuplet(index);
  }

  [[nodiscard]] bool is_in_window(const Symbol& before, const Symbol& here) const {
    const bool plain = before.tuplets.empty() && here.tuplets.empty();
    const Quarters window = plain ? window_at(here.onset) : short_window(time_);
    return window_of(before.onset, bar_.start, window) == window_of(here.onset, bar_.start, window);
  }

  // A beam holds all of a tuplet or lies in it.
  [[nodiscard]] bool leaves_tuplet(std::size_t first, std::size_t index) const {
    const Symbol& before = symbols_[index - 1];
    if (before.tuplets.empty() || !before.tuplets.front().ends) {
      return false;
    }
    const auto group = symbols_.subspan(first, index - first);
    return std::ranges::none_of(group, [](const Symbol& symbol) {
      return !symbol.tuplets.empty() && symbol.tuplets.front().begins;
    });
  }
  [[nodiscard]] bool enters_tuplet(std::size_t index) const {
    if (symbols_[index].tuplets.empty() || !symbols_[index].tuplets.front().begins) {
      return false;
    }
    std::size_t last = index;
    while (!symbols_[last].tuplets.front().ends) {
      ++last;
      if (beams_of(symbols_[last]) == 0 || !is_in_window(symbols_[index], symbols_[last])) {
        return true;
      }
    }
    return false;
  }

  // By half bars where only eighths are, by beats otherwise.
  [[nodiscard]] Quarters window_at(const Quarters& time) const {
    const Quarters window = long_window(time_);
    const std::int64_t number = window_of(time, bar_.start, window);
    const bool only_eighths = std::ranges::all_of(symbols_, [&](const Symbol& symbol) {
      return window_of(symbol.onset, bar_.start, window) != number ||
             (symbol.type <= NoteType::kEighth && symbol.dots == 0 && symbol.tuplets.empty());
    });
    return only_eighths ? window : short_window(time_);
  }

  void set_group(std::span<Symbol> group) const {
    for (Symbol& symbol : group) {
      symbol.beams.assign(as_index(beams_of(symbol)), Beam::kContinue);
    }
    const auto most = std::ranges::max_element(group, {}, beams_of);
    for (int level = 1; level <= beams_of(*most); ++level) {
      set_level(group, level);
    }
  }

  void set_level(std::span<Symbol> group, int level) const {
    for (std::size_t first = 0; first < group.size();) {
      if (beams_of(group[first]) < level) {
        ++first;
        continue;
      }
      std::size_t end = first + 1;
      while (end < group.size() && beams_of(group[end]) >= level &&
             !breaks_before(group[end], group[end - 1], level)) {
        ++end;
      }
      set_run(group, first, end, level);
      first = end;
    }
  }

  // Beams of 32nds and shorter notes are broken at each eighth.
  [[nodiscard]] bool breaks_before(const Symbol& here, const Symbol& before, int level) const {
    const Quarters eighth = {1, 2};
    return level >= 3 && here.tuplets.empty() &&
           window_of(before.onset, bar_.start, eighth) != window_of(here.onset, bar_.start, eighth);
  }

  static void set_run(std::span<Symbol> group, std::size_t first, std::size_t end, int level) {
    const auto beam = as_index(level) - 1;
    if (end - first == 1) {
      group[first].beams[beam] = hook_of(group, first);
      return;
    }
    group[first].beams[beam] = Beam::kBegin;
    group[end - 1].beams[beam] = Beam::kEnd;
  }

  // A hook points to the note with which its own fills a longer value: back unless it stands on
  // the stronger place.
  static Beam hook_of(std::span<const Symbol> group, std::size_t index) {
    if (index == 0) {
      return Beam::kForwardHook;
    }
    if (index + 1 == group.size()) {
      return Beam::kBackwardHook;
    }
    const Symbol& symbol = group[index];
    const Quarters place = (symbol.onset - group.front().onset) / symbol.duration;
    const bool strong = place.denominator() == 1 && place.numerator() % 2 == 0;
    return strong ? Beam::kForwardHook : Beam::kBackwardHook;
  }

  std::span<Symbol> symbols_;
  const MetricSpan& bar_;
  const TimeSignature& time_;
};

}  // namespace

void set_beams(std::span<Symbol> symbols, const MetricSpan& bar, const TimeSignature& time) {
  Beaming(symbols, bar, time).set();
}

}  // namespace bachprop
