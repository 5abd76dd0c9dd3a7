#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/report/text.h"
#include "bachprop/run/keeping.h"

namespace bachprop {
namespace {

struct KeepArguments : KeepingRequest {
  bool json = false;
};

constexpr const char* kKeepExamples =
    R"(Examples:
  bachprop keep out/piece-003                      into favourites/, beside out/
  bachprop keep out/piece-003 out-2/piece-001 --to best
  bachprop generate --like favourites/out-piece-003   eight pieces that begin as it does

All files of the piece are copied, under the name of its run: out-piece-003.mid, .ogg and so on.
Nothing there is written over. favourites.json says by which model, seed and options each came
about, and index.html, opened in a browser, shows and plays all of them.)";

nlohmann::ordered_json kept_json(const KeepingOutcome& outcome) {
  nlohmann::ordered_json pieces = nlohmann::ordered_json::array();
  for (const KeptPiece& piece : outcome.pieces) {
    pieces.push_back({{"piece", piece.asked.string()},
                      {"files", piece.files},
                      {"was_there", piece.was_there},
                      {"missing", piece.missing}});
  }
  return {{"folder", outcome.folder.string()},
          {"pieces", std::move(pieces)},
          {"favourites", outcome.favourites},
          {"troubles", outcome.troubles}};
}

void print_kept(const KeepingOutcome& outcome) {
  for (const KeptPiece& piece : outcome.pieces) {
    print_wrapped("{} -> {}{}\n", printable(piece.asked.string()),
                  printable((outcome.folder / piece.files.front()).string()),
                  piece.was_there ? ", where it was already"
                  : piece.files.size() > 1
                      ? fmt::format(" and {} beside it", counted(piece.files.size() - 1, "file"))
                      : std::string());
    for (const std::string& name : piece.missing) {
      print_wrapped("    without {}, which is no longer there\n", printable(name));
    }
  }
  if (!outcome.page.empty()) {
    print_wrapped("{}; open {} in a browser to listen.\n", counted(outcome.favourites, "favourite"),
                  outcome.page.string());
  }
}

// The exit code.
Result<int> keep(const KeepArguments& arguments) {
  TerminalWatch terminal;
  const auto outcome = TRY(keep_pieces(arguments, terminal.watch()));
  if (arguments.json) {
    fmt::print("{}\n", json_text(kept_json(outcome), 2));
  } else {
    print_kept(outcome);
  }
  for (const std::string& trouble : outcome.troubles) {
    print_wrapped(stderr, "{}\n", printable(trouble));
  }
  return outcome.troubles.empty() ? 0 : 1;
}

void list_fields(KeepArguments& arguments, FieldList& fields) {
  fields(arguments.pieces, {.option = "pieces",
                            .help = "pieces of generate: out/piece-003, or any of its files",
                            .required = true});
  fields(arguments.to, {.option = "--to",
                        .value = "FOLDER",
                        .help = "folder for the copies",
                        .usual = "favourites, beside the folder of the first piece"});
  fields(arguments.json, {.option = "--json", .help = "what was kept, as one JSON object"});
}

}  // namespace

void add_keep_command(CLI::App& app, int& exit_code) {
  add_command<KeepArguments>(
      app, exit_code,
      {"keep", "copy pieces that you like into a folder of favourites", kKeepExamples},
      [](const KeepArguments& arguments) { return keep(arguments); });
}

}  // namespace bachprop
