#include "bachprop/arrange/shared_notes.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;
using Lines = std::vector<Notes>;

// A time without a note of the line, and the pitches around it.
struct Gap {
  Quarters begin;
  Quarters end = {};
  std::optional<int> before = {};
  std::optional<int> after = {};
};

std::pair<Quarters, Quarters> extent_of(const Lines& lines) {
  std::optional<Quarters> begin;
  Quarters end = 0;
  for (const Notes& line : lines) {
    for (const Note& note : line) {
      begin = begin ? std::min(*begin, note.onset) : note.onset;
      end = std::max(end, end_of(note));
    }
  }
  return {begin.value_or(0), end};
}

std::vector<Gap> gaps_of(const Notes& line, const std::pair<Quarters, Quarters>& extent) {
  std::vector<Gap> gaps;
  Gap gap{.begin = extent.first};
  for (const Note& note : line) {
    if (note.onset > gap.begin) {
      gap.end = note.onset;
      gap.after = note.pitch;
      gaps.push_back(gap);
    }
    if (end_of(note) >= gap.begin) {
      gap = {.begin = end_of(note), .before = note.pitch};
    }
  }
  gap.end = extent.second;
  if (!line.empty() && gap.end > gap.begin) {
    gaps.push_back(gap);
  }
  return gaps;
}

bool sounds_before(const Notes& line, const Quarters& time) {
  return std::ranges::any_of(
      line, [&](const Note& note) { return note.onset < time && end_of(note) >= time; });
}

bool sounds_after(const Notes& line, const Quarters& time) {
  return std::ranges::any_of(
      line, [&](const Note& note) { return note.onset <= time && end_of(note) > time; });
}

// Notes of one line that fill a gap in another.
struct Filling {
  Notes notes = {};
  int leaps = 0;  // into the first note and out of the last
};

class Sharing {
 public:
  Sharing(const Lines& lines, const SharingRule& rule)
      : lines_(lines), rule_(rule), extent_(extent_of(lines)) {}

  std::vector<SharedNote> found() && {
    for (std::size_t line = 0; line < lines_.size(); ++line) {
      share_in(line);
    }
    return std::move(shared_);
  }

 private:
  void share_in(std::size_t line) {
    std::vector<SharedNote> shared;
    Quarters silence = 0;
    for (const Gap& gap : gaps_of(lines_[line], extent_)) {
      silence += gap.end - gap.begin;
      const Filling filling = best_filling(line, gap).value_or(Filling());
      for (const Note& note : filling.notes) {
        shared.push_back({line, note, note.onset == gap.begin && gap.before == note.pitch});
      }
    }
    if (silence * 5 >= extent_.second - extent_.first) {
      std::erase_if(shared, [](const SharedNote& one) { return !one.held; });
    }
    shared_.insert(shared_.end(), shared.begin(), shared.end());
  }

  [[nodiscard]] std::optional<Filling> best_filling(std::size_t line, const Gap& gap) const {
    std::optional<Filling> best;
    if (gap.end - gap.begin > rule_.longest) {
      return best;
    }
    for (const std::size_t other : {line - 1, line + 1}) {
      if (other >= lines_.size() || !goes_on_around(lines_[other], gap)) {
        continue;
      }
      std::optional<Filling> filling = filling_from(lines_[other], gap);
      if (filling && (!best || filling->leaps < best->leaps)) {
        best = std::move(filling);
      }
    }
    return best;
  }

  [[nodiscard]] std::optional<Filling> filling_from(const Notes& other, const Gap& gap) const {
    Filling filling;
    for (Quarters time = gap.begin; time < gap.end; time = end_of(filling.notes.back())) {
      const auto note = std::ranges::lower_bound(other, time, {}, &Note::onset);
      const bool may_follow = filling.notes.empty() || filling.notes.front().pitch == gap.before;
      if (note == other.end() || note->onset != time || !may_follow) {
        return {};
      }
      filling.notes.push_back({time, std::min(end_of(*note), gap.end) - time, note->pitch});
    }
    const int in = leap(gap.before, filling.notes.front().pitch);
    const int out = leap(gap.after, filling.notes.back().pitch);
    if (std::max(in, out) > rule_.leap) {
      return {};
    }
    filling.leaps = in + out;
    return filling;
  }

  static int leap(const std::optional<int>& own, int pitch) {
    return own ? std::abs(*own - pitch) : 0;
  }

  [[nodiscard]] bool goes_on_around(const Notes& other, const Gap& gap) const {
    return (gap.begin == extent_.first || sounds_before(other, gap.begin)) &&
           (gap.end == extent_.second || sounds_after(other, gap.end));
  }

  const Lines& lines_;
  const SharingRule& rule_;
  std::pair<Quarters, Quarters> extent_;
  std::vector<SharedNote> shared_;
};

// Makes the note of this pitch that ends there longer.
void hold(Notes& line, const Note& note) {
  const auto held = std::ranges::find_if(
      line, [&](const Note& own) { return own.pitch == note.pitch && end_of(own) == note.onset; });
  check(held != line.end(), "a line holds its own note");
  held->duration += note.duration;
}

}  // namespace

std::vector<SharedNote> shared_notes(const Lines& lines, const SharingRule& rule) {
  return Sharing(lines, rule).found();
}

Lines with_shared_notes(Lines lines, const std::vector<SharedNote>& shared) {
  for (const SharedNote& one : shared) {
    Notes& line = lines.at(one.line);
    if (one.held) {
      hold(line, one.note);
    } else {
      const auto place = std::ranges::upper_bound(line, one.note.onset, {}, &Note::onset);
      line.insert(place, one.note);
    }
  }
  return lines;
}

}  // namespace bachprop
