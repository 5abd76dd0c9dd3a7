#include "bachprop/base/safetensors.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

using Bytes = std::vector<std::byte>;

Bytes example() {
  SafetensorsWriter writer;
  writer.set_metadata("title", "Aus meines Herzens Grunde");
  const std::vector<float> weights = {1.5F, -2, 3, 4, 5, 6};
  const std::vector<std::uint8_t> pitches = {60, 64, 67};
  writer.add<std::uint8_t>("a.pitches", pitches, {3});
  writer.add<float>("weights", weights, {2, 3});
  return writer.bytes();
}

// Header and data of a file, put together by hand: nothing checks that they make sense.
Bytes file(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  const std::string text =
      std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + header + data;
  const auto bytes = as_bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The error of reading `bytes`, or "" when they can be read.
std::string error_of(const Bytes& bytes) {
  const auto reader = SafetensorsReader::parse(bytes, "m");
  return reader ? "" : reader.error().message();
}

TEST(Safetensors, ReadsBackWhatItWrote) {
  const Bytes bytes = example();
  const auto reader = SafetensorsReader::parse(bytes, "m");
  ASSERT_TRUE(reader) << reader.error().message();
  EXPECT_EQ(*reader->text("title"), "Aus meines Herzens Grunde");
  const auto weights = reader->values<float>("weights");
  ASSERT_TRUE(weights);
  EXPECT_EQ(std::vector(weights->begin(), weights->end()),
            (std::vector<float>{1.5F, -2, 3, 4, 5, 6}));
  EXPECT_EQ(reader->tensors().at("weights").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ((*reader->values<std::uint8_t>("a.pitches"))[2], 67);
}

TEST(Safetensors, LaysOutTheHeaderAsTheFormatAsks) {
  const std::string text = text_of(example());
  std::uint64_t length = 0;
  std::memcpy(&length, text.data(), sizeof(length));
  EXPECT_EQ((8 + length) % 64, 0U);
  EXPECT_EQ(text[8], '{');
  EXPECT_EQ(text.size(), 8 + length + 6 * sizeof(float) + 3);
  // Wide elements first, although "a.pitches" comes first by name.
  EXPECT_NE(text.find(R"("weights":{"data_offsets":[0,24],"dtype":"F32","shape":[2,3]})"),
            std::string::npos);
  EXPECT_NE(text.find(R"("a.pitches":{"data_offsets":[24,27],"dtype":"U8","shape":[3]})"),
            std::string::npos);
}

TEST(Safetensors, HoldsEveryElementTypeEmptyTensorsAndScalars) {
  SafetensorsWriter writer;
  const std::vector<double> f64 = {0.1};
  const std::vector<std::int16_t> i16 = {-3, 4};
  const std::vector<std::int32_t> i32 = {-70'000};
  const std::vector<std::int64_t> i64 = {std::int64_t{-1} << 40U};
  writer.add<double>("f64", f64, {});
  writer.add<std::int16_t>("i16", i16, {1, 2, 1});
  writer.add<std::int32_t>("i32", i32, {1});
  writer.add<std::int64_t>("i64", i64, {1});
  writer.add<float>("empty", {}, {0, 128});
  const Bytes bytes = writer.bytes();
  const auto reader = SafetensorsReader::parse(bytes, "m");
  ASSERT_TRUE(reader) << reader.error().message();
  EXPECT_EQ(reader->values<double>("f64")->front(), 0.1);
  EXPECT_EQ(reader->values<std::int16_t>("i16")->back(), 4);
  EXPECT_EQ(reader->values<std::int32_t>("i32")->front(), -70'000);
  EXPECT_EQ(reader->values<std::int64_t>("i64")->front(), std::int64_t{-1} << 40U);
  EXPECT_TRUE(reader->values<float>("empty")->empty());
}

TEST(Safetensors, GivesTheSameBytesWhateverTheOrderOfAdding) {
  SafetensorsWriter writer;
  const std::vector<float> weights = {1.5F, -2, 3, 4, 5, 6};
  const std::vector<std::uint8_t> pitches = {60, 64, 67};
  writer.add<float>("weights", weights, {2, 3});
  writer.add<std::uint8_t>("a.pitches", pitches, {3});
  writer.set_metadata("title", "Aus meines Herzens Grunde");
  EXPECT_EQ(writer.bytes(), example());
}

TEST(Safetensors, GivesTheSameBytesForValuesThatAreMadePartByPart) {
  SafetensorsWriter writer;
  const std::vector<float> weights = {1.5F, -2, 3, 4, 5, 6};
  const std::vector<std::uint8_t> pitches = {60, 64, 67};
  writer.add_source<float>("weights", {2, 3}, [&](const ByteSink& sink) {
    sink(std::as_bytes(std::span(weights).first(4)));
    sink(std::as_bytes(std::span(weights).last(2)));
  });
  writer.add<std::uint8_t>("a.pitches", pitches, {3});
  writer.set_metadata("title", "Aus meines Herzens Grunde");
  EXPECT_EQ(writer.bytes(), example());
  const auto path = std::filesystem::path(testing::TempDir()) / "bachprop_parts.safetensors";
  ASSERT_TRUE(writer.save(path));
  EXPECT_EQ(read_file(path).value(), example());
  std::filesystem::remove(path);
}

// File names need not be UTF-8, JSON must be: here the Latin-1 name of a song in a corpus.
TEST(Safetensors, ReplacesMetadataBytesThatAreNotUtf8) {
  SafetensorsWriter writer;
  writer.set_metadata("file", "Fr\xfchling.mid");
  const Bytes bytes = writer.bytes();
  const auto reader = SafetensorsReader::parse(bytes, "m");
  ASSERT_TRUE(reader) << reader.error().message();
  EXPECT_EQ(*reader->text("file"), "Fr\xef\xbf\xbdhling.mid");
}

TEST(Safetensors, TellsEveryTruncationFromAWholeFile) {
  const Bytes whole = example();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(error_of(cut), "") << length;
  }
  Bytes header_cut(whole.begin(), whole.begin() + 40);
  EXPECT_NE(error_of(header_cut).find("m: the header is"), std::string::npos);
  Bytes data_cut(whole.begin(), whole.end() - 1);
  EXPECT_EQ(error_of(data_cut),
            "m: tensor a.pitches needs bytes 24 to 27 of the data, which are 26 bytes long: the "
            "file was cut short or damaged");
}

TEST(Safetensors, NoticesEveryFlippedBit) {
  const Bytes whole = example();
  for (std::size_t i = 0; i < whole.size() * 8; ++i) {
    Bytes flipped = whole;
    flipped[i / 8] ^= std::byte{1} << (i % 8);
    EXPECT_NE(error_of(flipped), "") << "byte " << i / 8 << " bit " << i % 8;
  }
}

TEST(Safetensors, NoticesAppendedBytes) {
  Bytes longer = example();
  longer.push_back(std::byte{0});
  EXPECT_NE(error_of(longer).find("the tensors take 27 bytes, the file holds 28"),
            std::string::npos);
}

TEST(Safetensors, SaysThatAnEditedFileWasEdited) {
  std::string text = text_of(example());
  text.replace(text.find("Herzens"), 7, "Sherzen");
  const auto bytes = as_bytes_of(text);
  EXPECT_NE(error_of({bytes.begin(), bytes.end()}).find("was changed after bachprop wrote it"),
            std::string::npos);
}

TEST(Safetensors, SaysThatAForeignFileIsForeign) {
  EXPECT_EQ(error_of(file(R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "ab")),
            "m: is a safetensors file, but bachprop did not write it");
  EXPECT_EQ(error_of(file("MThd", "")), "m: is not a safetensors file");
  EXPECT_EQ(error_of({}), "m: is 0 bytes long, too short for a safetensors file");
}

TEST(Safetensors, SurvivesHostileHeaders) {
  const auto with = [](const std::string& entry) {
    return error_of(file("{\"x\":" + entry + "}", "abcd"));
  };
  EXPECT_NE(with(R"({"dtype":"U8","shape":[-4],"data_offsets":[0,4]})"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[4.0],"data_offsets":[0,4]})"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[4],"data_offsets":[4,0]})"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[4],"data_offsets":[-4,0]})"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[4],"data_offsets":[0,18446744073709551615]})"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,4]})"), "");
  // 2^33 * 2^33 elements of 4 bytes are 0 bytes in 64-bit arithmetic, 4 elements too many here.
  EXPECT_NE(with(R"({"dtype":"F32","shape":[8589934592,8589934592],"data_offsets":[0,0]})"), "");
  EXPECT_NE(with(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})"), "");
  EXPECT_NE(with(R"({"dtype":"C64","shape":[0],"data_offsets":[0,0]})"), "");
  EXPECT_NE(with(R"({"dtype":7,"shape":{},"data_offsets":[0]})"), "");
  EXPECT_NE(with("[]"), "");
  EXPECT_NE(with(R"({"dtype":"U8","shape":[4])"), "");
  EXPECT_NE(error_of(file(R"({"__metadata__":[]})", "")), "");
  EXPECT_NE(error_of(file(R"({"__metadata__":{"a":1}})", "")), "");
  EXPECT_NE(error_of(file("{" + std::string(1'000'000, '['), "")), "");
  EXPECT_NE(error_of(file(
                R"({"x":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}", "")),
            "");
}

TEST(Safetensors, NamesWhatIsMissingOrOfAnotherType) {
  const Bytes bytes = example();
  const auto reader = SafetensorsReader::parse(bytes, "m");
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->text("author").error().message(), "m: lacks the metadata \"author\"");
  EXPECT_EQ(reader->values<float>("bias").error().message(), "m: lacks the tensor \"bias\"");
  EXPECT_EQ(reader->values<double>("weights").error().message(),
            "m: tensor \"weights\" is F32, not F64");
}

TEST(SafetensorsDeathTest, StopWhenTheCallerBreaksAPromise) {
  SafetensorsWriter writer;
  const std::vector<float> two = {1, 2};
  EXPECT_DEATH(writer.add<float>("x", two, {3}), "shape fits");
  EXPECT_DEATH(writer.set_metadata("format_checksum", ""), "checksum");
  writer.add<float>("x", two, {2});
  EXPECT_DEATH(writer.add<float>("x", two, {2}), "names differ");
}

}  // namespace
}  // namespace bachprop
