// How music stands where it might end: whether it would be an ending as a corpus has them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"
#include "bachprop/context/music_so_far.h"

namespace bachprop {

enum class EndingTrait {
  kTogether,      // all that sounds ends at the same time
  kFull,          // as many notes sound as before
  kLong,          // what ends last has a quarter or more to sound when the last note is struck
  kWholeBars,     // the piece is whole bars long, its pick-up and its last bar taken together
  kTriad,         // what sounds is a major or minor triad above its root, or part of it
  kOnTonic,       // the bass is the tonic of the piece so far
  kInKey,         // that is the tonic of its last 8 quarters, too
  kFromDominant,  // the lowest note of the chord before was the fifth degree
};

template <>
struct EnumNames<EndingTrait> {
  static constexpr std::string_view kWhat = "trait of endings";
  static constexpr std::array<std::pair<EndingTrait, std::string_view>, 8> kNames = {
      {{EndingTrait::kTogether, "together"},
       {EndingTrait::kFull, "full"},
       {EndingTrait::kLong, "long"},
       {EndingTrait::kWholeBars, "whole_bars"},
       {EndingTrait::kTriad, "triad"},
       {EndingTrait::kOnTonic, "on_tonic"},
       {EndingTrait::kInKey, "in_key"},
       {EndingTrait::kFromDominant, "from_dominant"}}};
};

constexpr std::size_t kEndingTraits = EnumNames<EndingTrait>::kNames.size();

// By the order of the names.
using EndingTraits = std::array<bool, kEndingTraits>;

// After the last note. Of kinds of context other than kMusic nothing is known: all are false.
[[nodiscard]] EndingTraits ending_traits(const MusicSoFar& music);

// What share of the pieces of a corpus end so.
struct EndingHabits {
  std::int64_t pieces = 0;  // that were looked at; 0: nothing is known
  std::array<double, kEndingTraits> shares = {};

  friend bool operator==(const EndingHabits&, const EndingHabits&) = default;
};

}  // namespace bachprop
