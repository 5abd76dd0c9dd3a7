#include "bachprop/notation/notate.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "bachprop/analysis/spelling.h"
#include "bachprop/arrange/staff_voices.h"
#include "bachprop/arrange/unisons.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/notation/bar_lines.h"
#include "bachprop/notation/beams.h"
#include "bachprop/notation/clef_changes.h"
#include "bachprop/notation/rhythm_notation.h"

namespace bachprop {
namespace {

struct NamedNote {
  Note note;
  SpelledPitch pitch;
};

// The sound of a voice between two moments at which one of its notes begins or ends, from the
// lowest. Its notes may begin before it and end after it.
struct Chord {
  Quarters start;
  Quarters end;
  std::vector<NamedNote> notes;
};

// A part's staff and the staff's voice.
using VoicePlace = std::pair<int, int>;
using Voices = std::map<VoicePlace, std::vector<Chord>>;

Quarters end_of(const Arrangement& arrangement) {
  Quarters end = 0;
  for (const PlacedNote& placed : arrangement.notes) {
    end = std::max(end, placed.note.onset + placed.note.duration);
  }
  return end;
}

// The score that a speller reads: where several parts have one note it is one.
Score sounding_score(const Arrangement& arrangement) {
  Score score;
  for (const PlacedNote& placed : arrangement.notes) {
    score.notes.push_back(placed.note);
  }
  score.notes = without_unisons(std::move(score.notes));
  return score;
}

std::vector<SpelledPitch> spell_arrangement(const Arrangement& arrangement,
                                            const std::vector<NotatedBar>& bars) {
  const Score score = sounding_score(arrangement);
  const std::vector<SpelledPitch> names = spell(score, written_signatures(bars));
  const auto place = [](const Note& note) { return std::pair(note.onset, note.pitch); };
  std::vector<SpelledPitch> pitches;
  for (const PlacedNote& placed : arrangement.notes) {
    const auto found = std::ranges::lower_bound(score.notes, place(placed.note), {}, place);
    pitches.push_back(names[as_index(found - score.notes.begin())]);
  }
  return pitches;
}

// Cuts the notes of a voice, in the order of their onsets, into chords.
class ChordsOfVoice {
 public:
  void add(const NamedNote& named) {
    sound_until(named.note.onset);
    const auto place = std::ranges::upper_bound(
        sounding_, named.note.pitch, {}, [](const NamedNote& other) { return other.note.pitch; });
    sounding_.insert(place, named);
  }

  std::vector<Chord> chords() && {
    while (!sounding_.empty()) {
      sound_until(next_end());
    }
    return std::move(chords_);
  }

 private:
  static Quarters end_of(const NamedNote& named) { return named.note.onset + named.note.duration; }

  [[nodiscard]] Quarters next_end() const {
    return end_of(*std::ranges::min_element(sounding_, {}, end_of));
  }

  void sound_until(const Quarters& time) {
    while (!sounding_.empty() && time_ < time) {
      const Quarters end = std::min(next_end(), time);
      chords_.push_back({time_, end, sounding_});
      std::erase_if(sounding_, [&](const NamedNote& named) { return end_of(named) <= end; });
      time_ = end;
    }
    time_ = time;
  }

  std::vector<Chord> chords_;
  std::vector<NamedNote> sounding_;  // from the lowest
  Quarters time_;                    // up to which the chords are known
};

// The voices of each part.
std::vector<Voices> voices_of(const Arrangement& arrangement,
                              const std::vector<SpelledPitch>& pitches) {
  std::vector<std::map<VoicePlace, ChordsOfVoice>> parts(arrangement.parts.size());
  for (std::size_t i = 0; i < arrangement.notes.size(); ++i) {
    const PlacedNote& placed = arrangement.notes[i];
    const auto part = as_index(placed.part);
    check(part < parts.size() && as_index(placed.staff) < arrangement.parts[part].staves.size(),
          "a note's part and staff are there");
    check(placed.voice >= 0 && placed.voice < kMostVoicesOfAStaff,
          "a staff has no more voices than notation programs know");
    parts[part][{placed.staff, placed.voice}].add({placed.note, pitches[i]});
  }
  std::vector<Voices> voices(parts.size());
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (auto& [place, voice] : parts[part]) {
      voices[part][place] = std::move(voice).chords();
    }
  }
  return voices;
}

// A voice as far as it lies in a bar, without gaps. `chords[i]` sounds in stretch i, or nothing.
struct BarContent {
  std::vector<Stretch> stretches;
  std::vector<const Chord*> chords;

  void add(const Quarters& from, const Quarters& to, const Chord* chord) {
    if (from < to) {
      stretches.push_back({from, to, chord == nullptr ? Sound::kRest : Sound::kNote});
      chords.push_back(chord);
    }
  }
};

BarContent content_of(const std::vector<Chord>& voice, const NotatedBar& bar) {
  BarContent content;
  const Quarters end = bar.start + bar.length;
  Quarters filled = bar.start;
  const auto first = std::ranges::upper_bound(voice, bar.start, {}, &Chord::end);
  for (auto chord = first; chord != voice.end() && chord->start < end; ++chord) {
    const Quarters from = std::max(chord->start, bar.start);
    content.add(filled, from, nullptr);
    filled = std::min(chord->end, end);
    content.add(from, filled, &*chord);
  }
  content.add(filled, end, nullptr);
  return content;
}

bool is_silent(const BarContent& content) {
  return std::ranges::all_of(content.chords, [](const Chord* chord) { return chord == nullptr; });
}

Symbol symbol_of(const WrittenValue& value, const Chord* chord) {
  Symbol symbol;
  symbol.onset = value.start;
  symbol.duration = value.duration;
  symbol.type = value.type;
  symbol.dots = value.dots;
  symbol.tuplets = value.tuplets;
  if (chord != nullptr) {
    const Quarters end = value.start + value.duration;
    for (const auto& [note, pitch] : chord->notes) {
      symbol.notes.push_back({pitch, note.onset < value.start, end < note.onset + note.duration});
    }
  }
  return symbol;
}

Symbol whole_bar_rest(const NotatedBar& bar) {
  Symbol symbol;
  symbol.onset = bar.start;
  symbol.duration = bar.length;
  symbol.type = NoteType::kWhole;
  symbol.whole_bar = true;
  return symbol;
}

// The one of the greatest denominator among the times at which something begins.
Quarters finest_time(const BarContent& content) {
  const auto denominator = [](const Stretch& stretch) { return stretch.start.denominator(); };
  return std::ranges::max_element(content.stretches, {}, denominator)->start;
}

Result<std::vector<Symbol>> write_line(const BarContent& content, const NotatedBar& bar) {
  const MetricSpan span = bar_span(bar.time, metric_start(bar));
  const auto values = write_rhythm(span, content.stretches);
  if (!values) {
    return fail_at(fmt::format("bar {}, quarter {}", bar.number,
                               (finest_time(content) - bar.start).to_string()),
                   "no written note begins or ends at this time");
  }
  std::vector<Symbol> symbols;
  for (const WrittenValue& value : *values) {
    symbols.push_back(symbol_of(value, content.chords[as_index(value.stretch)]));
  }
  set_beams(symbols, span, bar.time);
  return symbols;
}

// All voices of one bar that sound in it; a staff where none does has a rest.
Result<PartBar> write_bar(const Voices& voices, int staves, const NotatedBar& bar) {
  PartBar written;
  for (int staff = 0; staff < staves; ++staff) {
    const std::size_t lines_before = written.lines.size();
    for (auto voice = voices.lower_bound({staff, 0});
         voice != voices.end() && voice->first.first == staff; ++voice) {
      const BarContent content = content_of(voice->second, bar);
      if (is_silent(content)) {
        continue;
      }
      auto symbols = TRY(write_line(content, bar));
      written.lines.push_back({staff, voice->first.second, std::move(symbols)});
    }
    if (written.lines.size() == lines_before) {
      written.lines.push_back({staff, 0, {whole_bar_rest(bar)}});
    }
  }
  return written;
}

std::string part_name(const Part& part) {
  return part.instrument.name.empty() ? "a part without a name" : part.instrument.name;
}

void set_clefs(NotatedPart& written) {
  for (int staff = 0; staff < std::ssize(written.part.staves); ++staff) {
    const std::vector<Clef> clefs = clefs_of_bars(written.part, staff, written.bars);
    for (std::size_t bar = 0; bar < clefs.size(); ++bar) {
      written.bars[bar].clefs.push_back(clefs[bar]);
    }
  }
}

Result<NotatedPart> write_part(const Part& part, const Voices& voices,
                               const std::vector<NotatedBar>& bars) {
  NotatedPart written = {part, {}};
  for (const NotatedBar& bar : bars) {
    auto content = TRY(at(part_name(part), write_bar(voices, as_int(part.staves.size()), bar)));
    written.bars.push_back(std::move(content));
  }
  set_clefs(written);
  return written;
}

}  // namespace

Result<NotatedScore> notate(const Arrangement& arrangement, const ScoreHead& head) {
  auto bars = TRY(lay_out_bars(head, std::max(head.end, end_of(arrangement))));
  NotatedScore score = {head.title, head.composer, std::move(bars), {}, arrangement.chords};
  const auto parts = voices_of(arrangement, spell_arrangement(arrangement, score.bars));
  for (std::size_t part = 0; part < parts.size(); ++part) {
    auto written = TRY(write_part(arrangement.parts[part], parts[part], score.bars));
    score.parts.push_back(std::move(written));
  }
  return score;
}

}  // namespace bachprop
