#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/corpus_text.h"
#include "bachprop/report/text.h"
#include "bachprop/run/corpus_files.h"

namespace bachprop {
namespace {

struct PrepareArguments : PreparingRequest {
  PrepareArguments() { options.threads = available_threads(); }

  bool verbose = false;
  bool json = false;
};

constexpr const char* kPrepareExamples =
    R"(Examples:
  bachprop prepare my-folder -o corpus.safetensors
  bachprop prepare bach handel/suite.mid --strict --verbose
  bachprop inspect corpus.safetensors --html corpus.html   then look at it
  bachprop train corpus.safetensors -o my.safetensors      or learn from it

Folders are read with their sub-folders: .mid .midi .kar .rmi in any case.
Exit code 1 when no file has a note.)";

void print_summary(const PackedCorpus& corpus, const std::filesystem::path& output) {
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  print_wrapped("{}: {}, {}; {} dT, {} T, {} P ({} to {}); {}\n", output.string(),
                counted(corpus.pieces.size(), "piece"), counted(count_notes(corpus), "note"),
                dt.start_end(), duration.start_end(), pitch.start_end(), pitch_name(pitch.lowest()),
                pitch_name(pitch.highest()), size_text(std::filesystem::file_size(output)));
}

Result<void> prepare(const PrepareArguments& arguments) {
  TerminalWatch terminal;
  const auto collection = TRY(prepare_corpus(arguments, terminal.watch()));
  if (arguments.json) {
    fmt::print("{}\n", json_text(prepared_json(collection, arguments.output.string()), 2));
  } else {
    print_file_report(collection.files, arguments.verbose);
    print_summary(collection.corpus, arguments.output);
  }
  return {};
}

void list_fields(PrepareArguments& arguments, FieldList& fields) {
  fields(arguments.paths,
         {.option = "path", .help = "MIDI files and folders of them", .required = true});
  fields(arguments.output, {.option = "-o,--output", .help = "the corpus file to write"});
  list_force_field(arguments.force, "a file", fields);
  fields(arguments.verbose,
         {.option = "-v,--verbose", .help = "list every repair and every live recording"});
  fields(arguments.json, {.option = "--json", .help = "print the report as one JSON object"});
  list_fields(arguments.options, fields);
}

}  // namespace

void add_prepare_command(CLI::App& app, int& exit_code) {
  add_command<PrepareArguments>(
      app, exit_code, {"prepare", "read MIDI files and write a corpus file", kPrepareExamples},
      [](const PrepareArguments& arguments) { return prepare(arguments).map([] { return 0; }); });
}

}  // namespace bachprop
