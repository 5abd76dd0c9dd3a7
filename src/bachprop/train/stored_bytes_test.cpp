#include "bachprop/train/stored_bytes.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(StoredBytes, ComeBackAsTheyWereAndAreMissingWhereThereAreNone) {
  std::vector<std::byte> bytes(5000);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(i % 7);
  }
  SafetensorsWriter writer;
  add_stored_bytes(writer, "thing", bytes);
  add_stored_bytes(writer, "nothing", {});
  const auto file = writer.bytes();
  const auto reader = SafetensorsReader::parse(file, "test").value();
  EXPECT_EQ(read_stored_bytes(reader, "thing").value(), bytes);
  EXPECT_TRUE(read_stored_bytes(reader, "nothing").value().empty());
  EXPECT_LT(file.size(), bytes.size());
}

TEST(StoredBytes, AreRefusedWhereTheirNumberIsWrong) {
  for (const char* size : {"", "many", "-1", "3", "18446744073709551615"}) {
    SafetensorsWriter writer;
    const std::vector<std::byte> bytes(50);
    add_stored_bytes(writer, "thing", bytes);
    writer.set_metadata("thing", size);
    const auto file = writer.bytes();
    const auto reader = SafetensorsReader::parse(file, "test").value();
    EXPECT_FALSE(read_stored_bytes(reader, "thing")) << size;
  }
}

}  // namespace
}  // namespace bachprop
