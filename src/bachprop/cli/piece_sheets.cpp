#include "bachprop/cli/piece_sheets.h"

#include <fmt/core.h>

#include <cstdint>
#include <utility>

#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/progress.h"
#include "bachprop/render/engraver.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

std::string stem_of(const PiecesRecord& record, const ComposedPiece& piece) {
  return std::filesystem::path(piece_file_name(piece.number, record.options.pieces))
      .stem()
      .string();
}

Result<SheetPiece> sheet_piece(const PiecesRecord& record, const ComposedPiece& piece,
                               const SheetArguments& arguments) {
  const ArrangementKind arrangement = arrangement_of(arguments);
  auto sheet = make_sheet(
      piece.score,
      {.arrangement = arrangement,
       .grid = grid_of(arguments),
       .is_composed = true,
       .title = fmt::format("Piece {}", piece.number),
       .composer = fmt::format("BachProp, {}, seed {}", record.model_name, record.options.seed)});
  if (!sheet) {
    return tl::unexpected(sheet.error());
  }
  return SheetPiece{.stem = stem_of(record, piece),
                    .sheet = std::move(*sheet),
                    .midi = arrangement == ArrangementKind::kNone ? write_score(piece.score)
                                                                  : std::vector<std::byte>()};
}

// What can be made here without being asked for.
SheetPlan usual_plan(const SheetArguments& arguments) {
  SheetPlan plan{.formats = {.musicxml = true}};
  if (auto tools = open_tools(arguments, {.svg = true})) {
    plan.pages = true;
    plan.tools.engraver = std::move(tools->engraver);
  } else {
    plan.remarks.push_back("no sheet music on the page: " + tools.error().message);
  }
  if (auto tools = open_tools(arguments, {.sounds = {AudioFormat::kOgg}})) {
    plan.formats.sounds = {AudioFormat::kOgg};
    plan.tools.synthesizer = std::move(tools->synthesizer);
  } else {
    plan.remarks.push_back("no sound files: " + tools.error().message);
  }
  return plan;
}

// What the user names must be there, even where it would do without.
Result<void> find_what_is_named(const SheetArguments& arguments) {
  if (!arguments.engraver.empty()) {
    if (const auto engraver = find_engraver(arguments.engraver); !engraver) {
      return tl::unexpected(engraver.error());
    }
  }
  if (!arguments.soundfont.empty()) {
    if (const auto soundfont = find_soundfont(arguments.soundfont); !soundfont) {
      return tl::unexpected(soundfont.error());
    }
  }
  return {};
}

// `results`, with nothing for the pieces of which there is no sheet.
std::vector<SheetFiles> spread(std::vector<SheetFiles> results,
                               const std::vector<std::size_t>& pieces, std::size_t count) {
  std::vector<SheetFiles> all(count);
  for (std::size_t i = 0; i < results.size(); ++i) {
    all[pieces[i]] = std::move(results[i]);
  }
  return all;
}

}  // namespace

bool SheetPlan::is_empty() const { return formats == SheetFormats{} && !pages; }

Result<SheetPlan> plan_sheets(const SheetArguments& arguments, int pieces) {
  if (arguments.formats.empty()) {
    if (auto named = find_what_is_named(arguments); !named) {
      return tl::unexpected(named.error());
    }
    return pieces <= kMostPiecesWithSheets
               ? usual_plan(arguments)
               : SheetPlan{.remarks = {fmt::format(
                               "no sheet music and no sound of more than {} pieces unless --format "
                               "asks for them",
                               kMostPiecesWithSheets)}};
  }
  auto formats = sheet_formats_named(arguments.formats);
  if (!formats) {
    return tl::unexpected(formats.error());
  }
  formats->midi = false;  // it is always written, as it was composed
  auto tools = open_tools(arguments, *formats);
  if (!tools) {
    return tl::unexpected(tools.error());
  }
  return SheetPlan{
      .formats = *formats, .pages = formats->needs_engraver(), .tools = std::move(*tools)};
}

Result<PieceSheets> write_piece_sheets(const PiecesRecord& record,
                                       const std::filesystem::path& folder,
                                       const SheetArguments& arguments, SheetPlan& plan) {
  PieceSheets sheets;
  std::vector<SheetPiece> pieces;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < record.pieces.size(); ++i) {
    auto piece = sheet_piece(record, record.pieces[i], arguments);
    if (piece) {
      pieces.push_back(std::move(*piece));
      numbers.push_back(i);
    } else {
      sheets.troubles.push_back(fmt::format("piece {}: no sheet music: {}", record.pieces[i].number,
                                            piece.error().message));
    }
  }
  const InterruptGuard guard;
  ProgressBar bar("sheet music and sound", pieces.size(), "pieces");
  auto written = write_sheet_files(
      pieces, folder, plan.tools.tools(),
      {.formats = plan.formats,
       .parts = arguments.parts,
       .pages = plan.pages,
       .loudness = LoudnessTarget{.lufs = arguments.loudness}},
      [&](double done) {
        bar.show(static_cast<std::uint64_t>(done * static_cast<double>(pieces.size())));
        return !interrupted();
      });
  if (!written) {
    return tl::unexpected(written.error());
  }
  for (std::size_t i = 0; i < written->size(); ++i) {
    for (const std::string& trouble : (*written)[i].troubles) {
      sheets.troubles.push_back(fmt::format("{}: {}", pieces[i].stem, trouble));
    }
  }
  sheets.stopped = interrupted();
  sheets.files = spread(std::move(*written), numbers, record.pieces.size());
  return sheets;
}

PieceFiles piece_files(const SheetFiles& files) {
  return {.musicxml = files.musicxml,
          .pdf = files.pdf,
          .svg = files.svg,
          .sounds = files.sounds,
          .parts = files.parts};
}

void add_to_page(PagePiece& piece, const SheetFiles& files) {
  piece.musicxml_file = files.musicxml;
  piece.pdf_file = files.pdf;
  piece.music = files.music;
  piece.svg_pages = files.svg_pages;
  piece.places = files.places;
  // What every browser plays, and is smallest.
  for (const char* ending : {".wav", ".flac", ".ogg"}) {
    for (const std::string& sound : files.sounds) {
      piece.sound_file = sound.ends_with(ending) ? sound : piece.sound_file;
    }
  }
}

}  // namespace bachprop
