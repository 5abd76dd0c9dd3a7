// Errors that come from the world outside: files, arguments, other programs.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bachprop {

// What went wrong, where, and what to do next, for the user:
// {"chorale.mid: byte 1042", "track 3 is 812 bytes long, the file ends after 640", ""}.
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

[[nodiscard]] inline tl::unexpected<Error> fail(std::string what, std::string next = {}) {
  return tl::unexpected<Error>(Error{{}, std::move(what), std::move(next)});
}

[[nodiscard]] inline tl::unexpected<Error> fail_at(std::string where, std::string what,
                                                   std::string next = {}) {
  return tl::unexpected<Error>(Error{std::move(where), std::move(what), std::move(next)});
}

// The error of something inside `where`.
[[nodiscard]] Error at(const std::string& where, Error error);

// The result, or its error with the place that it happened in.
template <typename T>
[[nodiscard]] Result<T> at(const std::string& where, Result<T> result) {
  return std::move(result).map_error([&](Error error) { return at(where, std::move(error)); });
}

}  // namespace bachprop
