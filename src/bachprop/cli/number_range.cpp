#include "bachprop/cli/number_range.h"

#include <fmt/core.h>

#include <string>

namespace bachprop {

CLI::Validator number_between(double low, double high) {
  const std::string bounds = fmt::format("{} - {}", low, high);
  return {[low, high, bounds](std::string& text) {
            double number = 0;
            const bool fits =
                CLI::detail::lexical_cast(text, number) && number >= low && number <= high;
            return fits ? std::string() : fmt::format("Value {} not in range {}", text, bounds);
          },
          "FLOAT in [" + bounds + "]"};
}

CLI::Validator whole_from(int low) {
  return {[low](std::string& text) {
            int number = 0;
            const bool fits = CLI::detail::lexical_cast(text, number) && number >= low;
            return fits ? std::string()
                        : fmt::format("{} is not a whole number from {} on", text, low);
          },
          fmt::format("from {}", low)};
}

}  // namespace bachprop
