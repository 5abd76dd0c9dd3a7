#include "bachprop/score/rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "bachprop/score/onset_grid.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

constexpr Quarters kNoticeableMovement{1, 96};
// Files written from scores stay below 0.02, live recordings above 0.2 and mostly near 0.47.
constexpr double kLiveShare = 0.1;

constexpr bool is_on_grid(std::int64_t steps) { return steps % 3 == 0 || steps % 4 == 0; }

Quarters absolute(Quarters time) { return time < 0 ? Quarters(0) - time : time; }

// A distinct onset of the score and where it went.
struct MovedOnset {
  Quarters before;
  Quarters after;
  Quarters shift;  // by which earlier gaps were shortened
};

// The distinct onsets, with overlong gaps between them shortened.
std::vector<MovedOnset> shorten_gaps(const std::vector<Note>& notes, NormalisedRhythm& rhythm) {
  std::vector<MovedOnset> onsets;
  Quarters previous;
  Quarters shift;
  for (const Note& note : notes) {
    const Quarters gap = note.onset - previous;
    if (!onsets.empty() && gap == 0) {
      continue;
    }
    if (gap > kLongestDuration) {
      shift += gap - kLongestDuration;
      ++rhythm.gaps_shortened;
    }
    previous = note.onset;
    onsets.push_back({note.onset, note.onset - shift, shift});
  }
  return onsets;
}

void snap(std::vector<MovedOnset>& onsets) {
  std::vector<Quarters> times;
  times.reserve(onsets.size());
  for (const MovedOnset& onset : onsets) {
    times.push_back(onset.after);
  }
  const std::vector<std::int64_t> steps = snap_onsets(times);
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    onsets[i].after = Quarters(steps[i], kStepsPerQuarter);
  }
}

// From the nearest multiple of 1/16 or 1/12 of a quarter.
Quarters distance_from_grid(Quarters time) {
  const Quarters in_quarter = time - time.numerator() / time.denominator();
  return absolute(in_quarter - nearest_possible_duration(in_quarter));
}

void measure_movement(const std::vector<MovedOnset>& onsets, NormalisedRhythm& rhythm) {
  std::int64_t moved = 0;
  std::int64_t off_grid = 0;
  double sum = 0;
  for (const MovedOnset& onset : onsets) {
    const Quarters movement = absolute(onset.after + onset.shift - onset.before);
    moved += movement > kNoticeableMovement ? 1 : 0;
    off_grid += distance_from_grid(onset.before) > kNoticeableMovement ? 1 : 0;
    sum += movement.to_double();
    rhythm.max_movement = std::max(rhythm.max_movement, movement.to_double());
  }
  rhythm.onsets = static_cast<std::int64_t>(onsets.size());
  if (!onsets.empty()) {
    rhythm.share_moved = static_cast<double>(moved) / static_cast<double>(onsets.size());
    rhythm.share_off_grid = static_cast<double>(off_grid) / static_cast<double>(onsets.size());
    rhythm.mean_movement = sum / static_cast<double>(onsets.size());
  }
  rhythm.is_live = rhythm.share_off_grid > kLiveShare;
}

// T is measured from the rounded onset, so that ends do not inherit the onset's error.
Quarters moved_duration(const Note& note, const MovedOnset& onset, NormalisedRhythm& rhythm) {
  const Quarters duration = note.onset + note.duration - onset.shift - onset.after;
  rhythm.notes_shortened += duration > kLongestDuration ? 1 : 0;
  return std::max(nearest_possible_duration(duration), kShortestDuration);
}

std::vector<VoicedNote> move_notes(const Score& score, const std::vector<MovedOnset>& onsets,
                                   NormalisedRhythm& rhythm) {
  std::vector<VoicedNote> moved;
  moved.reserve(score.notes.size());
  std::size_t onset = 0;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    onset += onsets[onset].before == note.onset ? 0 : 1;
    moved.push_back({{.onset = onsets[onset].after,
                      .duration = moved_duration(note, onsets[onset], rhythm),
                      .pitch = note.pitch},
                     score.voices.empty() ? 0 : score.voices[i]});
  }
  return moved;
}

// What stands beside the notes keeps its distance to the onset before it, but not beyond the next.
Quarters moved_time(Quarters time, const std::vector<MovedOnset>& onsets) {
  const auto next =
      std::upper_bound(onsets.begin(), onsets.end(), time,
                       [](Quarters t, const MovedOnset& onset) { return t < onset.before; });
  const MovedOnset last = next == onsets.begin() ? MovedOnset{} : *(next - 1);
  const Quarters moved = last.after + nearest_possible_duration(time - last.before);
  return next == onsets.end() ? moved : std::min(moved, next->after);
}

template <typename T>
void move_changes(std::vector<T>& changes, const std::vector<MovedOnset>& onsets) {
  std::vector<T> moved;
  for (T change : changes) {
    change.onset = moved_time(change.onset, onsets);
    if (!moved.empty() && moved.back().onset == change.onset) {
      moved.back() = change;
    } else {
      moved.push_back(change);
    }
  }
  changes = std::move(moved);
}

// A note that was cut where the next of its pitch begins may last for 5/48 or the like: it then
// ends a little earlier. Two onsets are at least the shortest duration apart, so it does not
// vanish.
void make_cut_durations_possible(std::vector<VoicedNote>& notes) {
  for (VoicedNote& voiced : notes) {
    while (!is_possible_duration(voiced.note.duration)) {
      voiced.note.duration -= Quarters(1, kStepsPerQuarter);
    }
  }
}

}  // namespace

bool is_possible_duration(Quarters duration) {
  const Quarters steps = duration * kStepsPerQuarter;
  return steps.denominator() == 1 && is_possible_steps(steps.numerator());
}

Quarters nearest_possible_duration(Quarters time) {
  const Quarters steps = std::clamp(time, Quarters(0), kLongestDuration) * kStepsPerQuarter;
  std::int64_t below = steps.numerator() / steps.denominator();
  std::int64_t above = below + 1;
  while (!is_on_grid(below)) {
    --below;
  }
  while (!is_on_grid(above)) {
    ++above;
  }
  const bool is_below_closer = steps * 2 <= below + above;
  return {is_below_closer ? below : above, kStepsPerQuarter};
}

NormalisedRhythm normalise_rhythm(const Score& score) {
  NormalisedRhythm rhythm;
  rhythm.score = score;
  std::vector<MovedOnset> onsets = shorten_gaps(score.notes, rhythm);
  snap(onsets);
  measure_movement(onsets, rhythm);

  std::vector<VoicedNote> moved = move_notes(score, onsets, rhythm);
  const SettledNotes settled = settle(moved);
  make_cut_durations_possible(moved);
  rhythm.notes_merged = settled.unisons_merged;
  rhythm.overlaps_cut = settled.overlaps_cut;

  set_notes(rhythm.score, moved);
  move_changes(rhythm.score.tempos, onsets);
  move_changes(rhythm.score.time_signatures, onsets);
  move_changes(rhythm.score.key_signatures, onsets);
  return rhythm;
}

std::string describe_movement(const NormalisedRhythm& rhythm) {
  return fmt::format("moved {} % of the onsets by more than 1/96 of a quarter",
                     std::lround(100 * rhythm.share_moved));
}

}  // namespace bachprop
