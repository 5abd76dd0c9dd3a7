#include "bachprop/cli/piece_sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/pieces_folder.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/notation/composed_midi.h"
#include "bachprop/render/engraver.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::string stem_of(const PiecesRecord& record, const ComposedPiece& piece) {
  return std::filesystem::path(piece_file_name(piece.number, record.options.pieces))
      .stem()
      .string();
}

Result<SheetPiece> sheet_piece(const PiecesRecord& record, const ComposedPiece& piece,
                               const SheetArguments& arguments) {
  const ArrangementKind arrangement = arrangement_of(arguments);
  auto sheet = TRY(make_sheet(
      piece.score,
      {.arrangement = arrangement,
       .grid = grid_of(arguments),
       .is_composed = true,
       .title = fmt::format("Piece {}", piece.number),
       .composer = fmt::format("BachProp, {}, seed {}", record.model_name, record.options.seed)}));
  auto midi = arrangement == ArrangementKind::kNone ? write_composed_midi(piece.score, sheet)
                                                    : std::vector<std::byte>();
  return SheetPiece{
      .stem = stem_of(record, piece), .sheet = std::move(sheet), .midi = std::move(midi)};
}

// What can be made here without being asked for.
SheetPlan usual_plan(const SheetArguments& arguments) {
  SheetPlan plan{.formats = {.musicxml = true}};
  if (auto tools = open_tools(arguments, {.svg = true})) {
    plan.pages = true;
    plan.tools.engraver = std::move(tools->engraver);
  } else {
    plan.remarks.push_back("no sheet music on the page: " + tools.error().message());
  }
  if (auto tools = open_tools(arguments, {.sounds = {AudioFormat::kOgg}})) {
    plan.formats.sounds = {AudioFormat::kOgg};
    plan.tools.synthesizer = std::move(tools->synthesizer);
  } else {
    plan.remarks.push_back("no sound beside the pieces: " + tools.error().message());
  }
  return plan;
}

// What the user names must be there, even where it would do without.
Result<void> find_what_is_named(const SheetArguments& arguments) {
  if (!arguments.engraver.empty()) {
    TRY(find_engraver(arguments.engraver));
  }
  if (!arguments.soundfont.empty()) {
    TRY(find_soundfont(arguments.soundfont));
  }
  return {};
}

std::vector<std::string> names_of(const SheetFormats& formats) {
  std::vector<std::string> names;
  const auto add = [&](bool wanted, const char* name) {
    if (wanted) {
      names.emplace_back(name);
    }
  };
  add(formats.musicxml, "musicxml");
  add(formats.pdf, "pdf");
  add(formats.svg, "svg");
  for (const AudioFormat format : formats.sounds) {
    names.emplace_back(name_of(format));
  }
  return names;
}

// Not to be taken for an option.
std::string as_argument(const fs::path& path) {
  return path.string().starts_with('-') ? (std::filesystem::path(".") / path).string()
                                        : path.string();
}

// So many pieces are drawn and recorded at a time.
constexpr std::size_t kPiecesATime = 8;

// Some of a run's pieces on their way to sheet music.
class Batch {
 public:
  Batch(const PiecesRecord& record, const SheetArguments& arguments, std::size_t begin)
      : begin_(begin), end_(std::min(begin + kPiecesATime, record.pieces.size())) {
    for (std::size_t i = begin_; i < end_; ++i) {
      auto piece = sheet_piece(record, record.pieces[i], arguments);
      if (piece) {
        pieces_.push_back(std::move(*piece));
        numbers_.push_back(i);
      } else {
        troubles_.push_back(fmt::format("piece {}: no sheet music: {}", record.pieces[i].number,
                                        piece.error().message()));
      }
    }
  }

  [[nodiscard]] std::span<const SheetPiece> pieces() const { return pieces_; }

  // Adds what was written of them, and nothing for those of which there is no sheet.
  void take(std::vector<SheetFiles> written, PieceSheets& sheets) const {
    sheets.troubles.insert(sheets.troubles.end(), troubles_.begin(), troubles_.end());
    sheets.files.resize(end_);
    for (std::size_t i = 0; i < written.size(); ++i) {
      for (const std::string& trouble : written[i].troubles) {
        sheets.troubles.push_back(fmt::format("{}: {}", pieces_[i].stem, trouble));
      }
      sheets.files[numbers_[i]] = std::move(written[i]);
    }
  }

 private:
  std::size_t begin_;
  std::size_t end_;
  std::vector<SheetPiece> pieces_;
  std::vector<std::size_t> numbers_;  // of pieces_ among those of the run
  std::vector<std::string> troubles_;
};

}  // namespace

bool SheetPlan::is_empty() const { return formats == SheetFormats{} && !pages; }

Result<SheetPlan> plan_sheets(const SheetArguments& arguments, int pieces) {
  if (arguments.formats.empty()) {
    TRY(find_what_is_named(arguments));
    return pieces <= kMostPiecesWithSheets
               ? usual_plan(arguments)
               : SheetPlan{.remarks = {fmt::format(
                               "no sheet music and no sound of more than {} pieces unless --format "
                               "asks for them",
                               kMostPiecesWithSheets)}};
  }
  auto formats = TRY(sheet_formats_named(arguments.formats));
  formats.midi = false;  // it is always written, as it was composed
  auto tools = TRY(open_tools(arguments, formats));
  return SheetPlan{
      .formats = formats, .pages = formats.needs_engraver(), .tools = std::move(tools)};
}

std::vector<std::byte> midi_of(const ComposedPiece& piece, ArrangementKind arrangement) {
  const auto sheet = make_sheet(piece.score, {.arrangement = arrangement, .is_composed = true});
  return sheet ? write_composed_midi(piece.score, *sheet) : write_score(piece.score);
}

PieceSheets write_piece_sheets(const PiecesRecord& record, const SheetPlace& place,
                               const SheetArguments& arguments, SheetPlan& plan,
                               const std::function<void(const PieceSheets&)>& some_done) {
  PieceSheets sheets;
  const InterruptGuard guard;
  // Drawing and playing take turns: neither says how long the other will take.
  ProgressBar bar("sheet music and sound", record.pieces.size(), "pieces", TimeLeft::kUnknown);
  for (std::size_t begin = 0; begin < record.pieces.size() && !interrupted();
       begin += kPiecesATime) {
    const Batch batch(record, arguments, begin);
    batch.take(write_sheet_files(batch.pieces(), place.folder, plan.tools.tools(),
                                 {.formats = plan.formats,
                                  .parts = arguments.parts,
                                  .pages = plan.pages,
                                  .loudness = LoudnessTarget{.lufs = arguments.loudness},
                                  .if_there = place.if_there},
                                 [&](double done) {
                                   bar.show(begin + static_cast<std::uint64_t>(
                                                        done * as_double(batch.pieces().size())));
                                   return !interrupted();
                                 }),
               sheets);
    some_done(sheets);
  }
  sheets.stopped = interrupted();
  return sheets;
}

std::size_t count_complete(const PieceSheets& sheets, const SheetPlan& plan) {
  return as_index(std::ranges::count_if(sheets.files, [&](const SheetFiles& files) {
    return files.musicxml.empty() == !plan.formats.musicxml &&
           files.pdf.empty() == !plan.formats.pdf && files.svg.empty() == !plan.formats.svg &&
           files.sounds.size() == plan.formats.sounds.size() &&
           files.svg_pages.empty() == !plan.pages;
  }));
}

std::string render_command(const fs::path& folder, const SheetArguments& arguments,
                           const SheetPlan& plan) {
  const fs::path name = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  const bool named = !name.empty() && name != "." && name != "..";
  const fs::path beside_it = folder.has_filename() ? folder : folder.parent_path();
  const fs::path sheets = first_free_folder(
      named ? fs::path(fmt::format("{}-sheets", beside_it.string())) : folder / "sheets");
  std::string command = program_as_called();
  const auto add_word = [&](std::string_view word) {
    command.append(" ").append(shell_word(word));
  };
  for (const std::string& word : {std::string("render"), as_argument(folder), std::string("-o"),
                                  as_argument(sheets), std::string("--format")}) {
    add_word(word);
  }
  add_word(fmt::format("{}", fmt::join(names_of(plan.formats), ",")));
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) {
      add_word(option);
      add_word(value);
    }
  };
  add("--arrange",
      arguments.arrangement == SheetArguments{}.arrangement ? "" : arguments.arrangement);
  add("--grid", arguments.grid);
  add("--soundfont", arguments.soundfont.string());
  add("--engraver", arguments.engraver.string());
  add("--loudness",
      arguments.loudness == SheetArguments{}.loudness ? "" : fmt::format("{}", arguments.loudness));
  if (arguments.parts) {
    add_word("--parts");
  }
  return command;
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
