#include "bachprop/nn/gemm.h"

#include <dnnl.h>

#include "bachprop/base/check.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

// From the OpenMP run-time that oneDNN itself links; its header is not part of every compiler.
extern "C" void omp_set_num_threads(int count);

namespace bachprop {
namespace {

// oneDNN would start OpenMP's threads inside each product, which costs a thousand times the product
// itself at our sizes: the threads of this program split the rows of the batch instead. Denormal
// numbers, which appear as states decay, are flushed to zero: they run through microcode.
void prepare_thread() {
  omp_set_num_threads(1);
#if defined(__SSE__)
  constexpr unsigned kFlushToZeroAndDenormalsAreZero = 0x8040;
  _mm_setcsr(_mm_getcsr() | kFlushToZeroAndDenormalsAreZero);
#endif
}

struct Sizes {
  int m;
  int n;
  int k;
};

template <typename Scalar>
Sizes sizes_of(Transpose a_is, Transpose b_is, Matrix<const Scalar> a, Matrix<const Scalar> b,
               Matrix<Scalar> c) {
  const bool a_turned = a_is == Transpose::kYes;
  const bool b_turned = b_is == Transpose::kYes;
  const Sizes sizes = {c.rows, c.cols, a_turned ? a.rows : a.cols};
  check((a_turned ? a.cols : a.rows) == sizes.m && (b_turned ? b.cols : b.rows) == sizes.k &&
            (b_turned ? b.rows : b.cols) == sizes.n,
        "the shapes of a matrix product fit");
  return sizes;
}

}  // namespace

void gemm(Transpose a_is, Transpose b_is, Matrix<const float> a, Matrix<const float> b,
          bool accumulate, Matrix<float> c) {
  thread_local const bool prepared = (prepare_thread(), true);
  static_cast<void>(prepared);
  const Sizes s = sizes_of(a_is, b_is, a, b, c);
  const dnnl_status_t status = dnnl_sgemm(
      a_is == Transpose::kYes ? 'T' : 'N', b_is == Transpose::kYes ? 'T' : 'N', s.m, s.n, s.k, 1.0F,
      a.data, a.stride, b.data, b.stride, accumulate ? 1.0F : 0.0F, c.data, c.stride);
  check(status == dnnl_success, "oneDNN computes a matrix product");
}

void gemm(Transpose a_is, Transpose b_is, Matrix<const double> a, Matrix<const double> b,
          bool accumulate, Matrix<double> c) {
  const Sizes s = sizes_of(a_is, b_is, a, b, c);
  for (int i = 0; i < s.m; ++i) {
    for (int j = 0; j < s.n; ++j) {
      double sum = accumulate ? c.row(i)[j] : 0.0;
      for (int l = 0; l < s.k; ++l) {
        sum += (a_is == Transpose::kYes ? a.row(l)[i] : a.row(i)[l]) *
               (b_is == Transpose::kYes ? b.row(j)[l] : b.row(l)[j]);
      }
      c.row(i)[j] = sum;
    }
  }
}

}  // namespace bachprop
