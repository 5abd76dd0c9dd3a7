// Hides vector units from a program that finds them with Highway, to measure how fast it would be
// on another processor:
//
//     LD_PRELOAD=build/compose/liblimit_vectors.so BACHPROP_VECTORS=AVX2 bachprop train ...
#include <dlfcn.h>
#include <hwy/targets.h>

#include <cstdlib>
#include <string_view>

namespace hwy {

// Replaces the function of libhwy. A target's bit is the lower the more it can do.
HWY_DLLEXPORT int64_t SupportedTargets() {
  using Function = int64_t (*)();
  static const auto all =
      reinterpret_cast<Function>(dlsym(RTLD_NEXT, "_ZN3hwy16SupportedTargetsEv"));
  const char* const widest = std::getenv("BACHPROP_VECTORS");
  int64_t targets = all();
  if (widest != nullptr) {
    const int64_t best = std::string_view(widest) == "AVX2" ? HWY_AVX2 : HWY_SSE4;
    targets &= ~(best - 1);
  }
  return targets;
}

}  // namespace hwy
