#include "bachprop/arrange/arrangement_draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "bachprop/arrange/staff_voices.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// "an octave higher", "2 octaves lower".
std::string named_octaves(int octaves) {
  const int count = std::abs(octaves);
  return fmt::format("{} {}", count == 1 ? "an octave" : fmt::format("{} octaves", count),
                     octaves > 0 ? "higher" : "lower");
}

}  // namespace

int ArrangementDraft::add_part(Part part) {
  arrangement_.parts.push_back(std::move(part));
  return as_int(arrangement_.parts.size()) - 1;
}

void ArrangementDraft::set_staff(int part, int staff, const std::vector<Note>& notes) {
  const std::vector<int> voices = staff_voices(notes);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    arrangement_.notes.push_back({notes[i], part, staff, voices[i]});
  }
}

void ArrangementDraft::remark(int part, const Quarters& onset, const std::string& text) {
  const std::string& name = arrangement_.parts[as_index(part)].instrument.name;
  remarks_.push_back(
      {onset, part, fmt::format("{}: {}, from bar {}", name, text, bars_.at(onset))});
}

void ArrangementDraft::remark_notes(int part, const std::vector<Note>& notes,
                                    const std::string& what) {
  if (!notes.empty()) {
    remark(part, notes.front().onset, fmt::format("{} {}", counted(notes.size(), "note"), what));
  }
}

void ArrangementDraft::remark(const Quarters& onset, const std::string& text) {
  remarks_.push_back({onset, -1, fmt::format("{}, from bar {}", text, bars_.at(onset))});
}

Arrangement ArrangementDraft::finish() && {
  std::ranges::sort(arrangement_.notes, {}, [](const PlacedNote& placed) {
    return std::tuple(placed.note.onset, placed.note.pitch, placed.part, placed.staff);
  });
  std::ranges::stable_sort(
      remarks_, {}, [](const Remark& remark) { return std::pair(remark.onset, remark.part); });
  for (Remark& remark : remarks_) {
    arrangement_.remarks.push_back(std::move(remark.text));
  }
  return std::move(arrangement_);
}

void remark_moves(ArrangementDraft& draft, int part, const MovedLine& line) {
  for (const OctaveMove& move : line.moves) {
    const auto notes = counted(static_cast<std::uint64_t>(move.notes), "note");
    draft.remark(
        part, move.onset,
        fmt::format("{} {}", move.whole ? "all " + notes : notes, named_octaves(move.octaves)));
  }
}

}  // namespace bachprop
