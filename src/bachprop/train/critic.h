// A critic: a small network that hears a piece note by note and tells how likely it is human.
//
// It learns from the training pieces and from pieces that a network has composed. Where music is as
// likely in the one set as in the other its log-odds are 0. So their growth is what the network
// that composes gets wrong, in nats: particles are weighed by it (generate/particles.h). What it
// says at each note is added up, so that a fault counts for as long as the window lasts.
//
// The idea is that of residual energy-based models (Deng et al. 2020, "Residual Energy-Based Models
// for Text Generation"), with a critic that need not know the end.
#pragma once

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/model/network.h"

namespace bachprop {

// A critic hears so many notes and then begins anew, with nothing but the context of what was
// before. In longer ones it is sure after a few bars, and learns little from single notes.
constexpr int kCriticWindow = 16;

struct Critic {
  // One layer. Its readout of dT tells human (symbol 1) from composed (symbol 0); the others are
  // not learnt.
  Network network;
  ContextVocabulary vocabulary;
};

// The shape of a critic for these dictionaries.
[[nodiscard]] NetworkShape critic_shape(const Dictionaries& dictionaries,
                                        const ContextVocabulary& vocabulary, int hidden,
                                        int readout_hidden);

}  // namespace bachprop
