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

NetworkCase paper_network() { return {"paper's", preset_options("paper").value()}; }

NetworkCase music_network() { return {"preset music's", preset_options("music").value()}; }

Dictionaries synthetic_dictionaries(const std::array<int, kFeatures>& symbols) {
  constexpr int kLowest = 36;
  return {.dt = times(0, symbols[0]),
          .duration = times(1, symbols[1]),
          .pitch = PitchDictionary(kLowest, kLowest + symbols[2] - 2)};
}

TrainingSet synthetic_pieces(const std::array<int, kFeatures>& symbols, int pieces) {
  TrainingSet set;
  set.dictionaries = synthetic_dictionaries(symbols);
  Random random({kSeed});
  for (int i = 0; i < pieces; ++i) {
    set.training.push_back(random_piece(set.dictionaries, random));
  }
  return set;
}

TrainingWork::TrainingWork(const NetworkCase& network, int pieces, int threads) {
  TrainingSet set = synthetic_pieces(network.symbols, pieces);
  check(add_contexts(set, network.options.context).has_value(), "synthetic times add up exactly");
  TrainOptions endless = network.options;
  endless.epochs = 1'000'000;
  trainer_ = std::make_unique<Trainer>(std::move(set), endless, threads);
  shape_ = trainer_->newest_network().shape();
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

Work composing_work(const NetworkCase& network, int pieces, int notes, int threads,
                    Precision precision) {
  const NetworkShape shape = {.layers = network.options.layers,
                              .hidden = network.options.hidden,
                              .cell = network.options.cell,
                              .symbols = network.symbols};
  Random random({kSeed});
  const auto untrained = std::make_shared<const Network>(shape, random);
  const auto dictionaries =
      std::make_shared<const Dictionaries>(synthetic_dictionaries(network.symbols));
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
  return {.run = run, .operations_per_note = generation_operations(shape)};
}

}  // namespace bachprop
