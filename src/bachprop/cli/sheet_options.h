// The options of commands that write sheet music and sound, and what they lead to.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/render/sheet_files.h"

namespace bachprop {

struct SheetArguments {
  std::vector<std::string> formats = {};  // empty: the command's own choice
  std::string arrangement = "none";
  std::string grid = {};  // empty: none
  bool parts = false;
  std::filesystem::path soundfont;
  std::filesystem::path engraver;
  double loudness = LoudnessTarget{}.lufs;
};

// --format, --arrange, --parts, --grid, --soundfont, --engraver and --loudness. `usual_formats`
// says what is written without --format.
void list_sheet_fields(SheetArguments& arguments, const char* usual_formats, FieldList& fields);

[[nodiscard]] ArrangementKind arrangement_of(const SheetArguments& arguments);
[[nodiscard]] std::optional<RhythmGrid> grid_of(const SheetArguments& arguments);

// The programs and files that formats need, found and opened.
struct OpenTools {
  std::optional<Engraver> engraver = {};
  std::optional<Synthesizer> synthesizer = {};

  [[nodiscard]] SheetTools tools();
};

// The error is that something is missing that `formats` need.
[[nodiscard]] Result<OpenTools> open_tools(const SheetArguments& arguments,
                                           const SheetFormats& formats);

// "G minor (found), 4/4 (stated), a pick-up of 1 quarter (found), 20 bars, 4 voices"
[[nodiscard]] std::string describe_sheet(const Sheet& sheet);
// {"key": {"name", "from"}, "time", "pickup", "bars", "parts", "remarks" ...}
[[nodiscard]] nlohmann::ordered_json sheet_json(const Sheet& sheet);

}  // namespace bachprop
