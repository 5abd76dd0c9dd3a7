// Text laid out for a terminal of so many columns.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace bachprop {

// The width of what is no terminal: nothing is folded.
constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

// The columns that UTF-8 text takes up: two for a wide character (East Asian scripts), none for one
// that combines with that before it. A byte that is not UTF-8 counts as one.
[[nodiscard]] std::size_t display_width(std::string_view text);

// `text` and blanks behind it, or before it, up to `width` columns.
[[nodiscard]] std::string padded_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string padded_left(std::string_view text, std::size_t width);

// In at most `width` columns, "..." standing for the middle of longer text, as in
// "a-very...-02.mid": names differ at their beginnings and ends.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

// Lines of at most `width` columns, broken at blanks; a longer word has a line of its own. Does not
// look for line ends.
[[nodiscard]] std::vector<std::string> broken_at_blanks(std::string_view text, std::size_t width);

// Each line of `text` broken at blanks so that it fits into `width` columns. The rest of an
// indented line is indented further, unless it is in the second column already. A line may be in
// two columns, which are two blanks or more apart. Its rest stands in its second column as long as
// that has room. A word longer than the width, a path for instance, stays whole.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width);

// A command of the shell, indented; broken lines end in a backslash, so that it can be copied.
[[nodiscard]] std::string wrapped_command(std::string_view command, std::size_t indent,
                                          std::size_t width);

}  // namespace bachprop
