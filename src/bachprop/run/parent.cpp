#include "bachprop/run/parent.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/inherited_network.h"

namespace bachprop {
namespace {

bool is_bundled(const std::string& from) {
  return std::ranges::find(bundled_styles(), from) != bundled_styles().end();
}

Result<TrainedModel> model_of(const std::string& from) {
  if (is_bundled(from)) {
    return bundled_model(from);
  }
  if (!std::filesystem::exists(from)) {
    return fail(fmt::format("--from {}: there is no such model", from),
                fmt::format("name a model's file, or one of the bundled: {}",
                            fmt::join(bundled_styles(), ", ")));
  }
  return load_model(from);
}

// That of a bundled model, or the one that a model of the user's took over.
std::string licence_of(const std::string& from, const TrainedModel& model) {
  if (is_bundled(from)) {
    return std::string(bundled_licence(from));
  }
  return model.record.parent ? model.record.parent->licence : "";
}

}  // namespace

Result<Parent> load_parent(const std::string& from) {
  auto model = TRY(model_of(from));
  if (model.network.shape().readout_hidden == 0) {
    return fail(fmt::format("--from {}: its readouts have as many units as there are symbols, as "
                            "in the preset paper, so that they do not fit new dictionaries",
                            from),
                "go on from a model of the preset music");
  }
  ParentModel named = {.name = from, .sha256 = model.sha256, .licence = licence_of(from, model)};
  return Parent{.model = std::move(model), .named = std::move(named)};
}

TrainOptions with_network_of(const Parent& parent, TrainOptions options) {
  const TrainOptions& own = parent.model.record.options;
  options.layers = own.layers;
  options.hidden = own.hidden;
  options.cell = own.cell;
  options.context = own.context;
  options.chord_orders = own.chord_orders;
  options.readout_hidden = own.readout_hidden;
  return options;
}

void learn_dictionaries(const Parent& parent, Corpus& corpus) {
  corpus.dictionaries = merged(corpus.dictionaries, parent.model.dictionaries);
}

Inheritance inheritance_from(const Parent& parent, const Lesson& lesson) {
  return {
      .network = inherited_network(parent.model, lesson.set.dictionaries, lesson.set.vocabulary),
      .parent = parent.named};
}

std::string licence_text(const ParentModel& parent) {
  if (parent.licence.empty()) {
    return fmt::format("It goes on from {}.", parent.name);
  }
  return fmt::format(
      "It goes on from {}, which learnt from data under the licence {}: that holds "
      "for this model, too.",
      parent.name, parent.licence);
}

}  // namespace bachprop
