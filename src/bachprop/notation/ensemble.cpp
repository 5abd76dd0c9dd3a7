#include "bachprop/notation/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/count_text.h"
#include "bachprop/notation/arrangement_draft.h"
#include "bachprop/notation/instruments.h"
#include "bachprop/notation/octave_moves.h"
#include "bachprop/notation/voice_lines.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

// What speaks against this instrument for a line: twice the notes outside its range, and those
// that are not easy.
int cost_of_seat(const Notes& line, const Instrument& instrument) {
  int cost = 0;
  for (const Note& note : line) {
    const bool possible = note.pitch >= instrument.lowest && note.pitch <= instrument.highest;
    const bool easy = note.pitch >= instrument.easy_lowest && note.pitch <= instrument.easy_highest;
    cost += (possible ? 0 : 1) + (easy ? 0 : 1);
  }
  return cost;
}

// For each part its notes: the lines in their order, on those instruments that they suit best, of
// equally good choices the higher instruments.
class Seating {
 public:
  Seating(const std::vector<VoiceLine>& lines, const std::vector<Part>& parts)
      : lines_(lines), parts_(parts) {}

  std::vector<Notes> best() {
    try_from(0, 0, 0);
    std::vector<Notes> seated(parts_.size());
    for (std::size_t line = 0; line < lines_.size(); ++line) {
      seated[best_seats_[line]] = lines_[line].notes;
    }
    return seated;
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

  const std::vector<VoiceLine>& lines_;
  const std::vector<Part>& parts_;
  std::vector<std::size_t> seats_;
  std::vector<std::size_t> best_seats_;
  int best_cost_ = 0;
};

// "an octave higher", "2 octaves lower".
std::string named_octaves(int octaves) {
  const int count = std::abs(octaves);
  return fmt::format("{} {}", count == 1 ? "an octave" : fmt::format("{} octaves", count),
                     octaves > 0 ? "higher" : "lower");
}

void remark_moves(ArrangementDraft& draft, int part, const MovedLine& line) {
  for (const OctaveMove& move : line.moves) {
    const auto notes = counted(static_cast<std::uint64_t>(move.notes), "note");
    draft.remark(
        part, move.onset,
        fmt::format("{} {}", move.whole ? "all " + notes : notes, named_octaves(move.octaves)));
  }
}

// The nearest part with notes, above with a step of -1, below with 1.
Notes neighbour(const std::vector<Notes>& parts, std::size_t part, int step) {
  for (auto other = static_cast<std::ptrdiff_t>(part) + step;
       other >= 0 && other < std::ssize(parts); other += step) {
    if (!parts[static_cast<std::size_t>(other)].empty()) {
      return parts[static_cast<std::size_t>(other)];
    }
  }
  return {};
}

}  // namespace

Arrangement arrange_for_ensemble(const Score& score, ArrangementKind kind,
                                 const ArrangeOptions& options) {
  ArrangementDraft draft(score, options);
  for (Part& part : parts_for(kind)) {
    draft.add_part(std::move(part));
  }
  const VoiceLines found = lines_of(score, static_cast<int>(draft.parts().size()));
  std::vector<Notes> notes = Seating(found.lines, draft.parts()).best();
  for (std::size_t part = 0; part < notes.size(); ++part) {
    const MovedLine moved = move_into_range(notes[part], draft.parts()[part].instrument,
                                            neighbour(notes, part, -1), neighbour(notes, part, 1));
    remark_moves(draft, static_cast<int>(part), moved);
    notes[part] = moved.notes;
    draft.set_staff(static_cast<int>(part), 0, notes[part]);
  }
  return std::move(draft).finish();
}

}  // namespace bachprop
