// One table for each set of options: the name of a field in files and on the command line, the
// values it takes, and its purpose. Validation, JSON, the command line with its help, man pages,
// completions and docs/options.md are all made from these tables.
//
// A set of options states its table beside the struct:
//
//   struct SamplingOptions {
//     double temperature = 1;
//   };
//   inline void list_fields(SamplingOptions& options, FieldList& fields) {
//     fields(options.temperature, {.option = "--temperature",
//                                  .help = "below 1: safer music; above 1: wilder",
//                                  .key = "temperature",
//                                  .limits = between(0, 100)});
//   }
//
// fields_of(options) is that table, bound to the values of `options`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/result.h"

namespace bachprop {

// The numbers that a field takes. NaN is never one of them.
struct Limits {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool above_least = false;  // `least` itself is not allowed
  bool or_zero = false;      // 0 is allowed as well

  [[nodiscard]] bool allow(double number) const;
  friend bool operator==(const Limits&, const Limits&) = default;
};
[[nodiscard]] constexpr Limits between(double least, double most) {
  return {.least = least, .most = most};
}
[[nodiscard]] constexpr Limits from(double least) { return {.least = least}; }
[[nodiscard]] constexpr Limits above(double least, double most) {
  return {.least = least, .most = most, .above_least = true};
}
[[nodiscard]] constexpr Limits zero_or(double least, double most) {
  return {.least = least, .most = most, .or_zero = true};
}

// Who touches an option.
enum class Need {
  kUsual,  // most people, now and then: --help shows it
  kRare,   // few: --help-all shows it
};

// An option without a value that stands for another one with a value: --no-transpose.
struct Shortcut {
  std::string option = {};
  std::string value = {};  // as text
  std::string help = {};   // empty: "the same as --transpose none"
};

// A row of the table.
struct FieldInfo {
  // On the command line: "--hidden" or "-n,--pieces"; "paths" is a word without a dash. Empty: not
  // there. A bool is an option without a value.
  std::string option = {};
  // The word for the value in help: "FILE". Empty: what its type suggests.
  std::string value = {};
  // The effect of the field, begun with a small letter, without a full stop. The default, the
  // presets' values and the limits are added.
  std::string help = {};
  // When to touch it: whole sentences, in the man page and docs/options.md.
  std::string advice = {};
  Need need = Need::kUsual;

  // In JSON. Empty: not there.
  std::string key = {};
  // In messages where no command line is known: "hidden units". Empty: the key with blanks.
  std::string name = {};
  // Every file has had it from the beginning. Others keep their default where a file lacks them.
  bool in_every_file = false;
  // The meaning of false and true in files from before there was a choice of names.
  std::array<std::string, 2> older_bool = {};

  Limits limits = {};
  // The limits of the command line, where they are narrower than those of files.
  std::optional<Limits> limits_of_option = {};
  // The words that a text or a list of texts consists of; empty: any.
  std::vector<std::string> choices = {};
  // A text may also be the name of a file.
  bool or_file = false;
  // The fault of a text, "\"H minor\" is not a key"; empty: nothing.
  std::string (*check)(const std::string& text) = nullptr;
  // The parts of an array: {"dT", "T", "P"}.
  std::vector<std::string> parts = {};

  // The default in words, where the value does not say it: "all processors".
  std::string usual = {};
  bool required = false;
  std::vector<std::string> excludes = {};  // options that cannot stand beside it
  std::string needs = {};  // an option that must stand beside it, or one of: "--prime or --like"
  Shortcut shortcut = {};
};

// An enumerator by its place among the names of its enum.
struct EnumReference {
  void* value;
  std::size_t (*place)(const void* value);
  void (*set)(void* value, std::size_t place);
  std::vector<std::string> (*names)();
  std::string_view what;  // "transposition"
};

// Where the value of a field stands. Lists of texts are one word with commas, lists of paths are
// several words.
using FieldValue =
    std::variant<bool*, int*, std::uint64_t*, double*, std::string*, std::filesystem::path*,
                 std::optional<int>*, std::optional<double>*, std::vector<std::string>*,
                 std::vector<std::filesystem::path>*, std::span<double>, EnumReference>;

struct Field {
  FieldInfo info;
  FieldValue value;
  std::string heading = {};  // of the rows that it stands among; empty: none

  // In messages: "hidden units".
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool is_flag() const { return std::holds_alternative<bool*>(value); }
};

// The rows of one set of options or of several, in the order of the help.
class FieldList {
 public:
  template <typename T>
  void operator()(T& value, FieldInfo info) {
    fields_.push_back({std::move(info), reference_to(value), heading_});
  }
  void add(Field field) { fields_.push_back(std::move(field)); }
  void add(const FieldList& others) { fields_.insert(fields_.end(), others.begin(), others.end()); }
  // The heading of the rows that follow: "The network".
  void heading(std::string words) { heading_ = std::move(words); }

  // Leaves out the row with this option.
  void leave_out(std::string_view option);
  // The row with this option, "--hidden"; a broken promise where there is none.
  [[nodiscard]] Field& at(std::string_view option);

  [[nodiscard]] std::vector<Field>::const_iterator begin() const { return fields_.begin(); }
  [[nodiscard]] std::vector<Field>::const_iterator end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] const Field& operator[](std::size_t i) const { return fields_[i]; }

 private:
  template <typename T>
  static FieldValue reference_to(T& value) {
    if constexpr (std::is_enum_v<T>) {
      return enum_reference(value);
    } else if constexpr (std::is_convertible_v<T&, std::span<double>>) {
      return std::span<double>(value);
    } else {
      return &value;
    }
  }
  template <typename E>
  static EnumReference enum_reference(E& value) {
    return {.value = &value,
            .place = [](const void* there) { return place_of(*static_cast<const E*>(there)); },
            .set = [](void* there,
                      std::size_t i) { *static_cast<E*>(there) = EnumNames<E>::kNames[i].first; },
            .names =
                [] {
                  std::vector<std::string> names;
                  for (const auto& named : EnumNames<E>::kNames) {
                    names.emplace_back(named.second);
                  }
                  return names;
                },
            .what = EnumNames<E>::kWhat};
  }
  std::vector<Field> fields_;
  std::string heading_;
};

// The row of --threads, whose help ends with `further`.
void list_threads_field(int& threads, const std::string& further, FieldList& fields);

// The table of `options`, which must outlive it.
template <typename Options>
[[nodiscard]] FieldList fields_of(Options& options) {
  FieldList fields;
  list_fields(options, fields);
  return fields;
}

// The same where values are only read, so that options that own much need not be copied.
template <typename Options>
[[nodiscard]] FieldList fields_to_read(const Options& options) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return fields_of(const_cast<Options&>(options));
}

// "from 1 to 4096", "0 or 3 to 47"; empty: any number, or not a number.
[[nodiscard]] std::string limits_text(const Field& field);
// The names that the value or each part of it must be one of; empty: any.
[[nodiscard]] std::vector<std::string> choices_of(const Field& field);

// The value as the command line takes it: "288", "gru", "0.2 0.3 0.5". Empty: none.
[[nodiscard]] std::string text_of(const Field& field);
// Sets the value to what the words of the command line say. The error is what is wrong with the
// first wrong word: "many is not a whole number".
[[nodiscard]] Result<void> set_from_words(const Field& field, std::span<const std::string> words);
// The fault of one word for this field; empty: nothing.
[[nodiscard]] std::string wrong_in(const Field& field, const std::string& word);

// The first value outside its limits: "hidden units 0 is not a whole number from 1 to 4096".
[[nodiscard]] Result<void> validate_fields(const FieldList& fields);

// A field that has another value in each of two sets of options of one kind.
struct FieldChange {
  std::string option;  // "--hidden"; empty: it has none
  std::string name;    // "hidden units"
  std::string from;
  std::string to;
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};
[[nodiscard]] std::vector<FieldChange> changes(const FieldList& from, const FieldList& to);

}  // namespace bachprop
