// Promises that our own callers made. A broken one is a bug in this program: it stops at once.
#pragma once

#include <string_view>

namespace bachprop {

[[noreturn]] void check_failed(std::string_view what, const char* file, int line);

// Stops the program, naming the place, unless `promise_kept`.
constexpr void check(bool promise_kept, std::string_view what, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE()) {
  if (!promise_kept) [[unlikely]] {
    check_failed(what, file, line);
  }
}

}  // namespace bachprop
