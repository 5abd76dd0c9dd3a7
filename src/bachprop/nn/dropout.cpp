#include "bachprop/nn/dropout.h"

#include <algorithm>
#include <cmath>

namespace bachprop {
namespace {

// One step of SplitMix64 (Steele, Lea, Flood 2014): a good hash of a counter.
std::uint64_t hash(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

// One hash decides about this many units, with 16 bits each.
constexpr int kUnitsAHash = 4;
constexpr double kChances = 65536;

template <typename Scalar>
Scalar scale_of(const Dropout& dropout) {
  return static_cast<Scalar>(1 / (1 - dropout.rate));
}

}  // namespace

template <typename Scalar>
void drop(const Dropout& dropout, int period, Matrix<const Scalar> x, Matrix<Scalar> out) {
  const auto threshold = static_cast<std::uint64_t>(std::lround(dropout.rate * kChances));
  const Scalar scale = scale_of<Scalar>(dropout);
  for (int i = 0; i < x.rows; ++i) {
    std::uint64_t counter = hash(dropout.stream + static_cast<std::uint64_t>(i % period));
    const Scalar* from = x.row(i);
    Scalar* to = out.row(i);
    for (int j = 0; j < x.cols; j += kUnitsAHash) {
      std::uint64_t bits = hash(counter++);
      const int end = std::min(j + kUnitsAHash, x.cols);
      for (int k = j; k < end; ++k, bits >>= 16U) {
        to[k] = (bits & 0xffffU) < threshold ? Scalar{0} : from[k] * scale;
      }
    }
  }
}

template <typename Scalar>
void drop_backward(const Dropout& dropout, Matrix<const Scalar> out, Matrix<Scalar> d) {
  const Scalar scale = scale_of<Scalar>(dropout);
  for (int i = 0; i < d.rows; ++i) {
    const Scalar* y = out.row(i);
    std::transform(y, y + d.cols, d.row(i), d.row(i),
                   [scale](Scalar kept, Scalar g) { return kept == 0 ? Scalar{0} : g * scale; });
  }
}

template void drop(const Dropout&, int, Matrix<const float>, Matrix<float>);
template void drop(const Dropout&, int, Matrix<const double>, Matrix<double>);
template void drop_backward(const Dropout&, Matrix<const float>, Matrix<float>);
template void drop_backward(const Dropout&, Matrix<const double>, Matrix<double>);

}  // namespace bachprop
