// For tests: the program's commands with given words, what they print, and a folder to do it in.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bachprop/cli/app_fwd.h"

namespace bachprop {

// The exit code; 2 when the words are no such command. `add` adds the commands.
int run_command(const std::function<void(CLI::App&, int&)>& add, std::vector<std::string> words,
                std::string& output, std::string& errors);

// Each test has a folder of its own, empty at first.
class CommandTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::filesystem::path folder_;
  // What the last command printed.
  std::string output_;
  std::string errors_;
};

}  // namespace bachprop
