// Learns from a folder of MIDI files, composes, writes sheet music, and evaluates the new pieces.
#include <bachprop/base/try.h>
#include <bachprop/report/evaluation_report.h>
#include <bachprop/run/composing.h>
#include <bachprop/run/evaluating.h>
#include <bachprop/run/learning.h>

#include <iostream>

using namespace bachprop;  // NOLINT(google-build-using-namespace): an example

// What can go wrong comes back as a Result: a value or an error.
Result<std::string> from_folder_to_music(const std::filesystem::path& folder,
                                         const std::filesystem::path& out) {
  TrainOptions options = TRY(preset_options("music"));
  options.hidden = 16;  // a small network, that the example takes seconds
  options.readout_hidden = 16;
  options.epochs = 3;
  const auto pieces = TRY(read_pieces({.paths = {folder}}, /*threads=*/2));
  const auto model = TRY(train(pieces.corpus, options, /*threads=*/2));
  TRY(save_model(model, out / "model.safetensors"));
  TRY(compose_into_folder({.model = out / "model.safetensors",
                           .output = out / "pieces",
                           .options = {.pieces = 4, .max_notes = 100},
                           .sheets = {.formats = {"musicxml"}}}));
  EvaluationRequest request;
  request.generated = {out / "pieces"};
  request.corpus = {folder};
  request.model = out / "model.safetensors";
  const auto evaluation = TRY(evaluate_pieces(request));
  return evaluation_text(evaluation.report);
}

int main(int argc, char** argv) {
  const auto text = argc == 3 ? from_folder_to_music(argv[1], argv[2])
                              : fail("give a folder of MIDI files, and one to write into");
  std::cout << (text ? *text : text.error().message() + "\n");
  return text ? 0 : 1;
}
