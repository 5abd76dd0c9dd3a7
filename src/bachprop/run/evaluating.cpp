#include "bachprop/run/evaluating.h"

#include <fmt/format.h>

#include <cstddef>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/report/text.h"
#include "bachprop/run/output_file.h"

namespace bachprop {
namespace {

std::vector<std::filesystem::path> all_inputs(const EvaluateInputs& inputs) {
  std::vector<std::filesystem::path> all = {inputs.model, inputs.split};
  all.push_back(inputs.generated.front() / "pieces.json");
  for (const auto* paths : {&inputs.generated, &inputs.corpus, &inputs.held_out, &inputs.beside}) {
    all.insert(all.end(), paths->begin(), paths->end());
  }
  return all;
}

// A set beside the others has fewer pieces than are drawn of those.
void remark_on_small_sets(EvaluationReport& report) {
  for (std::size_t i = 1; i < report.generated; ++i) {
    const SetFigures& set = report.figures.sets[i];
    if (set.pieces_in_distances < report.figures.pieces_in_distances) {
      report.warnings.push_back(fmt::format(
          "Of {} there {} only {}: fewer pieces lie farther from the corpus and repeat each other "
          "less, so its distances and its diversity are not to be held beside the others'.",
          set.name, set.pieces == 1 ? "is" : "are", counted(set.pieces, "piece")));
    }
  }
}

EvaluationReport report_on(const EvaluatedPieces& pieces) {
  EvaluationReport report;
  report.corpus = {pieces.corpus.name, pieces.corpus.pieces};
  for (const NamedPieces& set : pieces.generated) {
    report.sets.push_back({set.name, set.pieces, /*beside=*/!report.sets.empty()});
  }
  report.generated = report.sets.size();
  if (!pieces.held_out.pieces.empty()) {
    report.sets.push_back(
        {pieces.held_out.name, pieces.held_out.pieces, /*beside=*/false, /*unseen=*/true});
  }
  report.how_held_out = pieces.how_held_out;
  report.warnings = pieces.warnings;
  return report;
}

}  // namespace

Result<EvaluationOutcome> evaluate_pieces(const EvaluationRequest& request,
                                          const EvaluationWatch& watch) {
  if (request.generated.empty() || request.corpus.empty()) {
    return fail(fmt::format("there are no {}", request.generated.empty()
                                                   ? "new pieces to evaluate"
                                                   : "pieces that their model learnt from"));
  }
  if (!request.output.empty()) {
    const OutputFile page = {
        .path = request.output, .usual_name = "report.html", .force = request.force};
    TRY(ready_to_write(page, all_inputs(request)));
  }
  EvaluationOutcome outcome;
  outcome.pieces = TRY(read_evaluated_pieces(request, watch));
  if (watch.read) {
    watch.read(outcome.pieces);
  }
  EvaluationReport& report = outcome.report;
  report = report_on(outcome.pieces);
  report.seed = request.options.seed;
  {
    Stage stage(watch, {.label = "evaluating", .unit = "parts", .can_stop = false});
    report.figures =
        evaluate(report.corpus, report.sets, request.options,
                 [&](std::size_t done, std::size_t total) { stage.show(done, total); });
  }
  remark_on_small_sets(report);
  if (!request.output.empty()) {
    TRY(write_file(request.output, render_report(evaluation_page(report)),
                   if_there(request.force)));
  }
  return outcome;
}

}  // namespace bachprop
