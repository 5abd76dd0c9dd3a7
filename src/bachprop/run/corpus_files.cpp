#include "bachprop/run/corpus_files.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/render/corpus_report.h"
#include "bachprop/render/report_page.h"
#include "bachprop/run/output_file.h"

namespace bachprop {
namespace {

const Activity kReading = {.label = "reading", .unit = "files", .can_stop = false};

// "my-folder", "corpus.safetensors", "a.mid and 3 more".
std::string corpus_title(const std::vector<std::filesystem::path>& paths) {
  const auto whole = std::filesystem::absolute(paths.front()).lexically_normal();
  const std::string first =
      (whole.has_filename() ? whole.filename() : whole.parent_path().filename()).string();
  return paths.size() == 1 ? first : fmt::format("{} and {} more", first, paths.size() - 1);
}

Result<PackedCollection> read_packed(const PreparingRequest& request, const Watch& watch) {
  Stage stage(watch, kReading);
  return collect_packed_corpus(
      request.paths, request.options,
      [&](std::size_t done, std::size_t total) { stage.show(done, total); });
}

Result<Collection> read(const InspectionRequest& request, const Watch& watch) {
  Stage stage(watch, kReading);
  return load_pieces(request.paths, request.options,
                     [&](std::size_t done, std::size_t total) { stage.show(done, total); });
}

}  // namespace

Result<PackedCollection> prepare_corpus(const PreparingRequest& request, const Watch& watch) {
  TRY(ready_to_write(
      {.path = request.output, .usual_name = "corpus.safetensors", .force = request.force},
      request.paths));
  auto collection = TRY(read_packed(request, watch));
  TRY(save_corpus(collection.corpus, request.output, if_there(request.force)));
  return collection;
}

Result<Collection> inspect_corpus(const InspectionRequest& request, const Watch& watch) {
  if (!request.html.empty()) {
    TRY(ready_to_write({.path = request.html,
                        .usual_name = "report.html",
                        .force = request.force,
                        .option = "--html"},
                       request.paths));
  }
  auto collection = TRY(read(request, watch));
  if (!request.html.empty()) {
    const Report report = corpus_report(collection, corpus_title(request.paths));
    TRY(write_file(request.html, render_report(report), if_there(request.force)));
  }
  return collection;
}

}  // namespace bachprop
