// The context of a piece that is being written or read.
#pragma once

#include <vector>

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/context/music_so_far.h"

namespace bachprop {

// For each note: append_for_layers(), choose dT, pass(), append_for_readouts(), choose T and P,
// take().
class NoteContext {
 public:
  // `vocabulary` must outlive this object.
  explicit NoteContext(const ContextVocabulary& vocabulary)
      : vocabulary_(&vocabulary), music_(vocabulary.kind(), vocabulary.values()) {}
  NoteContext(const ContextVocabulary& vocabulary, const Metre& metre,
              ChordOrder order = ChordOrder::kUpwards)
      : NoteContext(vocabulary) {
    begin(metre, 0, order);
  }

  // A piece begins; the memory of the one before serves it. Its notes are taken `shift` semitones
  // higher than they are written, all within the dictionary. The entries are those of the piece as
  // it is written, each moved (ContextEntries::shifted). The notes of a chord come in this order.
  // `own`: the turns of this very piece where the vocabulary knows them, or null.
  void begin(const Metre& metre, int shift = 0, ChordOrder order = ChordOrder::kUpwards,
             const KnownTurns* own = nullptr) {
    music_.begin(metre, shift, order, own);
  }

  // Appends the entries that are on after the last note.
  void append_for_layers(std::vector<int>& entries) const {
    EntryWriter on(entries);
    append_for_layers(on);
  }
  void append_for_layers(EntryWriter& on) const { vocabulary_->layers().append(music_, on); }
  // The symbol dT is chosen, START/END perhaps.
  void pass(int dt) { music_.pass(dt); }
  [[nodiscard]] bool ending() const { return music_.ending(); }  // it was START/END
  // Appends the entries that are on at the next note's onset; none after START/END.
  void append_for_readouts(std::vector<int>& entries) const {
    EntryWriter on(entries);
    append_for_readouts(on);
  }
  void append_for_readouts(EntryWriter& on) const {
    if (!music_.ending()) {
      vocabulary_->readouts().append(music_, on);
    }
  }
  void take(const NoteSymbols& note) { music_.take(note); }
  // For a critic: the next note comes with this dT, or START/END.
  void foresee(int dt) { music_.foresee(dt); }
  // As far as the notes that were taken.
  [[nodiscard]] const MusicSoFar& music() const { return music_; }

 private:
  const ContextVocabulary* vocabulary_;
  MusicSoFar music_;
};

}  // namespace bachprop
