// How well a network predicts pieces that it is shown.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/context/context_vocabulary.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/generate/composer.h"

namespace bachprop {

class Network;

// A piece of N notes has N + 1 events: each note and the final START/END. That one counts as one
// more note whose dT, T and P are all START/END. With events n = 1 .. N + 1:
//
//   log_likelihood.dt       = sum over n of log Pr(dT[n] | notes before n)
//   log_likelihood.duration = sum over n of log Pr(T[n] | notes before n, dT[n])
//   log_likelihood.pitch    = sum over n of log Pr(P[n] | notes before n, dT[n], T[n])
//
// Logarithms are natural, and the state is zero at the beginning. Nats a note are -log_likelihood /
// events.
//
// A network that writes chords in several orders gives a chord the mean of its probabilities in
// all of them (docs/maths/orders.md). There a chord's logarithm is shared among dT, T and P as the
// orders have it on average, each weighed by how likely the chord is in it. Correct events are
// those of all orders, divided by their number.
struct Likelihood {
  std::int64_t events = 0;
  LogLikelihood log_likelihood;
  // The share of the final START/ENDs in it.
  LogLikelihood end;
  // Events whose likeliest symbol (the first of equally likely ones) was the right one.
  std::int64_t correct_dt = 0;
  std::int64_t correct_duration = 0;
  std::int64_t correct_pitch = 0;

  Likelihood& operator+=(const Likelihood& other);
  friend bool operator==(const Likelihood&, const Likelihood&) = default;
};

// The things that a network sees beside the notes.
struct PieceContexts {
  ContextVocabulary vocabulary = {};
  std::vector<Metre> metres = {};               // one a piece; empty: none states one
  ChordOrders chord_orders = ChordOrders::kUp;  // in which the network writes
};

// One result a piece, in their order. Pieces are symbols without START/END, as `encode` gives them,
// chords upwards.
// `watch` is told how many events are done; when it returns false, the results of what was not
// finished have 0 events.
[[nodiscard]] std::vector<Likelihood> measure_likelihood(
    const Network& network, const Dictionaries& dictionaries,
    std::span<const std::vector<NoteSymbols>> pieces,
    const std::function<bool(std::int64_t events)>& watch = {}, const PieceContexts& contexts = {});

}  // namespace bachprop
