#include "bachprop/cli/one_of.h"

#include <fmt/format.h>

#include <algorithm>

#include "bachprop/report/nearest_name.h"
#include "bachprop/report/text.h"

namespace bachprop {

CLI::Validator one_of(std::vector<std::string> names) {
  const std::string list = fmt::format("{}", fmt::join(names, ", "));
  const std::string in_help = fmt::format("{{{}}}", fmt::join(names, ","));
  return {[names = std::move(names), list](std::string& word) {
            if (std::ranges::find(names, word) != names.end()) {
              return std::string();
            }
            const std::string nearest = nearest_name(word, names);
            return fmt::format("\"{}\" is none of {}{}", printable(word), list,
                               nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest));
          },
          in_help};
}

}  // namespace bachprop
