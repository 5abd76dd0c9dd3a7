#include "bachprop/midi/transfer.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/midi/hex_bytes_test.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"

namespace bachprop {
namespace {

using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

// Ten ticks, pitch 10 and 13, an A of eight bits in the title: all that a translation may touch.
std::string whole_file() {
  const auto bytes =
      hex("4D546864 00000006 0000 0001 0060 4D54726B 00000021 00 FF 03 04 48 E4 0A 0D "
          "00 90 0A 40 0A 80 0A 40 0D 90 0D 40 0A 80 0D 40 81 0A 90 3C 40 00 FF 2F 00");
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string translated(const std::string& text, char from, const std::string& to) {
  std::string result;
  for (const char c : text) {
    result += c == from ? to : std::string(1, c);
  }
  return result;
}

std::string as_utf8(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += static_cast<char>(0xC0U | byte >> 6U);
      result += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return result;
}

std::string riff(const std::string& midi) {
  const auto size = static_cast<char>(midi.size());
  return "RIFF"s + static_cast<char>(midi.size() + 12) + "\0\0\0RMIDdata"s + size + "\0\0\0"s +
         midi;
}

struct Restored {
  std::string bytes;
  std::string repair;
};

Restored restored(const std::string& bytes) {
  const auto result = restore_transfer(as_bytes_of(bytes), "test.mid");
  if (!result || !*result) {
    return {"", result ? "" : result.error().message()};
  }
  const auto& file = **result;
  return {{reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()}, file.repair};
}

TEST(RestoreTransfer, TakesOutCarriageReturnsThatStandBeforeEveryLineFeed) {
  const Restored file = restored(translated(whole_file(), '\n', "\r\n"));
  EXPECT_EQ(file.bytes, whole_file());
  EXPECT_EQ(file.repair, "line ends were translated: 6 bytes 0D before 0A taken out");
}

TEST(RestoreTransfer, TakesOutBothOfLinesThatWereTranslatedTwice) {
  const std::string once = translated(whole_file(), '\n', "\r\n");
  const Restored file = restored(translated(once, '\n', "\r\n"));
  EXPECT_EQ(file.bytes, whole_file());
  EXPECT_EQ(file.repair, "line ends were translated: 12 bytes 0D before 0A taken out");
}

TEST(RestoreTransfer, TakesOutLineFeedsThatStandBehindEveryCarriageReturn) {
  const Restored file = restored(translated(whole_file(), '\r', "\r\n"));
  EXPECT_EQ(file.bytes, whole_file());
  EXPECT_EQ(file.repair, "line ends were translated: 4 bytes 0A behind 0D taken out");
}

TEST(RestoreTransfer, TakesOutWhatUtf8AddsToBytesOver127) {
  const Restored file = restored(as_utf8(whole_file()));
  EXPECT_EQ(file.bytes, whole_file());
  EXPECT_EQ(file.repair, "bytes over 127 were written as UTF-8: 9 bytes taken out");
  EXPECT_EQ(restored("\xEF\xBB\xBF" + as_utf8(whole_file())).bytes, whole_file());
}

TEST(RestoreTransfer, RestoresRiffFilesToo) {
  const Restored file = restored(translated(riff(whole_file()), '\n', "\r\n"));
  EXPECT_EQ(file.bytes, riff(whole_file()));
}

TEST(RestoreTransfer, LeavesWholeFilesAlone) {
  EXPECT_EQ(restored(whole_file()).repair, "");
  EXPECT_EQ(restored(riff(whole_file())).repair, "");
}

// Old Macs' line ends keep all lengths, and 0A for 0D 0A leaves no trace of where a 0D was.
TEST(RestoreTransfer, LeavesAloneWhatHasNoProof) {
  EXPECT_EQ(restored(translated(whole_file(), '\n', "\r")).repair, "");
  EXPECT_EQ(restored(translated(whole_file(), '\r', "")).repair, "");
}

// The file is cut as well, but one of its tracks shows that the translation was one.
TEST(RestoreTransfer, RestoresAFileOfWhichTheEndIsLost) {
  std::string file = whole_file();
  file[11] = 2;
  file += file.substr(14);
  const std::string cut = translated(file.substr(0, file.size() - 9), '\n', "\r\n");
  EXPECT_EQ(restored(cut).bytes, file.substr(0, file.size() - 9));
}

TEST(RestoreTransfer, RefusesFilesWithoutTheBytesOver127) {
  std::string seven_bits;
  for (const char c : whole_file()) {
    seven_bits += static_cast<char>(static_cast<unsigned char>(c) & 0x7FU);
  }
  const auto read = read_notes(as_bytes_of(seven_bits), "test.mid");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().message(),
            "test.mid: has no byte over 127 left: it was sent as 7-bit text, and no note can be "
            "saved; get the file again as it is (binary)");
}

TEST(RestoreTransfer, RefusesFilesWithReplacementCharactersForTheBytesOver127) {
  std::string replaced;
  for (const char c : whole_file()) {
    replaced += static_cast<unsigned char>(c) > 0x7F ? "\xEF\xBF\xBD" : std::string(1, c);
  }
  const auto read = read_smf(as_bytes_of(replaced), "test.mid");
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message().find("has EF BF BD for every byte over 127"), std::string::npos);
}

// Titles point into the restored bytes, which must live as long as the reading.
TEST(RestoreTransfer, KeepsTheTextOfARestoredFile) {
  const std::string file = translated(whole_file(), '\n', "\r\n");
  auto first = read_notes(as_bytes_of(file), "test.mid").value();
  const NoteReading reading = std::move(first);
  const auto payload = reading.file.tracks.at(0).metas.at(0).payload;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(payload.data()), payload.size()),
            "H\xE4\n\r");
  EXPECT_EQ(reading.file.tracks[0].notes.size(), 3U);
}

}  // namespace
}  // namespace bachprop
