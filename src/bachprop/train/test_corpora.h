// Small corpora for this layer's tests.
#pragma once

#include <string>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus.h"

namespace bachprop {

// `pieces` scales of `notes` quarters each, up or down, from pitches 60 .. 64; every fourth note is
// an eighth. Predictable, so that a small network learns them in a few epochs.
inline Corpus scales(int pieces, int notes) {
  Corpus corpus;
  for (int p = 0; p < pieces; ++p) {
    Score score;
    Quarters onset = 0;
    for (int i = 0; i < notes; ++i) {
      const Quarters length = i % 4 == 3 ? Quarters(1, 2) : Quarters(1);
      const int step = p % 2 == 0 ? i % 8 : 7 - i % 8;
      score.notes.push_back({onset, length, 60 + p % 5 + step});
      onset += length;
    }
    corpus.pieces.push_back({"scale" + std::to_string(p) + ".mid", std::string(64, 'a'), score});
  }
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  return corpus;
}

}  // namespace bachprop
