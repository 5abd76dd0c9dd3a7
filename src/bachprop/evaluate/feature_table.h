// How a group of features states its table beside its figures.
#pragma once

#include <cstddef>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/features.h"

namespace bachprop {

template <typename Figures>
struct FeatureOf {
  FeatureInfo info;
  double (*value)(const Figures&);
};

// The value of a member: member_of<&FormFigures::stood_before>.
template <auto member, typename Figures>
[[nodiscard]] double member_of(const Figures& figures) {
  return figures.*member;
}

// A share, or not a number where there is nothing to have a share of.
[[nodiscard]] constexpr double share_of(double part, double whole) {
  return whole > 0 ? part / whole : kUndefined;
}

}  // namespace bachprop
