#include "bachprop/performance/peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"

namespace bachprop {
namespace {

// Neither zeros nor denormal numbers, whose products could be faster or slower than usual.
void fill(Matrix<float> matrix) {
  for (int i = 0; i < matrix.rows; ++i) {
    for (int j = 0; j < matrix.cols; ++j) {
      matrix.row(i)[j] = 0.25F + 0.5F * static_cast<float>((i + j) % 3);
    }
  }
}

}  // namespace

PeakMeter::PeakMeter(const ProductSize& size, int threads) : size_(size), team_(threads) {
  for (int i = 0; i < team_.threads(); ++i) {
    Operands operands = {.a = OwnedMatrix<float>(size.m, size.k),
                         .b = PackedMatrix<float>(size.k, size.n, Precision::kFloat32),
                         .c = OwnedMatrix<float>(size.m, size.n)};
    OwnedMatrix<float> b(size.k, size.n);
    fill(operands.a.view());
    fill(b.view());
    operands.b.pack(b.view());
    operands_.push_back(std::move(operands));
  }
  static_cast<void>(seconds_for(1));  // memory is touched, libraries are loaded
  seconds_per_product_ = seconds_for(1);
}

double PeakMeter::seconds_for(int products) {
  const Stopwatch clock;
  team_.for_each(operands_.size(), [&](std::size_t i) {
    Operands& operands = operands_[i];
    for (int product = 0; product < products; ++product) {
      multiply(operands.a.view(), operands.b, false, operands.c.view());
    }
  });
  return clock.seconds();
}

double PeakMeter::operations_per_second(double seconds) {
  const int products = std::max(1, as_int(std::lround(seconds / seconds_per_product_)));
  const double passed = seconds_for(products);
  seconds_per_product_ = passed / products;
  return as_double(operands_.size()) * products * size_.operations() / passed;
}

// The best of some turns: what other programs take away would make the choice random.
ProductSize fastest_of(std::span<const ProductSize> sizes, double seconds) {
  constexpr int kTurns = 5;
  std::vector<std::unique_ptr<PeakMeter>> meters;
  for (const ProductSize& size : sizes) {
    meters.push_back(std::make_unique<PeakMeter>(size, 1));
  }
  ProductSize fastest;
  double best = 0;
  for (int turn = 0; turn < kTurns; ++turn) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const double speed = meters[i]->operations_per_second(seconds);
      if (speed > best) {
        best = speed;
        fastest = sizes[i];
      }
    }
  }
  return fastest;
}

}  // namespace bachprop
