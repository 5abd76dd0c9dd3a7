// Errors that come from the world outside: files, arguments, other programs.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace bachprop {

// The error for the user: what went wrong, where, and what to do next. For instance {"chorale.mid:
// byte 1042", "track 3 is 812 bytes long, the file ends after 640", ""}.
struct Error {
  std::string where;  // a file, an option, a place in it; from the outside in, ": " between them
  std::string what;
  std::string next;  // what the user can do about it

  // "where: what; next", without what is empty.
  [[nodiscard]] std::string message() const;
};

// Either a value or an Error. Layers return it; only the command line turns it into text and an
// exit code.
template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail_at(std::string_view where, std::string_view what,
                                                   std::string_view next = {}) {
  return tl::unexpected<Error>(Error{std::string(where), std::string(what), std::string(next)});
}

[[nodiscard]] inline tl::unexpected<Error> fail(std::string_view what, std::string_view next = {}) {
  return fail_at("", what, next);
}

// The error of something inside `where`.
[[nodiscard]] Error at(std::string_view where, Error error);

// The result, or its error with the place that it happened in.
template <typename T>
[[nodiscard]] Result<T> at(std::string_view where, Result<T> result) {
  return std::move(result).map_error([&](Error error) { return at(where, std::move(error)); });
}

}  // namespace bachprop
