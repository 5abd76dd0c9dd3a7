#include "bachprop/report/terminal_text.h"

#include <wchar.h>  // wcwidth is POSIX's

#include <algorithm>
#include <clocale>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// wcwidth() answers for the characters of a locale; the program's own is "C", which has ASCII only.
locale_t utf8_locale() {
  static locale_t const locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

class InUtf8 {
 public:
  InUtf8() : before_(utf8_locale() != nullptr ? ::uselocale(utf8_locale()) : nullptr) {}
  InUtf8(const InUtf8&) = delete;
  InUtf8& operator=(const InUtf8&) = delete;
  ~InUtf8() {
    if (before_ != nullptr) {
      ::uselocale(before_);
    }
  }

 private:
  locale_t before_;
};

struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
};

// The first of `text`, which is not empty; in UTF-8.
Character first_character(std::string_view text) {
  wchar_t code = 0;
  std::mbstate_t state{};
  const std::size_t read = std::mbrtowc(&code, text.data(), text.size(), &state);
  if (read == 0 || read > text.size()) {
    return {};
  }
  const int columns = ::wcwidth(code);
  return {read, columns < 0 ? 1 : as_index(columns)};
}

// How many bytes of the beginning of `text` take up at most `width` columns.
std::size_t bytes_in(std::string_view text, std::size_t width) {
  const InUtf8 locale;
  std::size_t bytes = 0;
  std::size_t columns = 0;
  while (bytes < text.size()) {
    const Character next = first_character(text.substr(bytes));
    columns += next.columns;
    if (columns > width) {
      break;
    }
    bytes += next.bytes;
  }
  return bytes;
}

std::size_t blanks_at(std::string_view text, std::size_t from) {
  return std::min(text.find_first_not_of(' ', from), text.size()) - from;
}

// Where the second column of a line begins; npos: it has one.
std::size_t second_column(std::string_view line, std::size_t indent) {
  const std::size_t gap = line.find("  ", indent);
  return gap == std::string_view::npos ? gap : gap + blanks_at(line, gap);
}

void add_lines(std::string& text, std::string_view words, std::size_t indent, std::size_t width) {
  words.remove_prefix(blanks_at(words, 0));
  if (words.empty()) {
    return;
  }
  for (const std::string& line :
       broken_at_blanks(words, width > indent ? width - indent : std::size_t{1})) {
    if (!text.empty()) {
      text += '\n';
    }
    text.append(indent, ' ').append(line);
  }
}

// The first line from the column where it begins, the others from `hanging` on.
std::string hanging_lines(std::string_view head, std::string_view words, std::size_t hanging,
                          std::size_t width) {
  const std::size_t begin = display_width(head);
  const auto lines = broken_at_blanks(words, width > begin ? width - begin : std::size_t{1});
  std::string text(head);
  text += lines.front();
  add_lines(text, words.substr(lines.front().size()), hanging, width);
  return text;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  for (const std::string& word : broken_at_blanks(text, 1)) {
    longest = std::max(longest, display_width(word));
  }
  return longest;
}

std::string wrapped_line(std::string_view line, std::size_t width) {
  constexpr std::size_t kStep = 2;
  if (display_width(line) <= width) {
    return std::string(line);
  }
  const std::size_t indent = blanks_at(line, 0);
  const std::size_t second = second_column(line, indent);
  if (second == std::string_view::npos || second >= line.size()) {
    const bool bullet = line.substr(indent).starts_with("- ");
    // What is indented so far stands in the second column of lines above.
    constexpr std::size_t kOfAColumn = 5;
    const bool further = bullet || (indent > 0 && indent <= kOfAColumn);
    const std::size_t hanging = further ? indent + kStep : indent;
    return hanging_lines(line.substr(0, indent), line.substr(indent), hanging, width);
  }
  const std::string_view head = line.substr(0, second);
  if (display_width(head) <= width / 2 &&
      display_width(head) + longest_word(line.substr(second)) <= width) {
    return hanging_lines(head, line.substr(second), display_width(head), width);
  }
  std::string text = wrapped_line(head.substr(0, head.find_last_not_of(' ') + 1), width);
  add_lines(text, line.substr(second), indent + 2 * kStep, width);
  return text;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  const InUtf8 locale;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_character(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string padded_right(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

std::string padded_left(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(width > taken ? width - taken : 0, ' ') + std::string(text);
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view kDots = "...";
  const std::size_t whole = display_width(text);
  if (whole <= width) {
    return std::string(text);
  }
  if (width <= kDots.size()) {
    return std::string(kDots.substr(0, width));
  }
  const std::size_t kept = width - kDots.size();
  const std::size_t behind = kept / 2;
  std::string_view end = text.substr(bytes_in(text, whole - behind));
  // A wide character across the cut.
  while (display_width(end) > behind) {
    end.remove_prefix(bytes_in(end, 2));
  }
  std::string result(text.substr(0, bytes_in(text, kept - behind)));
  return result.append(kDots).append(end);
}

std::vector<std::string> broken_at_blanks(std::string_view text, std::size_t width) {
  std::vector<std::string> lines = {""};
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blanks = blanks_at(text, at);
    const std::size_t end = std::min(text.find(' ', at + blanks), text.size());
    const std::string_view word = text.substr(at + blanks, end - at - blanks);
    const std::size_t columns = display_width(word);
    if (taken > 0 && taken + blanks + columns > width) {
      lines.emplace_back(word);
      taken = columns;
    } else {
      lines.back().append(text.substr(at, end - at));
      taken += blanks + columns;
    }
    at = end;
  }
  return lines;
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string result;
  while (true) {
    const std::size_t end = text.find('\n');
    result += wrapped_line(text.substr(0, end), width);
    if (end == std::string_view::npos) {
      return result;
    }
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

std::string wrapped_command(std::string_view command, std::size_t indent, std::size_t width) {
  constexpr std::string_view kGoesOn = " \\";
  std::string text;
  const std::size_t room =
      width > indent + 2 + kGoesOn.size() ? width - indent - 2 - kGoesOn.size() : std::size_t{1};
  const bool fits = display_width(command) + indent <= width;
  const auto lines =
      fits ? std::vector<std::string>{std::string(command)} : broken_at_blanks(command, room);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text.append(indent + (i > 0 ? 2 : 0), ' ').append(lines[i]);
    if (i + 1 < lines.size()) {
      text.append(kGoesOn) += '\n';
    }
  }
  return text;
}

}  // namespace bachprop
