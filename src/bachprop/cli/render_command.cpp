#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/interrupt.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/sheet_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/find_files.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/render/sheet_files.h"
#include "bachprop/report/text.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct RenderArguments {
  std::vector<fs::path> paths;
  fs::path output;
  bool force = false;
  SheetArguments sheets;
  std::string time;
  std::string pickup;
  std::string key;
  std::optional<double> quarters_per_minute;
  std::string title;
  std::string composer;
  bool no_lyrics = false;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop render chorale.mid -o sheets                    chorale.musicxml and chorale.pdf
  bachprop render chorale.mid -o sheets --arrange satb --parts
  bachprop render out -o sheets --format musicxml,ogg      every MIDI file in out/
  bachprop render tune.mid -o sheets --key "G minor" --time 6/8 --pickup 1/2
  bachprop render tune.mid -o sheets --arrange lead-sheet --title "Tune" --composer "N. N."

Key, metre and pick-up are taken from the file or, where it does not state them, found from its
notes; the command says which, and --key, --time and --pickup correct it. MusicXML opens in any
notation program. PDF and SVG need MuseScore (sudo apt install musescore3), sound a soundfont.)";

// So many files are read, drawn and written at a time.
constexpr std::size_t kFilesATime = 16;
constexpr std::size_t kListedRemarks = 8;

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

std::string wrong_key(const std::string& text) {
  return wrong_unless(key_signature_named(text).has_value(), text,
                      "a key such as \"G major\" or \"F# minor\"");
}

SheetOptions sheet_options_of(const RenderArguments& arguments) {
  return {.arrangement = arrangement_of(arguments.sheets),
          .time = arguments.time.empty() ? std::nullopt : time_signature_of(arguments.time),
          .pickup = arguments.pickup.empty() ? std::nullopt : quarters_of(arguments.pickup),
          .key = arguments.key.empty() ? std::nullopt : key_signature_named(arguments.key),
          .grid = grid_of(arguments.sheets),
          .quarters_per_minute = arguments.quarters_per_minute,
          .title = arguments.title,
          .composer = arguments.composer,
          .lyrics = !arguments.no_lyrics};
}

// --- Files ------------------------------------------------------------------------------------

// A file on its way to sheet music.
struct Job {
  FoundFile file;
  std::string stem;   // of what is written
  std::string error;  // not empty: there is no sheet
  SheetPiece piece = {};
  SheetFiles written = {};
  bool done = false;
};

// Stems that differ: of two files of one name the second gets a number.
std::vector<Job> jobs_for(std::vector<FoundFile> files) {
  std::vector<Job> jobs;
  std::set<std::string> taken;
  for (FoundFile& file : files) {
    const std::string first = file.path.stem().string();
    std::string stem = first;
    for (int number = 2; !taken.insert(stem).second; ++number) {
      stem = fmt::format("{}-{}", first, number);
    }
    jobs.push_back({.file = std::move(file), .stem = stem, .error = {}});
  }
  return jobs;
}

std::set<std::string> endings_of(const SheetFormats& formats) {
  std::set<std::string> endings;
  const auto add = [&](bool wanted, const char* ending) {
    if (wanted) {
      endings.insert(ending);
    }
  };
  add(formats.midi, ".mid");
  add(formats.musicxml, ".musicxml");
  add(formats.pdf, ".pdf");
  for (const AudioFormat format : formats.sounds) {
    endings.insert("." + std::string(name_of(format)));
  }
  return endings;
}

// MIDI files may have any name, "tune.wav" too.
Result<void> check_inputs_survive(const std::vector<Job>& jobs, const fs::path& folder,
                                  const SheetFormats& formats) {
  const std::set<std::string> endings = endings_of(formats);
  for (const Job& input : jobs) {
    const std::string ending = input.file.path.extension().string();
    for (const Job& job : jobs) {
      std::error_code ignored;
      if (endings.contains(ending) &&
          fs::equivalent(folder / (job.stem + ending), input.file.path, ignored)) {
        return fail_at(input.file.path.string(), "would be written over",
                       "choose another folder with -o");
      }
    }
  }
  return {};
}

// Those whose names are known before the pieces are: others, of pages and part books, are looked at
// as they are written.
Result<void> keep_outputs(const std::vector<Job>& jobs, const fs::path& folder,
                          const SheetFormats& formats) {
  std::vector<fs::path> files;
  for (const Job& job : jobs) {
    for (const std::string& ending : endings_of(formats)) {
      files.push_back(folder / (job.stem + ending));
    }
    if (formats.svg) {
      files.push_back(folder / (job.stem + "-page-1.svg"));
    }
  }
  // A folder of such a name hinders that file alone.
  std::erase_if(files, [](const fs::path& file) {
    std::error_code ignored;
    return fs::is_directory(file, ignored);
  });
  return keep_what_is_there(files, "choose another folder with -o");
}

std::string without_prefix(const std::string& text, const std::string& prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// What the file needed before it could be read.
std::vector<std::string> reading_remarks(const ScoreReading& reading) {
  std::vector<std::string> remarks;
  if (!reading.repairs.empty()) {
    remarks.push_back(fmt::format("broken, and repaired: {}", to_string(reading.repairs.front())));
  }
  if (reading.counts.percussion_dropped > 0) {
    remarks.push_back(fmt::format(
        "{} of percussion left out",
        counted(static_cast<std::uint64_t>(reading.counts.percussion_dropped), "note")));
  }
  return remarks;
}

// What cannot stand on paper, but sounds where that is wanted.
Result<SheetPiece> piece_without_notes(const Job& job, const ScoreReading& reading,
                                       std::vector<std::byte> bytes, const SheetFormats& formats) {
  const auto percussion = static_cast<std::uint64_t>(reading.counts.percussion_dropped);
  if (percussion == 0) {
    return fail("no notes");
  }
  if (formats.sounds.empty()) {
    return fail("no notes but percussion, of which there is no sheet music",
                "--format ogg writes its sound");
  }
  SheetPiece piece{.stem = job.stem, .midi = std::move(bytes), .no_sheet = {}};
  piece.no_sheet = fmt::format("no notes but percussion ({})", counted(percussion, "note"));
  piece.sheet.head.title =
      reading.score.title.empty() ? job.file.path.stem().string() : reading.score.title;
  return piece;
}

Result<SheetPiece> read_piece(const Job& job, const RenderArguments& arguments,
                              const SheetFormats& formats) {
  if (!job.file.trouble.empty()) {
    return fail(job.file.trouble);
  }
  auto bytes = read_file(job.file.path, kMostMidiBytes);
  if (!bytes) {
    return fail(without_prefix(bytes.error().message(), job.file.path.string() + ": "));
  }
  const auto reading = read_score(*bytes, job.file.name, {.unisons = Unisons::kPerVoice});
  if (!reading) {
    return fail(without_prefix(reading.error().message(), job.file.name + ": "));
  }
  if (reading->score.notes.empty()) {
    return piece_without_notes(job, *reading, std::move(*bytes), formats);
  }
  SheetOptions options = sheet_options_of(arguments);
  if (options.title.empty() && reading->score.title.empty()) {
    options.title = to_utf8(job.file.path.stem().string());
  }
  options.has_percussion = reading->counts.percussion_dropped > 0;
  auto sheet = TRY(make_sheet(reading->score, options));
  const std::vector<std::string> remarks = reading_remarks(*reading);
  sheet.remarks.insert(sheet.remarks.begin(), remarks.begin(), remarks.end());
  // As it is, the file sounds with its own instruments.
  const bool as_it_is =
      options.arrangement == ArrangementKind::kNone && !options.quarters_per_minute;
  return SheetPiece{.stem = job.stem,
                    .sheet = std::move(sheet),
                    .midi = as_it_is ? std::move(*bytes) : std::vector<std::byte>()};
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
  const std::size_t shown = std::min(remarks.size(), kListedRemarks);
  for (std::size_t i = 0; i < shown; ++i) {
    print_wrapped("    {}\n", printable(remarks[i]));
  }
  if (remarks.size() > shown) {
    print_wrapped("    ... and {} more, see --json\n", remarks.size() - shown);
  }
}

void print_job(const Job& job) {
  if (!job.error.empty()) {
    print_wrapped(stderr, "{}: {}\n", printable(job.file.name), printable(job.error));
    return;
  }
  print_wrapped("{} -> {}\n", printable(job.file.name), names_text(job.written));
  print_wrapped("    {}\n",
                job.piece.no_sheet.empty() ? describe_sheet(job.piece.sheet) : job.piece.no_sheet);
  print_remarks(job.piece.sheet.remarks);
  print_remarks(job.written.remarks);
  for (const std::string& trouble : job.written.troubles) {
    print_wrapped(stderr, "{}: {}\n", printable(job.file.name), printable(trouble));
  }
}

Json job_json(const Job& job) {
  Json json = {{"file", job.file.name}};
  if (!job.error.empty()) {
    json["error"] = job.error;
    return json;
  }
  if (job.piece.no_sheet.empty()) {
    json.update(sheet_json(job.piece.sheet));
  } else {
    json["no_sheet"] = job.piece.no_sheet;
  }
  json["files"] = job.written.names();
  json["sound_remarks"] = job.written.remarks;
  json["troubles"] = job.written.troubles;
  return json;
}

// --- The run ----------------------------------------------------------------------------------

class Run {
 public:
  Run(const RenderArguments& arguments, SheetFormats formats, OpenTools& tools)
      : arguments_(arguments),
        options_{.formats = std::move(formats),
                 .parts = arguments.sheets.parts,
                 .loudness = LoudnessTarget{.lufs = arguments.sheets.loudness},
                 .if_there = if_there(arguments.force)},
        tools_(tools.tools()) {}

  // The exit code.
  int render(std::vector<Job>& jobs) {
    for (const Job& job : jobs) {
      options_.other_stems.insert(job.stem);
    }
    const InterruptGuard guard;
    ProgressBar bar("rendering", jobs.size(), "files");
    for (std::size_t begin = 0; begin < jobs.size() && !interrupted(); begin += kFilesATime) {
      const auto some = std::span(jobs).subspan(begin, std::min(kFilesATime, jobs.size() - begin));
      render_some(some, begin, bar);
      bar.clear();
      report(some);
    }
    bar.clear();
    if (arguments_.json) {
      fmt::print("{}\n", json_text(Json{{"files", json_}}, 2));
    }
    return exit_code(jobs);
  }

 private:
  void render_some(std::span<Job> jobs, std::size_t before, ProgressBar& bar) {
    std::vector<SheetPiece> pieces;
    std::vector<Job*> of_pieces;
    for (Job& job : jobs) {
      bar.show(before, job.file.name);
      auto piece = read_piece(job, arguments_, options_.formats);
      job.done = !piece;
      job.error = piece ? "" : piece.error().message();
      if (piece) {
        pieces.push_back(std::move(*piece));
        of_pieces.push_back(&job);
      }
    }
    const auto watch = [&](double done) {
      bar.show(before + static_cast<std::uint64_t>(done * as_double(jobs.size())));
      return !interrupted();
    };
    auto written = write_sheet_files(pieces, arguments_.output, tools_, options_, watch);
    for (std::size_t i = 0; i < written.size(); ++i) {
      of_pieces[i]->written = std::move(written[i]);
      of_pieces[i]->piece = std::move(pieces[i]);
      of_pieces[i]->done = true;
    }
  }

  void report(std::span<Job> jobs) {
    for (Job& job : jobs) {
      if (job.done && arguments_.json) {
        json_.push_back(job_json(job));
      } else if (job.done) {
        print_job(job);
      }
      job.piece = {};
    }
  }

  [[nodiscard]] static int exit_code(const std::vector<Job>& jobs) {
    const auto bad = std::ranges::count_if(
        jobs, [](const Job& job) { return !job.error.empty() || !job.written.troubles.empty(); });
    if (interrupted()) {
      print_wrapped(stderr, "Stopped; the files that are there are whole.\n");
      return kInterruptedExitCode;
    }
    if (bad > 0 && jobs.size() > 1) {
      print_wrapped(stderr, "{} of {} could not be rendered, or not all of it\n", bad,
                    counted(jobs.size(), "file"));
    }
    return bad > 0 ? 1 : 0;
  }

  const RenderArguments& arguments_;
  SheetFileOptions options_;
  SheetTools tools_;
  Json json_ = Json::array();
};

// Without --format PDF is left out where nothing draws it.
Result<SheetFormats> formats_of(const RenderArguments& arguments) {
  if (!arguments.sheets.formats.empty()) {
    return sheet_formats_named(arguments.sheets.formats);
  }
  const auto engraver = find_engraver(arguments.sheets.engraver);
  if (!engraver && !arguments.sheets.engraver.empty()) {
    return tl::unexpected(engraver.error());
  }
  if (!engraver) {
    print_wrapped(stderr, "No PDF: {}\n", engraver.error().message());
  }
  return SheetFormats{.musicxml = true, .pdf = engraver.has_value()};
}

Result<int> render(const RenderArguments& arguments) {
  auto found = TRY(find_midi_files(arguments.paths));
  if (found.files.empty()) {
    return fail("there is no MIDI file");
  }
  std::vector<Job> jobs = jobs_for(std::move(found.files));
  const auto formats = TRY(formats_of(arguments));
  TRY(check_inputs_survive(jobs, arguments.output, formats));
  TRY(arguments.force ? Result<void>() : keep_outputs(jobs, arguments.output, formats));
  auto tools = TRY(open_tools(arguments.sheets, formats));
  TRY(make_directories(arguments.output));
  return Run(arguments, formats, tools).render(jobs);
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
  fields(arguments.quarters_per_minute, {.option = "--tempo",
                                         .help = "in quarter notes a minute, for the whole piece",
                                         .limits = between(4, 1000)});
  fields(arguments.title,
         {.option = "--title", .help = "above the music", .usual = "the file's own"});
  fields(arguments.composer,
         {.option = "--composer", .help = "above the music", .usual = "the file's own"});
  fields(arguments.no_lyrics, {.option = "--no-lyrics", .help = "without the words of a song"});
  fields(arguments.json,
         {.option = "--json", .help = "what was found and written, as one JSON object"});
}

}  // namespace

void add_render_command(CLI::App& app, int& exit_code) {
  add_command<RenderArguments>(app, exit_code,
                               {"render", "write sheet music and sound of MIDI files", kExamples},
                               [](const RenderArguments& arguments) { return render(arguments); });
}

}  // namespace bachprop
