#include "bachprop/score/rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/score/changes.h"
#include "bachprop/score/common_offset.h"
#include "bachprop/score/moved_events.h"
#include "bachprop/score/onset_grid.h"
#include "bachprop/score/rhythm_clock.h"
#include "bachprop/score/time_unit.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

// Files written from scores stay below 0.02, live recordings above 0.2 and mostly near 0.47.
constexpr double kLiveShare = 0.1;

// The events, only the last one of those that came to share an onset.
template <typename Event>
std::vector<Event> last_of_each_onset(std::vector<Event> events) {
  std::vector<Event> kept;
  for (Event& event : events) {
    if (!kept.empty() && kept.back().onset == event.onset) {
      kept.pop_back();
    }
    kept.push_back(std::move(event));
  }
  return kept;
}

// Normalises one score, with its times as the clock has them.
template <typename Clock>
class Normaliser {
 public:
  Normaliser(const Score& score, const Clock& clock, Unisons unisons, NormalisedRhythm& rhythm)
      : score_(score),
        clock_(clock),
        unisons_(unisons),
        rhythm_(rhythm),
        step_(Quarters(1, kStepsPerQuarter)) {}

  void normalise() {
    find_onsets();
    snap();
    measure_movement();
    set_moved_notes();
    for_each_timed(score_, rhythm_.score, [this](const auto& events, auto& moved) {
      moved = events;
      move_events(moved, [this](const Quarters& onset) {
        return step_.quarters(moved_time(clock_.time(onset)));
      });
      moved = without_repeats(last_of_each_onset(std::move(moved)));
    });
  }

 private:
  using Time = typename Clock::Time;

  // A distinct onset of the score and where it went.
  struct MovedOnset {
    Time before{};
    Time shift{};  // by which earlier gaps were shortened
    std::int64_t after = 0;
  };

  void find_onsets();
  void snap();
  void measure_movement();
  void set_moved_notes();
  [[nodiscard]] std::vector<VoicedNote> moved_notes();
  [[nodiscard]] std::int64_t moved_duration(Quarters duration, const MovedOnset& onset);
  [[nodiscard]] std::int64_t moved_time(Time time) const;

  [[nodiscard]] Time longest() const { return clock_.time_of_steps(kLongestSteps); }
  [[nodiscard]] std::int64_t nearest_possible_steps(Time time) const {
    return clock_.nearest_step(std::clamp(time, Time{}, longest()));
  }
  [[nodiscard]] static Time absolute(Time time) { return time < Time{} ? Time{} - time : time; }

  const Score& score_;
  const Clock& clock_;
  Unisons unisons_;
  NormalisedRhythm& rhythm_;
  TimeUnit step_;
  std::vector<MovedOnset> onsets_;
};

// The distinct onsets, with overlong gaps between them shortened.
template <typename Clock>
void Normaliser<Clock>::find_onsets() {
  Quarters last;
  Time previous{};
  Time shift{};
  for (const Note& note : score_.notes) {
    if (!onsets_.empty() && note.onset == last) {
      continue;
    }
    last = note.onset;
    const Time onset = clock_.time(note.onset);
    if (onset - previous > longest()) {
      shift += onset - previous - longest();
      ++rhythm_.gaps_shortened;
    }
    previous = onset;
    onsets_.push_back({onset, shift, 0});
  }
}

template <typename Clock>
void Normaliser<Clock>::snap() {
  std::vector<GridPosition> positions;
  positions.reserve(onsets_.size());
  for (const MovedOnset& onset : onsets_) {
    positions.push_back(clock_.position(onset.before - onset.shift));
  }
  const std::vector<std::int64_t> steps = snap_onsets(positions);
  for (std::size_t i = 0; i < onsets_.size(); ++i) {
    onsets_[i].after = steps[i];
  }
}

template <typename Clock>
void Normaliser<Clock>::measure_movement() {
  std::int64_t moved = 0;
  double sum = 0;
  for (const MovedOnset& onset : onsets_) {
    const Time movement = absolute(clock_.time_of_steps(onset.after) + onset.shift - onset.before);
    moved += clock_.is_longer(movement, rhythm_.tolerance) ? 1 : 0;
    const double in_quarters = clock_.in_quarters(movement);
    sum += in_quarters;
    rhythm_.max_movement = std::max(rhythm_.max_movement, in_quarters);
  }
  rhythm_.onsets = std::ssize(onsets_);
  if (!onsets_.empty()) {
    const auto count = as_double(onsets_.size());
    rhythm_.share_moved = as_double(moved) / count;
    rhythm_.mean_movement = sum / count;
  }
  rhythm_.share_off_grid = share_off_grid(score_, rhythm_.tolerance);
  rhythm_.is_live = rhythm_.share_off_grid > kLiveShare;
}

// T is measured from the rounded onset, so that ends do not inherit the onset's error.
template <typename Clock>
std::int64_t Normaliser<Clock>::moved_duration(Quarters duration, const MovedOnset& onset) {
  const Time moved =
      onset.before + clock_.time(duration) - onset.shift - clock_.time_of_steps(onset.after);
  rhythm_.notes_shortened += moved > longest() ? 1 : 0;
  return std::max(nearest_possible_steps(moved), kShortestSteps);
}

template <typename Clock>
std::vector<VoicedNote> Normaliser<Clock>::moved_notes() {
  std::vector<VoicedNote> moved;
  moved.reserve(score_.notes.size());
  std::size_t onset = 0;
  for (std::size_t i = 0; i < score_.notes.size(); ++i) {
    const Note& note = score_.notes[i];
    onset += i > 0 && score_.notes[i - 1].onset != note.onset ? 1 : 0;
    moved.push_back({onsets_[onset].after, moved_duration(note.duration, onsets_[onset]),
                     note.pitch, score_.voices.empty() ? 0 : score_.voices[i],
                     score_.velocities.empty() ? std::uint8_t{0} : score_.velocities[i]});
  }
  return moved;
}

// A note that was cut where the next of its pitch begins may last for 5/48 or the like: it then
// ends a little earlier. Two onsets are at least the shortest duration apart, so it does not
// vanish.
void make_cut_durations_possible(std::vector<VoicedNote>& notes) {
  for (VoicedNote& note : notes) {
    while (!is_possible_steps(note.duration)) {
      --note.duration;
    }
  }
}

template <typename Clock>
void Normaliser<Clock>::set_moved_notes() {
  std::vector<VoicedNote> moved = moved_notes();
  const SettledNotes settled = settle(moved, unisons_);
  make_cut_durations_possible(moved);
  rhythm_.notes_merged = settled.unisons_merged;
  rhythm_.overlaps_cut = settled.overlaps_cut;
  set_notes(rhythm_.score, moved, step_);
}

// Tempos and signatures keep their distance to the onset before them, but not beyond the next.
template <typename Clock>
std::int64_t Normaliser<Clock>::moved_time(Time time) const {
  const auto next =
      std::upper_bound(onsets_.begin(), onsets_.end(), time,
                       [](Time t, const MovedOnset& onset) { return t < onset.before; });
  const MovedOnset last = next == onsets_.begin() ? MovedOnset{} : *(next - 1);
  const std::int64_t moved = last.after + nearest_possible_steps(time - last.before);
  return next == onsets_.end() ? moved : std::min(moved, next->after);
}

template <typename Clock>
NormalisedRhythm normalise(const Score& score, const Clock& clock, Unisons unisons) {
  NormalisedRhythm rhythm;
  rhythm.tolerance = std::max(kUsualTolerance, half_of_unit(score));
  rhythm.score.title = score.title;
  rhythm.score.composer = score.composer;
  rhythm.score.voice_names = score.voice_names;
  rhythm.score.voice_programs = score.voice_programs;
  rhythm.score.player = score.player;
  Normaliser(score, clock, unisons, rhythm).normalise();
  return rhythm;
}

// Adds what a second step did, but for the movement of onsets, which it hardly moves.
void add(NormalisedRhythm& rhythm, NormalisedRhythm next) {
  rhythm.score = std::move(next.score);
  rhythm.offset += next.offset;
  rhythm.max_movement = std::max(rhythm.max_movement, next.max_movement);
  rhythm.gaps_shortened += next.gaps_shortened;
  rhythm.notes_shortened += next.notes_shortened;
  rhythm.notes_merged += next.notes_merged;
  rhythm.overlaps_cut += next.overlaps_cut;
}

// `normalise_beside` normalises a score whatever its offset. An offset may show only once the
// onsets are on the grid. It is one only if they are simpler there without it.
template <typename NormaliseBeside>
NormalisedRhythm normalise_without_offset(const Score& score,
                                          const NormaliseBeside& normalise_beside) {
  NormalisedRhythm rhythm = normalise_beside(score);
  if (score.is_composed) {
    return rhythm;  // whose score, being rounded, does not say so any more
  }
  if (const Quarters offset = common_offset(score); offset != 0) {
    NormalisedRhythm without = normalise_beside(without_offset(score, offset));
    // Snapping alone may lead there too.
    if (without.score == rhythm.score ||
        onset_complexity(without.score) < onset_complexity(rhythm.score)) {
      rhythm = std::move(without);
      rhythm.offset = offset;
    }
  }
  for (Quarters offset = common_offset(rhythm.score); offset != 0;) {
    NormalisedRhythm without = normalise_beside(without_offset(rhythm.score, offset));
    if (onset_complexity(without.score) >= onset_complexity(rhythm.score)) {
      break;
    }
    without.offset = offset;
    add(rhythm, std::move(without));
    offset = common_offset(rhythm.score);
  }
  return rhythm;
}

}  // namespace

bool is_possible_duration(Quarters duration) {
  const Quarters steps = duration * kStepsPerQuarter;
  return steps.denominator() == 1 && is_possible_steps(steps.numerator());
}

Quarters nearest_possible_duration(Quarters time) {
  const Quarters steps = std::clamp(time, Quarters(0), kLongestDuration) * kStepsPerQuarter;
  return {nearest_grid_step(steps.numerator(), steps.denominator()), kStepsPerQuarter};
}

NormalisedRhythm normalise_rhythm(const Score& score, Unisons unisons) {
  return normalise_without_offset(score, [unisons](const Score& beside) {
    const auto clock = WholeClock::of(beside);
    return clock ? normalise(beside, *clock, unisons) : normalise(beside, RationalClock(), unisons);
  });
}

NormalisedRhythm normalise_rhythm_in_rationals(const Score& score, Unisons unisons) {
  return normalise_without_offset(score, [unisons](const Score& beside) {
    return normalise(beside, RationalClock(), unisons);
  });
}

std::string describe_live(const NormalisedRhythm& rhythm) {
  return fmt::format("{} % of the onsets lie more than {} of a quarter off the grid",
                     std::lround(100 * rhythm.share_off_grid), rhythm.tolerance.to_string());
}

std::string describe_movement(const NormalisedRhythm& rhythm) {
  return fmt::format("moved {} % of the onsets by more than {} of a quarter",
                     std::lround(100 * rhythm.share_moved), rhythm.tolerance.to_string());
}

std::string describe_offset(const Quarters& offset) {
  return fmt::format("all notes {} of a quarter {}",
                     (offset < 0 ? Quarters(0) - offset : offset).to_string(),
                     offset < 0 ? "later" : "earlier");
}

std::string describe_rounding(const NormalisedRhythm& rhythm) {
  std::vector<std::string> parts;
  if (rhythm.offset != 0) {
    parts.push_back(describe_offset(rhythm.offset));
  }
  if (rhythm.share_moved > 0) {
    parts.push_back(describe_movement(rhythm));
  } else if (rhythm.max_movement > 0) {
    parts.push_back(
        fmt::format("onsets rounded by at most {:.2g} of a quarter", rhythm.max_movement));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace bachprop
