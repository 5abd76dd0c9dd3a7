// The keys that a piece passes through.
#pragma once

#include <vector>

#include "bachprop/base/quarters.h"
#include "bachprop/score/key.h"
#include "bachprop/score/score.h"

namespace bachprop {

struct LocalKey {
  Quarters onset;  // in force until the next
  Key key;

  friend bool operator==(const LocalKey&, const LocalKey&) = default;
};

// The costs of a change of key, in thousandths of the natural logarithm of odds. The defaults were
// chosen on the training set of Bach's chorales, in which passages in another key were planted. A
// chorale has 3 to 4 keys with them (docs/notation-key-and-metre.md).
struct LocalKeyCosts {
  int change = 1000;  // to any other key
  int step = 300;     // for each step of distance: a fifth up or down, relative or parallel key
};

// The most likely keys, beat by beat: sorted by onset, the first at 0, no two alike in a row. C
// major from 0 for a score without notes.
//
// A hidden Markov model (as in Temperley 2007, Music and Probability, chapter 6). In each quarter
// the sounding notes are drawn from the profile of the key (Albrecht and Shanahan 2013, table 1).
// Each quarter has the same weight however many notes it has. Keys change at a cost, and the
// Viterbi algorithm finds the best sequence. Whole numbers: the same score gives the same keys
// everywhere, and a transposed one the transposed keys. Beats are quarters; in a piece of more than
// 65536 they are longer.
[[nodiscard]] std::vector<LocalKey> local_keys_of(const Score& score,
                                                  const LocalKeyCosts& costs = {});

}  // namespace bachprop
