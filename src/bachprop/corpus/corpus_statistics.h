// Counts and distributions of a corpus, and what is usual in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

// How often each symbol of a dictionary occurs; START/END is not counted.
struct CorpusDistributions {
  std::vector<std::size_t> dt;        // [values of the dT dictionary]
  std::vector<std::size_t> duration;  // [values of the T dictionary]
  std::vector<std::size_t> pitch;     // [pitches of the P dictionary]
};
[[nodiscard]] CorpusDistributions count_symbols(const Corpus& corpus);

// Least, tenth, middle, ninth tenth and greatest of some numbers in order.
template <typename T>
struct Spread {
  T least{};
  T tenth{};  // a tenth of the numbers are below it
  T median{};
  T ninetieth{};  // a tenth of them are above it
  T greatest{};

  friend bool operator==(const Spread&, const Spread&) = default;
};

// All zero without values.
template <typename T>
[[nodiscard]] Spread<T> spread_of(std::vector<T> values) {
  if (values.empty()) {
    return {};
  }
  std::ranges::sort(values);
  return {.least = values.front(),
          .tenth = values[values.size() / 10],
          .median = values[values.size() / 2],
          .ninetieth = values[values.size() - 1 - values.size() / 10],
          .greatest = values.back()};
}

// How long a corpus's pieces are; all zero without pieces.
struct PieceLengths {
  Spread<std::size_t> notes;
  Spread<Quarters> quarters;  // from 0 to the end of the last note
};
[[nodiscard]] PieceLengths piece_lengths(const Corpus& corpus);

[[nodiscard]] std::size_t count_notes(const Corpus& corpus);

// The median over the pieces of their first stated tempo, in quarters a minute; 120 when no piece
// states one.
[[nodiscard]] double median_tempo(const Corpus& corpus);

// The first time signature that most pieces state; nothing when no piece states one.
[[nodiscard]] std::optional<TimeSignature> usual_time_signature(const Corpus& corpus);

}  // namespace bachprop
