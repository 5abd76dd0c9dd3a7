#include "bachprop/notation/sung_words.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "bachprop/base/numbers.h"
#include "bachprop/score/lyrics.h"

namespace bachprop {
namespace {

// Where the notes of a voice begin.
using Attacks = std::vector<Symbol*>;
using SungVoice = std::tuple<std::size_t, int, int>;  // part, staff, voice

bool is_attack(const Symbol& symbol) {
  return std::ranges::any_of(symbol.notes,
                             [](const WrittenNote& note) { return !note.tied_from_before; });
}

std::map<SungVoice, Attacks> attacks_of(NotatedScore& score) {
  std::map<SungVoice, Attacks> attacks;
  for (std::size_t part = 0; part < score.parts.size(); ++part) {
    for (PartBar& bar : score.parts[part].bars) {
      for (Line& line : bar.lines) {
        Attacks& voice = attacks[{part, line.staff, line.voice}];
        for (Symbol& symbol : line.symbols) {
          if (is_attack(symbol)) {
            voice.push_back(&symbol);
          }
        }
      }
    }
  }
  return attacks;
}

Quarters distance(const Quarters& a, const Quarters& b) { return a < b ? b - a : a - b; }

// The attack nearest to a time, if one is no farther away than that.
std::optional<std::size_t> nearest_attack(const Attacks& attacks, const Quarters& time,
                                          const Quarters& farthest) {
  const auto next = std::ranges::lower_bound(attacks, time, {}, &Symbol::onset) - attacks.begin();
  std::optional<std::size_t> nearest;
  for (auto i = std::max<std::ptrdiff_t>(next - 1, 0);
       i <= next && i < static_cast<std::ptrdiff_t>(attacks.size()); ++i) {
    const auto index = as_index(i);
    const Quarters away = distance(attacks[index]->onset, time);
    if (away <= farthest && (!nearest || away < distance(attacks[*nearest]->onset, time))) {
      nearest = index;
    }
  }
  return nearest;
}

// How many syllables a note meets, be it a little beside them.
std::size_t count_met(const Attacks& attacks, const std::vector<Lyric>& lyrics) {
  return as_index(std::ranges::count_if(lyrics, [&](const Lyric& lyric) {
    return nearest_attack(attacks, lyric.onset, {1, 16}).has_value();
  }));
}

// The first of the voices with the greatest share of what is met, both of words and of notes.
const Attacks* singing_voice(const std::map<SungVoice, Attacks>& voices,
                             const std::vector<Lyric>& lyrics) {
  const Attacks* best = nullptr;
  double best_share = 0;
  for (const auto& [place, attacks] : voices) {
    const std::size_t met = count_met(attacks, lyrics);
    const double share = 2 * as_double(met) / as_double(attacks.size() + lyrics.size());
    if (2 * met >= lyrics.size() && share > best_share) {
      best = &attacks;
      best_share = share;
    }
  }
  return best;
}

Syllabic syllabic_of(bool goes_on_from_before, bool goes_on) {
  if (goes_on_from_before) {
    return goes_on ? Syllabic::kMiddle : Syllabic::kEnd;
  }
  return goes_on ? Syllabic::kBegin : Syllabic::kSingle;
}

}  // namespace

SungWords set_words(NotatedScore& score, const std::vector<Lyric>& lyrics) {
  const std::map<SungVoice, Attacks> voices = attacks_of(score);
  const Attacks* attacks = singing_voice(voices, lyrics);
  if (attacks == nullptr) {
    return {.left_out = lyrics.size()};
  }
  SungWords words;
  std::map<std::size_t, Lyric> sung;  // by attack
  for (const Lyric& lyric : lyrics) {
    const auto attack = nearest_attack(*attacks, lyric.onset, {1, 2});
    if (!attack) {
      ++words.left_out;
      continue;
    }
    const auto [place, is_first] = sung.try_emplace(*attack, lyric);
    if (!is_first) {
      join(place->second, lyric);
    }
    ++words.placed;
  }
  bool goes_on_from_before = false;
  for (const auto& [attack, lyric] : sung) {
    const bool goes_on = lyric.end == LyricEnd::kSyllable;
    (*attacks)[attack]->syllable =
        SungSyllable{lyric.text, syllabic_of(goes_on_from_before, goes_on)};
    goes_on_from_before = goes_on;
  }
  return words;
}

}  // namespace bachprop
