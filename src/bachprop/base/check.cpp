#include "bachprop/base/check.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace bachprop {

void check_failed(std::string_view what, std::source_location where) {
  fmt::print(stderr, "{}:{}: internal error in {}: {}\n", where.file_name(), where.line(),
             where.function_name(), what);
  std::abort();
}

}  // namespace bachprop
