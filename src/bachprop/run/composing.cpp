#include "bachprop/run/composing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "bachprop/analysis/piece_metre.h"
#include "bachprop/arrange/ritardando.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/ending.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/report/generate_report.h"
#include "bachprop/report/text.h"
#include "bachprop/run/choosing.h"
#include "bachprop/run/model_profile.h"
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
  TRY(keep_favourites(request.output));
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
      .are_limits_stated = options.min_notes || options.max_notes,
      .corpus = setting.profile,
      .prime_source = {.file = request.prime.string(), .quarters = prime_length(request)},
      .playing = {.arrangement = request.sheets.arrangement,
                  .flat = request.sheets.flat,
                  .ritardando = request.sheets.ritardando},
      .best_of = request.best_of};
  record.options.end_bias = setting.end_bias;
  record.options.min_notes = limits.fewest;
  record.options.max_notes = limits.most;
  if (!setting.frame.tempos.empty()) {
    record.quarters_per_minute = setting.frame.tempos.front().quarters_per_minute;
  }
  return record;
}

// A piece that was cut off has no ending to slow down to.
void end_slowly(ComposedPiece& piece, const SheetRequest& sheets) {
  if (sheets.ritardando && piece.ended) {
    piece.score.tempos = with_ritardando(piece.score, metre_of(piece.score, {.is_composed = true}));
  }
}

// Puts each piece into the folder as soon as it is finished, or chosen.
class Composing {
 public:
  Composing(PiecesFolder& folder, const PiecesFolder::Place& place, const ComposingRequest& request,
            const ComposingWatch& watch)
      : folder_(folder), place_(place), request_(request), watch_(watch) {}

  Result<std::vector<ComposedPiece>> compose_all(const TrainedModel& model,
                                                 const ComposeOptions& options) {
    return compose_watched(model, options, [&](ComposedPiece piece) { add(std::move(piece)); })
        .map([&](std::vector<ComposedPiece> pieces) {
          std::ranges::for_each(pieces,
                                [&](ComposedPiece& piece) { end_slowly(piece, request_.sheets); });
          return pieces;
        });
  }

  Result<std::vector<ComposedPiece>> compose_best(const TrainedModel& model,
                                                  const ComposeOptions& options, RankPiece rank) {
    Choosing choosing(options, request_.best_of, std::move(rank));
    TRY(compose_watched(model, choosing.candidates(), [&](ComposedPiece candidate) {
          if (auto piece = choosing.take(std::move(candidate))) {
            add(*std::move(piece));
          }
        }).map([](const std::vector<ComposedPiece>& /*all candidates*/) {}));
    for (ComposedPiece& piece : choosing.take_rest()) {
      add(std::move(piece));
    }
    std::ranges::sort(chosen_, {}, &ComposedPiece::number);
    return std::move(chosen_);
  }

 private:
  void add(ComposedPiece piece) {
    end_slowly(piece, request_.sheets);
    folder_.add(piece, midi_of(piece, request_.sheets));
    if (piece.selection) {
      const std::lock_guard lock(mutex_);
      chosen_.push_back(std::move(piece));
    }
  }

  [[nodiscard]] Result<std::vector<ComposedPiece>> compose_watched(
      const TrainedModel& model, const ComposeOptions& options, const WatchPiece& finished) const {
    // Short pieces are finished first: how long the others take shows only when there are many.
    constexpr int kTellingPieces = 1000;
    const Stage stage(watch_, {.label = "composing",
                               .total = static_cast<std::uint64_t>(std::max(0, options.pieces)),
                               .unit = request_.best_of > 1 ? "candidates" : "pieces",
                               .time_left = options.pieces < kTellingPieces ? TimeLeft::kUnknown
                                                                            : TimeLeft::kAsBefore});
    std::int64_t shown = 0;
    bool began = false;
    const auto look = [&](const ComposeProgress& progress) {
      if (!std::exchange(began, true) && watch_.begins) {
        watch_.begins(place_);
      }
      if (progress.notes - shown >= kNotesBetweenLooks) {
        shown = progress.notes;
        stage.show(static_cast<std::uint64_t>(progress.pieces),
                   {{.text = fmt::format("{} notes", shown)}});
      }
      return !watch_.wants_stop() && !folder_.is_broken();
    };
    return compose(model, options, look, finished);
  }

  PiecesFolder& folder_;
  const PiecesFolder::Place& place_;
  const ComposingRequest& request_;
  const ComposingWatch& watch_;
  std::mutex mutex_;
  std::vector<ComposedPiece> chosen_;
};

// Each candidate has a number of its own.
Result<void> check_numbers(const ComposingRequest& request) {
  const std::int64_t last = std::int64_t{request.options.first} + request.options.pieces - 1;
  const std::int64_t candidates = last * request.best_of;
  if (request.best_of >= 1 && candidates <= kMostPieces) {
    return {};
  }
  const std::string numbers =
      request.best_of == 1 ? fmt::format("the last piece has number {}", grouped(as_index(last)))
                           : fmt::format("the best of {} up to piece {} are {} candidates",
                                         request.best_of, grouped(as_index(last)),
                                         grouped(as_index(std::max<std::int64_t>(candidates, 0))));
  return fail(fmt::format("{}, and numbers end at {}", numbers, grouped(kMostPieces)),
              "ask for fewer");
}

// What candidates are measured by; nothing where there is nothing to choose.
Result<RankPiece> rank_for(const ComposingRequest& request, const TrainedModel& model,
                           const Watch& watch) {
  if (request.best_of == 1) {
    return RankPiece();
  }
  auto profile = TRY(profile_for(model, request.corpus, request.options.threads, watch));
  return rank_by_profile(std::make_shared<const StyleProfile>(std::move(profile)));
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
    own.insert(piece_file_name(piece.number, record.options));
  }
  return other_pieces(folder, own);
}

}  // namespace

Result<ComposingOutcome> compose_into_folder(const ComposingRequest& request,
                                             const ComposingWatch& watch) {
  const auto place = TRY(place_of(request));
  const auto model = TRY(requested_model(request));
  const auto options = TRY(options_of(request, model, watch));
  TRY(check_numbers(request));
  ComposingOutcome outcome;
  outcome.plan = TRY(plan_sheets(request.sheets, options.pieces));
  outcome.record = TRY(head_of(model, request, options, setting_of(model, options)));
  const auto rank = TRY(rank_for(request, model, watch));
  PiecesFolder folder(place, outcome.record);
  Composing composing(folder, place, request, watch);
  outcome.pieces = TRY(rank ? composing.compose_best(model, options, rank)
                            : composing.compose_all(model, options));
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
