#include "bachprop/arrange/keyboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/analysis/piano_staves.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/arrange/arrangement_draft.h"
#include "bachprop/arrange/instruments.h"
#include "bachprop/arrange/octave_moves.h"
#include "bachprop/arrange/part_lines.h"
#include "bachprop/arrange/unisons.h"
#include "bachprop/arrange/voice_names.h"
#include "bachprop/base/count_text.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

constexpr int kMiddleC = 60;

struct Hands {
  Notes right;
  Notes left;
};

Hands hands_of(const Notes& notes) {
  Score score;
  score.notes = notes;
  const std::vector<int> staves = split_staves(score);
  Hands hands;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    (staves[i] == kUpperStaff ? hands.right : hands.left).push_back(notes[i]);
  }
  return hands;
}

bool is_on_one_staff(const Notes& notes) {
  const auto few = std::ssize(notes) / 20;
  const auto upper =
      std::ranges::count_if(notes, [](const Note& note) { return note.pitch >= kMiddleC; });
  return is_one_line(notes) || upper <= few || std::ssize(notes) - upper <= few;
}

// Returns the part's index.
int set_staves(ArrangementDraft& draft, Instrument instrument, const Notes& notes) {
  // A voice that is found to be an alto's has the clef of altos.
  const Instrument named = instrument_named(instrument.name);
  if (!may_have_two_staves(named) || is_on_one_staff(notes)) {
    const Clef clef = clef_for(named, notes);
    const int part = draft.add_part({std::move(instrument), {clef}});
    draft.set_staff(part, 0, notes);
    return part;
  }
  const int part = draft.add_part({std::move(instrument), {Clef::kTreble, Clef::kBass}});
  const Hands hands = hands_of(notes);
  draft.set_staff(part, 0, hands.right);
  draft.set_staff(part, 1, hands.left);
  return part;
}

// A name that was found says nothing of the sound.
Instrument instrument_of(const PartLine& line, const VoiceName& voice) {
  Instrument instrument = instrument_for({.name = line.name, .program = line.program});
  instrument.name = voice.name;
  instrument.abbreviation = voice.abbreviation;
  return instrument;
}

// The voices found, or none where the texture is no steady one of three to five.
std::vector<PartLine> steady_lines(const Score& score) {
  const int voices = voices_of(score);
  if (voices < 3 || voices > 5 || notes_beyond(score.notes, voices) * 50 > score.notes.size()) {
    return {};
  }
  std::vector<PartLine> lines = full_lines_of(score, voices);
  return std::ssize(lines) < voices ? std::vector<PartLine>() : lines;
}

// Whether three quarters of the notes begin together with at least two others.
bool are_mostly_chords(const Notes& notes) {
  std::map<Quarters, std::ptrdiff_t> onsets;
  for (const Note& note : notes) {
    ++onsets[note.onset];
  }
  std::ptrdiff_t in_chords = 0;
  for (const auto& [onset, together] : onsets) {
    in_chords += together >= 3 ? together : 0;
  }
  return 4 * in_chords >= 3 * std::ssize(notes);
}

// Where a tune leaps far down, as few of its notes do, the left hand has it.
void give_far_notes_to_left_hand(Notes& tune, Notes& chords) {
  const auto is_far = [](const Note& note) {
    constexpr int kFourLedgerLines = 50;  // D3 under a treble clef
    return note.pitch <= kFourLedgerLines;
  };
  if (20 * std::ranges::count_if(tune, is_far) <= std::ssize(tune)) {
    std::ranges::copy_if(tune, std::back_inserter(chords), is_far);
    std::erase_if(tune, is_far);
  }
}

// A tune over chords, where the highest of the voices found has at least three notes to two chords;
// none otherwise.
std::vector<PartLine> tune_over_chords(const Score& score) {
  const int voices = voices_of(score);
  if (voices < 3 || voices > kMostVoices) {
    return {};
  }
  std::vector<PartLine> lines = full_lines_of(score, voices);
  PartLine tune = std::move(lines.front());
  PartLine chords;
  std::set<Quarters> onsets;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    for (const Note& note : lines[line].notes) {
      chords.notes.push_back(note);
      onsets.insert(note.onset);
    }
  }
  if (2 * tune.notes.size() < 3 * onsets.size() || !are_mostly_chords(chords.notes)) {
    return {};
  }
  give_far_notes_to_left_hand(tune.notes, chords.notes);
  std::ranges::sort(chords.notes, {},
                    [](const Note& note) { return std::pair(note.onset, note.pitch); });
  return {std::move(tune), std::move(chords)};
}

Instrument piano_sound() {
  return {.name = "Piano", .abbreviation = "Pno.", .sound = "keyboard.piano"};
}

// Who plays a score whose voices are not known.
Instrument player_of(const Score& score) {
  Instrument player = only_player(score).value_or(piano_sound());
  player.abbreviation = abbreviation_of(player.name);
  return player;
}

// Two tracks of no other instrument than keyboards, the higher one first: two hands.
bool are_two_hands(const std::vector<PartLine>& lines) {
  return lines.size() == 2 && highest_of(lines) == 0 &&
         std::ranges::all_of(lines, [](const PartLine& line) {
           const Instrument instrument = instrument_for({line.name, line.program});
           return instrument.sound.starts_with("keyboard.");
         });
}

void set_two_hands(ArrangementDraft& draft, const std::vector<PartLine>& lines) {
  Part part_of_both = {piano_sound(), {}};
  for (const PartLine& line : lines) {
    part_of_both.staves.push_back(clef_for(part_of_both.instrument, line.notes));
  }
  const int part = draft.add_part(std::move(part_of_both));
  draft.set_staff(part, 0, lines[0].notes);
  draft.set_staff(part, 1, lines[1].notes);
}

// Lines that stand on staves of their own, and of these the notes that they share with others.
struct StaffLines {
  std::vector<PartLine> lines;
  std::vector<Notes> shared = {};
};

// The voices that the score states; otherwise what is found, if one keyboard player may be several.
StaffLines staff_lines(const Score& score, const Instrument& player) {
  StaffLines found{.lines = stated_lines(score)};
  if (!found.lines.empty() || !player.sound.starts_with("keyboard.")) {
    return found;
  }
  found.lines = tune_over_chords(score);
  if (found.lines.empty()) {
    found.lines = steady_lines(score);
    found.shared = share_notes(found.lines, {});
  }
  return found;
}

}  // namespace

Arrangement arrange_for_piano(const Score& score, const ArrangeOptions& options) {
  ArrangementDraft draft(score, options);
  const int part = draft.add_part(parts_for(ArrangementKind::kPiano).front());
  const MovedLine moved =
      move_into_range(without_unisons(score.notes), draft.parts().front().instrument, {}, {});
  remark_moves(draft, part, moved);
  const Hands hands = hands_of(moved.notes);
  draft.set_staff(part, 0, hands.right);
  draft.set_staff(part, 1, hands.left);
  return std::move(draft).finish();
}

Result<Arrangement> arrange_as_stated(const Score& score, const ArrangeOptions& options) {
  ArrangementDraft draft(score, options);
  const Instrument player = player_of(score);
  const auto [lines, shared] = staff_lines(score, player);
  if (lines.size() > kMostParts) {
    return fail_at(counted(lines.size(), "voice"),
                   fmt::format("at most {} can have a part each", kMostParts),
                   "choose an arrangement with fewer parts");
  }
  if (lines.empty()) {
    set_staves(draft, player, score.notes);
  }
  if (are_two_hands(lines)) {
    set_two_hands(draft, lines);
    return std::move(draft).finish();
  }
  const std::vector<VoiceName> names = names_of_voices(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int part = set_staves(draft, instrument_of(lines[i], names[i]), lines[i].notes);
    if (i < shared.size()) {
      draft.remark_notes(part, shared[i], "shared with the part beside it");
    }
  }
  return std::move(draft).finish();
}

}  // namespace bachprop
