#include "bachprop/cli/sheet_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "bachprop/cli/number_range.h"
#include "bachprop/cli/one_of.h"
#include "bachprop/report/nearest_name.h"

namespace bachprop {
namespace {

// What is wrong with one of the words of --format; empty: nothing.
std::string unknown_format(std::string& word) {
  const auto formats = sheet_formats_named(std::vector<std::string>{word});
  if (formats) {
    return "";
  }
  const std::string nearest = nearest_name(word, sheet_format_names());
  return formats.error().message() +
         (nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest));
}

std::string unknown_grid(std::string& word) {
  return rhythm_grid_named(word)
             ? ""
             : fmt::format("\"{}\" is no grid: there are 4, 8, 8t, 16, 16t, 32, 32t, 64 and 64t",
                           word);
}

}  // namespace

void add_sheet_options(CLI::App& command, SheetRequest& request, const char* usual_formats) {
  command
      .add_option("--format", request.formats,
                  fmt::format("some of {}, with commas between them (default: {})",
                              fmt::join(sheet_format_names(), ", "), usual_formats))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Validator(unknown_format, ""));
  command
      .add_option("--arrange", request.arrangement,
                  "for whom: none (the voices as they are), satb (choir), string-quartet, piano, "
                  "lead-sheet (melody and chord symbols)")
      ->check(one_of(arrangement_names()))
      ->capture_default_str();
  command
      .add_option(
          "--grid", request.grid,
          "the shortest note on paper, to which all are moved: 16 (sixteenths), 16t (the "
          "same with triplets); 4, 8, 8t, 16, 16t, 32, 32t, 64 or 64t (default: notes stand "
          "as they are, and on 16t where nobody could read them)")
      ->check(CLI::Validator(unknown_grid, ""));
  command.add_flag("--parts", request.parts, "a part book for each player as well");
  command.add_option("--soundfont", request.soundfont,
                     "the SF2 or SF3 file that the sound is played with (default: an installed "
                     "one, or $BACHPROP_SOUNDFONT)");
  command.add_option("--engraver", request.engraver,
                     "the program that draws PDF and SVG (default: an installed MuseScore, or "
                     "$BACHPROP_ENGRAVER)");
  command
      .add_option("--loudness", request.loudness,
                  "of the sound, in LUFS; less where peaks would be cut off")
      ->check(number_between(-70.0, 0.0))
      ->capture_default_str();
}

}  // namespace bachprop
