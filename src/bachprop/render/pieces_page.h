// The page that shows and plays new pieces: one HTML file that opens from disk, without a network.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/render/engraver.h"
#include "bachprop/score/score.h"

namespace bachprop {

// For those who want to know: what it is, and a sentence.
struct PageFigure {
  std::string name = {};
  std::string text = {};
};

// One piece on the page. All text is plain text, from any source: it is escaped here.
struct PagePiece {
  std::string title = {};  // "Piece 1"
  // Names in the page's own folder; empty: there is none.
  std::string midi_file = {};
  std::string musicxml_file = {};
  std::string pdf_file = {};
  std::string sound_file = {};  // is played in the place of the notes
  std::string music = {};       // what stands on the paper: "16 bars in 4/4, G minor"; or empty
  std::string remark = {};      // one more fact in a few words, or empty
  std::vector<PageFigure> figures = {};  // beside the usual ones
  Score score = {};
  std::vector<std::string> svg_pages = {};  // sheet music, as an engraver wrote it
  std::vector<MusicPlace> places = {};      // where it stands at what time
  int prime_notes = 0;                      // the first notes of the score, which were given
  bool ended = true;                        // false: cut off
  double log_likelihood_per_note = 0;       // in natural logarithms
};

struct PiecesPage {
  std::string title = {};     // "8 new pieces"
  std::string subtitle = {};  // model, seed and options in a line
  std::vector<PagePiece> pieces = {};
};

// The HTML file, UTF-8: for each piece a piano roll and its sheet music, which play it. The sheet
// music is in the page, the sound is not. A drawing that is no engraver's is left out. Printed, the
// page has all sheet music, and the rolls of pieces without any.
[[nodiscard]] std::string render_pieces(const PiecesPage& page);

}  // namespace bachprop
