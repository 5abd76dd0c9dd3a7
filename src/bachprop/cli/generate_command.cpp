#include <fmt/core.h>

#include <CLI/CLI.hpp>
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
#include "bachprop/cli/nearest_name.h"
#include "bachprop/cli/number_range.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/piece_sheets.h"
#include "bachprop/cli/pieces_folder.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/text.h"
#include "bachprop/generate/composer.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"
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
  ComposeOptions options;
  SheetArguments sheets;
  std::optional<double> stated_end_bias;
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

std::string max_copy_text() {
  return fmt::format("0 or {} to {}", kLeastMaxCopy, kGreatestMaxCopy);
}

// What is wrong with a --max-copy; empty: nothing.
std::string outside_max_copy(std::string& text) {
  int notes = 0;
  const bool fits = CLI::detail::lexical_cast(text, notes) &&
                    (notes == 0 || (notes >= kLeastMaxCopy && notes <= kGreatestMaxCopy));
  return fits ? "" : fmt::format("{} is not {}", text, max_copy_text());
}

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
  arguments.options.end_bias = arguments.stated_end_bias.value_or(model.end_bias);
  return run(model, arguments, place, plan);
}

void add_options(CLI::App& command, GenerateArguments& arguments) {
  ComposeOptions& options = arguments.options;
  auto* model = command.add_option("--model", arguments.model,
                                   "model file written by bachprop train; a bundled one if not "
                                   "given");
  command
      .add_option("--style", arguments.style, "the bundled model: Bach's chorales, or folk tunes")
      ->check(one_of(bundled_styles()))
      ->excludes(model)
      ->capture_default_str();
  command.add_option("-n,--pieces", options.pieces, "number of pieces")->capture_default_str();
  command.add_option("-o,--output", arguments.output,
                     "folder for the pieces (default: out, or the first free of out-2, out-3 ...)");
  add_force_option(command, arguments.force, "another run, or files of the same names,", "are");
  command
      .add_option("--temperature", options.sampling.temperature,
                  "1: as learnt; lower: more usual; higher: wilder; 0: always the likeliest")
      ->capture_default_str();
  command
      .add_option("--top-k", options.sampling.top_k,
                  "choose among the k likeliest symbols only; 0: all")
      ->capture_default_str();
  command
      .add_option("--top-p", options.sampling.top_p,
                  "choose among the likeliest symbols that reach this probability together; 1: all")
      ->capture_default_str();
  command
      .add_option("--end-bias", arguments.stated_end_bias,
                  "added to the log-odds of ending: above 0 for shorter pieces (default: what the "
                  "model was calibrated to)")
      ->check(number_between(-20.0, 20.0));
  command
      .add_option(
          "--max-copy", options.max_copy,
          "never more than so many notes in a row as in a training piece, in any key but at "
          "the same speed: twice as fast or slow is not guarded against; 0: any number")
      ->check(CLI::Validator(outside_max_copy, max_copy_text()));
  command.add_option("--seed", options.seed, "other seeds give other pieces")
      ->capture_default_str();
  command.add_option("--min-notes", options.min_notes, "no piece ends before")
      ->capture_default_str();
  command.add_option("--max-notes", options.max_notes, "a piece is cut off there")
      ->capture_default_str();
  command
      .add_option("--bpm", arguments.quarters_per_minute,
                  "tempo in quarter notes a minute; that of the model's corpus if not given")
      ->check(number_between(4.0, 1000.0));
  auto* prime = command.add_option("--prime", arguments.prime,
                                   "MIDI file whose beginning every piece goes on from");
  command
      .add_option("--prime-quarters", arguments.prime_quarters,
                  "how many quarter notes of it to take")
      ->needs(prime)
      ->check(number_between(0.0625, 100000.0))
      ->capture_default_str();
  command
      .add_option("--threads", options.threads,
                  "how many compose side by side; the pieces do not depend on it")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  add_precision_option(command, arguments.precision);
  add_sheet_options(command, arguments.sheets,
                    "musicxml,ogg, and sheet music on the page, of up to 32 pieces, where "
                    "MuseScore and a soundfont are installed");
  command.add_flag("-v,--verbose", arguments.verbose,
                   "also how likely the model finds each piece: log-likelihoods of dT, T and P");
  command.add_flag("--json", arguments.json,
                   "print pieces.json, one JSON object, instead of the table");
}

}  // namespace

void add_generate_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("generate", "compose new pieces with a model");
  command->footer(kExamples);
  const auto arguments = std::make_shared<GenerateArguments>();
  arguments->options.threads = available_threads();
  add_options(*command, *arguments);
  command->callback(
      [arguments, &exit_code] { exit_code = exit_code_of("generate", generate(*arguments)); });
}

}  // namespace bachprop
