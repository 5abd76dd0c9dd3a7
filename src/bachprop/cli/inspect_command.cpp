#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/file_report.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/output_file.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/render/corpus_report.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_histogram.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

struct InspectArguments {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path html;
  bool force = false;
  CollectOptions options = {.threads = available_threads()};
  bool verbose = false;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop inspect corpus.safetensors
  bachprop inspect chorale.mid --verbose                one file: repairs, signatures, voices
  bachprop inspect my-folder --html report.html         pictures of the distributions)";

std::string spread_text(const Spread<std::size_t>& spread) {
  return fmt::format("{} to {}, median {}, four fifths from {} to {}", grouped(spread.least),
                     grouped(spread.greatest), grouped(spread.median), grouped(spread.tenth),
                     grouped(spread.ninetieth));
}

std::string spread_text(const Spread<Quarters>& spread) {
  return fmt::format("{} to {}, median {}, four fifths from {} to {}", mixed_number(spread.least),
                     mixed_number(spread.greatest), mixed_number(spread.median),
                     mixed_number(spread.tenth), mixed_number(spread.ninetieth));
}

void print_row(const char* label, const std::string& text) {
  print_wrapped("  {:<22}{}\n", label, printable(text));
}

void print_overview(const Corpus& corpus) {
  const PieceLengths lengths = piece_lengths(corpus);
  const auto time = usual_time_signature(corpus);
  print_row("pieces", grouped(corpus.pieces.size()));
  print_row("notes", grouped(count_notes(corpus)));
  print_row("notes a piece", spread_text(lengths.notes));
  print_row("quarters a piece", spread_text(lengths.quarters));
  print_row("usual time signature",
            time ? fmt::format("{}/{}", time->numerator, time->denominator) : "not stated");
  print_row("median tempo", fmt::format("{:.4g} quarters a minute", median_tempo(corpus)));
  if (corpus.options.keep_percussion) {
    print_row("percussion", "kept");
  }
}

void print_piece(const Piece& piece) {
  const Score& score = piece.score;
  print_row("file", piece.name);
  print_row("title", score.title.empty() ? "not stated" : score.title);
  print_row("notes", grouped(score.notes.size()));
  print_row("quarters", mixed_number(end_of(score)));
  for (const TempoChange& tempo : score.tempos) {
    print_row("tempo", fmt::format("{:.4g} quarters a minute from quarter {}",
                                   tempo.quarters_per_minute, mixed_number(tempo.onset)));
  }
  for (const TimeSignature& time : score.time_signatures) {
    print_row("time signature", fmt::format("{}/{} from quarter {}", time.numerator,
                                            time.denominator, mixed_number(time.onset)));
  }
  for (const KeySignature& key : score.key_signatures) {
    print_row("key signature",
              fmt::format("{} from quarter {}", describe_key(key), mixed_number(key.onset)));
  }
  for (std::size_t voice = 0; voice < score.voice_names.size(); ++voice) {
    const auto notes = std::ranges::count(score.voices, as_int(voice));
    const std::string& name = score.voice_names[voice];
    print_row("voice", fmt::format("{}: {}", name.empty() ? std::to_string(voice + 1) : name,
                                   counted(static_cast<std::uint64_t>(notes), "note")));
  }
}

std::vector<HistogramRow> rows_of(const TimeDictionary& dictionary,
                                  const std::vector<std::size_t>& counts,
                                  std::string (*describe)(Quarters)) {
  std::vector<HistogramRow> rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    rows.push_back({describe(dictionary.values()[i]), counts[i]});
  }
  return rows;
}

void print_times(const char* heading, const TimeDictionary& dictionary,
                 const std::vector<HistogramRow>& rows, bool verbose) {
  constexpr std::size_t kRows = 16;
  print_wrapped("\n{}: {} and START/END, in quarters\n{}", heading,
                counted(static_cast<std::uint64_t>(dictionary.start_end()), "value"),
                text_histogram(rows, verbose ? rows.size() : kRows, columns_of(stdout)));
}

constexpr int kOctave = 12;

// The names of the Cs under the columns of so many pitches from `first` on.
std::string octave_marks(int first, std::size_t pitches) {
  std::string marks(pitches + 4, ' ');
  for (std::size_t i = 0; i < pitches; ++i) {
    const int pitch = first + as_int(i);
    if (pitch % kOctave == 0) {
      const std::string name = pitch_name(pitch);
      marks.replace(i, name.size(), name);
    }
  }
  return marks.substr(0, marks.find_last_not_of(' ') + 1);
}

void print_pitches(const PitchDictionary& dictionary, const std::vector<std::size_t>& counts) {
  if (counts.empty()) {
    return;
  }
  print_wrapped("\nP, pitches: {} ({}) to {} ({}): {} and START/END\n",
                pitch_name(dictionary.lowest()), dictionary.lowest(),
                pitch_name(dictionary.highest()), dictionary.highest(), dictionary.start_end());
  // As many octaves on a line as there is room for.
  constexpr std::size_t kBesidePitches = 6;
  const std::size_t octaves = (columns_of(stdout) - kBesidePitches) / kOctave;
  const std::size_t most = std::min(counts.size(), octaves * kOctave);
  for (std::size_t first = 0; first < counts.size(); first += most) {
    fmt::print(
        "  {}\n  {}\n", text_columns(counts, first, most),
        octave_marks(dictionary.value(as_int(first)), std::min(most, counts.size() - first)));
  }
}

void print_collection(const Collection& collection, bool verbose) {
  const Corpus& corpus = collection.corpus;
  const CorpusDistributions counts = count_symbols(corpus);
  if (const std::string files = file_report(collection.files, verbose, columns_of(stdout));
      !files.empty()) {
    print_wrapped("{}\n", files);
  }
  if (corpus.pieces.size() == 1) {
    print_piece(corpus.pieces.front());
  } else {
    print_overview(corpus);
  }
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  print_times("dT, from one onset to the next", dt, rows_of(dt, counts.dt, describe_dt), verbose);
  print_times("T, durations", duration, rows_of(duration, counts.duration, describe_duration),
              verbose);
  print_pitches(pitch, counts.pitch);
}

// {"1/2": 17, ...}
Json counts_json(const TimeDictionary& dictionary, const std::vector<std::size_t>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json[dictionary.values()[i].to_string()] = counts[i];
  }
  return json;
}

Json counts_json(const PitchDictionary& dictionary, const std::vector<std::size_t>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json[std::to_string(dictionary.value(as_int(i)))] = counts[i];
  }
  return json;
}

Json piece_json(const Piece& piece) {
  const Score& score = piece.score;
  Json json = {{"name", piece.name},
               {"sha256", piece.sha256},
               {"title", score.title},
               {"notes", score.notes.size()},
               {"quarters", end_of(score).to_string()},
               {"voices", score.voice_names}};
  json["tempos"] = Json::array();
  for (const TempoChange& tempo : score.tempos) {
    json["tempos"].push_back(
        {{"onset", tempo.onset.to_string()}, {"quarters_per_minute", tempo.quarters_per_minute}});
  }
  json["time_signatures"] = Json::array();
  for (const TimeSignature& time : score.time_signatures) {
    json["time_signatures"].push_back(
        {{"onset", time.onset.to_string()},
         {"time", fmt::format("{}/{}", time.numerator, time.denominator)}});
  }
  json["key_signatures"] = Json::array();
  for (const KeySignature& key : score.key_signatures) {
    json["key_signatures"].push_back(
        {{"onset", key.onset.to_string()}, {"key", describe_key(key)}});
  }
  return json;
}

void print_json(const Collection& collection) {
  const Corpus& corpus = collection.corpus;
  const CorpusDistributions counts = count_symbols(corpus);
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  Json json = {{"notes", count_notes(corpus)},
               {"keep_percussion", corpus.options.keep_percussion},
               {"dT", counts_json(dt, counts.dt)},
               {"T", counts_json(duration, counts.duration)},
               {"P", counts_json(pitch, counts.pitch)}};
  if (!collection.files.empty()) {
    json["files"] = file_report_json(collection.files);
  }
  json["pieces"] = Json::array();
  for (const Piece& piece : corpus.pieces) {
    json["pieces"].push_back(piece_json(piece));
  }
  fmt::print("{}\n", json_text(json, 2));
}

// "my-folder", "corpus.safetensors", "a.mid and 3 more".
std::string title_of(const std::vector<std::filesystem::path>& paths) {
  const auto whole = std::filesystem::absolute(paths.front()).lexically_normal();
  const std::string first =
      (whole.has_filename() ? whole.filename() : whole.parent_path().filename()).string();
  return paths.size() == 1 ? first : fmt::format("{} and {} more", first, paths.size() - 1);
}

Result<void> inspect(const InspectArguments& arguments) {
  const OutputFile page = {.path = arguments.html,
                           .usual_name = "report.html",
                           .force = arguments.force,
                           .option = "--html"};
  TRY(arguments.html.empty() ? Result<void>() : ready_to_write(page, arguments.paths));
  const auto collection = TRY([&] {
    ProgressBar bar("reading", 0, "files");
    return load_pieces(
        arguments.paths, arguments.options,
        [&](std::size_t done, std::size_t total) { bar.show(done, std::uint64_t{total}); });
  }());
  if (arguments.json) {
    print_json(collection);
  } else {
    print_collection(collection, arguments.verbose);
  }
  if (arguments.html.empty()) {
    return {};
  }
  const Report report = corpus_report(collection, title_of(arguments.paths));
  return write_file(arguments.html, render_report(report), if_there(arguments.force)).map([&] {
    print_wrapped(stderr, "wrote {}\n", arguments.html.string());
  });
}

void list_fields(InspectArguments& arguments, FieldList& fields) {
  fields(arguments.paths, {.option = "path",
                           .help = "a corpus file, or MIDI files and folders of them",
                           .required = true});
  fields(arguments.html, {.option = "--html", .help = "write a page with pictures of dT, T and P"});
  list_force_field(arguments.force, "a file", fields);
  fields(arguments.verbose, {.option = "-v,--verbose",
                             .help = "list every repair, every live recording and every value"});
  fields(arguments.json, {.option = "--json", .help = "print one JSON object"});
  list_fields(arguments.options, fields);
}

}  // namespace

void add_inspect_command(CLI::App& app, int& exit_code) {
  add_command<InspectArguments>(
      app, exit_code, {"inspect", "show what is in a corpus or in MIDI files", kExamples},
      [](const InspectArguments& arguments) { return inspect(arguments).map([] { return 0; }); });
}

}  // namespace bachprop
