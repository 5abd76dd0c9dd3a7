#include "bachprop/base/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/overloaded.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

enum class Reading { kRead, kNoNumber, kTooLarge };

// All of the word; a plus sign may stand before it.
template <typename T>
Reading read_number(std::string_view word, T& number) {
  word.remove_prefix(word.starts_with('+') ? 1 : 0);
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, number);
  const bool all = read.ptr == end && !word.empty();
  return all && read.ec == std::errc{}                      ? Reading::kRead
         : all && read.ec == std::errc::result_out_of_range ? Reading::kTooLarge
                                                            : Reading::kNoNumber;
}

const Limits& limits_of_words(const Field& field) {
  return field.info.limits_of_option ? *field.info.limits_of_option : field.info.limits;
}

bool is_whole(const Field& field) {
  return std::holds_alternative<int*>(field.value) ||
         std::holds_alternative<std::uint64_t*>(field.value) ||
         std::holds_alternative<std::optional<int>*>(field.value);
}

bool is_number(const Field& field) {
  return is_whole(field) || std::holds_alternative<double*>(field.value) ||
         std::holds_alternative<std::optional<double>*>(field.value) ||
         std::holds_alternative<std::span<double>>(field.value);
}

std::string text_of_limits(const Limits& limits) {
  if (limits.or_zero) {
    return fmt::format("0 or {} to {}", limits.least, limits.most);
  }
  const bool has_least = std::isfinite(limits.least);
  const bool has_most = std::isfinite(limits.most);
  if (limits.above_least) {
    return has_most ? fmt::format("above {}, at most {}", limits.least, limits.most)
                    : fmt::format("above {}", limits.least);
  }
  return has_least && has_most ? fmt::format("from {} to {}", limits.least, limits.most)
         : has_least           ? fmt::format("from {} on", limits.least)
         : has_most            ? fmt::format("up to {}", limits.most)
                               : std::string();
}

std::string wanted(const Field& field, const Limits& limits) {
  std::string bounds = text_of_limits(limits);
  if (limits.or_zero) {
    return bounds;
  }
  return fmt::format("{}{}{}", is_whole(field) ? "a whole number" : "a number",
                     bounds.empty() ? "" : " ", bounds);
}

template <typename T>
std::string wrong_number(const Field& field, const std::string& word) {
  T number{};
  const Limits& limits = limits_of_words(field);
  const Reading reading = read_number(word, number);
  if (reading == Reading::kRead && limits.allow(static_cast<double>(number))) {
    return "";
  }
  if (reading == Reading::kTooLarge && limits == Limits{}) {
    return fmt::format("{} is too large", word);
  }
  return fmt::format("{} is not {}", word.empty() ? "\"\"" : word, wanted(field, limits));
}

std::string wrong_unsigned(const Field& field, const std::string& word) {
  std::uint64_t number = 0;
  const bool digits =
      word.size() > 1 && word.find_first_not_of("0123456789", 1) == std::string::npos;
  if (word.starts_with('-') && digits) {
    return fmt::format("{} is negative: give 0 or more", word);
  }
  if (read_number(word, number) == Reading::kTooLarge) {
    return fmt::format("{} is more than {}", word, std::numeric_limits<std::uint64_t>::max());
  }
  return wrong_number<std::uint64_t>(field, word);
}

// "light, dim or dark"
std::string any_of_these(const std::vector<std::string>& names) {
  const std::span<const std::string> all(names);
  return all.size() < 2
             ? fmt::format("{}", fmt::join(all, ""))
             : fmt::format("{} or {}", fmt::join(all.first(all.size() - 1), ", "), all.back());
}

std::string wrong_text(const Field& field, const std::string& word) {
  const std::vector<std::string> choices = choices_of(field);
  if (!choices.empty() && std::ranges::find(choices, word) == choices.end()) {
    return fmt::format("\"{}\" is none of {}", word, any_of_these(choices));
  }
  return field.info.check == nullptr ? "" : field.info.check(word);
}

template <typename T>
std::string text_of_number(const T& number) {
  return fmt::format("{}", number);
}

template <typename T>
std::string text_of_number(const std::optional<T>& number) {
  return number ? text_of_number(*number) : std::string();
}

std::string text_of_paths(const std::vector<fs::path>& paths) {
  std::vector<std::string> words(paths.size());
  std::ranges::transform(paths, words.begin(), [](const fs::path& path) { return path.string(); });
  return fmt::format("{}", fmt::join(words, " "));
}

template <typename T>
T number_in(const std::string& word) {
  T number{};
  read_number(word, number);
  return number;
}

template <typename T>
void take_number(const std::string& word, T& value) {
  value = number_in<T>(word);
}

template <typename T>
void take_number(const std::string& word, std::optional<T>& value) {
  value = number_in<T>(word);
}

void take_name(const std::string& word, const EnumReference& value) {
  const std::vector<std::string> names = value.names();
  value.set(value.value, as_index(std::ranges::find(names, word) - names.begin()));
}

// The words are right.
void take(const Field& field, std::span<const std::string> words) {
  const std::string first = words.empty() ? "" : words.front();
  std::visit(
      Overloaded{
          [](bool* value) { *value = true; },
          [&](std::string* value) { *value = first; },
          [&](fs::path* value) { *value = first; },
          [&](std::vector<std::string>* value) { value->assign(words.begin(), words.end()); },
          [&](std::vector<fs::path>* value) { value->assign(words.begin(), words.end()); },
          [&](std::span<double> values) {
            std::ranges::transform(words, values.begin(), number_in<double>);
          },
          [&](const EnumReference& value) { take_name(first, value); },
          [&](auto* value) { take_number(first, *value); },
      },
      field.value);
}

struct NamedNumber {
  std::string name;
  double number;
};

std::vector<NamedNumber> numbers_of_parts(const Field& field, std::span<const double> values) {
  std::vector<NamedNumber> numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string part = i < field.info.parts.size() ? " of " + field.info.parts[i] : "";
    numbers.push_back({field.name() + part, values[i]});
  }
  return numbers;
}

template <typename T>
std::vector<NamedNumber> number_of(const Field& field, const T& value) {
  return {{field.name(), static_cast<double>(value)}};
}

template <typename T>
std::vector<NamedNumber> number_of(const Field& field, const std::optional<T>& value) {
  return value ? number_of(field, *value) : std::vector<NamedNumber>();
}

// The numbers of a field with their names; none where there is none.
std::vector<NamedNumber> numbers_of(const Field& field) {
  return std::visit(
      Overloaded{
          [&](std::span<double> values) { return numbers_of_parts(field, values); },
          [&](const int* value) { return number_of(field, *value); },
          [&](const std::uint64_t* value) { return number_of(field, *value); },
          [&](const double* value) { return number_of(field, *value); },
          [&](const std::optional<int>* value) { return number_of(field, *value); },
          [&](const std::optional<double>* value) { return number_of(field, *value); },
          [](const EnumReference&) { return std::vector<NamedNumber>(); },
          [](const auto*) { return std::vector<NamedNumber>(); },
      },
      field.value);
}

}  // namespace

bool Limits::allow(double number) const {
  return (or_zero && number == 0) ||
         ((above_least ? number > least : number >= least) && number <= most);
}

std::string Field::name() const {
  if (!info.name.empty() || info.key.empty()) {
    return info.name.empty() ? info.option : info.name;
  }
  std::string words = info.key;
  std::ranges::replace(words, '_', ' ');
  return words;
}

void FieldList::leave_out(std::string_view option) {
  std::erase_if(fields_, [&](const Field& field) { return field.info.option == option; });
}

Field& FieldList::at(std::string_view option) {
  const auto found = std::ranges::find_if(
      fields_, [&](const Field& field) { return field.info.option == option; });
  check(found != fields_.end(), "the option is in the table");
  return *found;
}

std::vector<std::string> choices_of(const Field& field) {
  const auto* names = std::get_if<EnumReference>(&field.value);
  return names != nullptr ? names->names() : field.info.choices;
}

void list_threads_field(int& threads, const std::string& further, FieldList& fields) {
  fields(threads,
         {.option = "--threads",
          .help = "how many processor threads work; the result does not depend on it" + further,
          .need = Need::kRare,
          .key = "threads",
          .limits = between(1, 1024),
          .usual = "all processors"});
}

std::string limits_text(const Field& field) {
  return is_number(field) ? text_of_limits(limits_of_words(field)) : "";
}

std::string text_of(const Field& field) {
  return std::visit(
      Overloaded{
          [](const bool* value) { return std::string(*value ? "true" : "false"); },
          [](const std::string* value) { return *value; },
          [](const fs::path* value) { return value->string(); },
          [](const std::vector<std::string>* value) {
            return fmt::format("{}", fmt::join(*value, ","));
          },
          [](const std::vector<fs::path>* value) { return text_of_paths(*value); },
          [](std::span<double> values) { return fmt::format("{}", fmt::join(values, " ")); },
          [](const EnumReference& value) { return value.names()[value.place(value.value)]; },
          [](const auto* value) { return text_of_number(*value); },
      },
      field.value);
}

std::string wrong_in(const Field& field, const std::string& word) {
  return std::visit(
      Overloaded{
          [](const bool*) { return std::string(); },
          [&](const int*) { return wrong_number<int>(field, word); },
          [&](const std::optional<int>*) { return wrong_number<int>(field, word); },
          [&](const std::uint64_t*) { return wrong_unsigned(field, word); },
          [&](const double*) { return wrong_number<double>(field, word); },
          [&](const std::optional<double>*) { return wrong_number<double>(field, word); },
          [&](std::span<double>) { return wrong_number<double>(field, word); },
          [&](const EnumReference&) { return wrong_text(field, word); },
          [&](const auto*) { return wrong_text(field, word); },
      },
      field.value);
}

Result<void> set_from_words(const Field& field, std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (std::string wrong = wrong_in(field, word); !wrong.empty()) {
      return fail(std::move(wrong));
    }
  }
  const auto* numbers = std::get_if<std::span<double>>(&field.value);
  if (numbers != nullptr && words.size() != numbers->size()) {
    return fail(fmt::format("{} numbers are needed, not {}", numbers->size(), words.size()));
  }
  take(field, words);
  return {};
}

Result<void> validate_fields(const FieldList& fields) {
  for (const Field& field : fields) {
    for (const auto& [name, number] : numbers_of(field)) {
      if (!field.info.limits.allow(number)) {
        return fail(fmt::format("{} {} is not {}", name, number, wanted(field, field.info.limits)));
      }
    }
  }
  return {};
}

std::vector<FieldChange> changes(const FieldList& from, const FieldList& to) {
  check(from.size() == to.size(), "both tables are of one kind of options");
  std::vector<FieldChange> changed;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (text_of(from[i]) != text_of(to[i])) {
      changed.push_back({to[i].info.option, to[i].name(), text_of(from[i]), text_of(to[i])});
    }
  }
  return changed;
}

}  // namespace bachprop
