#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/corpus_text.h"
#include "bachprop/run/corpus_files.h"

namespace bachprop {
namespace {

struct InspectArguments : InspectionRequest {
  InspectArguments() { options.threads = available_threads(); }

  bool verbose = false;
  bool json = false;
};

constexpr const char* kInspectExamples =
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

void list_fields(InspectArguments& arguments, FieldList& fields) {
  fields(arguments.paths, {.option = "path",
                           .help = "a corpus file, or MIDI files and folders of them",
                           .required = true});
  fields(arguments.html, {.option = "--html",
                          .help = "write a page with pictures of dT, T and P: the time since the "
                                  "last note, the duration and the pitch"});
  list_force_field(arguments.force, "a file", fields);
  fields(arguments.verbose, {.option = "-v,--verbose",
                             .help = "list every repair, every live recording and every value"});
  fields(arguments.json, {.option = "--json", .help = "print one JSON object"});
  list_fields(arguments.options, fields);
}

}  // namespace

void add_inspect_command(CLI::App& app, int& exit_code) {
  add_command<InspectArguments>(
      app, exit_code, {"inspect", "show what is in a corpus or in MIDI files", kInspectExamples},
      [](const InspectArguments& arguments) { return inspect(arguments).map([] { return 0; }); });
}

}  // namespace bachprop
