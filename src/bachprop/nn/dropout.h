// Dropout (Srivastava et al. 2014). While a network learns, each unit is left out with some
// probability, and those that stay are made louder in proportion. The same units stay out for all
// steps of a truncation (Gal and Ghahramani 2016), so that products can leave them out.
//
// Legend: B rows (pieces side by side), U units.
#pragma once

#include <cstdint>
#include <vector>

#include "bachprop/nn/kept.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {

// Which units are left out depends on `stream`, the row and the unit alone: not on the thread.
struct Dropout {
  double rate = 0;  // 0 .. below 1; 0: none
  std::uint64_t stream = 0;

  [[nodiscard]] bool on() const { return rate > 0; }
};

// A stream of its own for each update and row of a training. Allocates nothing.
[[nodiscard]] std::uint64_t dropout_stream(std::uint64_t seed, std::int64_t update, int row);

// The factors of the units of one row: 0, or what makes up for the units that are left out.
template <typename Scalar>
struct DroppedRow {
  const Scalar* factors = nullptr;  // [U]; null: all 1
  Kept kept = {};
};

template <typename Scalar>
class DropoutMask {
 public:
  DropoutMask() = default;
  DropoutMask(int rows, int units);

  // Allocates nothing.
  void draw(const Dropout& dropout);

  [[nodiscard]] bool on() const { return on_; }
  // Of row b; of a mask that is off, all units.
  [[nodiscard]] DroppedRow<Scalar> row(int b) const;

 private:
  bool on_ = false;
  OwnedMatrix<Scalar> factors_;         // [B, U]
  std::vector<std::vector<int>> kept_;  // of each row
};

}  // namespace bachprop
