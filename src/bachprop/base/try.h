// TRY(expression): the value of a Result; where it holds an error, the function returns it.
//
//   const Score score = TRY(read_score(bytes, name));
//   TRY(write_file(path, bytes));
//
// It stands as an initialiser, a return or a statement of its own. Inside larger expressions the
// other operands may have been evaluated already. It is a macro, because nothing else can return
// from the function around it. It is for sources only, so that no header brings a macro to whoever
// includes it.
#pragma once

#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace bachprop {

template <typename AnyResult>
auto value_of_result(AnyResult&& result) {
  if constexpr (!std::is_void_v<typename std::remove_cvref_t<AnyResult>::value_type>) {
    return *std::forward<AnyResult>(result);
  }
}

}  // namespace bachprop

// NOLINTBEGIN(cppcoreguidelines-macro-usage, bugprone-macro-parentheses)
#define BACHPROP_TRY_NAMED(result, ...)                                        \
  __extension__({                                                              \
    auto&& result = (__VA_ARGS__);                                             \
    if (!(result)) {                                                           \
      return ::tl::unexpected(std::forward<decltype(result)>(result).error()); \
    }                                                                          \
    ::bachprop::value_of_result(std::forward<decltype(result)>(result));       \
  })
#define BACHPROP_TRY_NUMBERED(number, ...) BACHPROP_TRY_NAMED(try_result_##number, __VA_ARGS__)
#define BACHPROP_TRY_EXPANDED(number, ...) BACHPROP_TRY_NUMBERED(number, __VA_ARGS__)
#define TRY(...) BACHPROP_TRY_EXPANDED(__COUNTER__, __VA_ARGS__)
// NOLINTEND(cppcoreguidelines-macro-usage, bugprone-macro-parentheses)
