#include "bachprop/cli/version.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bachprop/cli/build_commit.h"
#include "bachprop/nn/instruction_sets.h"
#include "bachprop/nn/product.h"

namespace bachprop {
namespace {

std::string compiler_text() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("g++ {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

std::string names_or_none(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string commit_text(const VersionFacts& facts) {
  if (facts.commit.empty()) {
    return "commit unknown";
  }
  return fmt::format("commit {}{}", facts.commit,
                     facts.changed ? ", and changes that are not committed" : "");
}

}  // namespace

VersionFacts version_facts() {
  const BuildCommit commit = build_commit();
  return {.version = commit.version,
          .commit = commit.name,
          .changed = commit.changed,
          .compiler = compiler_text(),
          .vector_units = compiled_vector_units(),
          .bfloat16_units = compiled_bfloat16_units(),
          .vector_unit = std::string(vector_unit()),
          .bfloat16_unit = std::string(name_of(bfloat16_unit()))};
}

std::string version_text(const VersionFacts& facts) {
  return fmt::format(
      "bachprop {} ({})\n"
      "built by {} for the vector units {}; bfloat16 on {}\n"
      "uses on this machine {}; bfloat16 on {}",
      facts.version, commit_text(facts), facts.compiler, names_or_none(facts.vector_units),
      names_or_none(facts.bfloat16_units), facts.vector_unit, facts.bfloat16_unit);
}

nlohmann::ordered_json version_json(const VersionFacts& facts) {
  return {{"version", facts.version},
          {"commit", facts.commit.empty() ? nlohmann::ordered_json(nullptr)
                                          : nlohmann::ordered_json(facts.commit)},
          {"uncommitted_changes", facts.changed},
          {"compiler", facts.compiler},
          {"compiled_vector_units", facts.vector_units},
          {"compiled_bfloat16_units", facts.bfloat16_units},
          {"vector_unit", facts.vector_unit},
          {"bfloat16_unit", facts.bfloat16_unit}};
}

}  // namespace bachprop
