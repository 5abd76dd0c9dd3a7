#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/force_option.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/reading_options.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/corpus_text.h"
#include "bachprop/run/corpus_files.h"

namespace bachprop {
namespace {

struct InspectArguments : InspectionRequest {
  bool verbose = false;
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop inspect corpus.safetensors
  bachprop inspect chorale.mid --verbose                one file: repairs, signatures, voices
  bachprop inspect my-folder --html report.html         pictures of the distributions)";

Result<void> inspect(const InspectArguments& arguments) {
  TerminalWatch terminal;
  const auto collection = TRY(inspect_corpus(arguments, terminal.watch()));
  if (arguments.json) {
    fmt::print("{}\n", json_text(corpus_json(collection), 2));
  } else {
    print_text(stdout, corpus_text(collection, arguments.verbose, columns_of(stdout)));
  }
  if (!arguments.html.empty()) {
    print_wrapped(stderr, "wrote {}\n", arguments.html.string());
  }
  return {};
}

}  // namespace

void add_inspect_command(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand("inspect", "show what is in a corpus or in MIDI files");
  command->footer(kExamples);
  command->add_option("path", arguments->paths, "a corpus file, or MIDI files and folders of them")
      ->required();
  command->add_option("--html", arguments->html, "write a page with pictures of dT, T and P");
  add_force_option(*command, arguments->force, "a file");
  add_reading_options(*command, arguments->options);
  command->add_flag("-v,--verbose", arguments->verbose,
                    "list every repair, every live recording and every value");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->callback([arguments, &exit_code] {
    exit_code = exit_code_of("inspect", inspect(*arguments).map([] { return 0; }));
  });
}

}  // namespace bachprop
