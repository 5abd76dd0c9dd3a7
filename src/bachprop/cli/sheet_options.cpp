#include "bachprop/cli/sheet_options.h"

#include <fmt/format.h>

#include <string>

#include "bachprop/notation/sheet.h"
#include "bachprop/score/transposition.h"

namespace bachprop {
namespace {

std::string unknown_grid(const std::string& word) {
  return rhythm_grid_named(word)
             ? ""
             : fmt::format("\"{}\" is no grid: there are 4, 8, 8t, 16, 16t, 32, 32t, 64 and 64t",
                           word);
}

std::string wrong_interval(const std::string& word) {
  return interval_named(word)
             ? ""
             : fmt::format("\"{}\" is no interval: give semitones, 3 or -12, or a name, m3 or -P5",
                           word);
}

}  // namespace

std::string wrong_key(const std::string& name) {
  return key_signature_named(name)
             ? ""
             : fmt::format("\"{}\" is not a key such as \"G major\" or \"F# minor\"", name);
}

void list_transpose_field(std::string& interval, FieldList& fields) {
  fields(interval, {.option = "--transpose",
                    .value = "INTERVAL",
                    .help = "all notes so much higher: semitones, 3 or -12, or the name of an "
                            "interval, m3 or -P5",
                    .need = Need::kRare,
                    .check = wrong_interval,
                    .usual = "none"});
}

void list_sheet_fields(SheetRequest& request, const char* usual_formats, FieldList& fields) {
  fields(request.formats, {.option = "--format",
                           .value = "LIST",
                           .help = fmt::format("some of {}, with commas between them",
                                               fmt::join(sheet_format_names(), ", ")),
                           .choices = sheet_format_names(),
                           .usual = usual_formats});
  fields(request.arrangement,
         {.option = "--arrange",
          .value = "FOR",
          .help = "for whom: none (the voices as they are), satb (choir), string-quartet, piano, "
                  "lead-sheet (melody and chord symbols)",
          .choices = arrangement_names()});
  fields(request.parts, {.option = "--parts", .help = "a part book for each player as well"});
  fields.heading("Paper and sound");
  fields(
      request.grid,
      {.option = "--grid",
       .help = "the shortest note on paper, to which all are moved: 4, 8, 16 (sixteenths), 32 or "
               "64, and 8t, 16t, 32t or 64t with triplets",
       .advice = "For recordings of live playing, whose notes stand on no grid.",
       .need = Need::kRare,
       .check = unknown_grid,
       .usual = "notes stand as they are, and on 16t where nobody could read them"});
  fields(request.soundfont, {.option = "--soundfont",
                             .help = "the SF2 or SF3 file that the sound is played with",
                             .need = Need::kRare,
                             .usual = "an installed one, or $BACHPROP_SOUNDFONT"});
  fields(request.engraver, {.option = "--engraver",
                            .help = "the program that draws PDF and SVG",
                            .need = Need::kRare,
                            .usual = "an installed MuseScore, or $BACHPROP_ENGRAVER"});
  fields(request.flat, {.option = "--flat",
                        .help = "every note equally loud: no melody above the others, no phrases, "
                                "no accents",
                        .advice = "Where a sequencer or a player is to shape them.",
                        .need = Need::kRare});
  fields(request.ritardando,
         {.option = "--ritardando", .help = "slower and slower over the last bar or two"});
  fields(request.loudness, {.option = "--loudness",
                            .value = "LUFS",
                            .help = "how loud the sound is; less where peaks would be cut off",
                            .need = Need::kRare,
                            .limits = between(-70, 0)});
  fields.heading("");
}

}  // namespace bachprop
