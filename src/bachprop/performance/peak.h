// The machine at its best: the speed of matrix products.
#pragma once

#include <span>
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

// The size whose products are fastest on one thread: large ones keep more in registers, small ones
// in the cache. The peak is the better of them.
[[nodiscard]] ProductSize fastest_of(std::span<const ProductSize> sizes, double seconds);

}  // namespace bachprop
