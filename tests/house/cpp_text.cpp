#include "house/cpp_text.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>

namespace bachprop {
namespace {

bool is_word(char sign) {
  return std::isalnum(static_cast<unsigned char>(sign)) != 0 || sign == '_';
}

// Where the token that begins at `begin` and is no code ends; `begin` if code begins there.
std::size_t end_of_text(std::string_view text, std::size_t begin) {
  const std::string_view rest = text.substr(begin);
  const auto after = [&](std::string_view mark, std::size_t from) {
    const std::size_t found = rest.find(mark, from);
    return found == std::string_view::npos ? text.size() : begin + found + mark.size();
  };
  if (rest.starts_with("//")) {
    return std::min(begin + rest.find('\n'), text.size());
  }
  if (rest.starts_with("/*")) {
    return after("*/", 2);
  }
  if (rest.starts_with("R\"")) {
    const std::size_t open = std::min(rest.find('('), rest.size());
    return after(")" + std::string(rest.substr(2, open - 2)) + "\"", open);
  }
  // The ' in 1'000 is no literal's.
  const bool separates = rest.front() == '\'' && begin > 0 && is_word(text[begin - 1]);
  if ((rest.front() != '"' && rest.front() != '\'') || separates) {
    return begin;
  }
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != rest.front()) {
    end += rest[end] == '\\' ? 2 : 1;
  }
  return std::min(begin + end + 1, text.size());
}

void blank(std::string& text, std::size_t begin, std::size_t end) {
  std::replace_if(
      text.begin() + static_cast<std::ptrdiff_t>(begin),
      text.begin() + static_cast<std::ptrdiff_t>(end), [](char sign) { return sign != '\n'; }, ' ');
}

void blank_preprocessor_lines(std::string& code) {
  for (std::size_t begin = 0; begin < code.size();) {
    std::size_t end = std::min(code.find('\n', begin), code.size());
    if (code.find_first_not_of(" \t", begin) == code.find('#', begin)) {
      while (end < code.size() && code[end - 1] == '\\') {
        end = std::min(code.find('\n', end + 1), code.size());
      }
      blank(code, begin, end);
    }
    begin = end + 1;
  }
}

// Without `template <...>` in front, attributes and alignments.
std::string plain(const std::string& statement) {
  static const std::regex noise(R"(\[\[[^\]]*\]\]|\balignas\s*\([^()]*\))");
  static const std::regex head(R"(^\s*template\s*<)");
  std::string rest = std::regex_replace(statement, noise, " ");
  for (std::smatch match; std::regex_search(rest, match, head);) {
    auto at = static_cast<std::size_t>(match.length());
    for (int depth = 1; depth > 0 && at < rest.size(); ++at) {
      depth += rest[at] == '<' ? 1 : rest[at] == '>' ? -1 : 0;
    }
    rest.erase(0, at);
  }
  return rest;
}

std::string without_spaces(std::string text) {
  std::erase_if(text,
                [](char sign) { return std::isspace(static_cast<unsigned char>(sign)) != 0; });
  return text;
}

// Walks the braces of a text. One that opens no namespace is passed over to its end.
class Scopes {
 public:
  explicit Scopes(std::string code) : code_(std::move(code)) {}

  std::vector<TypeDefinition> types() {
    for (std::size_t i = 0; i < code_.size(); ++i) {
      if (code_[i] == '{') {
        open(i);
      } else if (code_[i] == '}') {
        close();
      }
      if (code_[i] == '{' || code_[i] == '}' || code_[i] == ';') {
        begin_ = i + 1;
      }
    }
    return types_;
  }

 private:
  void open(std::size_t brace) {
    if (inside_ > 0) {
      ++inside_;
      return;
    }
    static const std::regex space(R"(^\s*(?:inline\s+)?namespace\b\s*([\w:]*)\s*$)");
    static const std::regex type(
        R"(^\s*(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+)"
        R"(([A-Za-z_][\w:]*(?:\s*<[^{}();]*>(?:::\w+)*)?)\s*(?:final\s*)?(?::[^:][^]*)?$)");
    const std::string statement = plain(code_.substr(begin_, brace - begin_));
    std::smatch match;
    if (std::regex_match(statement, match, space)) {
      namespaces_.push_back(match[1]);
      return;
    }
    if (std::regex_match(statement, match, type)) {
      types_.push_back({here() + without_spaces(match[1]), line_of(brace), is_local()});
    }
    inside_ = 1;
  }

  void close() {
    if (inside_ > 0) {
      --inside_;
    } else if (!namespaces_.empty()) {
      namespaces_.pop_back();
    }
  }

  [[nodiscard]] std::string here() const {
    std::string path;
    for (const std::string& name : namespaces_) {
      path.append(name.empty() ? "(anonymous)" : name).append("::");
    }
    return path;
  }

  [[nodiscard]] bool is_local() const {
    return std::ranges::find(namespaces_, "") != namespaces_.end();
  }

  [[nodiscard]] int line_of(std::size_t place) const {
    return 1 + static_cast<int>(std::count(
                   code_.begin(), code_.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
  }

  std::string code_;
  std::size_t begin_ = 0;                // of the statement
  std::vector<std::string> namespaces_;  // an anonymous one has no name
  int inside_ = 0;                       // braces that are open in the last namespace
  std::vector<TypeDefinition> types_;
};

}  // namespace

std::string code_only(std::string_view text) {
  std::string code(text);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = end_of_text(text, i);
    blank(code, i, end);
    i = std::max(end, i + 1);
  }
  blank_preprocessor_lines(code);
  return code;
}

std::vector<TypeDefinition> types_defined_in(std::string_view text) {
  return Scopes(code_only(text)).types();
}

}  // namespace bachprop
