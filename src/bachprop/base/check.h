// Promises that our own callers made. A broken one is a bug in this program: it stops at once.
#pragma once

#include <source_location>
#include <string_view>

namespace bachprop {

[[noreturn]] void check_failed(std::string_view what, std::source_location where);

// Stops the program, naming the place, unless `promise_kept`.
inline void check(bool promise_kept, std::string_view what,
                  std::source_location where = std::source_location::current()) {
  if (!promise_kept) [[unlikely]] {
    check_failed(what, where);
  }
}

}  // namespace bachprop
