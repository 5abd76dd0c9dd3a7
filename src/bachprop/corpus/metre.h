// The metres of pieces.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Where bars are taken from.
enum class BarsFrom {
  kNotes,  // those that the notes show, with a pick-up that the file does not state (bars.h)
  kFile,   // those that the file states, from 0; 4/4 where it states none
};

template <>
struct EnumNames<BarsFrom> {
  static constexpr std::string_view kWhat = "source of bars";
  static constexpr std::array<std::pair<BarsFrom, std::string_view>, 2> kNames = {
      {{BarsFrom::kNotes, "notes"}, {BarsFrom::kFile, "file"}}};
};

// The bars of a piece that a network is shown.
[[nodiscard]] const Metre& bars_of(const Piece& piece, BarsFrom from);

// A time signature, and how many pieces begin with it.
struct MetreCount {
  TimeSignature signature;  // its onset is 0, or before 0 where a pick-up comes first
  std::int64_t pieces = 0;

  friend bool operator==(const MetreCount&, const MetreCount&) = default;
};

// The metres of the pieces, of those that state one where the files count; sorted by signature.
[[nodiscard]] std::vector<MetreCount> metres_of(const Corpus& corpus, BarsFrom from);

}  // namespace bachprop
