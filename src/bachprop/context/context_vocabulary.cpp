#include "bachprop/context/context_vocabulary.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/try.h"
#include "bachprop/context/context_features.h"

namespace bachprop {
namespace {

constexpr int kMostTimes = 4096;

}  // namespace

Result<ContextVocabulary> ContextVocabulary::make(ContextKind kind,
                                                  const Dictionaries& dictionaries,
                                                  std::shared_ptr<const KnownTurns> turns) {
  ContextVocabulary vocabulary;
  vocabulary.kind_ = kind;
  if (kind == ContextKind::kNone) {
    return vocabulary;
  }
  auto times = TRY(whole_times(dictionaries));
  if (dictionaries.dt.size() > kMostTimes || dictionaries.duration.size() > kMostTimes) {
    return fail(fmt::format("a context of more than {} different times is too large", kMostTimes));
  }
  vocabulary.values_ = {
      .times = std::move(times),
      .start_end = {dictionaries.dt.start_end(), dictionaries.duration.start_end(),
                    dictionaries.pitch.start_end()},
      .lowest_pitch = dictionaries.pitch.lowest(),
      .turns = std::move(turns)};
  vocabulary.layers_ = ContextEntries(layers_features(kind), vocabulary.values_);
  vocabulary.readouts_ = ContextEntries(readouts_features(kind), vocabulary.values_);
  return vocabulary;
}

int ContextVocabulary::lowest_class() const {
  return class_anchor_groups() > 0 ? values_.pitch_class(0) : 0;
}

}  // namespace bachprop
