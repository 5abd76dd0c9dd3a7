// The model that a training goes on from: `train --from`.
#pragma once

#include <string>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/run/lesson.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {

struct Parent {
  TrainedModel model;
  ParentModel named;
};

// `from`: a bundled style, or else the file of a model. An error where nothing can go on from it.
[[nodiscard]] Result<Parent> load_parent(const std::string& from);

// What the heir has in common with its parent: the network's options.
[[nodiscard]] TrainOptions with_network_of(const Parent& parent, TrainOptions options);

// The corpus with dictionaries that hold the parent's values, too.
void learn_dictionaries(const Parent& parent, Corpus& corpus);

// What the training of such a lesson begins with.
[[nodiscard]] Inheritance inheritance_from(const Parent& parent, const Lesson& lesson);

// "It goes on from nottingham, which learnt from data under the licence GPLv3: ..."
[[nodiscard]] std::string licence_text(const ParentModel& parent);

}  // namespace bachprop
