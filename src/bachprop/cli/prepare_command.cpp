#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/force_option.h"
#include "bachprop/cli/print_files.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/reading_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/corpus_text.h"
#include "bachprop/report/text.h"
#include "bachprop/run/corpus_files.h"

namespace bachprop {
namespace {

struct PrepareArguments : PreparingRequest {
  bool verbose = false;
  bool json = false;
};

constexpr const char* kExamples =
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

}  // namespace

void add_prepare_command(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<PrepareArguments>();
  CLI::App* command = app.add_subcommand("prepare", "read MIDI files and write a corpus file");
  command->footer(kExamples);
  command->add_option("path", arguments->paths, "MIDI files and folders of them")->required();
  command->add_option("-o,--output", arguments->output, "the corpus file to write")
      ->capture_default_str();
  add_force_option(*command, arguments->force, "a file");
  add_reading_options(*command, arguments->options);
  command->add_flag("-v,--verbose", arguments->verbose,
                    "list every repair and every live recording");
  command->add_flag("--json", arguments->json, "print the report as one JSON object");
  command->callback([arguments, &exit_code] {
    exit_code = exit_code_of("prepare", prepare(*arguments).map([] { return 0; }));
  });
}

}  // namespace bachprop
