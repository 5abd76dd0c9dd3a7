// New pieces in a folder, with their sheet music and sound: what `bachprop generate` does.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/generate/composer.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/run/piece_sheets.h"
#include "bachprop/run/pieces_folder.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct ComposingRequest {
  std::filesystem::path model = {};  // empty: the bundled one of the style
  std::string style = "chorales";
  std::filesystem::path output = {};  // a folder; empty: "out", or the first free of "out-2" ...
  bool force = false;                 // what stands there is replaced
  std::filesystem::path prime = {};   // a MIDI file that every piece goes on from; empty: none
  double prime_quarters = 8;          // how much of it is taken
  ComposeOptions options = {};        // without a prime
  SheetRequest sheets = {};
  // Of so many candidates for each piece the best is kept; 1: nothing is chosen.
  int best_of = 1;
  // The music that they are measured by: a folder of MIDI files, or a corpus file. Empty: the
  // profile in the model's file.
  std::filesystem::path corpus = {};
};

struct ComposingWatch : Watch {
  std::function<void(const Prime&)> prime = {};  // what became of the given beginning
  // The model and the options will do, the pieces go there.
  std::function<void(const PiecesFolder::Place&)> begins = {};
};

struct ComposingOutcome {
  std::vector<ComposedPiece> pieces = {};  // whose files are written
  PiecesRecord record = {};                // of these pieces; a copy of the outcome must not use it
  std::filesystem::path folder = {};
  bool has_page = false;
  SheetPlan plan = {};
  PieceSheets sheets = {};
  std::vector<std::string> troubles = {};   // what could not be written, and why
  bool is_broken = false;                   // so that fewer pieces were composed
  std::set<std::string> other_pieces = {};  // MIDI files of another run in the folder

  ComposingOutcome() = default;
  ComposingOutcome(const ComposingOutcome&) = delete;
  ComposingOutcome& operator=(const ComposingOutcome&) = delete;
  ComposingOutcome(ComposingOutcome&&) = default;
  ComposingOutcome& operator=(ComposingOutcome&&) = default;
  ~ComposingOutcome() = default;
};

// Composes; each piece is in the folder as soon as it is finished. Then sheet music and sound of
// them are made, pieces.json is completed, and the page index.html is written. A stop while pieces
// are composed leaves those that are finished (none: nothing is written), a stop after that the
// sheet music and sound so far.
[[nodiscard]] Result<ComposingOutcome> compose_into_folder(const ComposingRequest& request,
                                                           const ComposingWatch& watch = {});

}  // namespace bachprop
