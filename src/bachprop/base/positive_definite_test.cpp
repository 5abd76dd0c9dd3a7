#include "bachprop/base/positive_definite.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(SolvePositiveDefinite, SolvesASystemOfWhichTheLowerHalfIsRead) {
  std::vector<double> a = {4, 99, 99,  //
                           2, 5,  99,  //
                           1, 3,  6};
  std::vector<double> b = {11, 21, 25};  // of the solution 1, 2, 3
  solve_positive_definite(a, b);
  EXPECT_NEAR(b[0], 1, 1e-12);
  EXPECT_NEAR(b[1], 2, 1e-12);
  EXPECT_NEAR(b[2], 3, 1e-12);
}

}  // namespace
}  // namespace bachprop
