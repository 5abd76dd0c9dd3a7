#include "bachprop/nn/vector_limit.h"

#include <fmt/format.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cstdint>

#include "bachprop/base/lower_case.h"
#include "bachprop/nn/bfloat16_unit.h"
#include "bachprop/nn/instruction_sets.h"
#include "bachprop/nn/product.h"

namespace bachprop {
namespace {

// Highway calls the kinds of AVX-512 AVX3, AVX3_DL and so on.
std::string usual_name(std::string_view name) {
  std::string lower = lower_case(name);
  return lower.starts_with("avx3") || lower.starts_with("avx10") ? "avx512" : lower;
}

struct Unit {
  std::string name;
  std::uint64_t targets;  // Highway's, down from this one: the lower a bit, the more it can do
};

std::uint64_t lowest_bit(std::uint64_t targets) { return targets & (~targets + 1); }

// Of those that the processor has, the ones that products are compiled for.
std::vector<Unit> find_units() {
  const std::vector<std::string> compiled = compiled_vector_units();
  std::vector<Unit> units;
  for (auto left = static_cast<std::uint64_t>(hwy::SupportedTargets() & HWY_TARGETS); left != 0;
       left &= left - 1) {
    const char* const target = hwy::TargetName(static_cast<std::int64_t>(lowest_bit(left)));
    if (std::ranges::find(compiled, target) == compiled.end()) {
      continue;
    }
    std::string name = usual_name(target);
    if (units.empty() || units.back().name != name) {
      units.push_back({std::move(name), left});
    }
  }
  return units;
}

// Looked at before the first limit, which hides some.
const std::vector<Unit>& all_units() {
  static const std::vector<Unit> units = find_units();
  return units;
}

}  // namespace

const std::vector<std::string>& machine_vector_units() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Unit& unit : all_units()) {
      all.push_back(unit.name);
    }
    return all;
  }();
  return names;
}

std::string widest_vector_unit() { return usual_name(vector_unit()); }

Result<void> limit_vector_units(std::string_view name) {
  const std::vector<Unit>& units = all_units();
  const auto limit =
      name == kAnyVectors ? units.begin() : std::ranges::find(units, usual_name(name), &Unit::name);
  if (limit == units.end()) {
    return fail(fmt::format("this machine has no vector units named '{}'", name),
                fmt::format("it has {}", fmt::join(machine_vector_units(), ", ")));
  }
  // DisableTargets() would be forgotten: SupportedTargets() chooses anew from all that there are.
  const bool narrower = limit != units.begin();
  hwy::SetSupportedTargetsForTest(narrower ? static_cast<std::int64_t>(limit->targets) : 0);
  set_bfloat16_unit(limit->name == "avx512" ? best_bfloat16_unit() : Bfloat16Unit::kNone);
  return {};
}

}  // namespace bachprop
