#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/generate_report.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/piece_sheets.h"
#include "bachprop/cli/pieces_folder.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/generate/composer.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/report/text.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct GenerateArguments {
  std::filesystem::path model;
  std::string style = "chorales";
  std::filesystem::path output;  // empty: the first free folder
  bool force = false;
  std::filesystem::path prime;
  double prime_quarters = 8;
  std::optional<double> quarters_per_minute;
  bool json = false;
  bool verbose = false;
  ComposeOptions options = {.threads = available_threads()};
  StatedOptions stated;
  SheetArguments sheets;
  std::string precision = "fp32";
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop generate                                eight new chorales in out/, then out-2/ ...
  bachprop generate --style nottingham -o tunes    folk tunes with chords
  bachprop generate --model my.safetensors -n 20 --seed 7 -o songs
  bachprop generate --prime begin.mid --prime-quarters 16   go on from a given beginning
  bachprop generate --temperature 0.8 --top-p 0.95          closer to what is usual
  bachprop generate --max-copy 8                            nothing learnt by heart

  bachprop generate --arrange string-quartet --parts --format pdf,flac
  bachprop generate -n 1000 --format midi                   MIDI alone, fast

Each piece becomes a MIDI file and, as far as MuseScore and a soundfont are installed here, MusicXML,
sheet music on the page, and sound; --format asks for these or others. pieces.json describes the run,
and index.html, opened in a browser, shows and plays the pieces. The same model, options and seed give the same files.)";

// Looking at the clock takes a hundredth of the time of a note.
constexpr std::int64_t kNotesBetweenLooks = 256;
constexpr const char* kPage = "index.html";

Result<TrainedModel> model_of(const GenerateArguments& arguments) {
  return arguments.model.empty() ? bundled_model(arguments.style) : load_model(arguments.model);
}

// The beginning to go on from, if one was asked for.
Result<std::optional<Prime>> prime_of(const GenerateArguments& arguments,
                                      const TrainedModel& model) {
  if (arguments.prime.empty()) {
    return std::nullopt;
  }
  const Quarters length(std::llround(arguments.prime_quarters * 48), 48);
  auto prime = TRY(read_prime(arguments.prime, length, model));
  return std::optional(std::move(prime));
}

void print_remarks(const Prime& prime, const std::filesystem::path& file) {
  if (prime.remarks.empty()) {
    return;
  }
  print_wrapped(stderr, "{}: {} notes taken over; {} of them changed, {} dropped:\n", file.string(),
                prime.symbols.size(), prime.notes_changed, prime.notes_dropped);
  for (const std::string& remark : prime.remarks) {
    print_wrapped(stderr, "  {}\n", remark);
  }
}

// Of a folder that nobody named, where that is not the first that one would look into.
void print_usual_place(const PiecesFolder::Place& place) {
  if (place.usual && place.folder != kUsualFolder) {
    print_wrapped(stderr, "{} is taken, so the pieces go into {}.\n", kUsualFolder,
                  place.folder.string());
  }
}

// Composes, and puts each piece into the folder as soon as it is finished.
Result<std::vector<ComposedPiece>> compose_into(PiecesFolder& folder,
                                                const PiecesFolder::Place& place,
                                                const TrainedModel& model,
                                                const GenerateArguments& arguments) {
  const ComposeOptions& options = arguments.options;
  const ArrangementKind arrangement = arrangement_of(arguments.sheets);
  const InterruptGuard guard;
  // Short pieces are finished first: how long the others take shows only when there are many.
  constexpr int kTellingPieces = 1000;
  ProgressBar bar("composing", static_cast<std::uint64_t>(std::max(0, options.pieces)), "pieces",
                  options.pieces < kTellingPieces ? TimeLeft::kUnknown : TimeLeft::kAsBefore);
  std::int64_t shown = 0;
  bool began = false;
  const auto watch = [&](const ComposeProgress& progress) {
    // Now it is known that the model and the options will do.
    if (!std::exchange(began, true)) {
      print_usual_place(place);
    }
    if (progress.notes - shown >= kNotesBetweenLooks) {
      shown = progress.notes;
      bar.show(static_cast<std::uint64_t>(progress.pieces), fmt::format("{} notes", shown));
    }
    return !interrupted() && !folder.is_broken();
  };
  return compose(model, options, watch, [&](const ComposedPiece& piece) {
    folder.add(piece, midi_of(piece, arrangement));
  });
}

// Sheet music and sound of all pieces, listed as they are made; the page last, so that it never
// names a file that is not there.
PieceSheets complete_run(PiecesFolder& folder, PiecesRecord& record,
                         const GenerateArguments& arguments, SheetPlan& plan) {
  folder.write_record(record);
  PieceSheets sheets;
  if (!plan.is_empty()) {
    folder.write(kPage, render_pieces(page_of(record, sheets)));
    const SheetPlace place = {folder.folder(), if_there(arguments.force)};
    sheets =
        write_piece_sheets(record, place, arguments.sheets, plan, [&](const PieceSheets& so_far) {
          record.files.clear();
          for (const SheetFiles& files : so_far.files) {
            record.files.push_back(piece_files(files));
          }
          folder.write_record(record);
        });
  }
  folder.write(kPage, render_pieces(page_of(record, sheets)));
  return sheets;
}

void print_other_pieces(const PiecesRecord& record, const std::filesystem::path& folder) {
  std::set<std::string> own;
  for (const ComposedPiece& piece : record.pieces) {
    own.insert(piece_file_name(piece.number, record.options.pieces));
  }
  const std::set<std::string> others = other_pieces(folder, own);
  if (!others.empty()) {
    print_wrapped(stderr,
                  "{} still holds {} of another run, {} to {}: index.html does not show {}\n",
                  folder.string(), counted(others.size(), "piece"), *others.begin(),
                  *others.rbegin(), others.size() == 1 ? "it" : "them");
  }
}

// What could not be written or made, each by its name.
void print_troubles(const PiecesFolder& folder, const PieceSheets& sheets) {
  for (const auto* troubles : {&folder.troubles(), &sheets.troubles}) {
    for (const std::string& trouble : *troubles) {
      print_wrapped(stderr, "{}\n", printable(trouble));
    }
  }
}

// What is missing of the sheet music and sound, and how to get it.
void print_stopped_sheets(const PiecesRecord& record, const PiecesFolder& folder,
                          const PieceSheets& sheets, const SheetPlan& plan,
                          const GenerateArguments& arguments) {
  const std::size_t complete = count_complete(sheets, plan);
  if (sheets.stopped && complete < record.pieces.size()) {
    print_command(
        stderr,
        fmt::format("Stopped: {} of {} {} all of the sheet music and sound. This makes it for "
                    "all of them:",
                    grouped(complete), counted(record.pieces.size(), "piece"),
                    complete == 1 ? "has" : "have"),
        render_command(folder.folder(), arguments.sheets, plan));
  }
}

void print_run(const PiecesRecord& record, const PiecesFolder& folder, const SheetPlan& plan,
               const GenerateArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(pieces_json(record), 2));
  } else {
    print_table(record, folder.has(kPage) ? folder.folder() / kPage : std::filesystem::path(),
                arguments.verbose);
    for (const std::string& remark : plan.remarks) {
      print_wrapped("There is {}.\n", printable(remark));
    }
  }
  print_other_pieces(record, folder.folder());
  if (const std::string remark = remark_on_equal_pieces(record); !remark.empty()) {
    print_wrapped(stderr, "{}\n", remark);
  }
}

void print_stop(const PiecesRecord& record, bool is_broken) {
  const std::string there =
      fmt::format("{} of {}", grouped(record.pieces.size()),
                  counted(static_cast<std::uint64_t>(record.options.pieces), "piece"));
  if (is_broken) {
    print_wrapped(stderr, "Not all could be written: {} are there.\n", there);
  } else if (was_stopped(record)) {
    print_wrapped(stderr,
                  "Stopped: {} are finished and kept. Short pieces are finished first: do not take "
                  "these for a fair sample.\n",
                  there);
  }
}

// Where the run goes, before it begins.
Result<PiecesFolder::Place> place_of(const GenerateArguments& arguments) {
  if (arguments.output.empty()) {
    const std::filesystem::path folder =
        arguments.force ? std::filesystem::path(kUsualFolder) : first_free_folder(kUsualFolder);
    return keep_input(folder, arguments.prime).map([&] {
      return PiecesFolder::Place{folder, /*usual=*/!arguments.force, arguments.force};
    });
  }
  return keep_input(arguments.output, arguments.prime)
      .and_then([&] {
        return arguments.force ? Result<void>() : keep_what_the_folder_holds(arguments.output);
      })
      .map([&] {
        return PiecesFolder::Place{arguments.output, /*usual=*/false, arguments.force};
      });
}

// What is said of the run but for its pieces.
PiecesRecord head_of(const TrainedModel& model, const GenerateArguments& arguments) {
  return {.model_name = model.name,
          .model_sha256 = model.sha256,
          .options = arguments.options,
          .prime_source = {.file = arguments.prime.string(),
                           .quarters = Quarters(std::llround(arguments.prime_quarters * 48), 48)}};
}

// Composes and writes; the exit code.
Result<int> run(const TrainedModel& model, const GenerateArguments& arguments,
                const PiecesFolder::Place& place, SheetPlan& plan) {
  PiecesRecord record = head_of(model, arguments);
  PiecesFolder folder(place, record);
  auto pieces = TRY(compose_into(folder, place, model, arguments));
  const bool is_broken = folder.is_broken();
  const std::set<int> written = folder.written();
  std::erase_if(pieces,
                [&](const ComposedPiece& piece) { return !written.contains(piece.number); });
  if (pieces.empty()) {
    print_troubles(folder, {});
    print_wrapped(stderr, "bachprop generate: {} before a piece was {}; nothing written\n",
                  is_broken ? "ended" : "stopped", is_broken ? "written" : "finished");
    return is_broken ? 1 : kInterruptedExitCode;
  }
  record.pieces = pieces;
  const PieceSheets sheets = complete_run(folder, record, arguments, plan);
  print_run(record, folder, plan, arguments);
  print_troubles(folder, sheets);
  print_stopped_sheets(record, folder, sheets, plan, arguments);
  print_stop(record, is_broken);
  const bool complete = folder.troubles().empty() && sheets.troubles.empty();
  return (was_stopped(record) && !is_broken) || sheets.stopped ? kInterruptedExitCode
         : complete                                            ? 0
                                                               : 1;
}

// The exit code.
Result<int> generate(GenerateArguments arguments) {
  const auto place = TRY(place_of(arguments));
  const auto model = TRY(model_of(arguments));
  auto prime = TRY(prime_of(arguments, model));
  if (prime) {
    print_remarks(*prime, arguments.prime);
  }
  auto plan = TRY(plan_sheets(arguments.sheets, arguments.options.pieces));
  arguments.options.frame = frame_for(model, prime, arguments.quarters_per_minute);
  arguments.options.prime = std::move(prime);
  const auto precision = TRY(usable_precision(arguments.precision));
  arguments.options.precision = precision;
  if (!arguments.stated.has("--end-bias")) {
    arguments.options.end_bias = model.end_bias;
  }
  return run(model, arguments, place, plan);
}

void list_fields(GenerateArguments& arguments, FieldList& fields) {
  fields(arguments.style, {.option = "--style",
                           .help = "the bundled model: Bach's chorales, or folk tunes",
                           .choices = bundled_styles(),
                           .excludes = {"--model"}});
  fields(arguments.model,
         {.option = "--model", .help = "a model of your own, written by bachprop train"});
  fields(arguments.output, {.option = "-o,--output",
                            .value = "FOLDER",
                            .help = "folder for the pieces",
                            .usual = "out, or the first free of out-2, out-3 ..."});
  list_force_field(arguments.force, "another run, or files of the same names,", fields, "are");
  fields.heading("Choosing notes");
  list_fields(arguments.options, fields);
  list_precision_field(arguments.precision, fields);
  fields.heading("");
  fields(arguments.quarters_per_minute, {.option = "--bpm",
                                         .help = "tempo in quarter notes a minute",
                                         .limits = between(4, 1000),
                                         .usual = "that of the model's corpus"});
  fields(arguments.prime,
         {.option = "--prime", .help = "MIDI file whose beginning every piece goes on from"});
  fields(arguments.prime_quarters, {.option = "--prime-quarters",
                                    .help = "how many quarter notes of it to take",
                                    .limits = between(0.0625, 100000),
                                    .needs = "--prime"});
  list_sheet_fields(arguments.sheets,
                    "musicxml,ogg, and sheet music on the page, of up to 32 pieces, where "
                    "MuseScore and a soundfont are installed",
                    fields);
  fields(arguments.verbose,
         {.option = "-v,--verbose",
          .help = "also how likely the model finds each piece: log-likelihoods of dT, T and P"});
  fields(arguments.json,
         {.option = "--json", .help = "print pieces.json, one JSON object, instead of the table"});
}

}  // namespace

void add_generate_command(CLI::App& app, int& exit_code) {
  add_command<GenerateArguments>(
      app, exit_code, {"generate", "compose new pieces with a model", kExamples},
      [](const GenerateArguments& arguments) { return generate(arguments); });
}

}  // namespace bachprop
