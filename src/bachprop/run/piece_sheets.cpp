#include "bachprop/run/piece_sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/notation/composed_midi.h"
#include "bachprop/render/engraver.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

std::string stem_of(const PiecesRecord& record, const ComposedPiece& piece) {
  return std::filesystem::path(piece_file_name(piece.number, record.options)).stem().string();
}

Result<SheetPiece> sheet_piece(const PiecesRecord& record, const ComposedPiece& piece,
                               const SheetRequest& request) {
  const ArrangementKind arrangement = arrangement_of(request);
  auto sheet = TRY(make_sheet(
      piece.score,
      {.arrangement = arrangement,
       .grid = grid_of(request),
       .is_composed = true,
       .title = fmt::format("Piece {}", piece.number),
       .composer = fmt::format("BachProp, {}, seed {}", record.model_name, record.options.seed)}));
  auto midi = arrangement == ArrangementKind::kNone
                  ? write_composed_midi(piece.score, sheet, dynamics_of(request))
                  : std::vector<std::byte>();
  return SheetPiece{
      .stem = stem_of(record, piece), .sheet = std::move(sheet), .midi = std::move(midi)};
}

// What can be made here without being asked for.
SheetPlan usual_plan(const SheetRequest& request) {
  SheetPlan plan{.formats = {.musicxml = true}};
  if (auto tools = open_tools(request, {.svg = true})) {
    plan.pages = true;
    plan.tools.engraver = std::move(tools->engraver);
  } else {
    plan.remarks.push_back("no sheet music on the page: " + tools.error().message());
  }
  if (auto tools = open_tools(request, {.sounds = {AudioFormat::kOgg}})) {
    plan.formats.sounds = {AudioFormat::kOgg};
    plan.tools.synthesizer = std::move(tools->synthesizer);
  } else {
    plan.remarks.push_back("no sound beside the pieces: " + tools.error().message());
  }
  return plan;
}

// What the user names must be there, even where it would do without.
Result<void> find_what_is_named(const SheetRequest& request) {
  if (!request.engraver.empty()) {
    TRY(find_engraver(request.engraver));
  }
  if (!request.soundfont.empty()) {
    TRY(find_soundfont(request.soundfont));
  }
  return {};
}

// So many pieces are drawn and recorded at a time.
constexpr std::size_t kPiecesATime = 8;

// Some of a run's pieces on their way to sheet music.
class Batch {
 public:
  Batch(const PiecesRecord& record, const SheetRequest& request, std::size_t begin)
      : begin_(begin), end_(std::min(begin + kPiecesATime, record.pieces.size())) {
    for (std::size_t i = begin_; i < end_; ++i) {
      auto piece = sheet_piece(record, record.pieces[i], request);
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

Result<SheetPlan> plan_sheets(const SheetRequest& request, int pieces) {
  if (request.formats.empty()) {
    TRY(find_what_is_named(request));
    return pieces <= kMostPiecesWithSheets
               ? usual_plan(request)
               : SheetPlan{.remarks = {fmt::format(
                               "no sheet music and no sound of more than {} pieces unless --format "
                               "asks for them",
                               kMostPiecesWithSheets)}};
  }
  auto formats = TRY(sheet_formats_named(request.formats));
  formats.midi = false;  // it is always written, as it was composed
  auto tools = TRY(open_tools(request, formats));
  return SheetPlan{
      .formats = formats, .pages = formats.needs_engraver(), .tools = std::move(tools)};
}

std::vector<std::byte> midi_of(const ComposedPiece& piece, const SheetRequest& request) {
  const auto sheet =
      make_sheet(piece.score, {.arrangement = arrangement_of(request), .is_composed = true});
  return sheet ? write_composed_midi(piece.score, *sheet, dynamics_of(request))
               : write_score(piece.score);
}

PieceSheets write_piece_sheets(const PiecesRecord& record, const SheetPlace& place,
                               const SheetRequest& request, SheetPlan& plan,
                               const std::function<void(const PieceSheets&)>& some_done,
                               const Watch& watch) {
  PieceSheets sheets;
  // Drawing and playing take turns: neither says how long the other will take.
  const Stage stage(watch, {.label = "sheet music and sound",
                            .total = record.pieces.size(),
                            .unit = "pieces",
                            .time_left = TimeLeft::kUnknown});
  for (std::size_t begin = 0; begin < record.pieces.size() && !watch.wants_stop();
       begin += kPiecesATime) {
    const Batch batch(record, request, begin);
    batch.take(write_sheet_files(batch.pieces(), place.folder, plan.tools.tools(),
                                 {.formats = plan.formats,
                                  .parts = request.parts,
                                  .pages = plan.pages,
                                  .dynamics = dynamics_of(request),
                                  .loudness = LoudnessTarget{.lufs = request.loudness},
                                  .if_there = place.if_there},
                                 [&](double done) {
                                   stage.show(begin + static_cast<std::uint64_t>(
                                                          done * as_double(batch.pieces().size())));
                                   return !watch.wants_stop();
                                 }),
               sheets);
    some_done(sheets);
  }
  sheets.stopped = watch.wants_stop();
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

PieceFiles piece_files(const SheetFiles& files) {
  return {.musicxml = files.musicxml,
          .pdf = files.pdf,
          .svg = files.svg,
          .sounds = files.sounds,
          .parts = files.parts};
}

}  // namespace bachprop
