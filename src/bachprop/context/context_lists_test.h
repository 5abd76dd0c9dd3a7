// The contexts of whole pieces, for tests.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/context/note_context.h"

namespace bachprop {

// N + 1 lists of entries for N notes.
class ContextLists {
 public:
  ContextLists(const ContextVocabulary& vocabulary, const Metre& metre,
               std::span<const NoteSymbols> notes) {
    NoteContext context(vocabulary, metre);
    read(context, notes);
  }
  // Those of notes that come moved: see NoteContext::begin.
  ContextLists(NoteContext& context, const Metre& metre, int shift,
               std::span<const NoteSymbols> notes) {
    context.begin(metre, shift);
    read(context, notes);
  }

  // What the layers see before note `index`, and the readouts once its dT is known.
  [[nodiscard]] const std::vector<int>& layers(std::size_t index) const { return layers_[index]; }
  [[nodiscard]] const std::vector<int>& readouts(std::size_t index) const {
    return readouts_[index];
  }

 private:
  void read(NoteContext& context, std::span<const NoteSymbols> notes) {
    for (const NoteSymbols& note : notes) {
      context.append_for_layers(layers_.emplace_back());
      context.pass(note.dt);
      context.append_for_readouts(readouts_.emplace_back());
      context.take(note);
    }
    context.append_for_layers(layers_.emplace_back());
    readouts_.emplace_back();
  }

  std::vector<std::vector<int>> layers_;
  std::vector<std::vector<int>> readouts_;
};

// The entries of the same music, `shift` semitones higher.
inline std::vector<int> moved(std::span<const int> entries, const ContextEntries& of, int shift) {
  std::vector<int> result;
  for (const int entry : entries) {
    if (const auto shifted = of.shifted(entry, shift)) {
      result.push_back(*shifted);
    }
  }
  return result;
}

}  // namespace bachprop
