// For tests that run on every set of instructions that the machine has.
#pragma once

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/nn/product.h"

namespace bachprop {

struct ComputePath {
  std::string name;
  std::int64_t vectors = 0;  // one of Highway's targets
  Precision precision = Precision::kFloat32;
  Bfloat16Unit unit = Bfloat16Unit::kNone;
};

// Single precision on each instruction set that the machine has.
inline std::vector<ComputePath> vector_paths() {
  std::vector<ComputePath> paths;
  for (auto left = static_cast<std::uint64_t>(hwy::SupportedTargets() & HWY_TARGETS); left != 0;
       left &= left - 1) {
    const auto target = static_cast<std::int64_t>(left & (~left + 1));
    paths.push_back({.name = hwy::TargetName(target), .vectors = target});
  }
  return paths;
}

// Those that networks learn on: the same, then bfloat16 on each unit.
inline std::vector<ComputePath> compute_paths() {
  std::vector<ComputePath> paths = vector_paths();
  for (int unit = 0; unit <= static_cast<int>(bfloat16_unit()); ++unit) {
    paths.push_back({.name = "Bfloat16" + std::string(name_of(static_cast<Bfloat16Unit>(unit))),
                     .vectors = 0,
                     .precision = Precision::kBfloat16,
                     .unit = static_cast<Bfloat16Unit>(unit)});
  }
  return paths;
}

// Those that networks compose on: the same, then weights in bfloat16 on each instruction set.
inline std::vector<ComputePath> composing_paths() {
  std::vector<ComputePath> paths = compute_paths();
  for (ComputePath path : vector_paths()) {
    path.name = "Weights" + path.name;
    path.precision = Precision::kBfloat16Weights;
    paths.push_back(std::move(path));
  }
  return paths;
}

inline void use_best_path() {
  static const Bfloat16Unit best = bfloat16_unit();
  hwy::SetSupportedTargetsForTest(0);
  set_bfloat16_unit(best);
}

inline std::ostream& operator<<(std::ostream& out, const ComputePath& path) {
  return out << path.name;
}

// Matrices must be packed anew afterwards.
inline void use(const ComputePath& path) {
  use_best_path();
  hwy::SetSupportedTargetsForTest(path.vectors);
  set_bfloat16_unit(path.unit);
}

inline std::string name_of_path(const testing::TestParamInfo<ComputePath>& info) {
  return info.param.name;
}

}  // namespace bachprop
