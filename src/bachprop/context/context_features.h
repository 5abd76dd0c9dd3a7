// All that a network may see of the past of a piece beside the last note: docs/context.md.
//
// The entries of models that were trained with a list stand where it says: a model is read with the
// very list that it was trained with. What has more features is another ContextKind.
#pragma once

#include <span>

#include "bachprop/context/context_entries.h"

namespace bachprop {

// Seen by the layers with the last note.
[[nodiscard]] std::span<const ListedFeature> layers_features(ContextKind kind);
// Seen by the readouts of T and P, once dT is chosen.
[[nodiscard]] std::span<const ListedFeature> readouts_features(ContextKind kind);

}  // namespace bachprop
