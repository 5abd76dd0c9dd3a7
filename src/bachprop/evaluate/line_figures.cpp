#include "bachprop/evaluate/line_figures.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace bachprop {
namespace {

constexpr int kWidestStep = 2;
constexpr int kLeastLeap = 5;

bool is_step(int interval) { return interval != 0 && std::abs(interval) <= kWidestStep; }
bool is_leap(int interval) { return std::abs(interval) >= kLeastLeap; }
bool is_odd_leap(int interval) {
  const int size = std::abs(interval);
  return size == 6 || size == 10 || size == 11 || size > kSemitonesPerOctave;
}
bool same_way(int a, int b) { return (a > 0 && b > 0) || (a < 0 && b < 0); }
bool other_way(int a, int b) { return (a > 0 && b < 0) || (a < 0 && b > 0); }

std::vector<int> intervals_of(std::span<const LineNote> line) {
  std::vector<int> intervals;
  for (std::size_t i = 1; i < line.size(); ++i) {
    intervals.push_back(line[i].pitch - line[i - 1].pitch);
  }
  return intervals;
}

double notes_in_runs(const std::vector<int>& intervals) {
  constexpr std::size_t kShortestRun = 4;  // intervals
  std::size_t notes = 0;
  for (std::size_t begin = 0; begin < intervals.size();) {
    std::size_t end = begin + 1;
    while (end < intervals.size() && is_step(intervals[begin]) && is_step(intervals[end]) &&
           same_way(intervals[end], intervals[begin])) {
      ++end;
    }
    notes += end - begin >= kShortestRun ? end - begin + 1 : 0;
    begin = end;
  }
  return as_double(notes);
}

// What follows each interval.
void look_at_pairs(const std::vector<int>& intervals, LineFigures& figures) {
  double pairs = 0;
  double steps_on = 0;
  double back = 0;
  double half_steps = 0;
  double leaps = 0;
  double turned = 0;
  double leapt_on = 0;
  for (std::size_t i = 1; i < intervals.size(); ++i) {
    const int before = intervals[i - 1];
    const int now = intervals[i];
    if (before == 0 || now == 0) {
      continue;
    }
    ++pairs;
    steps_on += is_step(before) && is_step(now) && same_way(before, now) ? 1 : 0;
    back += other_way(before, now) ? 1 : 0;
    half_steps += before == now && std::abs(now) == 1 ? 1 : 0;
    if (is_leap(before)) {
      ++leaps;
      turned += is_step(now) && other_way(before, now) ? 1 : 0;
      leapt_on += is_leap(now) && same_way(before, now) ? 1 : 0;
    }
  }
  figures.same_way_steps = share_of(steps_on, pairs);
  figures.turns_back = share_of(back, pairs);
  figures.half_steps = share_of(half_steps, pairs);
  figures.leaps_turned = share_of(turned, leaps);
  figures.leaps_on_leaps = share_of(leapt_on, leaps);
}

constexpr auto kTop = FeatureGroup::kMelody;
constexpr auto kBass = FeatureGroup::kBass;
constexpr auto kShare = FeatureUnit::kShare;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kMelodyFeatures = {
    FeatureOf<LineFigures>{
        {kTop, "top_repeats", "repeated notes, top line", kShare, true,
         "Of the top line's intervals, the share that is 0.",
         "the melody repeats its notes too often", "the melody repeats its notes too seldom"},
        member_of<&LineFigures::repeats>},
    FeatureOf<LineFigures>{
        {kTop, "top_steps", "steps, top line", kShare, true,
         "Of the top line's intervals that move, the share of 1 or 2 semitones.",
         "the melody moves by step too often", "the melody moves by step too seldom"},
        member_of<&LineFigures::steps>},
    FeatureOf<LineFigures>{
        {kTop, "top_leaps", "leaps, top line", kShare, true,
         "Of the top line's intervals that move, the share of 5 semitones and more.",
         "the melody leaps too often", "the melody leaps too seldom"},
        member_of<&LineFigures::leaps>},
    FeatureOf<LineFigures>{{kTop, "top_odd_leaps", "odd leaps, top line", kShare, true,
                            "Of the top line's intervals that move, the share of tritones, "
                            "sevenths, and more than an octave.",
                            "the melody makes too many leaps that are hard to sing",
                            "the melody makes too few odd leaps"},
                           member_of<&LineFigures::odd_leaps>},
    FeatureOf<LineFigures>{
        {kTop, "top_same_way_steps", "steps on in the same direction, top line", kShare, true,
         "Of pairs of intervals that move, the share of two steps in one direction.",
         "the melody runs on by step in one direction too often",
         "the melody too seldom goes on by step in its direction"},
        member_of<&LineFigures::same_way_steps>},
    FeatureOf<LineFigures>{
        {kTop, "top_turns_back", "turns back, top line", kShare, true,
         "Of pairs of intervals that move, the share of two in opposite directions.",
         "the melody turns back too often", "the melody turns back too seldom"},
        member_of<&LineFigures::turns_back>},
    FeatureOf<LineFigures>{
        {kTop, "top_leaps_turned", "leaps that a step back follows, top line", kShare, true,
         "Of the top line's leaps, the share that a step in the other direction follows.",
         "the melody answers leaps by a step back too often",
         "too few leaps of the melody are answered by a step back"},
        member_of<&LineFigures::leaps_turned>},
    FeatureOf<LineFigures>{
        {kTop, "top_leaps_on_leaps", "leaps on leaps, top line", kShare, true,
         "Of the top line's leaps, the share that a leap in the same direction follows.",
         "the melody too often leaps on after leaps", "the melody too seldom leaps twice"},
        member_of<&LineFigures::leaps_on_leaps>},
    FeatureOf<LineFigures>{
        {kTop, "top_in_runs", "notes in runs, top line", kShare, true,
         "Of the top line's notes, the share in 5 or more by steps in one direction.",
         "the melody has too many runs", "the melody has too few runs"},
        member_of<&LineFigures::in_runs>},
    FeatureOf<LineFigures>{
        {kTop, "top_half_steps", "half steps in a row, top line", kShare, true,
         "Of pairs of intervals that move, the share of two half steps in one direction.",
         "the melody slides by half steps too often", "the melody has too few chromatic lines"},
        member_of<&LineFigures::half_steps>},
    FeatureOf<LineFigures>{
        {kTop, "top_mean_interval", "mean interval, top line", kNumber, true,
         "The mean size of the top line's intervals, in semitones.",
         "the melody's intervals are too wide", "the melody's intervals are too narrow"},
        member_of<&LineFigures::mean_size>},
    FeatureOf<LineFigures>{
        {kTop, "top_span", "span, top line", kNumber, true,
         "From the top line's lowest note to its highest, in semitones.",
         "the melody wanders over too wide a range", "the melody keeps to too narrow a range"},
        member_of<&LineFigures::span>},
};

constexpr std::array kBassFeatures = {
    FeatureOf<LineFigures>{
        {kBass, "bass_repeats", "repeated notes, bass line", kShare, true,
         "Of the bottom line's intervals, the share that is 0.",
         "the bass repeats its notes too often", "the bass repeats its notes too seldom"},
        member_of<&LineFigures::repeats>},
    FeatureOf<LineFigures>{
        {kBass, "bass_steps", "steps, bass line", kShare, true,
         "Of the bottom line's intervals that move, the share of 1 or 2 semitones.",
         "the bass moves by step too often", "the bass moves by step too seldom"},
        member_of<&LineFigures::steps>},
    FeatureOf<LineFigures>{
        {kBass, "bass_leaps", "leaps, bass line", kShare, true,
         "Of the bottom line's intervals that move, the share of 5 semitones and more.",
         "the bass leaps too often", "the bass leaps too seldom"},
        member_of<&LineFigures::leaps>},
    FeatureOf<LineFigures>{
        {kBass, "bass_odd_leaps", "odd leaps, bass line", kShare, true,
         "Of the bottom line's intervals that move, the share of tritones, sevenths, and more than "
         "an octave.",
         "the bass makes too many odd leaps", "the bass makes too few odd leaps"},
        member_of<&LineFigures::odd_leaps>},
    FeatureOf<LineFigures>{
        {kBass, "bass_same_way_steps", "steps on in the same direction, bass line", kShare, true,
         "Of pairs of intervals that move, the share of two steps in one direction.",
         "the bass runs on by step in one direction too often",
         "the bass too seldom walks on by step"},
        member_of<&LineFigures::same_way_steps>},
    FeatureOf<LineFigures>{
        {kBass, "bass_turns_back", "turns back, bass line", kShare, true,
         "Of pairs of intervals that move, the share of two in opposite directions.",
         "the bass turns back too often", "the bass turns back too seldom"},
        member_of<&LineFigures::turns_back>},
    FeatureOf<LineFigures>{
        {kBass, "bass_in_runs", "notes in runs, bass line", kShare, true,
         "Of the bottom line's notes, the share in 5 or more by steps in one direction.",
         "the bass has too many runs", "the bass has too few runs"},
        member_of<&LineFigures::in_runs>},
    FeatureOf<LineFigures>{
        {kBass, "bass_half_steps", "half steps in a row, bass line", kShare, true,
         "Of pairs of intervals that move, the share of two half steps in one direction.",
         "the bass slides by half steps too often", "the bass has too few chromatic lines"},
        member_of<&LineFigures::half_steps>},
    FeatureOf<LineFigures>{
        {kBass, "bass_mean_interval", "mean interval, bass line", kNumber, true,
         "The mean size of the bottom line's intervals, in semitones.",
         "the bass's intervals are too wide", "the bass's intervals are too narrow"},
        member_of<&LineFigures::mean_size>},
    FeatureOf<LineFigures>{
        {kBass, "bass_span", "span, bass line", kNumber, true,
         "From the bottom line's lowest note to its highest, in semitones.",
         "the bass wanders over too wide a range", "the bass keeps to too narrow a range"},
        member_of<&LineFigures::span>},
};

}  // namespace

LineFigures line_of(std::span<const LineNote> line) {
  LineFigures figures;
  const std::vector<int> intervals = intervals_of(line);
  if (intervals.empty()) {
    return figures;
  }
  double size = 0;
  double repeats = 0;
  double steps = 0;
  double leaps = 0;
  double odd = 0;
  for (const int interval : intervals) {
    size += std::abs(interval);
    repeats += interval == 0 ? 1 : 0;
    steps += is_step(interval) ? 1 : 0;
    leaps += is_leap(interval) ? 1 : 0;
    odd += is_odd_leap(interval) ? 1 : 0;
  }
  const double all = as_double(intervals.size());
  const double moving = all - repeats;
  figures.repeats = share_of(repeats, all);
  figures.steps = share_of(steps, moving);
  figures.leaps = share_of(leaps, moving);
  figures.odd_leaps = share_of(odd, moving);
  figures.mean_size = size / all;
  figures.in_runs = share_of(notes_in_runs(intervals), as_double(line.size()));
  look_at_pairs(intervals, figures);
  const auto [low, high] = std::ranges::minmax(line, {}, &LineNote::pitch);
  figures.span = high.pitch - low.pitch;
  return figures;
}

std::span<const FeatureOf<LineFigures>> melody_features() { return kMelodyFeatures; }
std::span<const FeatureOf<LineFigures>> bass_features() { return kBassFeatures; }

}  // namespace bachprop
