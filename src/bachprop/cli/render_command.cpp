#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/sheet_text.h"
#include "bachprop/report/text.h"
#include "bachprop/run/rendering.h"
#include "bachprop/score/transposition.h"

namespace bachprop {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct RenderArguments : RenderingRequest {
  std::string time;
  std::string pickup;
  std::string key;
  std::string interval;
  bool no_lyrics = false;
  bool json = false;
};

constexpr const char* kRenderExamples =
    R"(Examples:
  bachprop render chorale.mid -o sheets                    chorale.musicxml and chorale.pdf
  bachprop render chorale.mid -o sheets --arrange satb --parts
  bachprop render out -o sheets --format musicxml,ogg      every MIDI file in out/
  bachprop render tune.mid -o sheets --key "G minor" --time 6/8 --pickup 1/2
  bachprop render tune.mid -o sheets --transpose=-m3       a minor third lower
  bachprop render tune.mid -o sheets --arrange lead-sheet --title "Tune" --composer "N. N."

Key, metre and pick-up are taken from the file or, where it does not state them, found from its
notes; the command says which, and --key, --time and --pickup correct it. MusicXML opens in any
notation program. PDF and SVG need MuseScore (sudo apt install musescore3), sound a soundfont.)";

constexpr std::size_t kShownRemarks = 8;

// --- Options ----------------------------------------------------------------------------------

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return all ? std::optional(number) : std::nullopt;
}

// "a/b" as two numbers above 0.
std::optional<std::pair<int, int>> fraction(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) {
    return std::nullopt;
  }
  const auto above = whole_number(std::string_view(text).substr(0, slash));
  const auto below = whole_number(std::string_view(text).substr(slash + 1));
  return above && below && *above > 0 && *below > 0 ? std::optional(std::pair(*above, *below))
                                                    : std::nullopt;
}

std::optional<TimeSignature> time_signature_of(const std::string& text) {
  const auto parts = fraction(text);
  constexpr int kMostBeats = 64;
  const bool fits = parts && parts->first <= kMostBeats && parts->second <= 64 &&
                    (parts->second & (parts->second - 1)) == 0;
  return fits ? std::optional(TimeSignature{0, parts->first, parts->second}) : std::nullopt;
}

// "1", "1.5", "3/2".
std::optional<Quarters> quarters_of(const std::string& text) {
  constexpr int kMost = 64;
  constexpr int kParts = 16;  // of a quarter, the shortest that is written
  if (const auto parts = fraction(text); parts && parts->first / parts->second < kMost) {
    const Quarters quarters(parts->first, parts->second);
    return kParts % quarters.denominator() == 0 ? std::optional(quarters) : std::nullopt;
  }
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool fits = read.ec == std::errc{} && read.ptr == text.data() + text.size() && value >= 0 &&
                    value <= kMost && std::trunc(value * kParts) == value * kParts;
  return fits ? std::optional(Quarters(std::llround(value * kParts), kParts)) : std::nullopt;
}

// What is wrong with a text; empty: nothing.
std::string wrong_unless(bool readable, const std::string& text, std::string_view wanted) {
  return readable ? std::string() : fmt::format("\"{}\" is not {}", text, wanted);
}

std::string wrong_time(const std::string& text) {
  return wrong_unless(time_signature_of(text).has_value(), text, "a time signature such as 3/4");
}

std::string wrong_pickup(const std::string& text) {
  return wrong_unless(quarters_of(text).has_value(), text,
                      "a number of quarters such as 1, 1.5 or 3/2, in sixteenths of a quarter at "
                      "the finest");
}

RenderingRequest rendering_request(const RenderArguments& arguments) {
  RenderingRequest request = static_cast<const RenderingRequest&>(arguments);
  SheetOptions& options = request.options;
  options.time = arguments.time.empty() ? std::nullopt : time_signature_of(arguments.time);
  options.pickup = arguments.pickup.empty() ? std::nullopt : quarters_of(arguments.pickup);
  options.key = arguments.key.empty() ? std::nullopt : key_signature_named(arguments.key);
  options.lyrics = !arguments.no_lyrics;
  request.transpose = interval_named(arguments.interval).value_or(0);
  return request;
}

// --- What is told -----------------------------------------------------------------------------

// A long row of pages as its ends.
std::string names_text(const SheetFiles& files) {
  std::vector<std::string> names = files.names();
  if (files.svg.size() > 3) {
    const auto pages = std::ranges::find(names, files.svg.front());
    *pages = fmt::format("{} ... {}", files.svg.front(), files.svg.back());
    names.erase(pages + 1, pages + std::ssize(files.svg));
  }
  return names.empty() ? "nothing" : printable(fmt::format("{}", fmt::join(names, ", ")));
}

void print_remarks(const std::vector<std::string>& remarks) {
  const std::size_t shown = std::min(remarks.size(), kShownRemarks);
  for (std::size_t i = 0; i < shown; ++i) {
    print_wrapped("    {}\n", printable(remarks[i]));
  }
  if (remarks.size() > shown) {
    print_wrapped("    ... and {} more, see --json\n", remarks.size() - shown);
  }
}

void print_file(const RenderedFile& file) {
  if (!file.error.empty()) {
    print_wrapped(stderr, "{}: {}\n", printable(file.file.name), printable(file.error));
    return;
  }
  print_wrapped("{} -> {}\n", printable(file.file.name), names_text(file.written));
  print_wrapped("    {}\n", file.piece.no_sheet.empty() ? describe_sheet(file.piece.sheet)
                                                        : file.piece.no_sheet);
  print_remarks(file.piece.sheet.remarks);
  print_remarks(file.written.remarks);
  for (const std::string& trouble : file.written.troubles) {
    print_wrapped(stderr, "{}: {}\n", printable(file.file.name), printable(trouble));
  }
}

OrderedJson file_json(const RenderedFile& file) {
  OrderedJson json = {{"file", file.file.name}};
  if (!file.error.empty()) {
    json["error"] = file.error;
    return json;
  }
  if (file.piece.no_sheet.empty()) {
    json.update(sheet_json(file.piece.sheet));
  } else {
    json["no_sheet"] = file.piece.no_sheet;
  }
  json["files"] = file.written.names();
  json["sound_remarks"] = file.written.remarks;
  json["troubles"] = file.written.troubles;
  return json;
}

// --- The run ----------------------------------------------------------------------------------

int rendering_exit_code(const RenderingOutcome& outcome) {
  const std::size_t bad = outcome.count_bad();
  if (outcome.stopped) {
    print_wrapped(stderr, "Stopped; the files that are there are whole.\n");
    return kInterruptedExitCode;
  }
  if (bad > 0 && outcome.files.size() > 1) {
    print_wrapped(stderr, "{} of {} could not be rendered, or not all of it\n", bad,
                  counted(outcome.files.size(), "file"));
  }
  return bad > 0 ? 1 : 0;
}

// The exit code.
Result<int> render(const RenderArguments& arguments) {
  TerminalWatch terminal;
  RenderingWatch watch;
  terminal.attach_to(watch);
  OrderedJson files = OrderedJson::array();
  watch.no_pdf = [](const Error& error) { print_wrapped(stderr, "No PDF: {}\n", error.message()); };
  watch.rendered = [&](const RenderedFile& file) {
    if (arguments.json) {
      files.push_back(file_json(file));
    } else {
      terminal.clear();
      print_file(file);
    }
  };
  const auto outcome = TRY(render_files(rendering_request(arguments), watch));
  if (arguments.json) {
    fmt::print("{}\n", json_text(OrderedJson{{"files", files}}, 2));
  }
  return rendering_exit_code(outcome);
}

void list_fields(RenderArguments& arguments, FieldList& fields) {
  fields(arguments.paths,
         {.option = "paths", .help = "MIDI files, and folders of them", .required = true});
  fields(arguments.output, {.option = "-o,--output",
                            .value = "FOLDER",
                            .help = "folder for the files",
                            .required = true});
  list_force_field(arguments.force, "files", fields, "are");
  list_sheet_fields(arguments.sheets, "musicxml,pdf", fields);
  fields(arguments.key, {.option = "--key",
                         .value = "KEY",
                         .help = "\"G major\", \"e minor\", \"Bb\", \"F# minor\"",
                         .check = wrong_key,
                         .usual = "as stated or found"});
  list_transpose_field(arguments.interval, fields);
  fields(arguments.time, {.option = "--time",
                          .value = "METRE",
                          .help = "the metre, 3/4 for instance",
                          .check = wrong_time,
                          .usual = "as stated or found"});
  fields(arguments.pickup,
         {.option = "--pickup",
          .value = "QUARTERS",
          .help = "what comes before the first full bar, in quarters: 1, 1.5 or 3/2; 0: nothing",
          .check = wrong_pickup,
          .usual = "as found"});
  fields(arguments.options.quarters_per_minute,
         {.option = "--tempo",
          .help = "in quarter notes a minute, for the whole piece",
          .limits = between(4, 1000)});
  fields(arguments.options.title,
         {.option = "--title", .help = "above the music", .usual = "the file's own"});
  fields(arguments.options.composer,
         {.option = "--composer", .help = "above the music", .usual = "the file's own"});
  fields(arguments.no_lyrics, {.option = "--no-lyrics", .help = "without the words of a song"});
  fields(arguments.json,
         {.option = "--json", .help = "what was found and written, as one JSON object"});
}

}  // namespace

void add_render_command(CLI::App& app, int& exit_code) {
  add_command<RenderArguments>(
      app, exit_code, {"render", "write sheet music and sound of MIDI files", kRenderExamples},
      [](const RenderArguments& arguments) { return render(arguments); });
}

}  // namespace bachprop
