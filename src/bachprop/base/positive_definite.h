// Systems of linear equations, as least squares have them.
#pragma once

#include <vector>

namespace bachprop {

// Solves A x = b in place of b, for a symmetric positive definite A [n, n]. Its lower half is read
// and overwritten.
void solve_positive_definite(std::vector<double>& a, std::vector<double>& b);

}  // namespace bachprop
