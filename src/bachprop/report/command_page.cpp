#include "bachprop/report/command_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>
#include <variant>

#include "bachprop/report/text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const std::string& option) {
  std::vector<std::string> names;
  std::istringstream words(option);
  for (std::string name; std::getline(words, name, ',');) {
    names.push_back(name);
  }
  return names;
}

template <typename... Types>
bool holds_one_of(const Field& field) {
  return (std::holds_alternative<Types>(field.value) || ...);
}

std::string usual_value(const Field& field) {
  if (!field.info.value.empty() || field.is_flag()) {
    return field.info.value;
  }
  if (const auto* numbers = std::get_if<std::span<double>>(&field.value)) {
    return fmt::format("{}", fmt::join(std::vector<char>(numbers->size(), 'X'), " "));
  }
  if (const auto choices = choices_of(field); !choices.empty()) {
    return fmt::format("{}", fmt::join(choices, "|"));
  }
  if (holds_one_of<int*, std::uint64_t*, std::optional<int>*>(field)) {
    return "N";
  }
  if (holds_one_of<double*, std::optional<double>*>(field)) {
    return "X";
  }
  return holds_one_of<fs::path*, std::vector<fs::path>*>(field) ? "FILE" : "TEXT";
}

OptionEntry entry_of(const Field& field) {
  const FieldInfo& info = field.info;
  const bool several = holds_one_of<std::vector<fs::path>*>(field);
  OptionEntry entry = {
      .names = names_in(info.option),
      .value = usual_value(field),
      .help = info.help,
      .usual = info.usual,
      .limits = limits_text(field),
      .advice = info.advice,
      .choices = choices_of(field),
      .is_list = holds_one_of<std::vector<std::string>*>(field),
      .is_path = field.info.or_file || holds_one_of<fs::path*, std::vector<fs::path>*>(field),
      .required = info.required,
      .excludes = info.excludes,
      .needs = info.needs,
      .need = info.need,
      .heading = field.heading};
  if (entry.usual.empty() && !field.is_flag()) {
    entry.usual = text_of(field);
  }
  if (entry.is_positional()) {
    entry.value = upper_case(entry.names.front());
  }
  entry.value += several ? "..." : "";
  return entry;
}

OptionEntry entry_of(const Shortcut& shortcut, const OptionEntry& whole) {
  const std::string same = fmt::format("the same as {} {}", whole.names.back(), shortcut.value);
  return {.names = names_in(shortcut.option),
          .help = shortcut.help.empty() ? same : shortcut.help,
          .excludes = {whole.names.back()},
          .need = Need::kRare,
          .heading = whole.heading};
}

bool is_example(std::string_view line) { return line.empty() || line.starts_with("  "); }

// The lines below "Examples:", and the paragraphs behind them.
void take_footer(CommandPage& page, const std::string& footer) {
  std::istringstream lines(footer);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && is_example(line)) {
    page.examples.push_back(line);
  }
  while (!page.examples.empty() && page.examples.back().empty()) {
    page.examples.pop_back();
  }
  for (; lines; std::getline(lines, line)) {
    page.notes += line + "\n";
  }
}

PageSection& group_named(std::vector<PageSection>& groups, const std::string& heading) {
  const auto found = std::ranges::find(groups, heading, &PageSection::heading);
  return found != groups.end() ? *found : groups.emplace_back(PageSection{heading, {}});
}

}  // namespace

std::string OptionEntry::synopsis() const {
  if (is_positional()) {
    return value;
  }
  const std::string all = fmt::format("{}", fmt::join(names, ", "));
  return value.empty() ? all : fmt::format("{} {}", all, value);
}

std::string OptionEntry::description() const {
  std::vector<std::string> facts;
  if (limits.starts_with("0 or ")) {
    facts.push_back(limits);
  }
  if (!usual.empty()) {
    facts.push_back(fmt::format("default: {}", usual));
  }
  return facts.empty() ? help : fmt::format("{} ({})", help, fmt::join(facts, "; "));
}

std::vector<std::string> OptionEntry::remarks() const {
  std::vector<std::string> sentences;
  if (!choices.empty() && value.find('|') == std::string::npos) {
    sentences.push_back(
        fmt::format("{}: {}.", is_list ? "Some of" : "One of", fmt::join(choices, ", ")));
  }
  if (!limits.empty()) {
    sentences.push_back(
        fmt::format("Takes {}{}.", limits.starts_with("0 or ") ? "" : "a number ", limits));
  }
  if (!usual.empty()) {
    sentences.push_back(fmt::format("Default: {}{}", usual, usual.ends_with('.') ? "" : "."));
  }
  if (!excludes.empty()) {
    sentences.push_back(fmt::format("Not beside {}.", fmt::join(excludes, ", ")));
  }
  if (!needs.empty()) {
    sentences.push_back(fmt::format("Only beside {}.", needs));
  }
  if (!advice.empty()) {
    sentences.push_back(advice);
  }
  return sentences;
}

std::string OptionEntry::short_help() const {
  constexpr std::size_t kLongest = 70;
  const std::string clause = help.substr(0, help.find("; "));
  const std::size_t end = clause.size() > kLongest ? clause.rfind(' ', kLongest) : clause.size();
  return end == clause.size() ? clause : clause.substr(0, end) + " ...";
}

std::vector<std::string> CommandPage::paragraphs() const {
  std::vector<std::string> all(1);
  std::istringstream lines(notes);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      all.emplace_back();
    } else {
      all.back() += (all.back().empty() ? "" : " ") + line;
    }
  }
  std::erase(all, "");
  return all;
}

std::string CommandPage::usage() const {
  std::string text = fmt::format("bachprop {} [OPTIONS]", name);
  for (const OptionEntry& entry : entries) {
    if (entry.is_positional()) {
      text += " " + entry.value;
    } else if (entry.required) {
      text += fmt::format(" {} {}", entry.names.front(), entry.value);
    }
  }
  return text;
}

CommandPage command_page(const CommandText& text, const FieldList& fields) {
  CommandPage page = {.name = text.name, .summary = text.summary};
  for (const Field& field : fields) {
    if (field.info.option.empty()) {
      continue;
    }
    page.entries.push_back(entry_of(field));
    if (!field.info.shortcut.option.empty()) {
      page.entries.push_back(entry_of(field.info.shortcut, page.entries.back()));
    }
  }
  // clang 14 does not take the range that the algorithm for ranges returns.
  std::stable_partition(page.entries.begin(), page.entries.end(),
                        [](const OptionEntry& entry) { return entry.is_positional(); });
  const bool has_rare = std::ranges::any_of(
      page.entries, [](const OptionEntry& entry) { return entry.need == Need::kRare; });
  page.entries.push_back({.names = {"-h", "--help"}, .help = "print this"});
  if (has_rare) {
    page.entries.push_back({.names = {"--help-all"}, .help = "print this and the rare options"});
  }
  take_footer(page, text.footer);
  return page;
}

std::vector<PageSection> groups_of(const CommandPage& page, bool all) {
  std::vector<PageSection> groups;
  for (const OptionEntry& entry : page.entries) {
    if (entry.is_positional() || entry.need == Need::kUsual) {
      group_named(groups, entry.is_positional() ? "Arguments" : "Options")
          .entries.push_back(&entry);
    }
  }
  for (const OptionEntry& entry : page.entries) {
    if (all && !entry.is_positional() && entry.need == Need::kRare) {
      group_named(groups, entry.heading.empty() ? "Rare options" : entry.heading)
          .entries.push_back(&entry);
    }
  }
  return groups;
}

}  // namespace bachprop
