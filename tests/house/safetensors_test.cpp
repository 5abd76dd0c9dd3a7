// Our safetensors files in the eyes of a reader that was written from the format's description.
#include "bachprop/base/safetensors.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "bachprop/base/bfloat16.h"
#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  std::string output;
  int status = 0;
};

Outcome run(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  Outcome outcome;
  std::array<char, 4096> buffer = {};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) {
    outcome.output += buffer.data();
  }
  outcome.status = ::pclose(pipe);
  return outcome;
}

Outcome read_independently(const fs::path& file) {
  const fs::path script = fs::path(BACHPROP_SOURCE_DIR) / "tests" / "node" / "safetensors.mjs";
  return run("node '" + script.string() + "' '" + file.string() + "'");
}

class IndependentSafetensors : public testing::Test {
 protected:
  void SetUp() override {
    if (run("node --version").status != 0) {
      GTEST_SKIP() << "SKIPPED: needs node";
    }
  }
};

TEST_F(IndependentSafetensors, ReadsWhatWeWrite) {
  SafetensorsWriter writer;
  const std::vector<float> f32 = {1.5F, -0.25F, 3, 4, 5, 6};
  const std::vector<double> f64 = {0.1};
  const std::vector<std::int16_t> i16 = {-32768, 32767};
  const std::vector<std::int32_t> i32 = {-2147483647};
  const std::vector<std::int64_t> i64 = {-9007199254740993};
  const std::vector<std::uint8_t> u8 = {60, 64, 255};
  writer.add<float>("layers.0.below", f32, {2, 3});
  writer.add<double>("f64", f64, {});
  writer.add<std::int16_t>("i16", i16, {1, 2});
  writer.add<std::int32_t>("i32", i32, {1});
  writer.add<std::int64_t>("i64", i64, {1});
  writer.add<std::uint8_t>("u8", u8, {3});
  const std::array<BFloat16, 3> halves = {BFloat16{to_bfloat16(1.5F)},
                                          BFloat16{to_bfloat16(-0.25F)},
                                          BFloat16{to_bfloat16(1.00390625F)}};
  writer.add<BFloat16>("halves", halves, {3});
  writer.add<float>("none", {}, {0, 128});
  writer.set_metadata("title", "Kyrie \"eleison\" \xe2\x99\xad");
  const fs::path file =
      fs::path(testing::TempDir()) / ("bachprop_" + std::to_string(::getpid()) + ".safetensors");
  ASSERT_TRUE(write_file(file, writer.bytes()));
  const Outcome seen = read_independently(file);
  fs::remove(file);

  EXPECT_EQ(seen.status, 0);
  const std::string expected =
      "f64 F64 [] [0.1]\n"
      "halves BF16 [3] [1.5,-0.25,1]\n"
      "i16 I16 [1,2] [-32768,32767]\n"
      "i32 I32 [1] [-2147483647]\n"
      "i64 I64 [1] [-9007199254740993]\n"
      "layers.0.below F32 [2,3] [1.5,-0.25,3,4,5,6]\n"
      "none F32 [0,128] []\n"
      "u8 U8 [3] [60,64,255]\n"
      "format_checksum: ";
  EXPECT_EQ(seen.output.substr(0, expected.size()), expected);
  EXPECT_NE(seen.output.find("\ntitle: Kyrie \"eleison\" \xe2\x99\xad\n"), std::string::npos);
}

TEST_F(IndependentSafetensors, ReadsTheBundledModel) {
  const Outcome seen =
      read_independently(fs::path(BACHPROP_SOURCE_DIR) / "models" / "chorales.safetensors");
  EXPECT_EQ(seen.status, 0) << seen.output;
  EXPECT_EQ(seen.output.find("NaN"), std::string::npos);
  EXPECT_NE(seen.output.find("format_checksum: "), std::string::npos);
}

}  // namespace
}  // namespace bachprop
