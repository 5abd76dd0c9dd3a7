// Dropout (Srivastava et al. 2014). While a network learns, each unit is left out with some
// probability, and those that stay are made louder in proportion. Between the layers of a recurrent
// network the same units stay out for all steps of a truncation (Gal and Ghahramani 2016).
#pragma once

#include <cstdint>

#include "bachprop/nn/matrix.h"

namespace bachprop {

// Which units are left out depends on `stream` and the place in the matrix alone: not on the
// thread.
struct Dropout {
  double rate = 0;  // 0 .. below 1; 0: none
  std::uint64_t stream = 0;

  [[nodiscard]] bool on() const { return rate > 0; }
};

// out = x with units left out, of row i the same as of row i + period. Both [rows, cols] and may be
// the same.
template <typename Scalar>
void drop(const Dropout& dropout, int period, Matrix<const Scalar> x, Matrix<Scalar> out);

// d = the gradient with respect to x, from that with respect to `out`, which is told by what was
// left out: where `out` is 0.
template <typename Scalar>
void drop_backward(const Dropout& dropout, Matrix<const Scalar> out, Matrix<Scalar> d);

}  // namespace bachprop
