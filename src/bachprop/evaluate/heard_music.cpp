#include "bachprop/evaluate/heard_music.h"

#include <algorithm>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/analysis/piece_key.h"
#include "bachprop/analysis/piece_metre.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/base/numbers.h"
#include "bachprop/context/key_so_far.h"

namespace bachprop {
namespace {

Quarters end_of_notes(std::span<const Note> notes) {
  Quarters end = 0;
  for (const Note& note : notes) {
    end = std::max(end, note.onset + note.duration);
  }
  return end;
}

// No longer than a quarter, but where three shorter notes make up a beat.
Quarters beat_of(const TimeSignature& signature) {
  const Quarters beat = beat_length(signature);
  return is_compound(signature) ? beat : std::min<Quarters>(beat, 1);
}

// The bars until the end, of the length that the signatures say.
void lay_bars(const PieceMetre& metre, HeardMusic& piece) {
  std::vector<Bar>& bars = piece.bars;
  Quarters start = metre.start;
  std::size_t next = 0;
  while (start < piece.end) {
    while (next < metre.signatures.size() && metre.signatures[next].onset <= start) {
      ++next;
    }
    const TimeSignature& signature = metre.signatures[next > 0 ? next - 1 : 0];
    const bool pickup = bars.empty() && metre.pickup > 0;
    Quarters length = pickup ? metre.pickup : bar_length(signature);
    if (next < metre.signatures.size()) {
      length = std::min(length, metre.signatures[next].onset - start);
    }
    bars.push_back({start, length});
    piece.beats.push_back(beat_of(signature));
    start += length;
  }
}

void add_to_line(std::vector<LineNote>& line, const Note& note) {
  line.push_back({note.onset, note.duration, note.pitch});
}

// Moments and outer lines, from the notes.
void follow(HeardMusic& piece) {
  const std::vector<Note>& notes = piece.notes;
  std::vector<HeardNote> sounding;
  for (std::size_t begin = 0; begin < notes.size();) {
    const Quarters onset = notes[begin].onset;
    std::erase_if(sounding,
                  [&](const HeardNote& heard) { return end_of(notes[heard.note]) <= onset; });
    for (HeardNote& heard : sounding) {
      heard.struck = false;
    }
    std::size_t end = begin;
    for (; end < notes.size() && notes[end].onset == onset; ++end) {
      sounding.push_back({notes[end].pitch, true, end});
    }
    std::ranges::stable_sort(sounding, {}, &HeardNote::pitch);
    const std::size_t first = piece.sounding.size();
    piece.sounding.insert(piece.sounding.end(), sounding.begin(), sounding.end());
    const Quarters next = end < notes.size() ? notes[end].onset : piece.end;
    piece.moments.push_back({onset, next - onset, first, piece.sounding.size()});
    if (sounding.back().struck) {
      add_to_line(piece.top, notes[sounding.back().note]);
    }
    if (sounding.front().struck) {
      add_to_line(piece.bottom, notes[sounding.front().note]);
    }
    begin = end;
  }
}

struct Cut {
  Note note;
  int voice = kNoVoice;
};

// What sounds from `from` until `to`, counted from `from`.
std::vector<Cut> cut_out(const HeardMusic& piece, const Quarters& from, const Quarters& to) {
  std::vector<Cut> cuts;
  const auto behind = std::ranges::lower_bound(piece.notes, to, {}, &Note::onset);
  for (auto note = piece.notes.begin(); note != behind; ++note) {
    const Quarters begin = std::max(note->onset, from);
    const Quarters end = std::min(end_of(*note), to);
    if (begin < end) {
      const std::size_t place = as_index(note - piece.notes.begin());
      cuts.push_back({{begin - from, end - begin, note->pitch},
                      piece.voice_of_note.empty() ? kNoVoice : piece.voice_of_note[place]});
    }
  }
  std::ranges::stable_sort(cuts, [](const Cut& a, const Cut& b) {
    return a.note.onset != b.note.onset ? a.note.onset < b.note.onset : a.note.pitch < b.note.pitch;
  });
  return cuts;
}

// The passage from one of the full bars on.
HeardMusic passage_from(const HeardMusic& piece, std::size_t first) {
  const std::span<const Bar> bars = piece.full_bars().subspan(first, kWindowBars);
  const Quarters from = bars.front().start;
  HeardMusic passage;
  passage.is_whole = false;
  passage.voices = piece.voices;
  Score notes;
  for (const Cut& cut : cut_out(piece, from, bars.back().start + bars.back().length)) {
    notes.notes.push_back(cut.note);
    if (!piece.voice_of_note.empty()) {
      passage.voice_of_note.push_back(cut.voice);
    }
  }
  for (std::size_t i = 0; i < kWindowBars; ++i) {
    passage.bars.push_back({bars[i].start - from, bars[i].length});
    passage.beats.push_back(piece.beats[first + i + (piece.has_pickup ? 1 : 0)]);
  }
  passage.key = key_of(notes);
  passage.notes = std::move(notes.notes);
  passage.end = end_of_notes(passage.notes);
  follow(passage);
  return passage;
}

}  // namespace

HeardMusic hear_lines(const Score& score) {
  HeardMusic piece;
  piece.notes = score.notes;
  piece.end = end_of_notes(piece.notes);
  piece.key = key_of(score);
  const PieceMetre metre = metre_of(score);
  piece.has_pickup = metre.pickup > 0;
  lay_bars(metre, piece);
  follow(piece);
  return piece;
}

HeardMusic hear(const Score& score) {
  HeardMusic piece = hear_lines(score);
  piece.voices = voices_of(score);
  if (piece.voices >= 1 && piece.voices <= kMostVoices) {
    piece.voice_of_note = assign_voices(score, piece.voices);
  }
  return piece;
}

std::vector<HeardMusic> passages_of(const HeardMusic& piece, std::size_t most) {
  std::vector<HeardMusic> passages;
  const std::size_t all = piece.full_bars().size() / kWindowBars;
  const std::size_t taken = std::min(all, most);
  for (std::size_t i = 0; i < taken; ++i) {
    HeardMusic passage = passage_from(piece, i * all / taken * kWindowBars);
    if (!passage.notes.empty()) {
      passages.push_back(std::move(passage));
    }
  }
  return passages;
}

std::size_t bar_of(const HeardMusic& piece, const Quarters& time) {
  const auto next = std::ranges::upper_bound(piece.bars, time, {}, &Bar::start);
  return next == piece.bars.begin() ? 0 : as_index(next - piece.bars.begin()) - 1;
}

bool is_on_beat(const HeardMusic& piece, const Quarters& time) {
  const std::size_t bar = bar_of(piece, time);
  const bool in_pickup = bar == 0 && piece.has_pickup;
  const Quarters from = piece.bars[bar].start + (in_pickup ? piece.bars[0].length : Quarters(0));
  const Quarters beats = (time < from ? from - time : time - from) / piece.beats[bar];
  return beats.denominator() == 1;
}

Score part_of(const HeardMusic& piece, const Quarters& from, const Quarters& to) {
  Score part;
  for (const Cut& cut : cut_out(piece, from, to)) {
    part.notes.push_back(cut.note);
  }
  return part;
}

int degree_in_key(int pitch, const Key& key) { return degree_of(pitch % kSemitonesPerOctave, key); }

}  // namespace bachprop
