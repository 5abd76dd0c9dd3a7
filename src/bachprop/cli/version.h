// The answer to --version.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace bachprop {

struct VersionFacts {
  std::string version = {};  // "0.1.0"
  std::string commit = {};   // empty: not known
  bool changed = false;      // since the commit
  std::string compiler = {};
  std::vector<std::string> vector_units = {};    // that are compiled in, the best first
  std::vector<std::string> bfloat16_units = {};  // the same
  std::string vector_unit = {};                  // that is used on this machine
  std::string bfloat16_unit = {};                // the same; "none": plain loops
};

// The facts of this program on this machine.
[[nodiscard]] VersionFacts version_facts();

// Three lines: version and commit, how it was built, what it uses here.
[[nodiscard]] std::string version_text(const VersionFacts& facts);
[[nodiscard]] nlohmann::ordered_json version_json(const VersionFacts& facts);

}  // namespace bachprop
