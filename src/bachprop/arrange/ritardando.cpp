#include "bachprop/arrange/ritardando.h"

#include <algorithm>
#include <cmath>

namespace bachprop {
namespace {

constexpr double kFinalTempo = 0.6;  // of the tempo before
constexpr double kCurvature = 3;     // of stopping runners, and so of final ritardandi
constexpr Quarters kStep{1, 2};
constexpr Quarters kShortest = 2;
constexpr double kSlowest = 4;  // quarters a minute
// The tempo of a score that states none.
constexpr double kUnstatedTempo = 120;

// A. Friberg and J. Sundberg, "Does music performance allude to locomotion?", J. Acoust. Soc. Am.
// 105 (1999), p. 1469, eq. 5: the tempo at `place`, 0 .. 1, of a final ritardando.
double tempo_at(double place) {
  const double end = std::pow(kFinalTempo, kCurvature);
  return std::pow(1 + (end - 1) * place, 1 / kCurvature);
}

// A file states whole microseconds a quarter; so the tempo is the same when it is read again.
double as_in_a_file(double quarters_per_minute) {
  constexpr double kMicrosecondsPerMinute = 60e6;
  return kMicrosecondsPerMinute / std::round(kMicrosecondsPerMinute / quarters_per_minute);
}

double stated_tempo(const std::vector<TempoChange>& tempos, const Quarters& time) {
  const auto after = std::ranges::upper_bound(tempos, time, {}, &TempoChange::onset);
  return after == tempos.begin() ? kUnstatedTempo : (after - 1)->quarters_per_minute;
}

// Where the ritardando to `last` begins.
Quarters beginning_of(const Score& score, const PieceMetre& metre, const Quarters& last) {
  const auto after = std::ranges::upper_bound(metre.signatures, last, {}, &TimeSignature::onset);
  const TimeSignature time = after == metre.signatures.begin() ? TimeSignature() : *(after - 1);
  const bool is_first = after - metre.signatures.begin() <= 1;
  const Quarters line = is_first ? metre.first_full_bar() : time.onset;
  const Quarters bar = bar_length(time);
  const Quarters latest = last - std::max(bar / 2, kShortest);
  const Quarters bars = (latest - line) / bar;
  const Quarters first =
      latest < line ? std::min(line, latest) : line + bar * (bars.numerator() / bars.denominator());
  return std::max(score.notes.front().onset, first);
}

}  // namespace

std::vector<TempoChange> with_ritardando(const Score& score, const PieceMetre& metre) {
  if (score.notes.empty()) {
    return score.tempos;
  }
  const Quarters last = score.notes.back().onset;
  const Quarters first = beginning_of(score, metre, last);
  std::vector<TempoChange> tempos = score.tempos;
  std::erase_if(tempos, [&](const TempoChange& tempo) { return tempo.onset >= first; });
  const auto slow_down = [&](const Quarters& time, double place) {
    const double tempo = stated_tempo(score.tempos, time) * tempo_at(place);
    tempos.push_back({time, as_in_a_file(std::max(kSlowest, tempo))});
  };
  for (Quarters time = first; time < last; time += kStep) {
    const Quarters middle = time + kStep / 2 - first;
    slow_down(time, std::min(1.0, (middle / (last - first)).to_double()));
  }
  slow_down(last, 1);
  return tempos;
}

}  // namespace bachprop
