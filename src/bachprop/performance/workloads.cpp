#include "bachprop/performance/workloads.h"

#include <cstddef>
#include <limits>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/generate/composer.h"
#include "bachprop/performance/least_work.h"

namespace bachprop {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr int kFewestNotes = 100;
constexpr int kMostNotes = 600;
// By how much a piece can be transposed; the pitches drawn leave room for that.
constexpr int kShift = 2;

// 0, 1/12, 2/12 ... of a quarter for dT; T begins at 1/12.
TimeDictionary times(int first, int symbols) {
  std::vector<Quarters> values;
  for (int i = 0; i < symbols - 1; ++i) {
    values.emplace_back(first + i, 12);
  }
  return TimeDictionary(std::move(values));
}

int draw(Random& random, int lowest, int end) {
  return lowest + as_int(random.below(static_cast<std::uint64_t>(end - lowest)));
}

EncodedPiece random_piece(const Dictionaries& dictionaries, Random& random) {
  const int room = dictionaries.pitch.start_end() > 2 * kShift ? kShift : 0;
  EncodedPiece piece{.notes = {}, .lowest_shift = -room, .highest_shift = room};
  piece.notes.resize(as_index(draw(random, kFewestNotes, kMostNotes + 1)));
  for (NoteSymbols& note : piece.notes) {
    note = {.dt = draw(random, 0, dictionaries.dt.start_end()),
            .duration = draw(random, 0, dictionaries.duration.start_end()),
            .pitch = draw(random, room, dictionaries.pitch.start_end() - room)};
  }
  return piece;
}

std::int64_t notes_of(const std::vector<ComposedPiece>& pieces) {
  std::int64_t notes = 0;
  for (const ComposedPiece& piece : pieces) {
    notes += static_cast<std::int64_t>(piece.symbols.size());
  }
  return notes;
}

}  // namespace

NetworkCase paper_network() {
  return {"paper's", {.layers = 3, .hidden = 128, .symbols = {20, 30, 60}}};
}

std::vector<NetworkCase> wide_networks() {
  // Pitches sounding and struck, pitch classes, time still to sound, position in the bar.
  constexpr int kContext = 250;
  return {{"2 x 256", {.layers = 2, .hidden = 256, .symbols = {20, 30, 60}, .context = kContext}},
          {"3 x 192", {.layers = 3, .hidden = 192, .symbols = {20, 30, 60}, .context = kContext}}};
}

Dictionaries synthetic_dictionaries(const NetworkShape& shape) {
  constexpr int kLowest = 36;
  return {.dt = times(0, shape.symbols[0]),
          .duration = times(1, shape.symbols[1]),
          .pitch = PitchDictionary(kLowest, kLowest + shape.symbols[2] - 2)};
}

TrainingSet synthetic_pieces(const NetworkShape& shape, int pieces) {
  TrainingSet set;
  set.dictionaries = synthetic_dictionaries(shape);
  Random random({kSeed});
  for (int i = 0; i < pieces; ++i) {
    set.training.push_back(random_piece(set.dictionaries, random));
  }
  return set;
}

TrainingWork::TrainingWork(const NetworkCase& network, const TrainOptions& options, int pieces,
                           int threads)
    : shape_(network.shape) {
  TrainOptions endless = options;
  endless.layers = network.shape.layers;
  endless.hidden = network.shape.hidden;
  endless.cell = network.shape.cell;
  endless.epochs = 1'000'000;
  trainer_ = std::make_unique<Trainer>(synthetic_pieces(network.shape, pieces), endless, threads);
}

Work TrainingWork::work() {
  const auto step = [this] {
    const std::int64_t before = trainer_->notes_done();
    trainer_->step();
    return trainer_->notes_done() - before;
  };
  return {.run = step, .operations_per_note = training_operations(shape_)};
}

double TrainingWork::share_of_notes() const {
  const TrainOptions& options = trainer_->record().options;
  const double computed =
      as_double(trainer_->steps_per_epoch()) * options.batch * as_double(options.truncation);
  return as_double(count_notes(trainer_->set().training)) / computed;
}

namespace {

Network untrained_network(const NetworkShape& shape) {
  Random random({kSeed});
  return {shape, random};
}

void draw_truncation(const NetworkShape& shape, Random& random, Truncation& truncation) {
  constexpr int kContextEntries = 20;
  const auto note = [&]() -> NoteSymbols {
    return {.dt = draw(random, 0, shape.symbols[0]),
            .duration = draw(random, 0, shape.symbols[1]),
            .pitch = draw(random, 0, shape.symbols[2])};
  };
  for (std::size_t i = 0; i < truncation.inputs.size(); ++i) {
    truncation.inputs[i] = note();
    truncation.targets[i] = note();
    truncation.begins[i] = draw(random, 0, (kFewestNotes + kMostNotes) / 2) == 0 ? 1 : 0;
    truncation.mask[i] = 1;
    for (int entry = 0; entry < kContextEntries; ++entry) {
      truncation.context.push_back(draw(random, 0, shape.context));
    }
    truncation.context_ends.push_back(as_int(truncation.context.size()));
  }
}

}  // namespace

ContextWork::ContextWork(const NetworkShape& shape, const TrainOptions& options, int threads)
    : network_(untrained_network(shape)),
      mean_(network_.layout().size()),
      square_(network_.layout().size()),
      learner_(network_.layout(),
               {.rows = options.batch,
                .steps = options.truncation,
                .loss_weights = options.loss_weights,
                .clip_norm = options.clip_norm,
                .precision = options.precision},
               {network_.parameters(), mean_, square_}, threads),
      options_(options) {
  const auto fill = [&](int first, int, Truncation& truncation) {
    Random random({kSeed, static_cast<std::uint64_t>(first)});
    draw_truncation(shape, random, truncation);
  };
  // Both of the truncations that take turns.
  learner_.prepare(fill);
  learner_.prepare(fill);
}

Work ContextWork::work() {
  const auto step = [this] {
    learner_.learn(++updates_, options_.learning_rate, {});
    return std::int64_t{options_.batch} * options_.truncation;
  };
  return {.run = step, .operations_per_note = training_operations(network_.shape())};
}

Work composing_work(const NetworkCase& network, int pieces, int notes, int threads,
                    Precision precision) {
  Random random({kSeed});
  const auto untrained = std::make_shared<const Network>(network.shape, random);
  const auto dictionaries =
      std::make_shared<const Dictionaries>(synthetic_dictionaries(network.shape));
  const ComposeOptions options{.pieces = pieces,
                               .min_notes = notes,
                               .max_notes = notes,
                               .precision = precision,
                               .threads = threads};
  const auto run = [untrained, dictionaries, options] {
    const auto composed = compose(*untrained, *dictionaries, options);
    check(composed.has_value(), "an untrained network composes");
    return notes_of(*composed);
  };
  return {.run = run, .operations_per_note = generation_operations(network.shape)};
}

}  // namespace bachprop
