// The contexts of a whole piece, as training reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/context/context_vocabulary.h"
#include "bachprop/corpus/metre.h"

namespace bachprop {

// N + 1 lists of entries for N notes.
class PieceContext {
 public:
  PieceContext() = default;
  PieceContext(const ContextVocabulary& vocabulary, const Metre& metre,
               std::span<const NoteSymbols> notes);

  // The entries that the layers see before note `index`, and the readouts once its dT is known.
  [[nodiscard]] std::span<const std::uint16_t> layers(std::size_t index) const {
    return layers_.list(index);
  }
  [[nodiscard]] std::span<const std::uint16_t> readouts(std::size_t index) const {
    return readouts_.list(index);
  }
  [[nodiscard]] bool empty() const { return layers_.ends.empty(); }

 private:
  struct Lists {
    std::vector<std::uint32_t> ends;
    std::vector<std::uint16_t> entries;

    void add(std::span<const int> list);
    [[nodiscard]] std::span<const std::uint16_t> list(std::size_t index) const;
  };

  Lists layers_;
  Lists readouts_;
};

}  // namespace bachprop
