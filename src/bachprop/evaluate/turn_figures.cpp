#include "bachprop/evaluate/turn_figures.h"

#include <array>
#include <numeric>
#include <vector>

namespace bachprop {
namespace {

constexpr std::size_t kBefore = 2;  // symbols, of which no surprise is known

double mean_of(const std::vector<double>& nats) {
  return share_of(std::reduce(nats.begin(), nats.end()), as_double(nats.size()));
}

double excess_at_bars(const HeardMusic& piece, const std::vector<double>& nats) {
  double at_bars = 0;
  double bars = 0;
  double elsewhere = 0;
  double others = 0;
  for (std::size_t i = 0; i < nats.size(); ++i) {
    const std::size_t moment = i + kBefore;
    const bool is_first = bar_of(piece, piece.moments[moment].onset) !=
                          bar_of(piece, piece.moments[moment - 1].onset);
    (is_first ? at_bars : elsewhere) += nats[i];
    (is_first ? bars : others) += 1;
  }
  return share_of(at_bars, bars) - share_of(elsewhere, others);
}

constexpr auto kGroup = FeatureGroup::kTurns;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kFeatures = {
    FeatureOf<TurnFigures>{
        {kGroup, "top_degree_surprise", "surprise of the top line's degrees", kNumber, true,
         "Of each degree of the key in the top line after the two before it, by trigrams of the "
         "corpus; nats.",
         "the melody takes turns that the corpus hardly knows",
         "the melody takes turns that are too predictable"},
        member_of<&TurnFigures::top_degrees>},
    FeatureOf<TurnFigures>{
        {kGroup, "top_interval_surprise", "surprise of the top line's intervals", kNumber, true,
         "Of each interval of the top line after the two before it, by trigrams of the corpus; "
         "nats.",
         "the melody's intervals follow each other in ways that the corpus hardly knows",
         "the melody's intervals are too predictable"},
        member_of<&TurnFigures::top_intervals>},
    FeatureOf<TurnFigures>{
        {kGroup, "top_duration_surprise", "surprise of the top line's durations", kNumber, true,
         "Of each duration of the top line after the two before it, by trigrams of the corpus; "
         "nats.",
         "the melody's rhythm takes turns that the corpus hardly knows",
         "the melody's rhythm is too predictable"},
        member_of<&TurnFigures::top_durations>},
    FeatureOf<TurnFigures>{
        {kGroup, "bass_degree_surprise", "surprise of the bass line's degrees", kNumber, true,
         "As for the top line.", "the bass takes turns that the corpus hardly knows",
         "the bass takes turns that are too predictable"},
        member_of<&TurnFigures::bottom_degrees>},
    FeatureOf<TurnFigures>{
        {kGroup, "bass_interval_surprise", "surprise of the bass line's intervals", kNumber, true,
         "As for the top line.",
         "the bass's intervals follow each other in ways that the corpus hardly knows",
         "the bass's intervals are too predictable"},
        member_of<&TurnFigures::bottom_intervals>},
    FeatureOf<TurnFigures>{{kGroup, "chord_surprise", "surprise of the chords", kNumber, true,
                            "Of each chord, by its bass's degree and what stands over it, after "
                            "the two before it, by trigrams of the corpus; nats.",
                            "chords follow each other in ways that the corpus hardly knows",
                            "chords follow each other too predictably"},
                           member_of<&TurnFigures::chords>},
};

constexpr std::array kJoints = {
    FeatureOf<TurnFigures>{
        {FeatureGroup::kForm, "surprise_at_bars",
         "surprise of chords at bar lines, more than inside", kNumber, true,
         "Mean surprise of the chords with which bars begin, less that of the others, in nats.",
         "bars do not follow from each other", "bars follow each other too predictably"},
        member_of<&TurnFigures::chords_at_bars>},
};

}  // namespace

TurnFigures turns_in(const HeardMusic& piece, const CorpusHabits& habits, const TurnCounts* own) {
  const auto surprises = [&](Stream stream) {
    return habits.turns.surprises(stream, symbols_of(piece, stream), own);
  };
  const std::vector<double> chords = surprises(Stream::kChords);
  TurnFigures figures;
  figures.top_degrees = mean_of(surprises(Stream::kTopDegrees));
  figures.top_intervals = mean_of(surprises(Stream::kTopIntervals));
  figures.top_durations = mean_of(surprises(Stream::kTopDurations));
  figures.bottom_degrees = mean_of(surprises(Stream::kBottomDegrees));
  figures.bottom_intervals = mean_of(surprises(Stream::kBottomIntervals));
  figures.chords = mean_of(chords);
  figures.chords_at_bars = excess_at_bars(piece, chords);
  return figures;
}

std::span<const FeatureOf<TurnFigures>> turn_features() { return kFeatures; }
std::span<const FeatureOf<TurnFigures>> joint_features() { return kJoints; }

}  // namespace bachprop
