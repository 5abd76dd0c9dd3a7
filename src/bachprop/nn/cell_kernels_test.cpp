#include "bachprop/nn/cell_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/cells_test.h"
#include "bachprop/nn/instruction_sets_test.h"

namespace bachprop {
namespace {

std::vector<double> random_values(int count, double scale, Random& random) {
  std::vector<double> values(as_index(count));
  for (double& value : values) {
    // The same number in both precisions.
    value = static_cast<float>(scale * (2 * random.uniform() - 1));
  }
  return values;
}

// One row of one step of a cell, forward and backward, with numbers drawn at random.
template <typename Scalar>
struct CellRow {
  using Numbers = std::vector<Scalar>;

  Cell cell;
  int units;
  CellTraits traits = traits_of(cell);
  Numbers input, recurrent, bias, previous;
  Numbers d_output, d_state, d_memory;
  Numbers gates = Numbers(as_index(traits.sizes.gates * units));
  Numbers state = Numbers(as_index(std::max(1, traits.sizes.state) * units));

  CellRow(Cell of, int unit_count, double scale, Random& random) : cell(of), units(unit_count) {
    const auto draw = [&](int count, double size) {
      const std::vector<double> values = random_values(count * units, size, random);
      return Numbers(values.begin(), values.end());
    };
    input = draw(traits.sizes.input, scale);
    recurrent = draw(traits.sizes.recurrent, scale);
    bias = draw(1, 1);
    previous = draw(traits.sizes.state, traits.sizes.state);
    d_output = draw(1, 1);
    d_state = draw(1, 1);
    d_memory = draw(std::max(0, traits.sizes.state - 1), 1);
  }

  void forward() {
    kernels_of<Scalar>(cell).forward(units, {.input = input.data(),
                                             .recurrent = recurrent.data(),
                                             .recurrent_bias = bias.data(),
                                             .previous = previous.data(),
                                             .gates = gates.data(),
                                             .state = state.data()});
  }
  // The state after a step without gates.
  [[nodiscard]] Numbers stepped() const {
    Numbers stepping = previous;
    stepping.resize(state.size());
    kernels_of<Scalar>(cell).step(units, {.input = input.data(),
                                          .recurrent = recurrent.data(),
                                          .recurrent_bias = bias.data(),
                                          .state = stepping.data()});
    return stepping;
  }
  void backward() {
    kernels_of<Scalar>(cell).backward(units, {.d_output = d_output.data(),
                                              .previous = previous.data(),
                                              .state = state.data(),
                                              .gates = gates.data(),
                                              .d_state = d_state.data(),
                                              .d_memory = d_memory.data()});
  }
};

void expect_near(const std::vector<float>& fast, const std::vector<double>& reference,
                 double tolerance) {
  ASSERT_EQ(fast.size(), reference.size());
  for (std::size_t i = 0; i < fast.size(); ++i) {
    ASSERT_NEAR(fast[i], reference[i], tolerance) << "at " << i;
  }
}

// Sizes that fill no vector, one vector, and vectors with a rest; scales up to saturated gates.
class CellsOfManySizes : public testing::TestWithParam<std::tuple<Cell, ComputePath, int, double>> {
 protected:
  void SetUp() override { use(std::get<ComputePath>(GetParam())); }
  void TearDown() override { use_best_path(); }
};

TEST_P(CellsOfManySizes, AgreeWithTheDoubleReference) {
  const auto [cell, path, units, scale] = GetParam();
  Random random({1, as_index(units)});
  Random again = random;
  CellRow<float> fast(cell, units, scale, random);
  CellRow<double> reference(cell, units, scale, again);
  ASSERT_EQ(fast.d_output.front(), reference.d_output.front()) << "the same numbers";

  // Rounding of sums that a gate stands between grows with their size.
  const double tolerance = 1e-6 * (fast.traits.recurrence_apart ? scale : 1);
  fast.forward();
  reference.forward();
  expect_near(fast.state, reference.state, tolerance);
  EXPECT_EQ(fast.stepped(), fast.state);
  EXPECT_EQ(reference.stepped(), reference.state);
  if (fast.traits.sizes.gates > 1) {
    expect_near(fast.gates, reference.gates, (fast.traits.recurrence_apart ? 2 : 1) * tolerance);
  }
  fast.backward();
  reference.backward();
  const double gradient_tolerance = (fast.traits.sizes.state > 1 ? 3 : 2) * tolerance;
  expect_near(fast.gates, reference.gates, gradient_tolerance);
  expect_near(fast.d_state, reference.d_state, gradient_tolerance);
  expect_near(fast.d_memory, reference.d_memory, gradient_tolerance);
}

INSTANTIATE_TEST_SUITE_P(Sizes, CellsOfManySizes,
                         testing::Combine(testing::ValuesIn(kCells),
                                          testing::ValuesIn(vector_paths()),
                                          testing::Values(1, 3, 8, 16, 17, 31, 128, 200),
                                          testing::Values(1.0, 10.0, 200.0)));

// The loss is the sum of the state, weighted: the output by d_output + d_state, the rest by
// d_memory.
double loss_of(CellRow<double> row) {
  row.forward();
  double loss = 0;
  for (std::size_t i = 0; i < row.state.size(); ++i) {
    const std::size_t unit = i % as_index(row.units);
    loss += row.state[i] * (i == unit ? row.d_output[unit] + row.d_state[unit]
                                      : row.d_memory[i - as_index(row.units)]);
  }
  return loss;
}

// `which`: the numbers of a row that the loss is differentiated by.
std::vector<double> finite_differences(const CellRow<double>& at,
                                       std::vector<double> CellRow<double>::*which) {
  CellRow<double> row = at;
  constexpr double kStep = 1e-5;
  std::vector<double> gradient;
  for (double& value : row.*which) {
    const double before = value;
    value = before + kStep;
    const double above = loss_of(row);
    value = before - kStep;
    gradient.push_back((above - loss_of(row)) / (2 * kStep));
    value = before;
  }
  return gradient;
}

void expect_gradient(std::span<const double> computed, const std::vector<double>& expected) {
  ASSERT_EQ(computed.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(computed[i], expected[i], 1e-8) << "at " << i;
  }
}

class Cells : public testing::TestWithParam<Cell> {};

TEST_P(Cells, HaveGradientsThatMatchFiniteDifferences) {
  constexpr int kUnits = 5;
  Random random({2});
  const CellRow<double> row(GetParam(), kUnits, 1.5, random);
  const CellSizes sizes = row.traits.sizes;
  CellRow<double> done = row;
  done.forward();
  done.backward();

  const auto units = as_index(kUnits);
  const std::span<const double> gradients = done.gates;
  expect_gradient(gradients.first(as_index(sizes.input) * units),
                  finite_differences(row, &CellRow<double>::input));
  if (row.traits.recurrence_apart) {
    expect_gradient(gradients.last(as_index(sizes.recurrent) * units),
                    finite_differences(row, &CellRow<double>::recurrent));
    expect_gradient(gradients.last(units), finite_differences(row, &CellRow<double>::bias));
  }
  // The sums are held still: what goes through them is the product's business.
  const std::vector<double> by_previous = finite_differences(row, &CellRow<double>::previous);
  if (sizes.state > 0) {
    const std::vector<double> by_output(by_previous.begin(), by_previous.begin() + kUnits);
    const std::vector<double> carried =
        row.traits.output_carried ? done.d_state : std::vector<double>(units);
    expect_gradient(carried, by_output);
    expect_gradient(done.d_memory, {by_previous.begin() + kUnits, by_previous.end()});
  }
}

TEST_P(Cells, AreDefinedWithNameAndTitle) {
  EXPECT_FALSE(title_of(GetParam()).empty());
  EXPECT_EQ(from_name<Cell>(name_of(GetParam())).value(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Cells, Cells, testing::ValuesIn(kCells), name_of_cell);

TEST(CellNames, SayWhichThereAre) {
  EXPECT_EQ(from_name<Cell>("transformer").error().message(),
            "the cell \"transformer\" is none of " + names_of<Cell>());
}

}  // namespace
}  // namespace bachprop
