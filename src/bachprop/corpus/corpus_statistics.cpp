#include "bachprop/corpus/corpus_statistics.h"

#include <algorithm>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/metre.h"

namespace bachprop {
namespace {

constexpr double kTempoOfMidiFilesThatStateNone = 120;

void count(std::vector<std::size_t>& counts, std::optional<int> symbol) {
  check(symbol.has_value(), "a corpus's dictionaries hold its notes");
  ++counts[as_index(*symbol)];
}

}  // namespace

CorpusDistributions count_symbols(const Corpus& corpus) {
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  CorpusDistributions counts;
  counts.dt.resize(as_index(dt.start_end()));
  counts.duration.resize(as_index(duration.start_end()));
  counts.pitch.resize(as_index(pitch.start_end()));
  for (const Piece& piece : corpus.pieces) {
    Quarters last;
    for (const Note& note : piece.score.notes) {
      count(counts.dt, dt.find(note.onset - last));
      count(counts.duration, duration.find(note.duration));
      count(counts.pitch, pitch.find(note.pitch));
      last = note.onset;
    }
  }
  return counts;
}

PieceLengths piece_lengths(const Corpus& corpus) {
  std::vector<std::size_t> notes;
  std::vector<Quarters> quarters;
  for (const Piece& piece : corpus.pieces) {
    notes.push_back(piece.score.notes.size());
    quarters.push_back(end_of(piece.score));
  }
  return {.notes = spread_of(std::move(notes)), .quarters = spread_of(std::move(quarters))};
}

std::size_t count_notes(const Corpus& corpus) {
  std::size_t notes = 0;
  for (const Piece& piece : corpus.pieces) {
    notes += piece.score.notes.size();
  }
  return notes;
}

double median_tempo(const Corpus& corpus) {
  std::vector<double> tempos;
  for (const Piece& piece : corpus.pieces) {
    if (!piece.score.tempos.empty()) {
      tempos.push_back(piece.score.tempos.front().quarters_per_minute);
    }
  }
  if (tempos.empty()) {
    return kTempoOfMidiFilesThatStateNone;
  }
  return spread_of(std::move(tempos)).median;
}

std::optional<TimeSignature> usual_time_signature(const Corpus& corpus) {
  const std::vector<MetreCount> metres = metres_of(corpus, BarsFrom::kFile);
  if (metres.empty()) {
    return std::nullopt;
  }
  return std::ranges::max_element(metres, {}, &MetreCount::pieces)->signature;
}

}  // namespace bachprop
