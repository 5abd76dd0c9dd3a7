#include "bachprop/run/composing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/generate/ending.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/report/generate_report.h"
#include "bachprop/run/output_file.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

// Looking at the clock takes a hundredth of the time of a note.
constexpr std::int64_t kNotesBetweenLooks = 256;

Result<TrainedModel> requested_model(const ComposingRequest& request) {
  return request.model.empty() ? bundled_model(request.style) : load_model(request.model);
}

Quarters prime_length(const ComposingRequest& request) {
  constexpr int kParts = 48;
  return {std::llround(request.prime_quarters * kParts), kParts};
}

// Where the run goes, before it begins.
Result<PiecesFolder::Place> place_of(const ComposingRequest& request) {
  if (request.output.empty()) {
    const std::filesystem::path folder =
        request.force ? std::filesystem::path(kUsualFolder) : first_free_folder(kUsualFolder);
    TRY(keep_input(folder, request.prime));
    return PiecesFolder::Place{folder, /*usual=*/!request.force, request.force};
  }
  TRY(keep_input(request.output, request.prime));
  if (!request.force) {
    TRY(keep_what_the_folder_holds(request.output));
  }
  return PiecesFolder::Place{request.output, /*usual=*/false, request.force};
}

// The options with the beginning to go on from, if one was asked for.
Result<ComposeOptions> options_of(const ComposingRequest& request, const TrainedModel& model,
                                  const ComposingWatch& watch) {
  ComposeOptions options = request.options;
  if (!request.prime.empty()) {
    options.prime = TRY(read_prime(request.prime, prime_length(request), model));
    if (watch.prime) {
      watch.prime(*options.prime);
    }
  }
  return options;
}

// What is said of the run but for its pieces.
Result<PiecesRecord> head_of(const TrainedModel& model, const ComposingRequest& request,
                             const ComposeOptions& options, const ModelSetting& setting) {
  const NoteLimits limits = TRY(limits_of(options, setting));
  PiecesRecord record = {
      .model_name = model.name,
      .model_sha256 = model.sha256,
      .options = options,
      .corpus = setting.profile,
      .prime_source = {.file = request.prime.string(), .quarters = prime_length(request)}};
  record.options.end_bias = setting.end_bias;
  record.options.min_notes = limits.fewest;
  record.options.max_notes = limits.most;
  if (!setting.frame.tempos.empty()) {
    record.quarters_per_minute = setting.frame.tempos.front().quarters_per_minute;
  }
  return record;
}

// Puts each piece into the folder as soon as it is finished.
Result<std::vector<ComposedPiece>> compose_into(
    PiecesFolder& folder, const PiecesFolder::Place& place, const TrainedModel& model,
    const ComposingRequest& request, const ComposeOptions& options, const ComposingWatch& watch) {
  const ArrangementKind arrangement = arrangement_of(request.sheets);
  // Short pieces are finished first: how long the others take shows only when there are many.
  constexpr int kTellingPieces = 1000;
  const Stage stage(watch, {.label = "composing",
                            .total = static_cast<std::uint64_t>(std::max(0, options.pieces)),
                            .unit = "pieces",
                            .time_left = options.pieces < kTellingPieces ? TimeLeft::kUnknown
                                                                         : TimeLeft::kAsBefore});
  std::int64_t shown = 0;
  bool began = false;
  const auto look = [&](const ComposeProgress& progress) {
    if (!std::exchange(began, true) && watch.begins) {
      watch.begins(place);
    }
    if (progress.notes - shown >= kNotesBetweenLooks) {
      shown = progress.notes;
      stage.show(static_cast<std::uint64_t>(progress.pieces),
                 {{.text = fmt::format("{} notes", shown)}});
    }
    return !watch.wants_stop() && !folder.is_broken();
  };
  return compose(model, options, look, [&](const ComposedPiece& piece) {
    folder.add(piece, midi_of(piece, arrangement));
  });
}

// Sheet music and sound of all pieces, listed as they are made; the page last, so that it never
// names a file that is not there.
PieceSheets complete_run(PiecesFolder& folder, PiecesRecord& record,
                         const ComposingRequest& request, SheetPlan& plan, const Watch& watch) {
  folder.write_record(record);
  PieceSheets sheets;
  if (!plan.is_empty()) {
    folder.write(kPiecesPage, render_pieces(page_of(record, {})));
    const auto list = [&](const PieceSheets& so_far) {
      record.files.clear();
      for (const SheetFiles& files : so_far.files) {
        record.files.push_back(piece_files(files));
      }
      folder.write_record(record);
    };
    sheets = write_piece_sheets(record, {folder.folder(), if_there(request.force)}, request.sheets,
                                plan, list, watch);
  }
  folder.write(kPiecesPage, render_pieces(page_of(record, sheets.files)));
  return sheets;
}

std::set<std::string> others_than(const PiecesRecord& record, const std::filesystem::path& folder) {
  std::set<std::string> own;
  for (const ComposedPiece& piece : record.pieces) {
    own.insert(piece_file_name(piece.number, record.options.pieces));
  }
  return other_pieces(folder, own);
}

}  // namespace

Result<ComposingOutcome> compose_into_folder(const ComposingRequest& request,
                                             const ComposingWatch& watch) {
  const auto place = TRY(place_of(request));
  const auto model = TRY(requested_model(request));
  const auto options = TRY(options_of(request, model, watch));
  ComposingOutcome outcome;
  outcome.plan = TRY(plan_sheets(request.sheets, options.pieces));
  outcome.record = TRY(head_of(model, request, options, setting_of(model, options)));
  PiecesFolder folder(place, outcome.record);
  outcome.pieces = TRY(compose_into(folder, place, model, request, options, watch));
  outcome.is_broken = folder.is_broken();
  const std::set<int> written = folder.written();
  std::erase_if(outcome.pieces,
                [&](const ComposedPiece& piece) { return !written.contains(piece.number); });
  outcome.record.pieces = outcome.pieces;
  if (!outcome.pieces.empty()) {
    outcome.sheets = complete_run(folder, outcome.record, request, outcome.plan, watch);
    outcome.other_pieces = others_than(outcome.record, folder.folder());
  }
  outcome.folder = folder.folder();
  outcome.has_page = folder.has(kPiecesPage);
  outcome.troubles = folder.troubles();
  return outcome;
}

}  // namespace bachprop
