// The page that shows and plays new pieces: one HTML file that opens from disk, without a network.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// One piece on the page. All text is plain text, from any source: it is escaped here.
struct PagePiece {
  std::string title = {};      // "Piece 1"
  std::string midi_file = {};  // its name, in the page's own folder
  Score score = {};
  int prime_notes = 0;                 // the first notes of the score, which were given
  bool ended = true;                   // false: cut off
  double log_likelihood_per_note = 0;  // in natural logarithms
};

struct PiecesPage {
  std::string title = {};     // "8 new pieces"
  std::string subtitle = {};  // model, seed and options in a line
  std::vector<PagePiece> pieces = {};
};

// The HTML file, UTF-8: for each piece a piano roll that plays it.
[[nodiscard]] std::string render_pieces(const PiecesPage& page);

}  // namespace bachprop
