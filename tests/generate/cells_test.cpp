// From a corpus to music with every kind of cell: a network learns, goes into a model file and
// comes back, and composes.
#include "bachprop/nn/cells_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "bachprop/generate/composer.h"
#include "bachprop/train/test_corpora.h"
#include "bachprop/train/trained_model.h"
#include "bachprop/train/trainer.h"

namespace bachprop {
namespace {

class ModelOfCells : public testing::TestWithParam<Cell> {
 protected:
  static TrainedModel trained_model() {
    TrainOptions options;
    options.layers = 2;
    options.hidden = 12;
    options.cell = GetParam();
    options.epochs = 20;
    options.batch = 5;
    options.truncation = 8;
    options.learning_rate = 0.01;
    Trainer trainer(split_at_random(scales(20, 16), 0.1, 1).value(), options, 2);
    while (trainer.status() == TrainerStatus::kRunning) {
      trainer.step();
    }
    TrainedModel model;
    model.network = trainer.best_network();
    model.dictionaries = trainer.set().dictionaries;
    model.record = trainer.record();
    return model;
  }
};

INSTANTIATE_TEST_SUITE_P(Cells, ModelOfCells, testing::ValuesIn(kCells), name_of_cell);

std::vector<std::vector<NoteSymbols>> composed(const TrainedModel& model, int pieces, int threads) {
  const auto result = compose(model.network, model.dictionaries,
                              {.pieces = pieces, .max_notes = 100, .threads = threads});
  EXPECT_TRUE(result) << result.error().message();
  std::vector<std::vector<NoteSymbols>> notes;
  for (const ComposedPiece& piece : *result) {
    notes.push_back(piece.symbols);
  }
  return notes;
}

TEST_P(ModelOfCells, ComposesTheSameBeforeAndAfterItsFileOnAnyNumberOfThreads) {
  const TrainedModel model = trained_model();
  const auto pieces = composed(model, 40, 1);
  ASSERT_EQ(pieces.size(), 40U);
  std::size_t notes = 0;
  for (const auto& piece : pieces) {
    notes += piece.size();
  }
  EXPECT_GT(notes, 100U);

  const auto read = parse_model(model_bytes(model), "m.safetensors");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(composed(*read, 40, 2), pieces);
  const auto fewer = composed(*read, 7, 1);
  EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), pieces.begin()));
}

}  // namespace
}  // namespace bachprop
