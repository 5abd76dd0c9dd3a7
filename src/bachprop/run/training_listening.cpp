#include "bachprop/run/training_listening.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"
#include "bachprop/run/lesson.h"
#include "bachprop/run/piece_sheets.h"
#include "bachprop/run/pieces_folder.h"
#include "bachprop/run/training_snapshots.h"

namespace bachprop {
namespace {

// In the order of time, up to 99 hours.
std::string file_name(double elapsed) {
  const auto seconds = std::llround(std::floor(elapsed));
  return fmt::format("{:02}h{:02}m{:02}s.mid", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// "After 2:30 min and 12 epochs"
std::string title(double elapsed, std::size_t epochs) {
  const auto seconds = std::llround(std::floor(elapsed));
  return fmt::format("After {}:{:02} min and {}", seconds / 60, seconds % 60,
                     counted(epochs, "epoch"));
}

}  // namespace

TrainingListening::TrainingListening(const std::filesystem::path& model, double interval)
    : usual_folder_(beside(model, "-heard")), interval_(interval), next_(interval) {}

// Composing dozens of pieces for it must not hold up the training.
Result<void> TrainingListening::find_end_bias(const TrainedModel& model, const TrainingSet& set) {
  constexpr double kShareOfTheTime = 0.02;
  const Stopwatch watch;
  const auto found = TRY(ending_bias(
      model, set, /*threads=*/1, [&] { return watch.seconds() < kShareOfTheTime * interval_; }));
  if (found.pieces > 0) {
    end_bias_ = found.bias;
  }
  return {};
}

Result<HeardPiece> TrainingListening::compose_one(const Trainer& trainer, const Corpus& corpus,
                                                  double elapsed) {
  // Files of the same second would have the same name.
  next_ = std::max({next_ + interval_, elapsed + interval_ / 2, std::floor(elapsed) + 1});
  TrainedModel model = trained_model(trainer, corpus);
  model.network = trainer.newest_network();
  TRY(find_end_bias(model, trainer.set()));
  model.end_bias = end_bias_;
  model.endings = {};  // nor must a piece that is begun again and again
  auto pieces = TRY(compose(model, {.pieces = 1}));
  ComposedPiece& piece = pieces.front();
  piece.score.title = title(elapsed, trainer.record().epochs.size());
  const bool first = folder_.empty();
  const std::filesystem::path folder = first ? first_free_folder(usual_folder_) : folder_;
  HeardPiece heard{.file = folder / file_name(elapsed),
                   .notes = piece.symbols.size(),
                   .epochs = trainer.record().epochs.size(),
                   .first = first};
  TRY(make_directories(folder));
  TRY(write_file(heard.file, midi_of(piece, SheetRequest{}), IfThere::kKeep));
  folder_ = folder;
  return heard;
}

}  // namespace bachprop
