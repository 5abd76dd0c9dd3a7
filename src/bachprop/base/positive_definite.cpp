#include "bachprop/base/positive_definite.h"

#include <cmath>
#include <cstddef>

namespace bachprop {

// By Cholesky's A = L L^T.
void solve_positive_definite(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    double* row_j = &a[j * n];
    for (std::size_t k = 0; k < j; ++k) {
      row_j[j] -= row_j[k] * row_j[k];
    }
    row_j[j] = std::sqrt(row_j[j]);
    for (std::size_t i = j + 1; i < n; ++i) {
      double* row_i = &a[i * n];
      double sum = row_i[j];
      for (std::size_t k = 0; k < j; ++k) {
        sum -= row_i[k] * row_j[k];
      }
      row_i[j] = sum / row_j[j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      b[i] -= a[i * n + k] * b[k];
    }
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) {
      b[i] -= a[k * n + i] * b[k];
    }
    b[i] /= a[i * n + i];
  }
}

}  // namespace bachprop
