// What the machine can do at its best: the speed of matrix products.
#pragma once

#include <memory>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/nn/matrix.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// [m, k] times [k, n].
struct ProductSize {
  int m = 0;
  int n = 0;
  int k = 0;

  [[nodiscard]] double operations() const { return 2.0 * m * n * k; }
};

// The product that fractions are fractions of.
constexpr ProductSize kLargeProduct = {1024, 1024, 1024};

// Single-precision products of one size, each thread its own.
class PeakMeter {
 public:
  PeakMeter(const ProductSize& size, int threads);

  // Operations a second of all threads together, over about `seconds`.
  [[nodiscard]] double operations_per_second(double seconds);

 private:
  struct Operands {
    OwnedMatrix<float> a;
    PackedMatrix<float> b;
    OwnedMatrix<float> c;
  };

  [[nodiscard]] double seconds_for(int products);

  ProductSize size_;
  ThreadTeam team_;
  std::vector<Operands> operands_;  // one a thread
  double seconds_per_product_;      // about
};

}  // namespace bachprop
