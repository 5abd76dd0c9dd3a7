// Music that comes again: where the piece was like now before, and how it went on there.
#pragma once

#include <cstddef>
#include <cstdint>
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

  Repetition();

  // No note is taken yet; the memory stays.
  void clear();
  // dT and T are below 2^16.
  void take(const NoteSymbols& note);
  // False when nothing is alike.
  [[nodiscard]] bool found() const { return at_ > 0; }
  [[nodiscard]] Prediction prediction() const;

 private:
  [[nodiscard]] int common_length(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool same_seed(std::size_t a, std::size_t b) const;
  [[nodiscard]] std::size_t hash_of(std::size_t end) const;
  [[nodiscard]] std::uint32_t& place_of(std::size_t end);
  void grow();

  // dT, T and the interval from the note before in one number, which is another for the first note
  // than for all others.
  std::vector<std::uint64_t> notes_;
  int last_pitch_ = 0;
  // A hash table: the place of the note after each few notes in a row where they came last; 0:
  // free.
  std::vector<std::uint32_t> places_;
  std::size_t known_ = 0;  // places that are not free
  std::size_t at_ = 0;
  int length_ = 0;
};

}  // namespace bachprop
