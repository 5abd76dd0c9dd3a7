#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/command_line.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/report/generate_report.h"
#include "bachprop/report/text.h"
#include "bachprop/run/composing.h"
#include "bachprop/run/liking.h"
#include "bachprop/score/transposition.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

struct GenerateArguments : ComposingRequest {
  GenerateArguments() { options.threads = available_threads(); }

  StatedOptions stated;
  fs::path like;
  std::string simd = "auto";
  std::string precision = "bf16-weights";
  std::string key;
  std::string transpose;
  bool json = false;
  bool verbose = false;
};

constexpr const char* kGenerateExamples =
    R"(Examples:
  bachprop generate                                eight new chorales in out/, then out-2/ ...
  bachprop generate --style nottingham -o tunes    folk tunes with chords
  bachprop generate --model my.safetensors -n 20 --seed 7 -o songs
  bachprop generate --prime begin.mid --prime-quarters 16   go on from a given beginning
  bachprop generate --like out/piece-003 --seed 2           go on from one that you like
  bachprop generate --temperature 0.8 --top-p 0.95          closer to what is usual
  bachprop generate --model my.safetensors --best-of 16     the best of 16, eight times
  bachprop generate --max-copy 8                            nothing learnt by heart

  bachprop generate --arrange string-quartet --parts --format pdf,flac
  bachprop generate -n 1000 --format midi                   MIDI alone, fast

Each piece becomes a MIDI file and, as far as MuseScore and a soundfont are installed here, MusicXML,
sheet music on the page, and sound; --format asks for these or others. pieces.json describes the run,
and index.html, opened in a browser, shows and plays the pieces. The same model, options and seed give the same files.)";

void print_prime(const Prime& prime, const std::filesystem::path& file) {
  if (prime.remarks.empty()) {
    return;
  }
  print_wrapped(stderr, "{}: {} notes taken over; {} of them changed, {} dropped:\n", file.string(),
                prime.symbols.size(), prime.notes_changed, prime.notes_dropped);
  for (const std::string& remark : prime.remarks) {
    print_wrapped(stderr, "  {}\n", remark);
  }
}

// Where nobody named the folder and it is not the first that one would look into.
void print_usual_place(const PiecesFolder::Place& place) {
  if (place.usual && place.folder != kUsualFolder) {
    print_wrapped(stderr, "{} is taken, so the pieces go into {}.\n", kUsualFolder,
                  place.folder.string());
  }
}

void print_other_pieces(const ComposingOutcome& outcome) {
  const std::set<std::string>& others = outcome.other_pieces;
  if (!others.empty()) {
    print_wrapped(stderr,
                  "{} still holds {} of another run, {} to {}: index.html does not show {}\n",
                  outcome.folder.string(), counted(others.size(), "piece"), *others.begin(),
                  *others.rbegin(), others.size() == 1 ? "it" : "them");
  }
}

// What could not be written or made, each by its name.
void print_troubles(const ComposingOutcome& outcome) {
  for (const auto* troubles : {&outcome.troubles, &outcome.sheets.troubles}) {
    for (const std::string& trouble : *troubles) {
      print_wrapped(stderr, "{}\n", printable(trouble));
    }
  }
}

// Not to be taken for an option.
std::string as_argument(const fs::path& path) {
  return path.string().starts_with('-') ? (std::filesystem::path(".") / path).string()
                                        : path.string();
}

// The command that makes the sheet music and sound of the MIDI files in `folder`, as planned, in a
// new folder beside it.
std::string render_command(const fs::path& folder, const SheetRequest& request,
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
  // generate has written the MIDI files.
  SheetFormats formats = plan.formats;
  formats.midi = false;
  add_word(fmt::format("{}", fmt::join(names_of(formats), ",")));
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) {
      add_word(option);
      add_word(value);
    }
  };
  add("--arrange", request.arrangement == SheetRequest{}.arrangement ? "" : request.arrangement);
  add("--grid", request.grid);
  add("--soundfont", request.soundfont.string());
  add("--engraver", request.engraver.string());
  add("--loudness",
      request.loudness == SheetRequest{}.loudness ? "" : fmt::format("{}", request.loudness));
  if (request.parts) {
    add_word("--parts");
  }
  return command;
}

// What is missing of the sheet music and sound, and how to get it.
void print_stopped_sheets(const ComposingOutcome& outcome, const GenerateArguments& arguments) {
  const std::size_t complete = count_complete(outcome.sheets, outcome.plan);
  if (outcome.sheets.stopped && complete < outcome.pieces.size()) {
    print_command(
        stderr,
        fmt::format("Stopped: {} of {} {} all of the sheet music and sound. This makes it for "
                    "all of them:",
                    grouped(complete), counted(outcome.pieces.size(), "piece"),
                    complete == 1 ? "has" : "have"),
        render_command(outcome.folder, arguments.sheets, outcome.plan));
  }
}

// How to keep one of them, by its first.
void print_keeping(const ComposingOutcome& outcome) {
  const std::string file = piece_file_name(outcome.pieces.front().number, outcome.record.options);
  const fs::path piece = (outcome.folder / file).replace_extension();
  print_wrapped("To keep one that you like: {} keep {}\n", program_as_called(),
                shell_word(as_argument(piece)));
}

void print_run(const ComposingOutcome& outcome, const GenerateArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(pieces_json(outcome.record), 2));
  } else {
    const std::filesystem::path page =
        outcome.has_page ? outcome.folder / kPiecesPage : std::filesystem::path();
    print_text(stdout, pieces_text(outcome.record, page, arguments.verbose, columns_of(stdout)));
    for (const std::string& remark : outcome.plan.remarks) {
      print_wrapped("There is {}.\n", printable(remark));
    }
    print_keeping(outcome);
  }
  print_other_pieces(outcome);
  if (const std::string remark = remark_on_equal_pieces(outcome.record); !remark.empty()) {
    print_wrapped(stderr, "{}\n", remark);
  }
  for (const std::string& remark : remarks_on_corpus(outcome.record)) {
    print_wrapped(stderr, "{}\n", remark);
  }
}

void print_stop(const ComposingOutcome& outcome) {
  const PiecesRecord& record = outcome.record;
  const std::string there =
      fmt::format("{} of {}", grouped(record.pieces.size()),
                  counted(static_cast<std::uint64_t>(record.options.pieces), "piece"));
  if (outcome.is_broken) {
    print_wrapped(stderr, "Not all could be written: {} are there.\n", there);
  } else if (was_stopped(record)) {
    print_wrapped(stderr,
                  "Stopped: {} are finished and kept. Short pieces are finished first: do not take "
                  "these for a fair sample.\n",
                  there);
  }
}

// The exit code of a run that left nothing.
int print_nothing(const ComposingOutcome& outcome) {
  print_troubles(outcome);
  print_wrapped(stderr, "bachprop generate: {} before a piece was {}; nothing written\n",
                outcome.is_broken ? "ended" : "stopped",
                outcome.is_broken ? "written" : "finished");
  return outcome.is_broken ? 1 : kInterruptedExitCode;
}

// What was not stated is as it was when the piece was composed.
Result<void> take_over_from_liked(GenerateArguments& arguments) {
  if (arguments.like.empty()) {
    return {};
  }
  const bool is_model_stated = arguments.stated.has("--model") || arguments.stated.has("--style");
  auto liked = TRY(liked_piece(arguments.like, !is_model_stated));
  arguments.prime = liked.midi;
  if (!is_model_stated) {
    arguments.model = liked.model;
    arguments.style = liked.style;
  }
  liked.options.threads = arguments.options.threads;
  arguments.options = liked.options;
  arguments.stated.apply_to(fields_of(arguments));
  return {};
}

Result<ComposingOutcome> compose_on_terminal(GenerateArguments arguments) {
  TRY(take_over_from_liked(arguments));
  if (!arguments.key.empty()) {
    arguments.options.key = key_signature_named(arguments.key);
  }
  arguments.options.transpose = interval_named(arguments.transpose).value_or(0);
  arguments.options.precision =
      TRY(choose_arithmetic(arguments.simd, arguments.precision, Precision::kBfloat16Weights));
  TerminalWatch terminal;
  ComposingWatch watch;
  terminal.attach_to(watch);
  watch.prime = [&](const Prime& prime) { print_prime(prime, arguments.prime); };
  watch.begins = print_usual_place;
  return compose_into_folder(arguments, watch);
}

// The exit code.
Result<int> generate(const GenerateArguments& arguments) {
  const auto outcome = TRY(compose_on_terminal(arguments));
  if (outcome.pieces.empty()) {
    return print_nothing(outcome);
  }
  print_run(outcome, arguments);
  print_troubles(outcome);
  print_stopped_sheets(outcome, arguments);
  print_stop(outcome);
  const bool stopped = was_stopped(outcome.record) && !outcome.is_broken;
  const bool complete = outcome.troubles.empty() && outcome.sheets.troubles.empty();
  return stopped || outcome.sheets.stopped ? kInterruptedExitCode : complete ? 0 : 1;
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
  list_composing_precision_field(arguments.precision, fields);
  list_simd_field(arguments.simd, fields);
  fields.heading("");
  fields(arguments.options.quarters_per_minute, {.option = "--bpm",
                                                 .help = "tempo in quarter notes a minute",
                                                 .limits = between(4, 1000),
                                                 .usual = "drawn from those of the training "
                                                          "pieces; with --prime its own"});
  fields(
      arguments.key,
      {.option = "--key",
       .value = "KEY",
       .help = "\"G major\", \"e minor\", \"Bb\": the key of every piece; one in the other mode is "
               "composed anew",
       .check = wrong_key,
       .usual = "drawn from those of the training pieces; with --prime that of the beginning"});
  list_transpose_field(arguments.transpose, fields);
  fields(arguments.prime,
         {.option = "--prime", .help = "MIDI file whose beginning every piece goes on from"});
  fields(arguments.like,
         {.option = "--like",
          .value = "PIECE",
          .help = "a piece of an earlier run, out/piece-003, whose beginning every piece goes on "
                  "from, by its model and with its options",
          .excludes = {"--prime"}});
  fields(arguments.prime_quarters, {.option = "--prime-quarters",
                                    .help = "how many quarter notes of it to take",
                                    .limits = between(0.0625, 100000),
                                    .needs = "--prime or --like"});
  fields(
      arguments.best_of,
      {.option = "--best-of",
       .help = "compose so many candidates for each piece and keep the one that is most like the "
               "corpus",
       .advice = "8 or 16 for better endings and a steadier key; it takes as many times as long. "
                 "Pieces become more alike. What was chosen, and why, is in pieces.json.",
       .limits = between(1, 10000),
       .usual = "1: nothing is chosen"});
  fields(arguments.corpus,
         {.option = "--corpus",
          .help = "the music that candidates should be like: a folder of MIDI files, or a corpus "
                  "file",
          .need = Need::kRare,
          .usual = "what the model learnt from, if its file has a profile of it",
          .needs = "--best-of"});
  list_sheet_fields(arguments.sheets,
                    "musicxml,ogg, and sheet music on the page, of up to 32 pieces, where "
                    "MuseScore and a soundfont are installed",
                    fields);
  fields(arguments.verbose,
         {.option = "-v,--verbose",
          .help = "also how likely the model finds each piece: log-likelihoods of dT, T and P (the "
                  "time since the last note, the duration and the pitch)"});
  fields(arguments.json,
         {.option = "--json", .help = "print pieces.json, one JSON object, instead of the table"});
}

}  // namespace

void add_generate_command(CLI::App& app, int& exit_code) {
  add_command<GenerateArguments>(
      app, exit_code, {"generate", "compose new pieces with a model", kGenerateExamples},
      [](const GenerateArguments& arguments) { return generate(arguments); });
}

}  // namespace bachprop
