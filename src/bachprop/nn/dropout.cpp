#include "bachprop/nn/dropout.h"

#include <cmath>

#include "bachprop/base/numbers.h"

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
constexpr int kBitsAUnit = 16;
constexpr std::uint64_t kUnitMask = (1U << kBitsAUnit) - 1;

}  // namespace

std::uint64_t dropout_stream(std::uint64_t seed, std::int64_t update, int row) {
  return hash(hash(hash(seed) + static_cast<std::uint64_t>(update)) +
              static_cast<std::uint64_t>(row));
}

template <typename Scalar>
DropoutMask<Scalar>::DropoutMask(int rows, int units)
    : factors_(rows, units), kept_(as_index(rows)) {
  for (std::vector<int>& kept : kept_) {
    kept.reserve(as_index(units));
  }
}

template <typename Scalar>
void DropoutMask<Scalar>::draw(const Dropout& dropout) {
  on_ = dropout.on();
  if (!on_) {
    return;
  }
  const auto threshold = static_cast<std::uint64_t>(std::lround(dropout.rate * (kUnitMask + 1)));
  const auto scale = static_cast<Scalar>(1 / (1 - dropout.rate));
  const Matrix<Scalar> factors = factors_.view();
  for (int b = 0; b < factors.rows; ++b) {
    std::vector<int>& kept = kept_[as_index(b)];
    kept.clear();
    std::uint64_t counter = hash(dropout.stream + static_cast<std::uint64_t>(b));
    std::uint64_t bits = 0;
    for (int unit = 0; unit < factors.cols; ++unit, bits >>= kBitsAUnit) {
      if (unit % kUnitsAHash == 0) {
        bits = hash(counter++);
      }
      const bool stays = (bits & kUnitMask) >= threshold;
      factors.row(b)[unit] = stays ? scale : Scalar{0};
      if (stays) {
        kept.push_back(unit);
      }
    }
    // An empty list would stand for all units.
    if (kept.empty()) {
      kept.push_back(0);
    }
  }
}

template <typename Scalar>
DroppedRow<Scalar> DropoutMask<Scalar>::row(int b) const {
  return on_ ? DroppedRow<Scalar>{factors_.row(b), kept_[as_index(b)]} : DroppedRow<Scalar>{};
}

template class DropoutMask<float>;
template class DropoutMask<double>;

}  // namespace bachprop
