// A network that goes on from what another one has learnt, with other dictionaries.
#pragma once

#include "bachprop/context/context_vocabulary.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/model/network.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {

// The parent's network with these dictionaries, which hold all values of the parent's, and with the
// context that they make. What stands for a value that the parent knew is as it was. What stands
// for a new one is that of the nearest value known: of the nearest time, or of the same pitch class
// in the nearest octave. Such symbols are at first e^2 times less likely than those they are like.
[[nodiscard]] Network inherited_network(const TrainedModel& parent,
                                        const Dictionaries& dictionaries,
                                        const ContextVocabulary& vocabulary);

}  // namespace bachprop
