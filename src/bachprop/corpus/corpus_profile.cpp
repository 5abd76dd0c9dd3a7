#include "bachprop/corpus/corpus_profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "bachprop/analysis/printed_key.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The pitches beyond which lies one note in so many, at either end.
constexpr std::int64_t kOneIn = 2000;

// Where the notes counted from one end on are more than their share.
template <typename Counts>
std::size_t first_usual(const Counts& begin, const Counts& end, std::int64_t beyond) {
  auto place = begin;
  for (std::int64_t sum = *place; sum <= beyond && place + 1 != end; sum += *place) {
    ++place;
  }
  return as_index(place - begin);
}

int whole_tempo(const TempoChange& tempo) {
  return as_int(std::max(1L, std::lround(tempo.quarters_per_minute)));
}

}  // namespace

ChordLine line_at(std::size_t below, std::size_t notes) {
  if (below + 1 == notes) {
    return ChordLine::kTop;
  }
  return below == 0              ? ChordLine::kBottom
         : 2 * below + 1 < notes ? ChordLine::kLower
                                 : ChordLine::kUpper;
}

std::vector<ChordLine> lines_of(const std::vector<Note>& notes) {
  std::vector<ChordLine> lines(notes.size());
  std::vector<Note> sounding;
  for (std::size_t i = 0; i < notes.size();) {
    const Quarters now = notes[i].onset;
    std::erase_if(sounding, [&](const Note& note) { return end_of(note) <= now; });
    const std::size_t first = i;
    for (; i < notes.size() && notes[i].onset == now; ++i) {
      sounding.push_back(notes[i]);
    }
    std::ranges::sort(sounding, {}, &Note::pitch);
    for (std::size_t j = first; j < i; ++j) {
      const auto place = std::ranges::lower_bound(sounding, notes[j].pitch, {}, &Note::pitch);
      lines[j] = line_at(as_index(place - sounding.begin()), sounding.size());
    }
  }
  return lines;
}

std::optional<int> register_of(const std::vector<Note>& notes) {
  const std::vector<ChordLine> lines = lines_of(notes);
  std::vector<int> pitches;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (lines[i] == ChordLine::kTop) {
      pitches.push_back(notes[i].pitch);
    }
  }
  if (pitches.empty()) {
    return std::nullopt;
  }
  const auto middle = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2);
  std::ranges::nth_element(pitches, middle);
  return *middle;
}

void ProfileBuilder::add(const Score& score) {
  if (score.notes.empty()) {
    return;
  }
  notes_.push_back(as_int(score.notes.size()));
  const KeySignature signature = printed_key_of(score).signature;
  const auto same = std::ranges::find(keys_, signature, &KeyCount::signature);
  if (same == keys_.end()) {
    keys_.push_back({signature, 1});
  } else {
    ++same->pieces;
  }
  const std::vector<ChordLine> lines = lines_of(score.notes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ++pitches_.at(as_index(static_cast<int>(lines[i]))).at(as_index(score.notes[i].pitch));
  }
  registers_.push_back(*register_of(score.notes));
  if (!score.tempos.empty()) {
    ++tempos_[whole_tempo(score.tempos.front())];
  }
}

CorpusProfile ProfileBuilder::profile() const {
  CorpusProfile profile{
      .notes = spread_of(notes_), .keys = keys_, .registers = spread_of(registers_)};
  std::ranges::sort(profile.keys, {}, [](const KeyCount& count) {
    return std::tuple(count.signature.minor, count.signature.sharps);
  });
  for (const auto& [tempo, pieces] : tempos_) {
    profile.tempos.push_back({tempo, pieces});
  }
  for (std::size_t line = 0; line < kLines; ++line) {
    const PitchCounts& counts = pitches_.at(line);
    const std::int64_t all = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    if (all > 0) {
      profile.compass.at(line) = {
          .lowest = as_int(first_usual(counts.begin(), counts.end(), all / kOneIn)),
          .highest =
              kHighestPitch - as_int(first_usual(counts.rbegin(), counts.rend(), all / kOneIn))};
    }
  }
  return profile;
}

}  // namespace bachprop
