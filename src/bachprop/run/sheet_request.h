// Which sheet music and sound are wanted of pieces, and what makes them here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/render/sheet_files.h"

namespace bachprop {

struct SheetRequest {
  std::vector<std::string> formats = {};  // sheet_format_names(); empty: the run's own choice
  std::string arrangement = "none";       // one of arrangement_names()
  std::string grid = {};                  // as rhythm_grid_named() takes it; empty: none
  bool parts = false;                     // a part book for each player as well
  bool flat = false;                      // every note is equally loud
  bool ritardando = false;                // slower at the end
  std::filesystem::path soundfont = {};   // empty: an installed one
  std::filesystem::path engraver = {};    // empty: an installed one
  double loudness = LoudnessTarget{}.lufs;
};

[[nodiscard]] std::vector<std::string> arrangement_names();

// An unknown name is a broken promise of the caller.
[[nodiscard]] ArrangementKind arrangement_of(const SheetRequest& request);
[[nodiscard]] std::optional<RhythmGrid> grid_of(const SheetRequest& request);
[[nodiscard]] Dynamics dynamics_of(const SheetRequest& request);

// The programs and files that formats need, found and opened.
struct OpenTools {
  std::optional<Engraver> engraver = {};
  std::optional<Synthesizer> synthesizer = {};

  [[nodiscard]] SheetTools tools();
};

// The error is that something is missing that `formats` need.
[[nodiscard]] Result<OpenTools> open_tools(const SheetRequest& request,
                                           const SheetFormats& formats);

}  // namespace bachprop
