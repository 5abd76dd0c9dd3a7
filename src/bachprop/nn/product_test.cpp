#include "bachprop/nn/product.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/nn/instruction_sets_test.h"

namespace bachprop {
namespace {

OwnedMatrix<float> random_matrix(int rows, int cols, Random& random) {
  OwnedMatrix<float> m(rows, cols);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      m.row(i)[j] = static_cast<float>(2 * random.uniform() - 1);
    }
  }
  return m;
}

OwnedMatrix<double> in_double(const OwnedMatrix<float>& m) {
  OwnedMatrix<double> result(m.view().rows, m.view().cols);
  for (int i = 0; i < m.view().rows; ++i) {
    std::copy_n(m.row(i), m.view().cols, result.row(i));
  }
  return result;
}

template <typename Scalar>
std::vector<const Scalar*> rows_of(const OwnedMatrix<Scalar>& m) {
  std::vector<const Scalar*> rows;
  for (int i = 0; i < m.view().rows; ++i) {
    rows.push_back(m.row(i));
  }
  return rows;
}

void expect_near(const OwnedMatrix<float>& fast, const OwnedMatrix<double>& reference,
                 double tolerance, const std::string& what) {
  for (int i = 0; i < fast.view().rows; ++i) {
    for (int j = 0; j < fast.view().cols; ++j) {
      ASSERT_NEAR(fast.row(i)[j], reference.row(i)[j], tolerance)
          << what << " at " << i << ", " << j;
    }
  }
}

class Products : public testing::TestWithParam<ComputePath> {
 protected:
  void SetUp() override { use(GetParam()); }
  void TearDown() override { use_best_path(); }

  [[nodiscard]] static Precision precision() { return GetParam().precision; }
  static double rounding() {
    switch (precision()) {
      case Precision::kFloat32:
        return 1e-6;
      case Precision::kBfloat16:
        return 1.0 / 128;
      case Precision::kBfloat16Weights:
        return 1.0 / 256;
    }
    return 0;
  }
  // The largest error of a sum of `depth` products of numbers up to 1.
  [[nodiscard]] static double tolerance(int depth) {
    return rounding() * std::sqrt(static_cast<double>(depth)) + 1e-6;
  }

  static int random_size(Random& random) {
    const int most = random.below(4) == 0 ? 300 : 40;
    return 1 + static_cast<int>(random.below(static_cast<std::uint64_t>(most)));
  }
};

TEST_P(Products, OfRandomSizesAgreeWithTheDoubleReference) {
  Random random({11});
  for (int i = 0; i < 60; ++i) {
    const int rows = random_size(random);
    const int depth = random_size(random);
    const int columns = random_size(random);
    const bool accumulate = random.below(2) == 0;
    const bool transposed = random.below(2) == 0 && precision() != Precision::kBfloat16Weights;
    const auto a = random_matrix(rows, depth, random);
    const auto b =
        transposed ? random_matrix(columns, depth, random) : random_matrix(depth, columns, random);
    auto c = random_matrix(rows, columns, random);
    auto reference = in_double(c);
    PackedMatrix<float> packed(depth, columns, precision());
    PackedMatrix<double> packed_reference(depth, columns, precision());
    if (transposed) {
      packed.pack_transposed(b.view());
      packed_reference.pack_transposed(in_double(b).view());
    } else {
      packed.pack(b.view());
      packed_reference.pack(in_double(b).view());
    }
    multiply(a.view(), packed, accumulate, c.view());
    multiply(in_double(a).view(), packed_reference, accumulate, reference.view());
    expect_near(
        c, reference, tolerance(depth),
        std::to_string(rows) + " x " + std::to_string(depth) + " x " + std::to_string(columns));
  }
}

class ProductsOfTransposes : public Products {};

TEST_P(ProductsOfTransposes, AgreeWithTheDoubleReferenceAndWriteNothingOutside) {
  Random random({12});
  for (int i = 0; i < 60; ++i) {
    const int depth = random_size(random);
    const int rows = random_size(random);
    const int columns = random_size(random);
    const bool accumulate = random.below(2) == 0;
    const auto a = random_matrix(depth, rows, random);
    const auto d = random_matrix(depth, columns, random);
    // As in the vector of all parameters: rows without a gap, and something else behind.
    constexpr float kUntouched = 77;
    std::vector<float> elements(static_cast<std::size_t>(rows * columns) + 32, kUntouched);
    const Matrix<float> c(elements.data(), rows, columns);
    OwnedMatrix<double> reference(rows, columns);
    for (int r = 0; r < rows; ++r) {
      for (int k = 0; k < columns; ++k) {
        c.row(r)[k] = static_cast<float>(random.uniform());
        reference.row(r)[k] = static_cast<double>(c.row(r)[k]);
      }
    }
    const auto a_double = in_double(a);
    multiply_transposed(rows_of(a), d.view(), precision(), accumulate, c);
    multiply_transposed(rows_of(a_double), in_double(d).view(), precision(), accumulate,
                        reference.view());
    for (int r = 0; r < rows; ++r) {
      for (int k = 0; k < columns; ++k) {
        ASSERT_NEAR(c.row(r)[k], reference.row(r)[k], tolerance(depth))
            << depth << " x " << rows << " x " << columns << " at " << r << ", " << k;
      }
    }
    for (std::size_t k = static_cast<std::size_t>(rows * columns); k < elements.size(); ++k) {
      ASSERT_EQ(elements[k], kUntouched);
    }
  }
}

TEST_P(Products, GiveARowTheSameBitsWhateverRowsAreBesideIt) {
  Random random({13});
  const auto a = random_matrix(75, 100, random);
  const auto b = random_matrix(100, 84, random);
  PackedMatrix<float> packed(100, 84, precision());
  packed.pack(b.view());
  OwnedMatrix<float> together(75, 84);
  multiply(a.view(), packed, false, together.view());
  for (const int rows : {1, 2, 3, 7, 8, 13, 16, 31, 33}) {
    for (int first = 0; first + rows <= 75; first += rows) {
      OwnedMatrix<float> alone(rows, 84);
      multiply(a.view().middle_rows(first, rows), packed, false, alone.view());
      for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < 84; ++j) {
          ASSERT_EQ(alone.row(i)[j], together.row(first + i)[j]) << rows << " rows";
        }
      }
    }
  }
}

TEST_P(Products, KeepNumbersThatAreNone) {
  const float nan = std::nanf("");
  OwnedMatrix<float> a(1, 2);
  a.row(0)[0] = nan;
  OwnedMatrix<float> b(2, 3);
  b.fill(1);
  PackedMatrix<float> packed(2, 3, precision());
  packed.pack(b.view());
  OwnedMatrix<float> c(1, 3);
  multiply(a.view(), packed, false, c.view());
  EXPECT_TRUE(std::isnan(c.row(0)[0]));
  EXPECT_TRUE(std::isnan(c.row(0)[2]));
}

// Every other unit or so is zero in all rows; `kept` lists the rest.
std::vector<int> leave_units_out(OwnedMatrix<float>& m, Random& random) {
  std::vector<int> kept;
  for (int unit = 0; unit < m.view().cols; ++unit) {
    if (random.below(2) == 0) {
      kept.push_back(unit);
      continue;
    }
    for (int i = 0; i < m.view().rows; ++i) {
      m.row(i)[unit] = 0;
    }
  }
  return kept;
}

// Whatever stands for a unit that is left out is not read, and does not count.
TEST_P(Products, OverKeptUnitsAreThoseOverAllUnits) {
  Random random({14});
  for (int i = 0; i < 40; ++i) {
    const int rows = random_size(random);
    const int depth = random_size(random);
    const int columns = random_size(random);
    auto a = random_matrix(rows, depth, random);
    const std::vector<int> kept = leave_units_out(a, random);
    const auto b = random_matrix(depth, columns, random);
    auto c = random_matrix(rows, columns, random);
    auto all = c;
    PackedMatrix<float> packed(depth, columns, precision());
    packed.pack(b.view());
    multiply(a.view(), packed, true, all.view());
    multiply(a.view(), packed, true, c.view(), kept);
    for (int r = 0; r < rows; ++r) {
      for (int k = 0; k < columns; ++k) {
        if (precision() != Precision::kBfloat16) {
          ASSERT_EQ(c.row(r)[k], all.row(r)[k]);
        } else {
          ASSERT_NEAR(c.row(r)[k], all.row(r)[k], tolerance(depth));
        }
      }
    }
  }
}

TEST_P(ProductsOfTransposes, OverKeptUnitsLeaveTheOthersRowsAlone) {
  Random random({15});
  for (int i = 0; i < 40; ++i) {
    const int depth = random_size(random);
    const int rows = random_size(random);
    const int columns = random_size(random);
    auto a = random_matrix(depth, rows, random);
    const std::vector<int> kept = leave_units_out(a, random);
    const auto d = random_matrix(depth, columns, random);
    auto c = random_matrix(rows, columns, random);
    auto all = c;
    multiply_transposed(rows_of(a), d.view(), precision(), true, all.view());
    multiply_transposed(rows_of(a), d.view(), precision(), true, c.view(), kept);
    for (int r = 0; r < rows; ++r) {
      for (int k = 0; k < columns; ++k) {
        ASSERT_NEAR(c.row(r)[k], all.row(r)[k], tolerance(depth)) << r << ", " << k;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, Products, testing::ValuesIn(composing_paths()), name_of_path);
INSTANTIATE_TEST_SUITE_P(Paths, ProductsOfTransposes, testing::ValuesIn(compute_paths()),
                         name_of_path);

class PackedWeights : public Products {};

TEST_P(PackedWeights, AreTheNearestBfloat16) {
  OwnedMatrix<float> one(1, 1);
  one.row(0)[0] = 1;
  OwnedMatrix<float> b(1, 3);
  b.row(0)[0] = 1.0F + 1.0F / 256;  // halfway between 1 and 1 + 1/128: to the even one
  b.row(0)[1] = 1.0F + 3.0F / 256;
  b.row(0)[2] = -3.14159265F;
  PackedMatrix<float> packed(1, 3, precision());
  packed.pack(b.view());
  OwnedMatrix<float> c(1, 3);
  multiply(one.view(), packed, false, c.view());
  EXPECT_EQ(c.row(0)[0], 1.0F);
  EXPECT_EQ(c.row(0)[1], 1.0F + 1.0F / 64);
  EXPECT_EQ(c.row(0)[2], -3.140625F);
}

TEST_P(PackedWeights, KeepWhatIsNoNumber) {
  OwnedMatrix<float> b(2, 3);
  b.fill(1);
  b.row(1)[1] = std::nanf("");
  PackedMatrix<float> packed(2, 3, precision());
  packed.pack(b.view());
  OwnedMatrix<float> a(1, 2);
  a.fill(1);
  OwnedMatrix<float> c(1, 3);
  multiply(a.view(), packed, false, c.view());
  EXPECT_FLOAT_EQ(c.row(0)[0], 2.0F);
  EXPECT_TRUE(std::isnan(c.row(0)[1]));
}

std::vector<ComputePath> rounding_paths() {
  std::vector<ComputePath> paths = composing_paths();
  std::erase_if(paths, [](const auto& path) { return path.precision == Precision::kFloat32; });
  return paths;
}

INSTANTIATE_TEST_SUITE_P(Paths, PackedWeights, testing::ValuesIn(rounding_paths()), name_of_path);

}  // namespace
}  // namespace bachprop
