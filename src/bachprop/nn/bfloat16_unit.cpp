#include "bachprop/nn/bfloat16_unit.h"

#include "bachprop/base/check.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace bachprop {
namespace {

bool has_bit(unsigned word, unsigned bit) { return ((word >> bit) & 1U) != 0; }

// The system must be asked before the first use of tiles.
bool may_use_tiles() {
#if defined(__linux__)
  constexpr long kRequestPermission = 0x1023;
  constexpr long kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return false;
#endif
}

std::uint64_t enabled_states() {
  unsigned low = 0;
  unsigned high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32) | low;
}

Bfloat16Unit find_unit() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || !has_bit(c, 27)) {
    return Bfloat16Unit::kNone;
  }
  const std::uint64_t states = enabled_states();
  constexpr std::uint64_t kAvx512States = 0xE6;
  constexpr std::uint64_t kTileStates = 0x60000;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (states & kAvx512States) != kAvx512States) {
    return Bfloat16Unit::kNone;
  }
  const bool avx512 = has_bit(b, 16) && has_bit(b, 17) && has_bit(b, 30) && has_bit(b, 31);
  const bool tiles = has_bit(d, 22) && has_bit(d, 24) && (states & kTileStates) == kTileStates;
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d) == 0 || !avx512 || !has_bit(a, 5)) {
    return Bfloat16Unit::kNone;
  }
  return tiles && may_use_tiles() ? Bfloat16Unit::kAmx : Bfloat16Unit::kAvx512;
}

}  // namespace
}  // namespace bachprop

#else

namespace bachprop {
namespace {

Bfloat16Unit find_unit() { return Bfloat16Unit::kNone; }

}  // namespace
}  // namespace bachprop

#endif

namespace bachprop {
namespace {

Bfloat16Unit& chosen_unit() {
  static Bfloat16Unit unit = best_bfloat16_unit();
  return unit;
}

}  // namespace

Bfloat16Unit best_bfloat16_unit() {
  static const Bfloat16Unit unit = find_unit();
  return unit;
}

Bfloat16Unit bfloat16_unit() { return chosen_unit(); }

void set_bfloat16_unit(Bfloat16Unit unit) {
  check(unit <= best_bfloat16_unit(), "the processor has this unit");
  chosen_unit() = unit;
}

}  // namespace bachprop
