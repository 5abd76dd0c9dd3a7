#include "bachprop/evaluate/piece_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>

#include "bachprop/analysis/score_bars.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_statistics.h"

namespace bachprop {
namespace {

constexpr std::size_t kPitches = kHighestPitch + 1;
constexpr std::size_t kPitchClassCount = 12;
// MusPy's default resolution.
constexpr double kStepsAQuarter = 24;

double number_of(std::size_t count) { return as_double(count); }

double ratio(double part, double whole) { return whole > 0 ? part / whole : kUndefined; }

// How often each pitch, or each remainder of pitches, is struck.
template <std::size_t classes>
std::array<double, classes> strokes(const Score& score) {
  std::array<double, classes> counts{};
  for (const Note& note : score.notes) {
    ++counts.at(as_index(note.pitch) % classes);
  }
  return counts;
}

double note_count(const Score& score) { return number_of(score.notes.size()); }

double length_of(const Score& score) { return end_of(score).to_double(); }

double density_of(const Score& score) { return ratio(note_count(score), length_of(score)); }

template <std::size_t classes>
double used(const Score& score) {
  const auto counts = strokes<classes>(score);
  return number_of(classes) - as_double(std::ranges::count(counts, 0.0));
}

double pitch_range(const Score& score) {
  const auto [low, high] = std::ranges::minmax_element(score.notes, {}, &Note::pitch);
  return score.notes.empty() ? 0 : high->pitch - low->pitch;
}

template <std::size_t classes>
double entropy(const Score& score) {
  double bits = 0;
  for (const double count : strokes<classes>(score)) {
    const double share = count / note_count(score);
    bits -= count > 0 ? share * std::log2(share) : 0;
  }
  return score.notes.empty() ? kUndefined : bits;
}

// A natural minor scale has the pitch classes of a major one: 12 roots are all 24 scales.
double scale_consistency(const Score& score) {
  constexpr std::array<std::size_t, 7> kMajor = {0, 2, 4, 5, 7, 9, 11};
  const auto counts = strokes<kPitchClassCount>(score);
  double most = 0;
  for (std::size_t root = 0; root < kPitchClassCount; ++root) {
    double in_scale = 0;
    for (const std::size_t step : kMajor) {
      in_scale += counts.at((root + step) % kPitchClassCount);
    }
    most = std::max(most, in_scale);
  }
  return ratio(most, note_count(score));
}

// For how long at least `notes` notes sound at the same time.
Quarters time_with(std::int64_t notes, const Score& score) {
  std::map<Quarters, std::int64_t> changes;
  for (const Note& note : score.notes) {
    ++changes[note.onset];
    --changes[note.onset + note.duration];
  }
  Quarters time = 0;
  Quarters last = 0;
  std::int64_t sounding = 0;
  for (const auto& [when, change] : changes) {
    if (sounding >= notes) {
      time += when - last;
    }
    sounding += change;
    last = when;
  }
  return time;
}

double polyphony(const Score& score) {
  Quarters sounding = 0;
  for (const Note& note : score.notes) {
    sounding += note.duration;
  }
  return ratio(sounding.to_double(), time_with(1, score).to_double());
}

double polyphony_rate(const Score& score) {
  return ratio(time_with(3, score).to_double(), length_of(score));
}

double silent_share(const Score& score) {
  return 1 - ratio(time_with(1, score).to_double(), length_of(score));
}

// As MusPy counts: a note also fills the stretch that begins when it ends.
double empty_share(const Score& score, std::span<const Bar> bars) {
  std::vector<bool> filled(bars.size());
  for (const Note& note : score.notes) {
    const std::size_t end = bar_at(bars, note.onset + note.duration);
    for (std::size_t bar = bar_at(bars, note.onset); bar <= end; ++bar) {
      filled[bar] = true;
    }
  }
  const auto empty = as_double(std::ranges::count(filled, false));
  return score.notes.empty() ? kUndefined : empty / number_of(bars.size());
}

double empty_measure_rate(const Score& score) { return empty_share(score, bars_of(score)); }

double empty_beat_rate(const Score& score) {
  std::vector<Bar> beats;
  const Quarters end = end_of(score);
  for (Quarters beat = 0; beat <= end; beat += 1) {
    beats.push_back({beat, 1});
  }
  return empty_share(score, beats);
}

// For each bar the onsets in it from where it begins, each once, sorted.
std::vector<std::vector<Quarters>> onset_patterns(const Score& score, std::span<const Bar> bars) {
  std::vector<std::vector<Quarters>> patterns(bars.size());
  for (const Note& note : score.notes) {
    const std::size_t bar = bar_at(bars, note.onset);
    const Quarters position = note.onset - bars[bar].start;
    if (patterns[bar].empty() || patterns[bar].back() != position) {
      patterns[bar].push_back(position);
    }
  }
  return patterns;
}

std::size_t in_common(const std::vector<Quarters>& a, const std::vector<Quarters>& b) {
  std::vector<Quarters> common;
  std::ranges::set_intersection(a, b, std::back_inserter(common));
  return common.size();
}

// The mean of likeness(pattern, next pattern, bar length) of neighbouring bars of one length,
// without those for which it is not a number.
template <typename Likeness>
double mean_of_neighbours(const Score& score, std::span<const Bar> bars, const Likeness& likeness) {
  const auto patterns = onset_patterns(score, bars);
  double sum = 0;
  double pairs = 0;
  for (std::size_t i = 0; i + 1 < bars.size(); ++i) {
    const double like = bars[i].length == bars[i + 1].length
                            ? likeness(patterns[i], patterns[i + 1], bars[i].length)
                            : kUndefined;
    if (!std::isnan(like)) {
      sum += like;
      ++pairs;
    }
  }
  return score.notes.empty() ? kUndefined : ratio(sum, pairs);
}

double groove_consistency(const Score& score) {
  return mean_of_neighbours(
      score, bars_of(score), [](const auto& a, const auto& b, const Quarters& length) {
        const double different = number_of(a.size() + b.size() - 2 * in_common(a, b));
        return 1 - different / (kStepsAQuarter * length.to_double());
      });
}

// Without the bar that begins when the piece ends.
std::vector<Bar> begun_bars(const Score& score) {
  std::vector<Bar> bars = bars_of(score);
  if (bars.size() > 1 && bars.back().start == end_of(score)) {
    bars.pop_back();
  }
  return bars;
}

double onset_overlap(const Score& score) {
  return mean_of_neighbours(score, begun_bars(score),
                            [](const auto& a, const auto& b, const Quarters& /*length*/) {
                              const double common = number_of(in_common(a, b));
                              const double either = number_of(a.size() + b.size()) - common;
                              return ratio(common, either);
                            });
}

double bar_used_note(const Score& score) {
  return score.notes.empty() ? kUndefined : note_count(score) / number_of(begun_bars(score).size());
}

double bar_used_pitch(const Score& score) {
  const std::vector<Bar> bars = begun_bars(score);
  std::vector<std::array<bool, kPitches>> used_in(bars.size());
  double pitches = 0;
  for (const Note& note : score.notes) {
    bool& is_used = used_in[bar_at(bars, note.onset)].at(as_index(note.pitch));
    pitches += is_used ? 0 : 1;
    is_used = true;
  }
  return score.notes.empty() ? kUndefined : pitches / number_of(bars.size());
}

double avg_pitch_shift(const Score& score) {
  double sum = 0;
  for (std::size_t i = 1; i < score.notes.size(); ++i) {
    sum += std::abs(score.notes[i].pitch - score.notes[i - 1].pitch);
  }
  return ratio(sum, note_count(score) - 1);
}

double avg_ioi(const Score& score) {
  if (score.notes.size() < 2) {
    return kUndefined;
  }
  const Quarters time = score.notes.back().onset - score.notes.front().onset;
  return time.to_double() / (note_count(score) - 1);
}

constexpr std::array kMetrics = {
    PieceMetric{"notes", "Notes", "mgeval: total_used_note", "The number of notes.", note_count},
    PieceMetric{"length", "Length", "own", "When the last note ends, in quarters.", length_of},
    PieceMetric{"notes_per_quarter", "Notes a quarter", "own", "Notes divided by the length.",
                density_of},
    PieceMetric{"n_pitches_used", "Pitches used", "MusPy; mgeval: total_used_pitch",
                "The number of different pitches.", used<kPitches>},
    PieceMetric{"n_pitch_classes_used", "Pitch classes used", "MusPy",
                "The number of different pitch classes.", used<kPitchClassCount>},
    PieceMetric{"pitch_range", "Pitch range", "MusPy, mgeval",
                "Semitones from the lowest pitch to the highest.", pitch_range},
    PieceMetric{"pitch_entropy", "Pitch entropy", "MusPy",
                "Entropy of the notes' pitches, in bits.", entropy<kPitches>},
    PieceMetric{"pitch_class_entropy", "Pitch class entropy", "MusPy",
                "Entropy of the notes' pitch classes, in bits.", entropy<kPitchClassCount>},
    PieceMetric{"scale_consistency", "Scale consistency", "MusPy",
                "The share of the notes that lie in that major or natural minor scale which holds "
                "most of them.",
                scale_consistency},
    PieceMetric{"polyphony", "Polyphony", "MusPy",
                "The mean number of notes that sound, over the time in which any does.", polyphony},
    PieceMetric{"polyphony_rate", "Polyphony rate", "MusPy",
                "The share of the whole length in which more than two notes sound.",
                polyphony_rate},
    PieceMetric{"silent_share", "Silence", "own",
                "The share of the whole length in which no note sounds.", silent_share},
    PieceMetric{"empty_beat_rate", "Empty beats", "MusPy",
                "The share of the beats in which no note sounds or has just ended.",
                empty_beat_rate},
    PieceMetric{"empty_measure_rate", "Empty bars", "MusPy",
                "The share of the bars in which no note sounds or has just ended.",
                empty_measure_rate},
    PieceMetric{"groove_consistency", "Groove consistency", "MusPy",
                "1 less the mean share of a bar's time steps, 24 a quarter, at which a note begins "
                "in one of two neighbouring bars and none in the other; near 1 even for bars "
                "without a common onset, as most steps hold none in either.",
                groove_consistency},
    PieceMetric{"onset_overlap", "Onset overlap", "own",
                "Of the places in the bar where a note begins in either of two neighbouring bars, "
                "the share where one does in both, averaged over the pairs of bars with an onset.",
                onset_overlap},
    PieceMetric{"bar_used_pitch", "Pitches a bar", "mgeval",
                "The mean number of different pitches that begin in a bar.", bar_used_pitch},
    PieceMetric{"bar_used_note", "Notes a bar", "mgeval",
                "The mean number of notes that begin in a bar.", bar_used_note},
    PieceMetric{"avg_pitch_shift", "Mean interval", "mgeval",
                "The mean size of the interval from a note to the next, in semitones.",
                avg_pitch_shift},
    PieceMetric{"avg_ioi", "Mean time between onsets", "mgeval: avg_IOI",
                "The mean time from a note's onset to the next note's, 0 within a chord, in "
                "quarters.",
                avg_ioi},
};

// Divided by their sum; all undefined where that is 0.
std::vector<double> shares(std::vector<double> counts) {
  double sum = 0;
  for (const double count : counts) {
    sum += count;
  }
  std::ranges::for_each(counts, [sum](double& count) { count = ratio(count, sum); });
  return counts;
}

std::size_t pitch_class(const Note& note) { return as_index(note.pitch) % kPitchClassCount; }

std::vector<double> total_pitch_class_histogram(const Score& score) {
  std::vector<double> time(kPitchClassCount);
  for (const Note& note : score.notes) {
    time[pitch_class(note)] += note.duration.to_double();
  }
  return shares(std::move(time));
}

// A note's time is split among the bars that it sounds in.
std::vector<double> bar_pitch_class_histogram(const Score& score) {
  const std::vector<Bar> bars = begun_bars(score);
  std::vector<std::vector<double>> times(bars.size(), std::vector<double>(kPitchClassCount));
  for (const Note& note : score.notes) {
    const Quarters end = note.onset + note.duration;
    for (std::size_t i = bar_at(bars, note.onset); i < bars.size() && bars[i].start < end; ++i) {
      const Quarters from = std::max(note.onset, bars[i].start);
      const Quarters until = std::min(end, bars[i].start + bars[i].length);
      times[i][pitch_class(note)] += (until - from).to_double();
    }
  }
  std::vector<double> mean(kPitchClassCount, score.notes.empty() ? kUndefined : 0);
  for (const std::vector<double>& time : times) {
    const std::vector<double> of_bar = shares(time);
    for (std::size_t i = 0; i < kPitchClassCount; ++i) {
      mean[i] += std::isnan(of_bar[i]) ? 0 : of_bar[i] / number_of(bars.size());
    }
  }
  return mean;
}

std::vector<double> pitch_class_transition_matrix(const Score& score) {
  std::vector<double> counts(kPitchClassCount * kPitchClassCount);
  for (const Note& from : score.notes) {
    const Quarters end = from.onset + from.duration;
    auto to = std::ranges::lower_bound(score.notes, end, {}, &Note::onset);
    for (; to != score.notes.end() && to->onset == end; ++to) {
      ++counts[pitch_class(from) * kPitchClassCount + pitch_class(*to)];
    }
  }
  return shares(std::move(counts));
}

std::vector<double> note_length_histogram(const Score& score) {
  std::vector<double> counts(kNoteLengthClasses);
  for (const Note& note : score.notes) {
    ++counts[as_index(note_length_class(note.duration))];
  }
  return shares(std::move(counts));
}

std::vector<double> note_length_transition_matrix(const Score& score) {
  constexpr auto kClasses = as_index(kNoteLengthClasses);
  std::vector<double> counts(kClasses * kClasses);
  for (std::size_t i = 1; i < score.notes.size(); ++i) {
    const auto from = as_index(note_length_class(score.notes[i - 1].duration));
    const auto to = as_index(note_length_class(score.notes[i].duration));
    ++counts[from * kClasses + to];
  }
  return shares(std::move(counts));
}

constexpr std::array kVectorMetrics = {
    VectorMetric{"total_pitch_class_histogram", "Pitch classes",
                 "The share of each pitch class, C first, in the time that the notes sound.",
                 total_pitch_class_histogram},
    VectorMetric{"bar_pitch_class_histogram", "Pitch classes a bar",
                 "The same for each bar on its own, then the mean over the bars.",
                 bar_pitch_class_histogram},
    VectorMetric{"pitch_class_transition_matrix", "Pitch class transitions",
                 "Of all pairs of a note and one that begins when it ends, the share of each pair "
                 "of pitch classes; row: from, column: to.",
                 pitch_class_transition_matrix},
    VectorMetric{"note_length_hist", "Note lengths",
                 "The share of the notes in each of 12 classes of length.", note_length_histogram},
    VectorMetric{"note_length_transition_matrix", "Note length transitions",
                 "Of all notes but the first, the share of each pair of classes of length of the "
                 "note before and the note; row: from, column: to.",
                 note_length_transition_matrix},
};

}  // namespace

std::span<const PieceMetric> all_piece_metrics() { return kMetrics; }

const PieceMetric* find_piece_metric(std::string_view key) {
  const auto* const found = std::ranges::find(kMetrics, key, &PieceMetric::key);
  return found == kMetrics.end() ? nullptr : &*found;
}

std::span<const VectorMetric> all_vector_metrics() { return kVectorMetrics; }

int note_length_class(const Quarters& duration) {
  static constexpr std::array<Quarters, kNoteLengthClasses> kLengths = {
      Quarters(4),    Quarters(2),    Quarters(1),    Quarters(1, 2),
      Quarters(1, 4), Quarters(3),    Quarters(3, 2), Quarters(3, 4),
      Quarters(3, 8), Quarters(4, 3), Quarters(2, 3), Quarters(1, 3)};
  const auto distance = [&](const Quarters& length) {
    return length < duration ? duration - length : length - duration;
  };
  return as_int(std::ranges::min_element(kLengths, {}, distance) - kLengths.begin());
}

}  // namespace bachprop
