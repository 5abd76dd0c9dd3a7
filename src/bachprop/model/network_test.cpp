#include "bachprop/model/network.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"
#include "bachprop/base/task_graph.h"
#include "bachprop/model/inference.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/nn/cells_test.h"
#include "bachprop/nn/instruction_sets_test.h"
#include "bachprop/nn/kernels.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr LossWeights kPaperWeights = {0.1, 0.3, 0.6};

// ---- A second opinion: values computed by PyTorch (tools/make_golden.py and, with context and
// weights of intervals, tools/make_music_golden.py) ----

class GoldenNetwork : public testing::TestWithParam<Cell> {
 protected:
  [[nodiscard]] virtual std::string file_name() const {
    return GetParam() == Cell::kGru ? "network.json"
                                    : fmt::format("network_{}.json", name_of(GetParam()));
  }

  void SetUp() override {
    shape_.cell = GetParam();
    const std::string name = file_name();
    std::ifstream file(BACHPROP_SOURCE_DIR "/tests/golden/" + name);
    ASSERT_TRUE(file) << "tests/golden/" << name << " is part of the repository";
    golden_ = Json::parse(file);
    const Json& sizes = golden_["sizes"];
    shape_.layers = sizes["layers"];
    shape_.hidden = sizes["hidden"];
    for (std::size_t f = 0; f < kFeatures; ++f) {
      shape_.symbols[f] = sizes["vocabularies"][std::string(kFeatureNames[f])];
    }
    shape_.context = sizes.value("context", 0);
    shape_.readout_hidden = sizes.value("readout_hidden", 0);
    shape_.readout_context = sizes.value("readout_context", 0);
    shape_.anchors = sizes.value("anchors", 0);
    shape_.class_anchors = sizes.value("class_anchors", 0);
    shape_.lowest_class = sizes.value("lowest_class", 0);
    for (std::size_t f = 0; f < kFeatures; ++f) {
      loss_weights_[f] = golden_["loss_weights"][std::string(kFeatureNames[f])];
    }
    rows_ = sizes["batch"];
    steps_ = sizes["steps"];
    layout_ = ParameterLayout(shape_);
  }

  // PyTorch's gates of a GRU stand in the order r, z, n; ours of the input in the order n, r, z.
  [[nodiscard]] int golden_column(const ParameterBlock& block, int column) const {
    const bool of_input = shape_.cell == Cell::kGru && block.name.starts_with("layers.") &&
                          block.cols == 3 * shape_.hidden && !block.name.ends_with(".recurrent");
    return of_input ? (column + 2 * shape_.hidden) % (3 * shape_.hidden) : column;
  }

  // The golden file keeps one matrix for all layers that a readout reads.
  [[nodiscard]] double golden_value(const Json& tensors, const ParameterBlock& block, int row,
                                    int column) const {
    const std::string& name = block.name;
    const char last = name.back();
    if (name.find(".hidden.") != std::string::npos && last >= '0' && last <= '9') {
      const std::string joined = name.substr(0, name.size() - 1) + "weight";
      return tensors.at(joined)
          .at(static_cast<std::size_t>((last - '0') * shape_.hidden + row))
          .at(static_cast<std::size_t>(column));
    }
    const Json& tensor = tensors.at(name);
    const auto c = static_cast<std::size_t>(golden_column(block, column));
    return tensor.at(0).is_array() ? tensor.at(static_cast<std::size_t>(row)).at(c) : tensor.at(c);
  }

  template <typename Scalar>
  [[nodiscard]] std::vector<Scalar> from_golden(const Json& tensors) const {
    std::vector<Scalar> all(layout_.size());
    for (const ParameterBlock& block : layout_.blocks()) {
      for (int r = 0; r < block.rows; ++r) {
        for (int c = 0; c < block.cols; ++c) {
          all[block.offset + static_cast<std::size_t>(r * block.cols + c)] =
              static_cast<Scalar>(golden_value(tensors, block, r, c));
        }
      }
    }
    return all;
  }

  [[nodiscard]] Truncation truncation(const Json& golden) const {
    Truncation result(steps_, rows_, {});
    for (int t = 0; t < steps_; ++t) {
      for (int b = 0; b < rows_; ++b) {
        const auto i = static_cast<std::size_t>(t * rows_ + b);
        const auto at = [&](const char* key) {
          return golden[key][static_cast<std::size_t>(t)][static_cast<std::size_t>(b)];
        };
        result.inputs[i] = {at("inputs")[0], at("inputs")[1], at("inputs")[2]};
        result.targets[i] = {at("targets")[0], at("targets")[1], at("targets")[2]};
        result.mask[i] = at("mask").get<int>() != 0 ? 1 : 0;
        result.begins[i] = at("reset").get<int>() != 0 ? 1 : 0;
        if (shape_.context > 0) {
          append(at("context"), result.context, result.context_ends);
          append(at("next"), result.next, result.next_ends);
        }
      }
    }
    return result;
  }

  static void append(const Json& entries, std::vector<int>& all, std::vector<int>& ends) {
    all.insert(all.end(), entries.begin(), entries.end());
    ends.push_back(static_cast<int>(all.size()));
  }

  // The contexts of the rows of a step.
  [[nodiscard]] MultiHot contexts_of(std::span<const int> ends, std::span<const int> entries,
                                     int step) const {
    return MultiHot{ends, entries}.from(static_cast<std::size_t>(step * rows_));
  }

  template <typename Scalar>
  void expect_golden(Precision precision, double tolerance) {
    const auto parameters = from_golden<Scalar>(golden_["parameters"]);
    PackedNetwork<Scalar> weights(layout_, precision, true);
    weights.pack(parameters);
    UnrolledNetwork<Scalar> network(layout_, weights, steps_, rows_);
    std::vector<Scalar> state(network.state_size());
    for (const Json& golden : golden_["truncations"]) {
      const Json& expected = golden["expected"];
      const Truncation input = truncation(golden);
      LossWeights mean_weights = loss_weights_;
      for (double& weight : mean_weights) {
        weight /= static_cast<double>(input.notes());
      }
      std::vector<Scalar> gradient(layout_.size());
      const CrossEntropies sums = network.run({.parameters = parameters,
                                               .truncation = &input,
                                               .state = state,
                                               .loss_weights = mean_weights,
                                               .gradient = gradient});
      double loss = 0;
      for (std::size_t f = 0; f < kFeatures; ++f) {
        const double nats = sums.nats_per_note(static_cast<int>(f));
        EXPECT_NEAR(nats, expected["cross_entropy"][std::string(kFeatureNames[f])], tolerance);
        loss += loss_weights_[f] * nats;
      }
      EXPECT_NEAR(loss, expected["loss"], tolerance);
      expect_states(expected["states"], state, tolerance);

      const auto golden_gradient = from_golden<double>(expected["gradients"]);
      for (std::size_t i = 0; i < gradient.size(); ++i) {
        ASSERT_NEAR(gradient[i], golden_gradient[i], tolerance) << "gradient at " << i;
      }
    }
  }

  void expect_golden_logits(Precision precision, double tolerance);

  // `adam` has the learning rate, epsilon and the parameters after the step; `step` all else.
  void expect_first_step(const Json& adam, AdamStep step) const {
    const auto gradient = from_golden<float>(golden_["truncations"][0]["expected"]["gradients"]);
    auto parameters = from_golden<float>(golden_["parameters"]);
    std::vector<float> mean(parameters.size());
    std::vector<float> square(parameters.size());
    const float rate = adam["learning_rate"];
    const float correction = std::sqrt(1 - step.beta2);
    step.step_size = rate * correction / (1 - step.beta1);
    step.epsilon = adam["epsilon"].get<float>() * correction;
    adam_update(step, gradient, mean, square, parameters);
    const auto expected = from_golden<double>(adam["parameters"]);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      ASSERT_NEAR(parameters[i], expected[i], 2e-6) << "at " << i;
    }
  }

  template <typename Scalar>
  void expect_states(const Json& expected, const std::vector<Scalar>& state, double tolerance) {
    std::size_t i = 0;
    for (const Json& layer : expected) {
      for (const Json& row : layer) {
        for (const Json& value : row) {
          EXPECT_NEAR(state[i++], value.get<double>(), tolerance);
        }
      }
    }
    EXPECT_EQ(i, state.size());
  }

  Json golden_;
  NetworkShape shape_;
  LossWeights loss_weights_ = {};
  int rows_ = 0;
  int steps_ = 0;
  ParameterLayout layout_;
};

TEST_P(GoldenNetwork, LossStateAndGradientsAgreeWithPyTorchInDouble) {
  expect_golden<double>(Precision::kFloat32, 1e-12);
}

// bfloat16 keeps 8 bits of each factor, or of the weights alone.
double tolerance_of(const ComputePath& path) {
  switch (path.precision) {
    case Precision::kFloat32:
      return 2e-6;
    case Precision::kBfloat16:
      return 2e-2;
    case Precision::kBfloat16Weights:
      return 1e-2;
  }
  return 0;
}

TEST_P(GoldenNetwork, LossStateAndGradientsAgreeWithPyTorchOnEveryPath) {
  for (const ComputePath& path : compute_paths()) {
    SCOPED_TRACE(path.name);
    use(path);
    expect_golden<float>(path.precision, tolerance_of(path));
  }
  use_best_path();
}

TEST_P(GoldenNetwork, InferenceGivesPyTorchsLogitsOnEveryPath) {
  for (const ComputePath& path : composing_paths()) {
    SCOPED_TRACE(path.name);
    use(path);
    expect_golden_logits(path.precision, tolerance_of(path));
  }
  use_best_path();
}

void GoldenNetwork::expect_golden_logits(Precision precision, double tolerance) {
  Network network(shape_);
  const auto parameters = from_golden<float>(golden_["parameters"]);
  std::copy(parameters.begin(), parameters.end(), network.parameters().begin());
  Inference inference(network, rows_, precision);
  int compared = 0;
  for (const Json& golden : golden_["truncations"]) {
    const Truncation input = truncation(golden);
    for (int t = 0; t < steps_; ++t) {
      std::vector<NoteSymbols> last;
      std::vector<int> dt;
      std::vector<int> duration;
      for (int b = 0; b < rows_; ++b) {
        const auto i = static_cast<std::size_t>(t * rows_ + b);
        if (input.begins[i] != 0) {
          inference.reset(b);
        }
        last.push_back(input.inputs[i]);
        dt.push_back(input.targets[i].dt);
        duration.push_back(input.targets[i].duration);
      }
      const MultiHot next = contexts_of(input.next_ends, input.next, t);
      inference.advance(last, contexts_of(input.context_ends, input.context, t));
      inference.condition_on_dt(dt, next);
      inference.condition_on_duration(duration, next);
      for (int b = 0; b < rows_; ++b) {
        const std::array<std::span<const float>, kFeatures> logits = {
            inference.dt_logits(b), inference.duration_logits(b), inference.pitch_logits(b)};
        for (std::size_t f = 0; f < kFeatures; ++f) {
          const Json& expected = golden["expected"]["logits"][std::string(kFeatureNames[f])]
                                       [static_cast<std::size_t>(t)][static_cast<std::size_t>(b)];
          ASSERT_EQ(logits[f].size(), expected.size());
          for (std::size_t v = 0; v < expected.size(); ++v) {
            EXPECT_NEAR(logits[f][v], expected[v].get<double>(), tolerance);
            ++compared;
          }
        }
      }
    }
  }
  const int symbols = shape_.symbols[0] + shape_.symbols[1] + shape_.symbols[2];
  EXPECT_EQ(compared, 2 * steps_ * rows_ * symbols);
}

INSTANTIATE_TEST_SUITE_P(Cells, GoldenNetwork, testing::ValuesIn(kCells), name_of_cell);

class GoldenGruNetwork : public GoldenNetwork {};

TEST_P(GoldenGruNetwork, OneStepOfAdamAgreesWithPyTorch) {
  const Json& adam = golden_["adam"];
  AdamStep step;
  step.beta1 = adam["betas"][0];
  step.beta2 = adam["betas"][1];
  expect_first_step(adam, step);
}

INSTANTIATE_TEST_SUITE_P(Cells, GoldenGruNetwork, testing::Values(Cell::kGru), name_of_cell);

// All that the preset `music` has: contexts, hidden units of readouts, weights of intervals.
class GoldenMusicNetwork : public GoldenNetwork {
 protected:
  [[nodiscard]] std::string file_name() const override { return "network_music.json"; }
};

TEST_P(GoldenMusicNetwork, LossStateAndGradientsAgreeWithPyTorchInDouble) {
  expect_golden<double>(Precision::kFloat32, 1e-12);
}

TEST_P(GoldenMusicNetwork, LossStateAndGradientsAgreeWithPyTorchOnEveryPath) {
  for (const ComputePath& path : compute_paths()) {
    SCOPED_TRACE(path.name);
    use(path);
    expect_golden<float>(path.precision, tolerance_of(path));
  }
  use_best_path();
}

TEST_P(GoldenMusicNetwork, InferenceGivesPyTorchsLogitsOnEveryPath) {
  for (const ComputePath& path : composing_paths()) {
    SCOPED_TRACE(path.name);
    use(path);
    // Several weights of intervals, each from rounded factors, add up in a logit.
    expect_golden_logits(path.precision, 2 * tolerance_of(path));
  }
  use_best_path();
}

TEST_P(GoldenMusicNetwork, OneStepOfAdamWAgreesWithPyTorch) {
  const Json& adam = golden_["adamw"];
  AdamStep step;
  step.shrink = adam["learning_rate"].get<float>() * adam["weight_decay"].get<float>();
  expect_first_step(adam, step);
}

INSTANTIATE_TEST_SUITE_P(Cells, GoldenMusicNetwork, testing::Values(Cell::kGru), name_of_cell);

// ---- Mathematics: gradients against finite differences, in double ----

Truncation random_truncation(const NetworkShape& shape, int steps, int rows, Random& random) {
  Truncation result(steps, rows, {});
  const auto note = [&] {
    return NoteSymbols{
        static_cast<int>(random.below(static_cast<std::uint64_t>(shape.symbols[0]))),
        static_cast<int>(random.below(static_cast<std::uint64_t>(shape.symbols[1]))),
        static_cast<int>(random.below(static_cast<std::uint64_t>(shape.symbols[2])))};
  };
  for (std::size_t i = 0; i < result.inputs.size(); ++i) {
    result.inputs[i] = note();
    result.targets[i] = note();
    result.begins[i] = random.below(6) == 0 ? 1 : 0;
    result.mask[i] = random.below(8) == 0 ? 0 : 1;
    // Few entries, none, or more than are summed at once; some of them twice.
    const std::uint64_t entries =
        shape.context == 0 ? 0 : random.below(random.below(4) == 0 ? 80 : 5);
    for (std::uint64_t e = 0; e < entries; ++e) {
      result.context.push_back(
          static_cast<int>(random.below(static_cast<std::uint64_t>(shape.context))));
    }
    if (shape.context > 0) {
      result.context_ends.push_back(static_cast<int>(result.context.size()));
    }
    const std::uint64_t next_entries =
        shape.readout_context == 0 ? 0 : random.below(random.below(4) == 0 ? 80 : 9);
    for (std::uint64_t e = 0; e < next_entries; ++e) {
      result.next.push_back(
          static_cast<int>(random.below(static_cast<std::uint64_t>(shape.readout_context))));
    }
    if (shape.readout_context > 0) {
      result.next_ends.push_back(static_cast<int>(result.next.size()));
    }
  }
  return result;
}

struct CheckedNetwork {
  NetworkShape shape;
  double dropout = 0;
  bool sums_dt = false;
};

// The name is GoogleTest's.
// NOLINTNEXTLINE(readability-identifier-naming)
void PrintTo(const CheckedNetwork& network, std::ostream* out) {
  *out << network.shape.layers << " layers of " << network.shape.hidden << ", context "
       << network.shape.context << ", readouts of " << network.shape.readout_hidden << ", context "
       << network.shape.readout_context << ", anchors " << network.shape.anchors << ", dropout "
       << network.dropout << (network.sums_dt ? ", sums of dT" : "");
}

class CheckedGradients : public testing::TestWithParam<std::tuple<Cell, CheckedNetwork>> {};

TEST_P(CheckedGradients, MatchFiniteDifferences) {
  const auto& [cell, checked] = GetParam();
  NetworkShape shape = checked.shape;
  shape.cell = cell;
  const double dropout = checked.dropout;
  const bool sums_dt = checked.sums_dt;
  Random random(
      {7, static_cast<std::uint64_t>(shape.layers), static_cast<std::uint64_t>(shape.hidden)});
  const Network network(shape, random);
  std::vector<double> parameters(network.parameters().begin(), network.parameters().end());
  const int steps = 5;
  const int rows = 2;
  const Truncation input = random_truncation(shape, steps, rows, random);
  PackedNetwork<double> weights(network.layout(), Precision::kFloat32, true);
  UnrolledNetwork<double> unrolled(network.layout(), weights, steps, rows);
  std::vector<double> first_state(unrolled.state_size());
  for (double& value : first_state) {
    value = random.uniform() - 0.5;
  }
  std::vector<double> all_gradients(parameters.size());
  std::span<double> gradient;
  const auto loss = [&] {
    std::vector<double> state = first_state;
    weights.pack(parameters);
    const CrossEntropies sums = unrolled.run({.parameters = parameters,
                                              .truncation = &input,
                                              .state = state,
                                              .sums_dt = sums_dt,
                                              .loss_weights = kPaperWeights,
                                              .gradient = gradient,
                                              .dropout = {dropout, 99}});
    double sum = 0;
    for (std::size_t f = 0; f < kFeatures; ++f) {
      sum += kPaperWeights[f] * sums.features[f].nats;
    }
    return sum;
  };
  gradient = all_gradients;
  loss();
  gradient = {};

  constexpr double kStep = 1e-6;
  for (const ParameterBlock& block : network.layout().blocks()) {
    for (int e = 0; e < block.rows * block.cols; ++e) {
      const std::size_t i = block.offset + static_cast<std::size_t>(e);
      const double value = parameters[i];
      parameters[i] = value + kStep;
      const double above = loss();
      parameters[i] = value - kStep;
      const double below = loss();
      parameters[i] = value;
      EXPECT_NEAR(all_gradients[i], (above - below) / (2 * kStep), 1e-7)
          << block.name << " at " << e;
    }
  }
}

constexpr std::array<int, kFeatures> kFewSymbols = {3, 4, 5};

INSTANTIATE_TEST_SUITE_P(
    Shapes, CheckedGradients,
    testing::Combine(
        testing::ValuesIn(kCells),
        testing::Values(
            CheckedNetwork{{.layers = 1, .hidden = 4, .symbols = kFewSymbols}},
            CheckedNetwork{{.layers = 2, .hidden = 3, .symbols = kFewSymbols, .context = 7}},
            CheckedNetwork{{.layers = 3, .hidden = 5, .symbols = kFewSymbols}},
            CheckedNetwork{{.layers = 4, .hidden = 2, .symbols = kFewSymbols, .context = 50}},
            CheckedNetwork{{.layers = 3, .hidden = 5, .symbols = kFewSymbols}, 0.3},
            CheckedNetwork{{.layers = 1, .hidden = 4, .symbols = kFewSymbols}, 0, true},
            CheckedNetwork{{.layers = 2, .hidden = 3, .symbols = kFewSymbols, .readout_hidden = 6}},
            CheckedNetwork{
                {.layers = 1, .hidden = 3, .symbols = kFewSymbols, .readout_context = 9}},
            // Two groups of anchors, some entries behind them; pitches beyond the widest interval.
            CheckedNetwork{{.layers = 2,
                            .hidden = 3,
                            .symbols = {3, 4, 45},
                            .context = 20,
                            .readout_hidden = 4,
                            .readout_context = 130,
                            .anchors = 2,
                            .class_anchors = 2,
                            .lowest_class = 5},
                           0.25})));

// Two steps of one piece: the second is told by the sum of what both say.
TEST(UnrolledNetwork, AddsUpWhatTheReadoutOfDtSays) {
  const NetworkShape shape = {.layers = 1, .hidden = 3, .symbols = {2, 2, 2}};
  Random random{3};
  const Network network(shape, random);
  PackedNetwork<float> weights(network.layout(), Precision::kFloat32, true);
  weights.pack(network.parameters());
  Truncation two(2, 1, {});
  two.begins = {1, 0};
  two.mask = {1, 1};
  two.inputs = {{0, 1, 1}, {1, 0, 1}};
  two.targets = {{1, 0, 0}, {1, 0, 0}};
  const auto nats = [&](bool sums, std::uint8_t begins_anew) {
    two.begins[1] = begins_anew;
    UnrolledNetwork<float> unrolled(network.layout(), weights, 2, 1);
    std::vector<float> state(unrolled.state_size());
    return unrolled
        .run({.parameters = network.parameters(),
              .truncation = &two,
              .state = state,
              .sums_dt = sums})
        .features[0]
        .nats;
  };
  Inference inference(network, 1);
  const auto log_odds = [&](const NoteSymbols& note) {
    inference.advance(std::vector{note});
    return as_double(inference.dt_logits(0)[1]) - as_double(inference.dt_logits(0)[0]);
  };
  const double first = log_odds(two.inputs[0]);
  const double second = log_odds(two.inputs[1]);
  const auto cost = [](double odds) { return std::log1p(std::exp(-odds)); };
  EXPECT_NEAR(nats(false, 0), cost(first) + cost(second), 1e-5);
  EXPECT_NEAR(nats(true, 0), cost(first) + cost(first + second), 1e-5);
  EXPECT_NEAR(nats(true, 1), nats(false, 1), 1e-5) << "a piece begins";
}

class NetworkOfCells : public testing::TestWithParam<Cell> {};

INSTANTIATE_TEST_SUITE_P(Cells, NetworkOfCells, testing::ValuesIn(kCells), name_of_cell);

// Loss, state and gradient of networks of random shapes on random truncations. The fast path, cut
// into tasks and run by threads, stands beside the double reference, run as one.
TEST_P(NetworkOfCells, OfRandomShapesAgreesWithTheDoubleReferenceOnEveryPath) {
  for (const ComputePath& path : compute_paths()) {
    SCOPED_TRACE(path.name);
    use(path);
    Random random({17});
    for (int trial = 0; trial < 12; ++trial) {
      const auto size = [&](std::uint64_t most) {
        return 1 + static_cast<int>(random.below(most));
      };
      NetworkShape shape = {.layers = size(4),
                            .hidden = size(50),
                            .cell = GetParam(),
                            .symbols = {1 + size(20), 1 + size(20), 1 + size(70)},
                            .context = static_cast<int>(random.below(3)) * 20,
                            .readout_hidden = static_cast<int>(random.below(3)) * 15,
                            .readout_context = 150 * static_cast<int>(random.below(2))};
      shape.anchors = shape.readout_context > 0 ? static_cast<int>(random.below(3)) : 0;
      shape.class_anchors = shape.readout_context > 0 ? static_cast<int>(random.below(3)) : 0;
      shape.lowest_class = static_cast<int>(random.below(12));
      Dropout dropout = {0.3 * static_cast<double>(random.below(2)), 5};
      int steps = size(60);
      int rows = size(10);
      if (trial == 0) {
        // So large that gradients are cut into parts.
        shape.layers = 2;
        shape.hidden = 200;
        shape.context = 40;
        dropout.rate = 0.5;
        steps = 20;
        rows = 8;
      }
      const Network network(shape, random);
      const Truncation input = random_truncation(shape, steps, rows, random);
      const LossWeights loss_weights = {0.1 / (steps * rows), 0.3 / (steps * rows),
                                        0.6 / (steps * rows)};

      PackedNetwork<float> weights(network.layout(), path.precision, true);
      weights.pack(network.parameters());
      UnrolledNetwork<float> fast(network.layout(), weights, steps, rows);
      std::vector<float> state(fast.state_size());
      // Values that were there before must not matter.
      std::vector<float> gradient(network.parameters().size(), 7.0F);
      TaskGraph graph;
      static_cast<void>(fast.add_tasks(graph, true, 0, {}));
      fast.begin({.parameters = network.parameters(),
                  .truncation = &input,
                  .state = state,
                  .loss_weights = loss_weights,
                  .gradient = gradient,
                  .dropout = dropout});
      ThreadTeam team(3);
      graph.run(team);

      const std::vector<double> parameters(network.parameters().begin(),
                                           network.parameters().end());
      PackedNetwork<double> reference_weights(network.layout(), Precision::kFloat32, true);
      reference_weights.pack(parameters);
      UnrolledNetwork<double> reference(network.layout(), reference_weights, steps, rows);
      std::vector<double> reference_state(reference.state_size());
      std::vector<double> reference_gradient(parameters.size());
      const CrossEntropies expected = reference.run({.parameters = parameters,
                                                     .truncation = &input,
                                                     .state = reference_state,
                                                     .loss_weights = loss_weights,
                                                     .gradient = reference_gradient,
                                                     .dropout = dropout});
      const double tolerance = path.precision == Precision::kBfloat16 ? 2e-2 : 1e-5;
      EXPECT_EQ(fast.sums().notes, expected.notes);
      EXPECT_NEAR(fast.sums().nats_per_note(), expected.nats_per_note(),
                  tolerance * expected.nats_per_note());
      for (std::size_t i = 0; i < state.size(); ++i) {
        ASSERT_NEAR(state[i], reference_state[i], tolerance);
      }
      for (const ParameterBlock& block : network.layout().blocks()) {
        for (int e = 0; e < block.rows * block.cols; ++e) {
          const std::size_t i = block.offset + static_cast<std::size_t>(e);
          ASSERT_NEAR(gradient[i], reference_gradient[i], tolerance) << block.name << " at " << e;
        }
      }

      std::ranges::fill(state, 0.0F);
      fast.begin({.parameters = network.parameters(),
                  .truncation = &input,
                  .state = state,
                  .loss_weights = loss_weights,
                  .gradient = gradient,
                  .accumulate = true,
                  .dropout = dropout});
      graph.run(team);
      for (const ParameterBlock& block : network.layout().blocks()) {
        for (int e = 0; e < block.rows * block.cols; ++e) {
          const std::size_t i = block.offset + static_cast<std::size_t>(e);
          ASSERT_NEAR(gradient[i], 2 * reference_gradient[i], 2 * tolerance)
              << block.name << " at " << e << ", added to what was there";
        }
      }
    }
  }
  use_best_path();
}

// Nothing of the errors carried back through one truncation is left in the next.
TEST_P(NetworkOfCells, HasTheSameGradientWhenItReadsATruncationAgain) {
  const NetworkShape shape = {.layers = 2, .hidden = 6, .cell = GetParam(), .symbols = {3, 4, 5}};
  Random random({12});
  const Network network(shape, random);
  Truncation input = random_truncation(shape, 8, 2, random);
  std::ranges::fill(input.begins, std::uint8_t{0});
  PackedNetwork<float> weights(network.layout(), Precision::kFloat32, true);
  weights.pack(network.parameters());
  UnrolledNetwork<float> unrolled(network.layout(), weights, 8, 2);
  const auto gradient = [&] {
    std::vector<float> state(unrolled.state_size(), 0.5F);
    std::vector<float> values(network.layout().size());
    unrolled.run({.parameters = network.parameters(),
                  .truncation = &input,
                  .state = state,
                  .loss_weights = kPaperWeights,
                  .gradient = values});
    return values;
  };
  const std::vector<float> first = gradient();
  EXPECT_EQ(gradient(), first);
}

TEST_P(NetworkOfCells, OneTruncationOrTwoWithCarriedStateGiveTheSameLoss) {
  const NetworkShape shape = {.layers = 3, .hidden = 6, .cell = GetParam(), .symbols = {3, 4, 5}};
  Random random({11});
  const Network network(shape, random);
  const std::vector<double> parameters(network.parameters().begin(), network.parameters().end());
  const Truncation whole = random_truncation(shape, 8, 2, random);
  PackedNetwork<double> weights(network.layout(), Precision::kFloat32, true);
  weights.pack(parameters);
  UnrolledNetwork<double> long_network(network.layout(), weights, 8, 2);
  std::vector<double> state(long_network.state_size());
  const CrossEntropies expected =
      long_network.run({.parameters = parameters, .truncation = &whole, .state = state});

  UnrolledNetwork<double> short_network(network.layout(), weights, 4, 2);
  std::vector<double> carried(short_network.state_size());
  CrossEntropies sums;
  for (int half = 0; half < 2; ++half) {
    Truncation part(4, 2, {});
    for (std::size_t i = 0; i < 8; ++i) {
      const std::size_t from = i + static_cast<std::size_t>(half) * 8;
      part.inputs[i] = whole.inputs[from];
      part.targets[i] = whole.targets[from];
      part.begins[i] = whole.begins[from];
      part.mask[i] = whole.mask[from];
    }
    sums += short_network.run({.parameters = parameters, .truncation = &part, .state = carried});
  }
  EXPECT_EQ(sums.notes, expected.notes);
  EXPECT_NEAR(sums.nats_per_note(), expected.nats_per_note(), 1e-12);
  EXPECT_EQ(state, carried);
}

TEST(Network, OfLstmsBeginsByRemembering) {
  const NetworkShape shape = {.layers = 2, .hidden = 7, .cell = Cell::kLstm, .symbols = {3, 4, 5}};
  Random random({3});
  const Network network(shape, random);
  for (const auto& layer : network.layout().layers(network.parameters().data())) {
    for (int i = 0; i < layer.bias.cols; ++i) {
      const bool of_forget_gate = i / shape.hidden == 1;
      EXPECT_EQ(layer.bias.data[i] == 1, of_forget_gate) << "at " << i;
    }
  }
}

TEST_P(NetworkOfCells, HasBlocksThatDoNotOverlapAndHaveNamesOfTheirOwn) {
  const ParameterLayout layout(
      {.layers = 3, .hidden = 128, .cell = GetParam(), .symbols = {20, 30, 60}});
  std::set<std::string> names;
  std::size_t end = 0;
  for (const ParameterBlock& block : layout.blocks()) {
    EXPECT_GE(block.offset, end) << block.name;
    end = block.offset + static_cast<std::size_t>(block.rows * block.cols);
    EXPECT_TRUE(names.insert(block.name).second) << block.name;
  }
  EXPECT_LE(end, layout.size());
}

}  // namespace
}  // namespace bachprop
