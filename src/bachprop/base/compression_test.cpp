#include "bachprop/base/compression.h"

#include <gtest/gtest.h>

#include <string_view>

namespace bachprop {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(Compression, GivesBackWhatItTook) {
  for (const std::string_view text : {"", "a", "abababababababababababababababababab"}) {
    const auto bytes = bytes_of(text);
    EXPECT_EQ(decompress(compress(bytes), bytes.size()).value(), bytes);
  }
}

TEST(Compression, OfWhatRepeatsItselfIsSmall) {
  EXPECT_LT(compress(std::vector<std::byte>(10'000)).size(), 100U);
}

TEST(Compression, RefusesAnotherSizeThanStated) {
  const auto compressed = compress(bytes_of("twelve bytes"));
  EXPECT_TRUE(decompress(compressed, 12));
  EXPECT_FALSE(decompress(compressed, 11));
  EXPECT_FALSE(decompress(compressed, 13));
}

TEST(Compression, RefusesDamagedBytes) {
  const auto bytes = bytes_of("some bytes, some bytes, some more bytes");
  const auto compressed = compress(bytes);
  for (std::size_t i = 0; i < compressed.size(); ++i) {
    auto damaged = compressed;
    damaged[i] ^= std::byte{1};
    const auto read = decompress(damaged, bytes.size());
    EXPECT_TRUE(!read || *read == bytes) << i;
    EXPECT_FALSE(decompress(std::span(compressed).first(i), bytes.size())) << i;
  }
  auto longer = compressed;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(decompress(longer, bytes.size()));
}

}  // namespace
}  // namespace bachprop
