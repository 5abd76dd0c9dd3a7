#include "bachprop/notation/dynamics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/arrange/phrases.h"
#include "bachprop/base/numbers.h"
#include "bachprop/notation/bar_lines.h"

namespace bachprop {
namespace {

// Around 80, the velocity of files without dynamics.
constexpr int kMelody = 82;
constexpr int kBass = 74;
constexpr int kInner = 68;
// Added on the first beat of a bar, on the middle one of four or more, and between beats.
constexpr int kDownbeat = 6;
constexpr int kMiddleBeat = 3;
constexpr int kBetweenBeats = -4;
// Added in the middle of a phrase.
constexpr int kRise = 8;
// A phrase of more bars counts as phrases of about four.
constexpr int kLongestPhrase = 8;
constexpr int kUsualPhrase = 4;

const NotatedBar& bar_of(std::span<const NotatedBar> bars, const Quarters& time) {
  const auto after = std::ranges::upper_bound(bars, time, {}, &NotatedBar::start);
  return after == bars.begin() ? *after : *(after - 1);
}

int metric_accent(const NotatedBar& bar, const Quarters& onset) {
  const Quarters place = onset - metric_start(bar);
  const Quarters beat = beat_length(bar.time);
  const Quarters beats_before = place / beat;
  if (place == 0) {
    return kDownbeat;
  }
  if (beats_before.denominator() != 1) {
    return kBetweenBeats;
  }
  const bool is_middle = place * 2 == bar_length(bar.time) && beats_before >= 2;
  return is_middle ? kMiddleBeat : 0;
}

// Where a note stands among those that sound when it begins.
enum class Layer { kMelody, kInner, kBass };

std::vector<Layer> layers_of(std::span<const PlacedNote> notes) {
  std::vector<Layer> layers(notes.size());
  std::vector<Note> sounding;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < notes.size(); begin = end) {
    const Quarters now = notes[begin].note.onset;
    std::erase_if(sounding, [&](const Note& note) { return end_of(note) <= now; });
    for (end = begin; end < notes.size() && notes[end].note.onset == now; ++end) {
      sounding.push_back(notes[end].note);
    }
    const auto [lowest, highest] = std::ranges::minmax(sounding, {}, &Note::pitch);
    for (std::size_t i = begin; i < end; ++i) {
      const int pitch = notes[i].note.pitch;
      layers[i] = pitch == highest.pitch  ? Layer::kMelody
                  : pitch == lowest.pitch ? Layer::kBass
                                          : Layer::kInner;
    }
  }
  return layers;
}

// From the first onset of a phrase to its last.
struct PhraseTime {
  Quarters first;
  Quarters last;
};

// Phrases of less than a bar belong to the next one, or to the one before where none follows.
std::vector<PhraseTime> joined(const std::vector<PhraseTime>& phrases,
                               std::span<const NotatedBar> bars) {
  std::vector<PhraseTime> whole;
  for (const PhraseTime& phrase : phrases) {
    if (!whole.empty() && phrase.first - whole.back().first < bar_of(bars, phrase.first).length) {
      whole.back().last = phrase.last;
    } else {
      whole.push_back(phrase);
    }
  }
  return whole;
}

std::vector<PhraseTime> divided(const PhraseTime& phrase, std::span<const NotatedBar> bars) {
  const Quarters bar = bar_length(bar_of(bars, phrase.first).time);
  const Quarters length = phrase.last - phrase.first;
  if (length <= bar * kLongestPhrase) {
    return {phrase};
  }
  const int parts = as_int(std::lround((length / (bar * kUsualPhrase)).to_double()));
  std::vector<PhraseTime> several;
  for (int i = 0; i < parts; ++i) {
    several.push_back({phrase.first + length * i / parts, phrase.first + length * (i + 1) / parts});
  }
  return several;
}

std::vector<PhraseTime> melodic_phrases(std::span<const PlacedNote> notes,
                                        const std::vector<Layer>& layers,
                                        std::span<const NotatedBar> bars) {
  std::vector<Note> melody;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    // Two players of one note are one line.
    const bool again = !melody.empty() && melody.back().onset == notes[i].note.onset;
    if (layers[i] == Layer::kMelody && !again) {
      melody.push_back(notes[i].note);
    }
  }
  std::vector<PhraseTime> phrases;
  for (const Phrase& phrase : phrases_of(melody)) {
    phrases.push_back({melody[phrase.begin].onset, melody[phrase.end - 1].onset});
  }
  std::vector<PhraseTime> all;
  for (const PhraseTime& phrase : joined(phrases, bars)) {
    std::ranges::copy(divided(phrase, bars), std::back_inserter(all));
  }
  return all;
}

// A parabola: nothing at both ends of the phrase.
int rise_at(const std::vector<PhraseTime>& phrases, const Quarters& onset) {
  const auto after = std::ranges::upper_bound(phrases, onset, {}, &PhraseTime::first);
  if (after == phrases.begin()) {
    return 0;
  }
  const PhraseTime& phrase = *(after - 1);
  if (onset >= phrase.last) {
    return 0;
  }
  const double place = ((onset - phrase.first) / (phrase.last - phrase.first)).to_double();
  return as_int(std::lround(kRise * 4 * place * (1 - place)));
}

int level_of(Layer layer) {
  return layer == Layer::kMelody ? kMelody : layer == Layer::kBass ? kBass : kInner;
}

}  // namespace

std::vector<int> velocities_of(std::span<const PlacedNote> notes, std::span<const NotatedBar> bars,
                               Dynamics dynamics) {
  if (dynamics == Dynamics::kFlat || bars.empty()) {
    return {};
  }
  const std::vector<Layer> layers = layers_of(notes);
  const std::vector<PhraseTime> phrases = melodic_phrases(notes, layers, bars);
  std::vector<int> velocities;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Quarters& onset = notes[i].note.onset;
    velocities.push_back(level_of(layers[i]) + rise_at(phrases, onset) +
                         metric_accent(bar_of(bars, onset), onset));
  }
  return velocities;
}

}  // namespace bachprop
