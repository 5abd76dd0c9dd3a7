#include "bachprop/evaluate/distributions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::array kDistributions = {
    DistributionInfo{DistributionKind::kDt, "dt", "Time from note to note", "dT in quarters"},
    DistributionInfo{DistributionKind::kDuration, "duration", "Durations", "T in quarters"},
    DistributionInfo{DistributionKind::kPitch, "pitch", "Pitches", "MIDI pitch"},
    DistributionInfo{DistributionKind::kPitchClass, "pitch_class", "Pitch classes", "pitch class"},
    DistributionInfo{DistributionKind::kOverFinalBass, "over_final_bass",
                     "Pitch classes over the final bass", "semitones over the final bass"},
    DistributionInfo{DistributionKind::kMelodic, "melodic", "Intervals from note to note",
                     "semitones"},
    DistributionInfo{DistributionKind::kMelodicTop, "melodic_top", "Melodic intervals, top line",
                     "semitones"},
    DistributionInfo{DistributionKind::kMelodicBottom, "melodic_bottom",
                     "Melodic intervals, bottom line", "semitones"},
    DistributionInfo{DistributionKind::kHarmonicPairs, "harmonic_pairs",
                     "Harmonic intervals, all pairs", "semitones"},
    DistributionInfo{DistributionKind::kHarmonicOnBass, "harmonic_on_bass",
                     "Harmonic intervals above the bass", "semitones above the lowest note"},
};

constexpr std::array<std::string_view, 12> kPitchClassNames = {"C",  "C#", "D",  "D#", "E",  "F",
                                                               "F#", "G",  "G#", "A",  "A#", "B"};

struct HeardNote {
  int pitch = 0;
  Quarters end;
  bool begins = false;  // at this onset
};

// Calls visit(notes) at each onset with the notes that sound then, lowest first.
template <typename Visit>
void for_each_onset(const Score& score, const Visit& visit) {
  std::vector<HeardNote> sounding;
  for (std::size_t i = 0; i < score.notes.size();) {
    const Quarters onset = score.notes[i].onset;
    std::erase_if(sounding, [&](const HeardNote& note) { return note.end <= onset; });
    std::ranges::for_each(sounding, [](HeardNote& note) { note.begins = false; });
    for (; i < score.notes.size() && score.notes[i].onset == onset; ++i) {
      sounding.push_back({score.notes[i].pitch, onset + score.notes[i].duration, true});
    }
    std::ranges::sort(sounding, {}, &HeardNote::pitch);
    visit(std::span<const HeardNote>(sounding));
  }
}

int clipped(int interval, int widest) { return std::clamp(interval, -widest - 1, widest + 1); }

// Counts the intervals of a line that is given note by note.
class Line {
 public:
  void go_to(int pitch) {
    if (last_) {
      intervals_.add(clipped(pitch - *last_, kWidestMelodic));
    }
    last_ = pitch;
  }
  [[nodiscard]] Histogram intervals() && { return std::move(intervals_); }

 private:
  std::optional<int> last_;
  Histogram intervals_;
};

Histogram times_between(const Score& score) {
  Histogram histogram;
  Quarters last = 0;
  for (const Note& note : score.notes) {
    histogram.add(note.onset - last);
    last = note.onset;
  }
  return histogram;
}

template <typename CategoryOf>
Histogram notes_histogram(const Score& score, const CategoryOf& category_of) {
  Histogram histogram;
  for (const Note& note : score.notes) {
    histogram.add(category_of(note));
  }
  return histogram;
}

Histogram intervals_in_order(const Score& score) {
  Line line;
  for (const Note& note : score.notes) {
    line.go_to(note.pitch);
  }
  return std::move(line).intervals();
}

Histogram classes_over_final_bass(const Score& score) {
  int bass = 0;
  for_each_onset(score, [&](std::span<const HeardNote> notes) { bass = notes.front().pitch; });
  constexpr int kOctave = 12;
  constexpr int kOctavesBelow = 11 * kOctave;  // beyond any pitch, so that no remainder is below 0
  return notes_histogram(
      score, [bass](const Note& note) { return (note.pitch - bass + kOctavesBelow) % kOctave; });
}

enum class Outer { kTop, kBottom };

Histogram intervals_along(Outer outer, const Score& score) {
  Line line;
  for_each_onset(score, [&](std::span<const HeardNote> notes) {
    const HeardNote& note = outer == Outer::kTop ? notes.back() : notes.front();
    if (note.begins) {
      line.go_to(note.pitch);
    }
  });
  return std::move(line).intervals();
}

// From the lowest note, or from all.
Histogram intervals_above(const Score& score, bool lowest_only) {
  Histogram histogram;
  for_each_onset(score, [&](std::span<const HeardNote> notes) {
    const std::size_t from = lowest_only ? 1 : notes.size();
    for (std::size_t low = 0; low < from; ++low) {
      for (std::size_t high = low + 1; high < notes.size(); ++high) {
        histogram.add(clipped(notes[high].pitch - notes[low].pitch, kWidestHarmonic));
      }
    }
  });
  return histogram;
}

int widest_of(DistributionKind kind) {
  const bool harmonic =
      kind == DistributionKind::kHarmonicPairs || kind == DistributionKind::kHarmonicOnBass;
  return harmonic ? kWidestHarmonic : kWidestMelodic;
}

}  // namespace

std::span<const DistributionInfo> all_distributions() { return kDistributions; }

Histogram histogram_of(DistributionKind kind, const Score& score) {
  switch (kind) {
    case DistributionKind::kDt:
      return times_between(score);
    case DistributionKind::kDuration:
      return notes_histogram(score, [](const Note& note) { return note.duration; });
    case DistributionKind::kPitch:
      return notes_histogram(score, [](const Note& note) { return note.pitch; });
    case DistributionKind::kPitchClass:
      return notes_histogram(score, [](const Note& note) { return note.pitch % 12; });
    case DistributionKind::kOverFinalBass:
      return classes_over_final_bass(score);
    case DistributionKind::kMelodic:
      return intervals_in_order(score);
    case DistributionKind::kMelodicTop:
      return intervals_along(Outer::kTop, score);
    case DistributionKind::kMelodicBottom:
      return intervals_along(Outer::kBottom, score);
    case DistributionKind::kHarmonicPairs:
      return intervals_above(score, false);
    case DistributionKind::kHarmonicOnBass:
      return intervals_above(score, true);
  }
  check(false, "the kind is one of DistributionKind");
  return {};
}

std::string category_label(DistributionKind kind, const Quarters& category) {
  switch (kind) {
    case DistributionKind::kDt:
    case DistributionKind::kDuration:
    case DistributionKind::kPitch:
    case DistributionKind::kOverFinalBass:
      return category.to_string();
    case DistributionKind::kPitchClass:
      return std::string(kPitchClassNames.at(as_index(category.numerator())));
    default:
      break;
  }
  const int widest = widest_of(kind);
  if (category > widest) {
    return fmt::format("> {}", widest);
  }
  return category < -widest ? fmt::format("< -{}", widest) : category.to_string();
}

}  // namespace bachprop
