#include "bachprop/base/check.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace bachprop {

void check_failed(std::string_view what, const char* file, int line) {
  fmt::print(stderr, "{}:{}: internal error: {}\n", file, line, what);
  std::abort();
}

}  // namespace bachprop
