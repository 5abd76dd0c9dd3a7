// Music that comes again: where the piece was like now before, and how it went on there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "bachprop/base/note_symbols.h"

namespace bachprop {

// Finds where the piece was like now before. That is the latest earlier place after which the same
// notes (dT, T and intervals, so that other keys count) led up to it.
class Repetition {
 public:
  // The note that came next there, moved into this place's key.
  struct Prediction {
    NoteSymbols note;
    int length = 0;  // notes that were alike
  };

  void take(const NoteSymbols& note);
  // False when nothing is alike.
  [[nodiscard]] bool found() const { return at_ > 0; }
  [[nodiscard]] Prediction prediction() const;

 private:
  [[nodiscard]] bool alike(std::size_t a, std::size_t b) const;
  [[nodiscard]] int common_length(std::size_t a, std::size_t b) const;
  [[nodiscard]] std::uint64_t key() const;

  std::vector<NoteSymbols> notes_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // key -> the note after it
  std::size_t at_ = 0;
  int length_ = 0;
};

}  // namespace bachprop
