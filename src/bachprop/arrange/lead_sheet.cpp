#include "bachprop/arrange/lead_sheet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/arrange/arrangement_draft.h"
#include "bachprop/arrange/chord_symbols.h"
#include "bachprop/arrange/instruments.h"
#include "bachprop/arrange/octave_moves.h"
#include "bachprop/arrange/part_lines.h"
#include "bachprop/arrange/unisons.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

// The highest line of notes that may be chords.
Notes highest_line(const Notes& notes) {
  Score score;
  score.notes = notes;
  PartLines found = lines_of(score, std::clamp(voices_of(score), 1, kMostVoices));
  return found.lines.empty() ? Notes() : std::move(found.lines.front().notes);
}

Notes tune_of(const Score& score, const std::vector<PartLine>& tunes) {
  if (tunes.empty()) {
    return highest_line(score.notes);
  }
  const Notes& highest = tunes[highest_of(tunes)].notes;
  return is_one_line(highest) ? highest : highest_line(highest);
}

}  // namespace

Arrangement arrange_as_lead_sheet(const Score& score, const ArrangeOptions& options) {
  ArrangementDraft draft(score, options);
  const int part = draft.add_part(parts_for(ArrangementKind::kLeadSheet).front());
  std::vector<PartLine> tunes = stated_lines(score);
  const auto blocks = std::stable_partition(tunes.begin(), tunes.end(), [](const PartLine& line) {
    return !are_block_chords(line.notes);
  });
  std::vector<ChordSymbol> chords;
  if (blocks != tunes.end()) {
    chords = symbols_of_blocks(blocks->notes);
    tunes.erase(blocks, tunes.end());
  } else if (const Score heard = without_unisons(score); !is_one_line(heard.notes)) {
    chords = chord_symbols(heard, options.pickup);
  }
  const MovedLine tune =
      move_into_range(tune_of(score, tunes), draft.parts().front().instrument, {}, {});
  remark_moves(draft, part, tune);
  draft.set_staff(part, 0, tune.notes);
  Arrangement arrangement = std::move(draft).finish();
  arrangement.chords = std::move(chords);
  return arrangement;
}

}  // namespace bachprop
