#include <gtest/gtest.h>

#include <string>

#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

std::string output_of(std::vector<std::string> words) {
  std::string output;
  std::string errors;
  EXPECT_EQ(run_command(add_licences_command, std::move(words), output, errors), 0) << errors;
  return output;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(LicencesCommand, PrintsTheProgramsLicenceAndNamesThoseOfTheModels) {
  const std::string text = output_of({"licences"});
  EXPECT_EQ(text.rfind("MIT License", 0), 0U);
  for (const std::string& style : bundled_styles()) {
    EXPECT_TRUE(has(text, "models/" + style + ".safetensors")) << style;
  }
  EXPECT_TRUE(has(text, "https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode"));
  EXPECT_TRUE(has(text, "GNU General Public License, version 3"));
  EXPECT_FALSE(has(text, "TERMS AND CONDITIONS"));
  EXPECT_EQ(output_of({"licenses"}), text);
}

TEST(LicencesCommand, PrintsTheFullTextsWhenAsked) {
  const std::string text = output_of({"licences", "--full"});
  EXPECT_EQ(text.rfind(output_of({"licences"}), 0), 0U);
  EXPECT_TRUE(has(text, "GNU GENERAL PUBLIC LICENSE\n                       Version 3"));
  EXPECT_TRUE(has(text, "why-not-lgpl.html>."));
  EXPECT_TRUE(has(text, "Apache License\n                           Version 2.0"));
}

}  // namespace
}  // namespace bachprop
