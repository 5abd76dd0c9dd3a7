#include "bachprop/arrange/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "bachprop/arrange/arrangement_draft.h"
#include "bachprop/arrange/instruments.h"
#include "bachprop/arrange/octave_moves.h"
#include "bachprop/arrange/part_lines.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

// The cost of this instrument for a line: by how many semitones its notes are out of range, and how
// many are not easy.
int cost_of_seat(const Notes& line, const Instrument& instrument) {
  int cost = 0;
  for (const Note& note : line) {
    const bool easy = note.pitch >= instrument.easy_lowest && note.pitch <= instrument.easy_highest;
    cost += std::max({instrument.lowest - note.pitch, note.pitch - instrument.highest, 0});
    cost += easy ? 0 : 1;
  }
  return cost;
}

// For each line its part: in their order, those instruments that they suit best, of equally good
// choices the higher ones.
class Seating {
 public:
  Seating(const std::vector<PartLine>& lines, const std::vector<Part>& parts)
      : lines_(lines), parts_(parts) {}

  std::vector<std::size_t> best() && {
    try_from(0, 0, 0);
    return std::move(best_seats_);
  }

 private:
  void try_from(std::size_t line, std::size_t part, int cost) {
    if (line == lines_.size()) {
      if (best_seats_.empty() || cost < best_cost_) {
        best_seats_ = seats_;
        best_cost_ = cost;
      }
      return;
    }
    for (; part + (lines_.size() - line) <= parts_.size(); ++part) {
      seats_.push_back(part);
      try_from(line + 1, part + 1,
               cost + cost_of_seat(lines_[line].notes, parts_[part].instrument));
      seats_.pop_back();
    }
  }

  const std::vector<PartLine>& lines_;
  const std::vector<Part>& parts_;
  std::vector<std::size_t> seats_;
  std::vector<std::size_t> best_seats_;
  int best_cost_ = 0;
};

// The nearest part with notes, above with a step of -1, below with 1.
Notes neighbour(const std::vector<Notes>& parts, std::size_t part, int step) {
  for (auto other = static_cast<std::ptrdiff_t>(part) + step;
       other >= 0 && other < std::ssize(parts); other += step) {
    if (!parts[as_index(other)].empty()) {
      return parts[as_index(other)];
    }
  }
  return {};
}

bool overlap(const Note& a, const Note& b) {
  return a.onset < b.onset + b.duration && b.onset < a.onset + a.duration;
}

// Gives notes that no line has to instruments that can take them.
class LeftOver {
 public:
  // Each part's notes are sorted by onset, and stay so.
  LeftOver(const std::vector<Part>& parts, std::vector<Notes>& notes)
      : parts_(parts),
        notes_(notes),
        longest_(parts.size()),
        taken_(parts.size()),
        doubled_(parts.size()) {
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (const Note& note : notes_[part]) {
        longest_[part] = std::max(longest_[part], note.duration);
      }
    }
  }

  void place(const Note& note) {
    const auto resting = best_part(note, &LeftOver::is_resting);
    const bool is_near = resting && distance(*resting, note).first == 0;
    const auto string = is_near ? std::nullopt : best_part(note, &LeftOver::can_double);
    if (string) {
      insert(*string, note);
      doubled_[*string].push_back(note);
    } else if (resting) {
      insert(*resting, note);
      taken_[*resting].push_back(note);
    } else {
      lost_.push_back(note);
    }
  }

  void remark(ArrangementDraft& draft) const {
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const int index = as_int(part);
      draft.remark_notes(index, taken_[part], "from voices that have no part");
      draft.remark_notes(index, doubled_[part], "in double stops");
    }
    if (!lost_.empty()) {
      draft.remark(lost_.front().onset, fmt::format("{} left out", counted(lost_.size(), "note")));
    }
  }

 private:
  using Test = bool (LeftOver::*)(std::size_t, const Note&) const;

  [[nodiscard]] bool in_range(std::size_t part, const Note& note) const {
    const Instrument& instrument = parts_[part].instrument;
    return note.pitch >= instrument.lowest && note.pitch <= instrument.highest;
  }

  [[nodiscard]] bool is_resting(std::size_t part, const Note& note) const {
    return in_range(part, note) && std::ranges::none_of(near(part, note), [&](const Note& own) {
             return overlap(own, note);
           });
  }

  // Those of the part's notes among which all are that overlap this one.
  [[nodiscard]] std::span<const Note> near(std::size_t part, const Note& note) const {
    const Notes& notes = notes_[part];
    const auto begin =
        std::ranges::lower_bound(notes, note.onset - longest_[part], {}, &Note::onset);
    const auto end =
        std::ranges::lower_bound(begin, notes.end(), note.onset + note.duration, {}, &Note::onset);
    return {begin, end};
  }

  // Beside one note that begins and ends with it.
  [[nodiscard]] bool can_double(std::size_t part, const Note& note) const {
    int beside = 0;
    for (const Note& own : near(part, note)) {
      if (!overlap(own, note)) {
        continue;
      }
      if (own.onset != note.onset || own.duration != note.duration ||
          !is_double_stop(parts_[part].instrument.program, own.pitch, note.pitch)) {
        return false;
      }
      ++beside;
    }
    return in_range(part, note) && beside == 1;
  }

  // How many notes of other parts would be on its wrong side, and how far it lies from the part's
  // note before it.
  [[nodiscard]] std::pair<int, int> distance(std::size_t part, const Note& note) const {
    int crossings = 0;
    for (std::size_t other = 0; other < parts_.size(); ++other) {
      for (const Note& own : near(other, note)) {
        const bool crosses = other < part ? own.pitch < note.pitch : own.pitch > note.pitch;
        crossings += other != part && crosses && overlap(own, note) ? 1 : 0;
      }
    }
    const Notes& notes = notes_[part];
    const auto next = std::ranges::upper_bound(notes, note.onset, {}, &Note::onset);
    const int leap = next == notes.begin() ? 0 : std::abs((next - 1)->pitch - note.pitch);
    return {crossings, leap};
  }

  [[nodiscard]] std::optional<std::size_t> best_part(const Note& note, Test test) const {
    std::optional<std::size_t> best;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      if ((this->*test)(part, note) && (!best || distance(part, note) < distance(*best, note))) {
        best = part;
      }
    }
    return best;
  }

  void insert(std::size_t part, const Note& note) {
    Notes& notes = notes_[part];
    const auto order = [](const Note& n) { return std::pair(n.onset, n.pitch); };
    notes.insert(std::ranges::upper_bound(notes, order(note), {}, order), note);
    longest_[part] = std::max(longest_[part], note.duration);
  }

  const std::vector<Part>& parts_;
  std::vector<Notes>& notes_;
  std::vector<Quarters> longest_;  // duration of a note, of each part
  std::vector<Notes> taken_;
  std::vector<Notes> doubled_;
  Notes lost_;
};

// Strings rest where singers would not: for them only what is plain counts.
SharingRule sharing_rule(ArrangementKind kind) {
  return kind == ArrangementKind::kSatb ? SharingRule{.longest = 4, .leap = 7}
                                        : SharingRule{.longest = 1, .leap = 4};
}

// The notes of each part, from the lines that it has. The draft's remarks tell what is shared and
// shortened.
std::vector<Notes> notes_of_parts(ArrangementDraft& draft, PartLines& found,
                                  const SharingRule& rule) {
  std::vector<Notes> shared(found.lines.size());
  if (!found.are_stated) {
    shared = share_notes(found.lines, rule);
  }
  const std::vector<std::size_t> seats = Seating(found.lines, draft.parts()).best();
  std::vector<Notes> notes(draft.parts().size());
  for (std::size_t line = 0; line < seats.size(); ++line) {
    notes[seats[line]] = std::move(found.lines[line].notes);
    draft.remark_notes(as_int(seats[line]), shared[line], "shared with the part beside it");
  }
  if (!found.shortened.empty()) {
    draft.remark(
        found.shortened.front().onset,
        fmt::format("{} shortened for others that begin", counted(found.shortened.size(), "note")));
  }
  return notes;
}

void move_into_ranges(ArrangementDraft& draft, std::vector<Notes>& notes) {
  for (std::size_t part = 0; part < notes.size(); ++part) {
    const MovedLine moved = move_into_range(notes[part], draft.parts()[part].instrument,
                                            neighbour(notes, part, -1), neighbour(notes, part, 1));
    remark_moves(draft, as_int(part), moved);
    notes[part] = moved.notes;
  }
}

}  // namespace

Arrangement arrange_for_ensemble(const Score& score, ArrangementKind kind,
                                 const ArrangeOptions& options) {
  ArrangementDraft draft(score, options);
  for (Part& part : parts_for(kind)) {
    draft.add_part(std::move(part));
  }
  PartLines found = lines_of(score, as_int(draft.parts().size()));
  std::vector<Notes> notes = notes_of_parts(draft, found, sharing_rule(kind));
  move_into_ranges(draft, notes);
  LeftOver left_over(draft.parts(), notes);
  for (const Note& note : found.left_over) {
    left_over.place(note);
  }
  left_over.remark(draft);
  for (std::size_t part = 0; part < notes.size(); ++part) {
    draft.set_staff(as_int(part), 0, notes[part]);
  }
  return std::move(draft).finish();
}

}  // namespace bachprop
