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
#include <system_error>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/nearest_name.h"
#include "bachprop/cli/number_range.h"
#include "bachprop/cli/piece_sheets.h"
#include "bachprop/cli/precision_option.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/cli/text.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/generate/composer.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

struct GenerateArguments {
  std::filesystem::path model;
  std::string style = "chorales";
  std::filesystem::path output = "out";
  std::filesystem::path prime;
  double prime_quarters = 8;
  std::optional<double> quarters_per_minute;
  bool json = false;
  ComposeOptions options;
  SheetArguments sheets;
  std::optional<double> stated_end_bias;
  std::string precision = "fp32";
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop generate                                eight new chorales in out/
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

constexpr std::size_t kListedPieces = 20;
// Looking at the clock takes a hundredth of the time of a note.
constexpr std::int64_t kNotesBetweenLooks = 256;

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
  auto prime = read_prime(arguments.prime, length, model);
  if (!prime) {
    return tl::unexpected(prime.error());
  }
  return std::optional(std::move(*prime));
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

Result<std::vector<ComposedPiece>> compose_with_progress(const TrainedModel& model,
                                                         const ComposeOptions& options) {
  const InterruptGuard guard;
  ProgressBar bar("composing", static_cast<std::uint64_t>(std::max(0, options.pieces)), "pieces");
  std::int64_t shown = 0;
  return compose(model, options, [&](const ComposeProgress& progress) {
    if (progress.notes - shown >= kNotesBetweenLooks) {
      shown = progress.notes;
      bar.show(static_cast<std::uint64_t>(progress.pieces), fmt::format("{} notes", shown));
    }
    return !interrupted();
  });
}

std::string describe_sampling(const SamplingOptions& sampling) {
  std::string text = fmt::format("temperature {}", sampling.temperature);
  text += sampling.top_k > 0 ? fmt::format(", top-k {}", sampling.top_k) : "";
  text += sampling.top_p < 1 ? fmt::format(", top-p {}", sampling.top_p) : "";
  return text;
}

std::string describe_run(const PiecesRecord& record) {
  std::string text = fmt::format("By {}, seed {}, {}", record.model_name, record.options.seed,
                                 describe_sampling(record.options.sampling));
  if (record.options.max_copy > 0) {
    text += fmt::format(", at most {} notes copied", record.options.max_copy);
  }
  if (record.options.prime) {
    text += fmt::format("; going on from {}",
                        std::filesystem::path(record.prime_source.file).filename().string());
  }
  if (was_stopped(record)) {
    text += fmt::format("; stopped: of {}, those that were finished first, the short ones",
                        grouped(static_cast<std::uint64_t>(record.options.pieces)));
  }
  return text;
}

PiecesPage page_of(const PiecesRecord& record, const PieceSheets& sheets) {
  PiecesPage page{.title = fmt::format("{} new piece{}", record.pieces.size(),
                                       record.pieces.size() == 1 ? "" : "s"),
                  .subtitle = describe_run(record)};
  for (std::size_t i = 0; i < record.pieces.size(); ++i) {
    const ComposedPiece& piece = record.pieces[i];
    page.pieces.push_back({.title = fmt::format("Piece {}", piece.number),
                           .midi_file = piece_file_name(piece.number, record.options.pieces),
                           .score = piece.score,
                           .prime_notes = piece.prime_notes,
                           .ended = piece.ended,
                           .log_likelihood_per_note = per_event(piece).sum()});
    if (i < sheets.files.size()) {
      add_to_page(page.pieces.back(), sheets.files[i]);
    }
  }
  return page;
}

Result<void> write_midi_files(const PiecesRecord& record, const std::filesystem::path& folder) {
  if (auto made = make_directories(folder); !made) {
    return made;
  }
  for (const ComposedPiece& piece : record.pieces) {
    const std::string name = piece_file_name(piece.number, record.options.pieces);
    if (auto written = write_file(folder / name, write_score(piece.score)); !written) {
      return written;
    }
  }
  return {};
}

// The page last, so that it never names a file that is not there.
Result<PieceSheets> write_run(PiecesRecord& record, const GenerateArguments& arguments,
                              SheetPlan& plan) {
  const std::filesystem::path& folder = arguments.output;
  if (auto written = write_midi_files(record, folder); !written) {
    return tl::unexpected(written.error());
  }
  auto sheets = plan.is_empty() ? Result<PieceSheets>(PieceSheets{})
                                : write_piece_sheets(record, folder, arguments.sheets, plan);
  if (!sheets) {
    return sheets;
  }
  for (const SheetFiles& files : sheets->files) {
    record.files.push_back(piece_files(files));
  }
  const auto written =
      write_file(folder / "pieces.json", json_text(pieces_json(record), 2) + "\n").and_then([&] {
        return write_file(folder / "index.html", render_pieces(page_of(record, *sheets)));
      });
  return written ? std::move(sheets) : tl::unexpected(written.error());
}

bool is_piece_name(const std::string& name) {
  const std::string_view number = std::string_view(name).substr(0, name.size() - 4);
  return name.starts_with("piece-") && name.ends_with(".mid") &&
         std::ranges::all_of(number.substr(6), [](char c) { return c >= '0' && c <= '9'; });
}

// Pieces in the folder that this run did not write.
std::set<std::string> earlier_pieces(const PiecesRecord& record,
                                     const std::filesystem::path& folder) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() > 10 && is_piece_name(name)) {
      names.insert(name);
    }
  }
  for (const ComposedPiece& piece : record.pieces) {
    names.erase(piece_file_name(piece.number, record.options.pieces));
  }
  return names;
}

void print_piece(const ComposedPiece& piece, int pieces) {
  const LogLikelihood mean = per_event(piece);
  print_wrapped("  {}  {:5} notes  {:6.1f} quarters  {}  {:6.2f}  {:6.2f}  {:6.2f}  {:6.2f}\n",
                piece_file_name(piece.number, pieces), piece.symbols.size(),
                end_of(piece.score).to_double(), piece.ended ? "ended  " : "cut off", mean.dt,
                mean.duration, mean.pitch, mean.sum());
}

void print_table(const PiecesRecord& record) {
  const int pieces = record.options.pieces;
  const auto indent = piece_file_name(1, pieces).size() + 2;
  print_wrapped("{}\n", describe_run(record));
  print_wrapped("{:{}}{:42}log-likelihood a note of\n", "", indent, "");
  print_wrapped("{:{}}{:42}dT       T       P     sum\n", "", indent, "");
  for (const ComposedPiece& piece :
       record.pieces.first(std::min(record.pieces.size(), kListedPieces))) {
    print_piece(piece, pieces);
  }
  if (record.pieces.size() > kListedPieces) {
    print_wrapped("  ... and {} more, see pieces.json\n", record.pieces.size() - kListedPieces);
  }
}

void print_closing(const PiecesRecord& record, const std::filesystem::path& folder) {
  const auto ended = std::ranges::count_if(record.pieces, &ComposedPiece::ended);
  print_wrapped("{} of {} pieces ended by themselves", ended, record.pieces.size());
  if (ended < std::ssize(record.pieces)) {
    print_wrapped("; the others were cut off at {} notes (--max-notes)", record.options.max_notes);
  }
  print_wrapped(".\nOpen {} in a browser to listen.\n", (folder / "index.html").string());
}

void print_earlier(const PiecesRecord& record, const std::filesystem::path& folder) {
  const std::set<std::string> earlier = earlier_pieces(record, folder);
  if (!earlier.empty()) {
    print_wrapped(
        stderr, "{} still holds {} of an earlier run, {} to {}: index.html does not show {}\n",
        folder.string(), earlier.size() == 1 ? "a piece" : fmt::format("{} pieces", earlier.size()),
        *earlier.begin(), *earlier.rbegin(), earlier.size() == 1 ? "it" : "them");
  }
}

void print_sheets(const PieceSheets& sheets, const SheetPlan& plan, bool json) {
  for (const std::string& remark : plan.remarks) {
    if (!json) {
      print_wrapped("There is {}.\n", printable(remark));
    }
  }
  for (const std::string& trouble : sheets.troubles) {
    print_wrapped(stderr, "{}\n", printable(trouble));
  }
  if (sheets.stopped) {
    print_wrapped(stderr, "Stopped: not all of the sheet music and sound is there.\n");
  }
}

void print_run(const PiecesRecord& record, const GenerateArguments& arguments) {
  if (arguments.json) {
    fmt::print("{}\n", json_text(pieces_json(record), 2));
  } else {
    print_table(record);
    print_closing(record, arguments.output);
  }
  print_earlier(record, arguments.output);
}

// The exit code.
Result<int> generate(GenerateArguments arguments) {
  const auto model = model_of(arguments);
  if (!model) {
    return tl::unexpected(model.error());
  }
  auto prime = prime_of(arguments, *model);
  if (!prime) {
    return tl::unexpected(prime.error());
  }
  if (*prime) {
    print_remarks(**prime, arguments.prime);
  }
  auto plan = plan_sheets(arguments.sheets, arguments.options.pieces);
  if (!plan) {
    return tl::unexpected(plan.error());
  }
  arguments.options.frame = frame_for(*model, *prime, arguments.quarters_per_minute);
  arguments.options.prime = std::move(*prime);
  const auto precision = usable_precision(arguments.precision);
  if (!precision) {
    return tl::unexpected(precision.error());
  }
  arguments.options.precision = *precision;
  arguments.options.end_bias = arguments.stated_end_bias.value_or(model->end_bias);
  const auto pieces = compose_with_progress(*model, arguments.options);
  if (!pieces) {
    return tl::unexpected(pieces.error());
  }
  if (pieces->empty()) {
    print_wrapped(stderr,
                  "bachprop generate: stopped before a piece was finished; nothing written\n");
    return kInterruptedExitCode;
  }
  PiecesRecord record{
      .model_name = model->name,
      .model_sha256 = model->sha256,
      .options = arguments.options,
      .prime_source = {.file = arguments.prime.string(),
                       .quarters = Quarters(std::llround(arguments.prime_quarters * 48), 48)},
      .pieces = *pieces};
  const auto sheets = write_run(record, arguments, *plan);
  if (!sheets) {
    return tl::unexpected(sheets.error());
  }
  print_run(record, arguments);
  print_sheets(*sheets, *plan, arguments.json);
  if (was_stopped(record)) {
    print_wrapped(
        stderr,
        "Stopped: {} of {} are finished and kept. Short pieces are finished first: do not "
        "take these for a fair sample.\n",
        grouped(pieces->size()),
        counted(static_cast<std::uint64_t>(arguments.options.pieces), "piece"));
  }
  if (was_stopped(record) || sheets->stopped) {
    return kInterruptedExitCode;
  }
  return sheets->troubles.empty() ? 0 : 1;
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
  command.add_option("-o,--output", arguments.output, "folder for the pieces")
      ->capture_default_str();
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
  command.add_flag("--json", arguments.json, "print pieces.json instead of the table");
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
