// The context of a piece that is being written.
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
  NoteContext(const ContextVocabulary& vocabulary, const Metre& metre)
      : vocabulary_(&vocabulary), music_(vocabulary.kind(), vocabulary.values(), metre) {}

  // Appends the entries that are on after the last note.
  void append_for_layers(std::vector<int>& entries) const {
    vocabulary_->layers().append(music_, entries);
  }
  // The symbol dT is chosen, START/END perhaps.
  void pass(int dt) { music_.pass(dt); }
  // Appends the entries that are on at the next note's onset; none after START/END.
  void append_for_readouts(std::vector<int>& entries) const {
    if (!music_.ending()) {
      vocabulary_->readouts().append(music_, entries);
    }
  }
  void take(const NoteSymbols& note) { music_.take(note); }

 private:
  const ContextVocabulary* vocabulary_;
  MusicSoFar music_;
};

}  // namespace bachprop
