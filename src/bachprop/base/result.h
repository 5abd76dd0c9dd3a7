// Errors that come from the world outside: files, arguments, other programs.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bachprop {

// What went wrong, where, and what to do next, as one sentence for the user:
// "chorale.mid: byte 1042: track 3 is 812 bytes long, the file ends after 640".
struct Error {
  std::string message;
};

// Either a value or an Error. Layers return it; only the command line turns it into text and an
// exit code.
template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace bachprop
