#include "bachprop/cli/run_command_test.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "bachprop/cli/command_line.h"

namespace bachprop {

int run_command(const std::function<void(CLI::App&, int&)>& add, std::vector<std::string> words,
                std::string& output, std::string& errors) {
  CLI::App app;
  int exit_code = 0;
  add(app, exit_code);
  std::ranges::reverse(words);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    std::fputs((parse_error_text(app, error) + "\n").c_str(), stderr);
    exit_code = 2;
  }
  output = ::testing::internal::GetCapturedStdout();
  errors = ::testing::internal::GetCapturedStderr();
  return exit_code;
}

void CommandTest::SetUp() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  folder_ = std::filesystem::path(testing::TempDir()) /
            (std::string(test->test_suite_name()) + "_" + test->name());
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

void CommandTest::TearDown() { std::filesystem::remove_all(folder_); }

}  // namespace bachprop
