#include "bachprop/cli/sheet_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "bachprop/analysis/local_keys.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/base/try.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/text.h"
#include "bachprop/score/changes.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

const std::map<std::string, ArrangementKind>& arrangements() {
  static const std::map<std::string, ArrangementKind> named = {
      {"none", ArrangementKind::kNone},
      {"satb", ArrangementKind::kSatb},
      {"string-quartet", ArrangementKind::kStringQuartet},
      {"piano", ArrangementKind::kPiano},
      {"lead-sheet", ArrangementKind::kLeadSheet}};
  return named;
}

std::vector<std::string> arrangement_names() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : arrangements()) {
    names.push_back(name);
  }
  return names;
}

std::string unknown_grid(const std::string& word) {
  return rhythm_grid_named(word)
             ? ""
             : fmt::format("\"{}\" is no grid: there are 4, 8, 8t, 16, 16t, 32, 32t, 64 and 64t",
                           word);
}

const char* source_word(SheetSource source) {
  switch (source) {
    case SheetSource::kOptions:
      return "given";
    case SheetSource::kScore:
      return "stated";
    case SheetSource::kNotes:
      return "found";
  }
  return "";
}

std::string time_text(const TimeSignature& signature) {
  return fmt::format("{}/{}", signature.numerator, signature.denominator);
}

std::string with_changes(const std::string& first, std::size_t changes) {
  return changes > 0 ? fmt::format("{} and {}", first, counted(changes, "change")) : first;
}

std::string pickup_text(const Quarters& pickup) {
  return fmt::format("a pick-up of {} quarter{}", mixed_number(pickup), pickup > 1 ? "s" : "");
}

std::uint64_t voices_in(const Sheet& sheet) {
  return sheet.score.voice_names.empty() ? static_cast<std::uint64_t>(voices_of(sheet.score))
                                         : sheet.score.voice_names.size();
}

std::vector<std::string> instruments_of(const Sheet& sheet) {
  std::vector<std::string> names;
  for (const Part& part : sheet.arrangement.parts) {
    names.push_back(part.instrument.name);
  }
  return names;
}

// "F sharp major" and "E flat minor" where six signs lead to both names.
std::string name_of(const Key& key) {
  const int fifths = (key.tonic + (key.minor ? 3 : 0)) % 12 * 7 % 12;
  const bool sharps = fifths < 6 || (fifths == 6 && !key.minor);
  return key_name({0, sharps ? fifths : fifths - 12, key.minor});
}

std::string instruments_text(const Sheet& sheet) {
  constexpr std::size_t kMostNamed = 8;
  const std::vector<std::string> names = instruments_of(sheet);
  return names.size() > kMostNamed ? counted(names.size(), "part")
                                   : printable(fmt::format("{}", fmt::join(names, ", ")));
}

}  // namespace

void list_sheet_fields(SheetArguments& arguments, const char* usual_formats, FieldList& fields) {
  fields(arguments.formats, {.option = "--format",
                             .value = "LIST",
                             .help = fmt::format("some of {}, with commas between them",
                                                 fmt::join(sheet_format_names(), ", ")),
                             .choices = sheet_format_names(),
                             .usual = usual_formats});
  fields(arguments.arrangement,
         {.option = "--arrange",
          .value = "FOR",
          .help = "for whom: none (the voices as they are), satb (choir), string-quartet, piano, "
                  "lead-sheet (melody and chord symbols)",
          .choices = arrangement_names()});
  fields(arguments.parts, {.option = "--parts", .help = "a part book for each player as well"});
  fields.heading("Paper and sound");
  fields(arguments.grid,
         {.option = "--grid",
          .help = "the shortest note on paper, to which all are moved: 16 (sixteenths), 16t (the "
                  "same with triplets); 4, 8, 8t, 16, 16t, 32, 32t, 64 or 64t",
          .advice = "For recordings of live playing, whose notes stand on no grid.",
          .need = Need::kRare,
          .check = unknown_grid,
          .usual = "notes stand as they are, and on 16t where nobody could read them"});
  fields(arguments.soundfont, {.option = "--soundfont",
                               .help = "the SF2 or SF3 file that the sound is played with",
                               .need = Need::kRare,
                               .usual = "an installed one, or $BACHPROP_SOUNDFONT"});
  fields(arguments.engraver, {.option = "--engraver",
                              .help = "the program that draws PDF and SVG",
                              .need = Need::kRare,
                              .usual = "an installed MuseScore, or $BACHPROP_ENGRAVER"});
  fields(arguments.loudness, {.option = "--loudness",
                              .value = "LUFS",
                              .help = "of the sound, in LUFS; less where peaks would be cut off",
                              .need = Need::kRare,
                              .limits = between(-70, 0)});
  fields.heading("");
}

ArrangementKind arrangement_of(const SheetArguments& arguments) {
  return arrangements().at(arguments.arrangement);
}

std::optional<RhythmGrid> grid_of(const SheetArguments& arguments) {
  return rhythm_grid_named(arguments.grid);
}

SheetTools OpenTools::tools() {
  return {.engraver = engraver, .synthesizer = synthesizer ? &*synthesizer : nullptr};
}

Result<OpenTools> open_tools(const SheetArguments& arguments, const SheetFormats& formats) {
  OpenTools tools;
  if (formats.needs_engraver()) {
    auto engraver = TRY(find_engraver(arguments.engraver));
    tools.engraver = std::move(engraver);
  }
  if (!formats.sounds.empty()) {
    auto synthesizer =
        TRY(find_soundfont(arguments.soundfont).and_then([](const std::filesystem::path& file) {
          return Synthesizer::open(file);
        }));
    tools.synthesizer = std::move(synthesizer);
  }
  return tools;
}

std::string describe_sheet(const Sheet& sheet) {
  const ScoreHead& head = sheet.head;
  std::string text = fmt::format(
      "{} ({}), {} ({})",
      with_changes(key_name(head.key_signatures.front()), count_changes(head.key_signatures)),
      source_word(sheet.key_from),
      with_changes(time_text(head.time_signatures.front()), count_changes(head.time_signatures)),
      source_word(sheet.time_from));
  if (head.pickup > 0) {
    text += fmt::format(", {} ({})", pickup_text(head.pickup), source_word(sheet.pickup_from));
  }
  return text + fmt::format(", {}, {}; for {}", counted(sheet.notated.bars.size(), "bar"),
                            counted(voices_in(sheet), "voice"), instruments_text(sheet));
}

Json sheet_json(const Sheet& sheet) {
  const ScoreHead& head = sheet.head;
  Json local_keys = Json::array();
  for (const LocalKey& local : local_keys_of(sheet.score)) {
    local_keys.push_back({{"quarter", local.onset.to_double()}, {"key", name_of(local.key)}});
  }
  return {{"title", head.title},
          {"key", key_name(head.key_signatures.front())},
          {"key_changes", count_changes(head.key_signatures)},
          {"key_from", source_word(sheet.key_from)},
          {"local_keys", std::move(local_keys)},
          {"time", time_text(head.time_signatures.front())},
          {"time_changes", count_changes(head.time_signatures)},
          {"time_from", source_word(sheet.time_from)},
          {"pickup_quarters", head.pickup.to_double()},
          {"pickup_from", source_word(sheet.pickup_from)},
          {"bars", sheet.notated.bars.size()},
          {"voices", voices_in(sheet)},
          {"parts", instruments_of(sheet)},
          {"remarks", sheet.remarks}};
}

}  // namespace bachprop
