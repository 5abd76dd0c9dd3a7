#include "bachprop/midi/smf_writer.h"

#include <gtest/gtest.h>

#include "bachprop/midi/hex_bytes_test.h"
#include "bachprop/midi/smf_reader.h"

namespace bachprop {
namespace {

Event note(std::int64_t time, EventKind kind, std::uint8_t pitch, std::uint8_t velocity) {
  Event event;
  event.time = {time};
  event.kind = kind;
  event.data1 = pitch;
  event.data2 = velocity;
  return event;
}

TEST(SmfWriter, WritesThePlainBytes) {
  SmfFile file;
  file.format = 0;
  file.division = TicksPerQuarter{96};
  file.tracks.resize(1);
  file.tracks[0].events = {note(0, EventKind::kNoteOn, 60, 64),
                           note(200, EventKind::kNoteOff, 60, 0)};
  EXPECT_EQ(write_smf(file),
            hex("4D546864 00000006 0000 0001 0060 4D54726B 0000000D 00 90 3C 40 81 48 80 3C 00 "
                "00 FF 2F 00"));
}

TEST(SmfWriter, WritesSmpteDivisions) {
  SmfFile file;
  file.division = SmpteDivision{.frames_per_second = 29, .ticks_per_frame = 80};
  EXPECT_EQ(write_smf(file), hex("4D546864 00000006 0001 0000 E350"));
}

TEST(SmfWriter, BridgesWaitsThatDoNotFitOneDeltaTime) {
  SmfFile file;
  file.tracks.resize(1);
  file.tracks[0].events = {note(1000000000, EventKind::kNoteOn, 60, 64)};
  const auto reading = read_smf(write_smf(file), "bridged");
  ASSERT_TRUE(reading.has_value());
  EXPECT_TRUE(reading->repairs.empty());
  EXPECT_EQ(reading->file.tracks[0].events.back().time, Ticks{1000000000});
}

TEST(SmfWriter, WritesBackEveryKindOfEventItRead) {
  const auto bytes = hex(
      "4D546864 00000006 0001 0001 0060 4D54726B 0000002D 00 80 01 02  00 90 03 04  00 A1 05 06 "
      "00 B2 07 08  00 C3 09  00 D4 0A  00 EF 0B 0C  00 FF 7F 02 FF 00  00 F0 02 41 F7  00 F7 01 "
      "F8 "
      "00 FF 2F 00");
  const auto reading = read_smf(bytes, "all kinds");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(write_smf(reading->file), bytes);
}

}  // namespace
}  // namespace bachprop
