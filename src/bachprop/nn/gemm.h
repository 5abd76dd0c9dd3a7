// Matrix products.
#pragma once

#include "bachprop/nn/matrix.h"

namespace bachprop {

enum class Transpose { kNo, kYes };

// C = op(A) op(B), or C += op(A) op(B) when `accumulate`. Single precision runs on oneDNN, on the
// calling thread alone; double precision is the plain loop that defines the meaning.
void gemm(Transpose a_is, Transpose b_is, Matrix<const float> a, Matrix<const float> b,
          bool accumulate, Matrix<float> c);
void gemm(Transpose a_is, Transpose b_is, Matrix<const double> a, Matrix<const double> b,
          bool accumulate, Matrix<double> c);

}  // namespace bachprop
