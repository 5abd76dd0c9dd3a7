// Pieces that are looked at together.
#pragma once

#include <span>
#include <string>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

// They must outlive all that refers to them.
struct PieceSet {
  std::string name = {};
  std::span<const Piece> pieces = {};
  // Shown beside the others: how many pieces are drawn of those does not depend on it.
  bool beside = false;
  // Human music that the new pieces' model has not seen.
  bool unseen = false;
};

}  // namespace bachprop
