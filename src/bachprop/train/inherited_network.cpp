#include "bachprop/train/inherited_network.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/score.h"

namespace bachprop {
namespace {

// For each new symbol, or entry, the parent's that it is like.
struct Heritage {
  std::vector<int> from;
  std::vector<bool> is_new;

  void add(int parent, bool own) {
    from.push_back(parent);
    is_new.push_back(own);
  }
};

Heritage heritage_of(const TimeDictionary& parent, const TimeDictionary& child) {
  Heritage heritage;
  for (const Quarters& time : child.values()) {
    const auto known = parent.find(time);
    heritage.add(known.value_or(parent.nearest(time)), !known);
  }
  heritage.add(parent.start_end(), false);
  return heritage;
}

// The same pitch class in the nearest octave that the parent knows, if it knows any.
int nearest_pitch(const PitchDictionary& parent, int pitch) {
  int nearest = std::clamp(pitch, parent.lowest(), parent.highest());
  for (int known = parent.lowest(); known <= parent.highest(); ++known) {
    const bool is_nearest = (nearest - pitch) % kSemitonesPerOctave != 0 ||
                            std::abs(known - pitch) < std::abs(nearest - pitch);
    if ((known - pitch) % kSemitonesPerOctave == 0 && is_nearest) {
      nearest = known;
    }
  }
  return nearest - parent.lowest();
}

Heritage heritage_of(const PitchDictionary& parent, const PitchDictionary& child) {
  Heritage heritage;
  for (int pitch = child.lowest(); pitch <= child.highest(); ++pitch) {
    const auto known = parent.find(pitch);
    heritage.add(known.value_or(nearest_pitch(parent, pitch)), !known);
  }
  heritage.add(parent.start_end(), false);
  return heritage;
}

struct Symbols {
  std::array<Heritage, kFeatures> features;

  Symbols(const Dictionaries& parent, const Dictionaries& child)
      : features{heritage_of(parent.dt, child.dt), heritage_of(parent.duration, child.duration),
                 heritage_of(parent.pitch, child.pitch)} {}

  // What an entry of a list, counted from the list's first, is like.
  [[nodiscard]] int entry_from(EntriesOf of, int entry) const {
    switch (of) {
      case EntriesOf::kPitch:
        return features[2].from[as_index(entry)];
      case EntriesOf::kTime:
      case EntriesOf::kDurationSymbol:
        return features[1].from[as_index(entry)];
      case EntriesOf::kDtSymbol:
        return features[0].from[as_index(entry)];
      case EntriesOf::kPitchClass:
      case EntriesOf::kNumber:
        return entry;
    }
    return entry;
  }
};

// For each entry of the child's context, the parent's: the same lists stand in the same order.
std::vector<int> entries_from(const ContextEntries& parent, const ContextEntries& child,
                              const Symbols& symbols) {
  std::vector<int> from(as_index(child.size()));
  for (std::size_t g = 0; g < child.groups().size(); ++g) {
    const ContextEntries::PlacedGroup& to = child.groups()[g];
    const ContextEntries::PlacedGroup& of = parent.groups()[g];
    for (int list = 0; list < to.group.count; ++list) {
      for (int entry = 0; entry < to.width; ++entry) {
        from[as_index(to.first + list * to.width + entry)] =
            of.first + list * of.width + symbols.entry_from(to.group.of, entry);
      }
    }
  }
  return from;
}

void copy_rows(Matrix<const float> parent, std::span<const int> from, Matrix<float> child) {
  for (int row = 0; row < child.rows; ++row) {
    std::copy_n(parent.row(from[as_index(row)]), child.cols, child.row(row));
  }
}

void copy_all(Matrix<const float> parent, Matrix<float> child) {
  check(parent.rows == child.rows && parent.cols == child.cols, "a block keeps its shape");
  for (int row = 0; row < child.rows; ++row) {
    std::copy_n(parent.row(row), child.cols, child.row(row));
  }
}

void copy_columns(Matrix<const float> parent, const Heritage& heritage, float of_new,
                  Matrix<float> child) {
  for (int row = 0; row < child.rows; ++row) {
    for (int column = 0; column < child.cols; ++column) {
      const auto c = as_index(column);
      child.row(row)[column] =
          parent.row(row)[heritage.from[c]] + (heritage.is_new[c] ? of_new : 0.0F);
    }
  }
}

void inherit(const LayerParameters<const float>& parent, const Symbols& symbols,
             std::span<const int> entries, const LayerParameters<float>& child) {
  for (std::size_t f = 0; f < kFeatures; ++f) {
    copy_rows(parent.tables[f], symbols.features[f].from, child.tables[f]);
  }
  copy_rows(parent.context, entries, child.context);
  copy_all(parent.below, child.below);
  copy_all(parent.recurrent, child.recurrent);
  copy_all(parent.bias, child.bias);
  copy_all(parent.recurrent_bias, child.recurrent_bias);
}

struct ReadoutEntries {
  std::span<const int> from;  // of the whole context
  int parent_first = 0;       // the first that has a row
  int child_first = 0;
};

void inherit(const ReadoutParameters<const float>& parent, std::size_t feature,
             const Symbols& symbols, const ReadoutEntries& entries,
             const ReadoutParameters<float>& child) {
  constexpr float kLessLikely = -2;
  for (std::size_t l = 0; l < child.layers.size(); ++l) {
    copy_all(parent.layers[l], child.layers[l]);
  }
  for (std::size_t f = 0; f < child.given.size(); ++f) {
    copy_rows(parent.given[f], symbols.features[f].from, child.given[f]);
  }
  for (int row = 0; row < child.context.rows; ++row) {
    const int from = entries.from[as_index(row + entries.child_first)] - entries.parent_first;
    std::copy_n(parent.context.row(from), child.context.cols, child.context.row(row));
  }
  copy_all(parent.hidden_bias, child.hidden_bias);
  copy_columns(parent.output, symbols.features[feature], 0, child.output);
  copy_columns(parent.output_bias, symbols.features[feature], kLessLikely, child.output_bias);
  copy_all(parent.intervals, child.intervals);
  copy_all(parent.intervals_bias, child.intervals_bias);
}

}  // namespace

Network inherited_network(const TrainedModel& parent, const Dictionaries& dictionaries,
                          const ContextVocabulary& vocabulary) {
  check(parent.vocabulary.kind() == vocabulary.kind(), "an heir sees the context of its parent");
  check(parent.network.shape().readout_hidden > 0, "an heir's readouts have units of their own");
  Network child(shape_for(parent.network.shape(), dictionaries, vocabulary));
  const Symbols symbols(parent.dictionaries, dictionaries);
  const ParameterLayout& from = parent.network.layout();
  const ParameterLayout& to = child.layout();
  const float* const parameters = parent.network.parameters().data();
  const auto of_layers = entries_from(parent.vocabulary.layers(), vocabulary.layers(), symbols);
  const auto of_readouts =
      entries_from(parent.vocabulary.readouts(), vocabulary.readouts(), symbols);
  for (int l = 0; l < to.shape().layers; ++l) {
    inherit(from.layer(l, parameters), symbols, of_layers, to.layer(l, child.parameters().data()));
  }
  for (int f = 0; f < kFeatures; ++f) {
    inherit(from.readout(f, parameters), as_index(f), symbols,
            {.from = of_readouts,
             .parent_first = readout_shape(from.shape(), f).first_entry,
             .child_first = readout_shape(to.shape(), f).first_entry},
            to.readout(f, child.parameters().data()));
  }
  return child;
}

}  // namespace bachprop
