#include "bachprop/train/stored_passages.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

PassageHashes random_passages(std::size_t count) {
  Random random{1};
  PassageHashes passages(count);
  for (std::uint16_t& hash : passages) {
    hash = static_cast<std::uint16_t>(random.below(1U << 16U));
  }
  return passages;
}

std::vector<std::byte> file_with(const PassageHashes& passages) {
  SafetensorsWriter writer;
  add_passages(writer, passages);
  return writer.bytes();
}

Result<PassageHashes> read(const std::vector<std::byte>& file) {
  return SafetensorsReader::parse(file, "m.safetensors").and_then(read_passages);
}

// The file of `passages` with another count or other bytes, its checksum right.
std::vector<std::byte> changed(const PassageHashes& passages, const std::string& count,
                               std::size_t damaged_byte, std::uint8_t damage) {
  const auto file = file_with(passages);
  const auto reader = SafetensorsReader::parse(file, "m").value();
  const auto stored = reader.values<std::uint8_t>("passages").value();
  std::vector<std::uint8_t> bytes(stored.begin(), stored.end());
  bytes[damaged_byte % bytes.size()] ^= damage;
  SafetensorsWriter writer;
  writer.set_metadata("passages", count);
  writer.add<std::uint8_t>("passages", bytes, {static_cast<std::int64_t>(bytes.size())});
  return writer.bytes();
}

std::string error_of(const std::vector<std::byte>& file) {
  const auto passages = read(file);
  return passages ? "none" : passages.error().message();
}

TEST(StoredPassages, ComeBackAsTheyWere) {
  for (const PassageHashes& passages :
       {PassageHashes{1}, PassageHashes{0xFFFF, 0, 0x0100, 0x00FF}, random_passages(5000)}) {
    EXPECT_EQ(read(file_with(passages)).value(), passages);
  }
}

TEST(StoredPassages, OfNothingLeaveNothingInTheFile) {
  EXPECT_EQ(file_with({}), SafetensorsWriter().bytes());
  EXPECT_EQ(read(file_with({})).value(), PassageHashes{});
}

TEST(StoredPassages, OfAnotherCountAreAnErrorThatNamesTheFile) {
  const PassageHashes passages = random_passages(100);
  EXPECT_EQ(error_of(changed(passages, "100", 0, 0)), "none");
  for (const char* count : {"99", "101", "0", "-1", "", "100 ", "1e2", "18446744073709551615",
                            "9223372036854775908", "99999999999999999999999"}) {
    const std::string error = error_of(changed(passages, count, 0, 0));
    EXPECT_EQ(error.rfind("m.safetensors: ", 0), 0U) << count << ": " << error;
  }
}

TEST(StoredPassages, WithoutTheirCountAreAnError) {
  const auto file = file_with(random_passages(10));
  const auto reader = SafetensorsReader::parse(file, "m").value();
  SafetensorsWriter writer;
  writer.add<std::uint8_t>("passages", reader.values<std::uint8_t>("passages").value(),
                           reader.tensors().at("passages").shape);
  EXPECT_NE(error_of(writer.bytes()).find("passages"), std::string::npos);
}

TEST(StoredPassages, OfAnotherTypeAreAnError) {
  SafetensorsWriter writer;
  writer.set_metadata("passages", "1");
  writer.add<float>("passages", std::vector<float>{1}, {1});
  EXPECT_NE(error_of(writer.bytes()).find("m.safetensors"), std::string::npos);
}

TEST(StoredPassages, ThatAreDamagedAreAnErrorOrUnchanged) {
  const PassageHashes passages = random_passages(200);
  for (std::size_t byte = 0; byte < 400; ++byte) {
    const auto found = read(changed(passages, "200", byte, 0x10));
    EXPECT_TRUE(!found || *found == passages) << byte;
  }
}

}  // namespace
}  // namespace bachprop
