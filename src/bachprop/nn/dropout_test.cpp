#include "bachprop/nn/dropout.h"

#include <gtest/gtest.h>

#include <vector>

namespace bachprop {
namespace {

constexpr int kRows = 60;
constexpr int kColumns = 500;

OwnedMatrix<float> ones() {
  OwnedMatrix<float> m(kRows, kColumns);
  for (int i = 0; i < kRows; ++i) {
    std::fill_n(m.row(i), kColumns, 1.0F);
  }
  return m;
}

TEST(Dropout, LeavesOutTheShareThatIsAskedForAndMakesTheOthersLouder) {
  const OwnedMatrix<float> x = ones();
  OwnedMatrix<float> out(kRows, kColumns);
  drop<float>({.rate = 0.25, .stream = 7}, kRows, x.view(), out.view());
  int left_out = 0;
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kColumns; ++j) {
      left_out += out.row(i)[j] == 0 ? 1 : 0;
      EXPECT_TRUE(out.row(i)[j] == 0 || out.row(i)[j] == 1.0F / 0.75F);
    }
  }
  // Five standard deviations of a binomial distribution of 30,000 draws: 375.
  EXPECT_NEAR(left_out, 0.25 * kRows * kColumns, 375);
}

TEST(Dropout, IsTheSameEveryPeriodAndElsewhereAnother) {
  const OwnedMatrix<float> x = ones();
  OwnedMatrix<float> out(kRows, kColumns);
  OwnedMatrix<float> other(kRows, kColumns);
  drop<float>({.rate = 0.5, .stream = 7}, 4, x.view(), out.view());
  drop<float>({.rate = 0.5, .stream = 8}, 4, x.view(), other.view());
  const auto row = [](const OwnedMatrix<float>& m, int i) {
    return std::vector<float>(m.row(i), m.row(i) + kColumns);
  };
  EXPECT_EQ(row(out, 1), row(out, 5));
  EXPECT_NE(row(out, 1), row(out, 2));
  EXPECT_NE(row(out, 1), row(other, 1));
}

TEST(Dropout, PassesGradientsOfWhatStayedAlone) {
  const OwnedMatrix<float> x = ones();
  OwnedMatrix<float> out(kRows, kColumns);
  const Dropout dropout = {.rate = 0.5, .stream = 3};
  drop<float>(dropout, kRows, x.view(), out.view());
  OwnedMatrix<float> d = ones();
  drop_backward<float>(dropout, out.view(), d.view());
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kColumns; ++j) {
      ASSERT_EQ(d.row(i)[j], out.row(i)[j]);
    }
  }
}

}  // namespace
}  // namespace bachprop
