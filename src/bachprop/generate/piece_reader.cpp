#include "bachprop/generate/piece_reader.h"

#include <algorithm>
#include <iterator>
namespace bachprop {

PieceReader::PieceReader(const ContextVocabulary& vocabulary, const Metre& metre, ChordOrder order,
                         const NoteSymbols& start_end)
    : order_(order), context_(vocabulary, metre, order), last_(start_end) {}

void PieceReader::append(std::span<const NoteSymbols> chord, int together) {
  if (order_ == ChordOrder::kUpwards) {
    unread_.insert(unread_.end(), chord.begin(), chord.end());
  } else {
    std::ranges::copy(written_downwards(chord, together), std::back_inserter(unread_));
  }
  if (has_advanced_ && must_advance()) {
    read_next();
  }
}

void PieceReader::has_advanced() {
  has_advanced_ = true;
  if (must_advance()) {
    read_next();
  }
}

void PieceReader::read_next() {
  const NoteSymbols note = unread_[next_++];
  pass(note.dt);
  take(note);
  context_.foresee(must_advance() ? unread_[next_].dt : context_.music().values().start_end.dt);
  if (!must_advance()) {
    unread_.clear();
    next_ = 0;
  }
}

void PieceReader::take(const NoteSymbols& note) {
  context_.take(note);
  last_ = note;
  has_advanced_ = false;
}

}  // namespace bachprop
