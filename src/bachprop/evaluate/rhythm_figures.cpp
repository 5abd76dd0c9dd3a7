#include "bachprop/evaluate/rhythm_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace bachprop {
namespace {

// In beats from where its bar begins, a pick-up's from where it would begin if it were full.
Quarters beat_at(const HeardMusic& piece, const Quarters& time) {
  const std::size_t bar = bar_of(piece, time);
  const bool in_pickup = bar == 0 && piece.has_pickup;
  const Quarters end = piece.bars[bar].start + piece.bars[bar].length;
  const Quarters beat = piece.beats[bar];
  if (in_pickup) {
    const Quarters left = (end - time) / beat;
    const std::int64_t whole = (left.numerator() + left.denominator() - 1) / left.denominator();
    return Quarters(whole) - left;
  }
  return (time - piece.bars[bar].start) / beat;
}

bool is_fine(const Quarters& beats) { return beats.denominator() > 4; }

void count_onsets(const HeardMusic& piece, RhythmFigures& figures) {
  double on_beat = 0;
  double off_grid = 0;
  for (const Moment& moment : piece.moments) {
    const Quarters place = beat_at(piece, moment.onset);
    on_beat += place.denominator() == 1 ? 1 : 0;
    off_grid += is_fine(place) ? 1 : 0;
  }
  const double moments = as_double(piece.moments.size());
  figures.onsets = share_of(moments, piece.end.to_double());
  figures.on_beat = share_of(on_beat, moments);
  figures.off_grid = share_of(off_grid, moments);
  double beats = 0;
  for (std::size_t bar = 0; bar < piece.bars.size(); ++bar) {
    const Quarters until = std::min(piece.bars[bar].start + piece.bars[bar].length, piece.end);
    beats += std::ceil(((until - piece.bars[bar].start) / piece.beats[bar]).to_double());
  }
  figures.beats_struck = share_of(on_beat, beats);
}

template <typename Timed>
bool begins_at(const std::vector<Timed>& all, const Quarters& time) {
  const auto found = std::ranges::lower_bound(all, time, {}, &Timed::onset);
  return found != all.end() && found->onset == time;
}

void look_at_bars(const HeardMusic& piece, RhythmFigures& figures) {
  const auto bars = piece.full_bars();
  double struck = 0;
  double bass = 0;
  std::vector<Quarters> before;
  double alike = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    struck += begins_at(piece.moments, bars[i].start) ? 1 : 0;
    bass += begins_at(piece.bottom, bars[i].start) ? 1 : 0;
    std::vector<Quarters> places;
    for (auto moment = std::ranges::lower_bound(piece.moments, bars[i].start, {}, &Moment::onset);
         moment != piece.moments.end() && moment->onset < bars[i].start + bars[i].length;
         ++moment) {
      places.push_back(moment->onset - bars[i].start);
    }
    alike += i > 0 && places == before ? 1 : 0;
    before = std::move(places);
  }
  figures.bars_struck = share_of(struck, as_double(bars.size()));
  figures.bass_at_bars = share_of(bass, as_double(bars.size()));
  figures.like_bar_before = share_of(alike, as_double(bars.size()) - 1);
}

double mean_duration(std::span<const LineNote> line) {
  double sum = 0;
  for (const LineNote& note : line) {
    sum += note.duration.to_double();
  }
  return share_of(sum, as_double(line.size()));
}

void look_at_top(const HeardMusic& piece, RhythmFigures& figures) {
  double syncopated = 0;
  double long_notes = 0;
  std::map<Quarters, double> times_of;
  for (const LineNote& note : piece.top) {
    const Quarters place = beat_at(piece, note.onset);
    const Quarters beats = note.duration / piece.beats[bar_of(piece, note.onset)];
    const std::int64_t next = place.numerator() / place.denominator() + 1;
    syncopated += place.denominator() != 1 && place + beats > Quarters(next) ? 1 : 0;
    long_notes += note.duration >= Quarters(2) ? 1 : 0;
    ++times_of[note.duration];
  }
  const double notes = as_double(piece.top.size());
  figures.syncopated = share_of(syncopated, notes);
  figures.long_notes = share_of(long_notes, notes);
  figures.durations = as_double(times_of.size());
  figures.duration_entropy = 0;
  for (const auto& [duration, times] : times_of) {
    figures.duration_entropy -= times / notes * std::log2(times / notes);
  }
}

constexpr auto kGroup = FeatureGroup::kRhythm;
constexpr auto kShare = FeatureUnit::kShare;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kFeatures = {
    FeatureOf<RhythmFigures>{{kGroup, "onsets", "onsets a quarter", kNumber, true,
                              "Times at which notes begin, over the length in quarters.",
                              "the rhythm is too busy", "the rhythm is too slow"},
                             member_of<&RhythmFigures::onsets>},
    FeatureOf<RhythmFigures>{{kGroup, "on_beat", "onsets on the beat", kShare, true,
                              "Of the onsets, the share on a beat.", "too much happens on the beat",
                              "too much happens off the beat"},
                             member_of<&RhythmFigures::on_beat>},
    FeatureOf<RhythmFigures>{
        {kGroup, "off_grid", "onsets off quarters and thirds of a beat", kShare, true,
         "Of the onsets, the share on no quarter or third of a beat.",
         "too many notes begin at odd places between the beats",
         "too few notes begin between quarters of a beat"},
        member_of<&RhythmFigures::off_grid>},
    FeatureOf<RhythmFigures>{
        {kGroup, "beats_struck", "beats with an onset", kShare, true,
         "Of the beats, the share with which something begins.",
         "too few beats pass without a new note", "too many beats pass without a new note"},
        member_of<&RhythmFigures::beats_struck>},
    FeatureOf<RhythmFigures>{
        {kGroup, "bars_struck", "bars with an onset on their first beat", kShare, true,
         "Of the bars, the share with which something begins.",
         "too few bars begin without a new note", "too many bars begin without a new note"},
        member_of<&RhythmFigures::bars_struck>},
    FeatureOf<RhythmFigures>{
        {kGroup, "bass_at_bars", "bars with a bass note on their first beat", kShare, true,
         "Of the bars, the share with which a note of the bottom line begins.",
         "too few bars begin without a bass note", "too many bars begin without a bass note"},
        member_of<&RhythmFigures::bass_at_bars>},
    FeatureOf<RhythmFigures>{
        {kGroup, "syncopated", "syncopations, top line", kShare, true,
         "Of the top line's notes, the share begun off a beat and held over the next.",
         "the melody is syncopated too often", "the melody has too few syncopations"},
        member_of<&RhythmFigures::syncopated>},
    FeatureOf<RhythmFigures>{{kGroup, "long_notes", "long notes, top line", kShare, true,
                              "Of the top line's notes, the share of two quarters or more.",
                              "the melody rests on too many long notes",
                              "the melody has too few long notes to breathe at"},
                             member_of<&RhythmFigures::long_notes>},
    FeatureOf<RhythmFigures>{{kGroup, "different_durations", "different durations, top line",
                              kNumber, true, "How many different durations the top line has.",
                              "the melody has too many different note values",
                              "the melody has too few different note values"},
                             member_of<&RhythmFigures::durations>},
    FeatureOf<RhythmFigures>{
        {kGroup, "duration_entropy", "entropy of the durations, top line", kNumber, true,
         "Entropy of the top line's durations, in bits.", "the melody's note values are too mixed",
         "the melody's note values are too uniform"},
        member_of<&RhythmFigures::duration_entropy>},
    FeatureOf<RhythmFigures>{
        {kGroup, "rhythm_of_bar_before", "bars with the rhythm of the one before", kShare, true,
         "Of the bars but the first, the share with onsets at the same places as in the bar "
         "before.",
         "bar after bar has the same rhythm", "bars too seldom have the rhythm of the one before"},
        member_of<&RhythmFigures::like_bar_before>},
    FeatureOf<RhythmFigures>{{kGroup, "mean_top_duration", "mean duration, top line", kNumber, true,
                              "The mean duration of the top line's notes, in quarters.",
                              "the melody moves too slowly", "the melody moves too fast"},
                             member_of<&RhythmFigures::mean_top>},
    FeatureOf<RhythmFigures>{{kGroup, "mean_bass_duration", "mean duration, bass line", kNumber,
                              true, "The mean duration of the bottom line's notes, in quarters.",
                              "the bass moves too slowly", "the bass moves too fast"},
                             member_of<&RhythmFigures::mean_bottom>},
};

}  // namespace

RhythmFigures rhythm_of(const HeardMusic& piece) {
  RhythmFigures figures;
  if (piece.notes.empty()) {
    return figures;
  }
  count_onsets(piece, figures);
  look_at_bars(piece, figures);
  look_at_top(piece, figures);
  figures.mean_top = mean_duration(piece.top);
  figures.mean_bottom = mean_duration(piece.bottom);
  return figures;
}

std::span<const FeatureOf<RhythmFigures>> rhythm_features() { return kFeatures; }

}  // namespace bachprop
