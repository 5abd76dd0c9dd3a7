// The meaning of the entries of a model's contexts: multi-hot inputs to its layers and readouts.
#pragma once

#include <memory>

#include "bachprop/base/result.h"
#include "bachprop/context/context_entries.h"
#include "bachprop/context/context_kind.h"
#include "bachprop/corpus/dictionary.h"

namespace bachprop {

class ContextVocabulary {
 public:
  ContextVocabulary() = default;
  // An error when the times of the dictionaries cannot be added up exactly, or are too many.
  // `turns`: of the corpus, where a critic is to know them.
  [[nodiscard]] static Result<ContextVocabulary> make(ContextKind kind,
                                                      const Dictionaries& dictionaries,
                                                      std::shared_ptr<const KnownTurns> turns = {});

  [[nodiscard]] ContextKind kind() const { return kind_; }
  [[nodiscard]] const SymbolValues& values() const { return values_; }
  // Seen by the layers with the last note.
  [[nodiscard]] const ContextEntries& layers() const { return layers_; }
  // Seen by the readouts of T and P, once dT is chosen.
  [[nodiscard]] const ContextEntries& readouts() const { return readouts_; }
  // The lists of pitches of readouts(), which are its first entries. Intervals are counted from
  // them.
  [[nodiscard]] int anchor_groups() const { return readouts_.pitch_lists(); }
  // The lists of pitch classes after them, from which intervals are counted too.
  [[nodiscard]] int class_anchor_groups() const { return readouts_.class_lists(); }
  // The pitch class of pitch symbol 0; 0 without such lists.
  [[nodiscard]] int lowest_class() const;

 private:
  ContextKind kind_ = ContextKind::kNone;
  SymbolValues values_;
  ContextEntries layers_;
  ContextEntries readouts_;
};

}  // namespace bachprop
