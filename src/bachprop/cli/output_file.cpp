#include "bachprop/cli/output_file.h"

#include <fmt/format.h>

#include <system_error>

namespace bachprop {

namespace fs = std::filesystem;

Result<void> check_output(const fs::path& output, std::span<const fs::path> inputs,
                          const char* usual_name) {
  for (const char* extension : {".mid", ".midi", ".kar", ".rmi", ".MID"}) {
    if (output.extension() == extension) {
      return fail(fmt::format(
          "{}: what is written must not end in {}; for instance -o {}", output.string(), extension,
          fs::path(output).replace_extension(fs::path(usual_name).extension()).string()));
    }
  }
  std::error_code ignored;
  if (fs::is_directory(output, ignored)) {
    return fail(fmt::format("{}: is a folder; for instance -o {}", output.string(),
                            (output / usual_name).string()));
  }
  for (const fs::path& input : inputs) {
    if (fs::equivalent(output, input, ignored)) {
      return fail(
          fmt::format("{}: is read and would be overwritten; choose another -o", output.string()));
    }
  }
  return {};
}

}  // namespace bachprop
