#include "bachprop/midi/smf_reader.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "bachprop/midi/hex_bytes_test.h"

namespace bachprop {
namespace {

// MThd, 6 bytes, format 0, one track, 96 ticks a quarter.
const std::string kHeader = "4D546864 00000006 0000 0001 0060 ";
const std::string kEndOfTrack = "00 FF 2F 00";

SmfReading must_read(const std::string& digits) {
  auto reading = read_smf(hex(digits), "test.mid");
  EXPECT_TRUE(reading.has_value()) << (reading ? "" : reading.error().message());
  return reading ? *reading : SmfReading{};
}

std::string error_of(const std::string& digits, SmfReadOptions options = {}) {
  const auto reading = read_smf(hex(digits), "test.mid", options);
  EXPECT_FALSE(reading.has_value());
  return reading ? "" : reading.error().message();
}

// "on 60@0 off 60@96"
std::string describe_notes(const Track& track) {
  std::string text;
  for (const Event& event : track.events) {
    if (event.starts_note() || event.ends_note()) {
      text += fmt::format("{}{} {}@{}", text.empty() ? "" : " ", event.starts_note() ? "on" : "off",
                          event.data1, event.time.count);
    }
  }
  return text;
}

// The only repair of a file, as text.
std::string only_repair(const SmfReading& reading) {
  EXPECT_EQ(reading.repairs.size(), 1U);
  return reading.repairs.empty() ? "" : to_string(reading.repairs.front());
}

TEST(SmfReader, ReadsNotesOfAWellFormedFile) {
  const auto reading =
      must_read(kHeader + "4D54726B 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  EXPECT_EQ(reading.file.format, 0);
  EXPECT_EQ(std::get<TicksPerQuarter>(reading.file.division).ticks, 96);
  ASSERT_EQ(reading.file.tracks.size(), 1U);
  EXPECT_EQ(describe_notes(reading.file.tracks[0]), "on 60@0 off 60@96");
  EXPECT_EQ(reading.file.tracks[0].events[0].byte_offset, 22U);
}

TEST(SmfReader, AppliesRunningStatusAndTakesVelocity0ForANoteOff) {
  const auto reading = must_read(kHeader + "4D54726B 0000000B 00 90 3C 40 60 3C 00" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  EXPECT_EQ(describe_notes(reading.file.tracks[0]), "on 60@0 off 60@96");
}

TEST(SmfReader, ReadsEveryKindOfEvent) {
  const auto reading = must_read(
      kHeader +
      "4D54726B 0000002D 00 80 01 02  00 90 03 04  00 A1 05 06  00 B2 07 08  00 C3 09  00 D4 0A "
      "00 EF 0B 0C  00 FF 7F 02 FF 00  00 F0 02 41 F7  00 F7 01 F8" +
      kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  const Track& track = reading.file.tracks.at(0);
  const std::vector<EventKind> expected = {
      EventKind::kNoteOff,          EventKind::kNoteOn,  EventKind::kPolyphonicPressure,
      EventKind::kController,       EventKind::kProgram, EventKind::kChannelPressure,
      EventKind::kPitchBend,        EventKind::kMeta,    EventKind::kSysex,
      EventKind::kSysexContinuation};
  ASSERT_EQ(track.events.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(track.events[i].kind, expected[i]) << i;
  }
  EXPECT_EQ(track.events[6].channel, 15);
  EXPECT_EQ(track.events[6].data2, 0x0C);
  EXPECT_EQ(track.payloads[track.events[7].payload], std::string("\xFF\x00", 2));
  EXPECT_EQ(track.payloads[track.events[8].payload], "\x41\xF7");
  EXPECT_EQ(track.payloads[track.events[9].payload], "\xF8");
}

TEST(SmfReader, ReadsDeltaTimesOfUpToFourBytes) {
  const auto reading =
      must_read(kHeader + "4D54726B 00000010 81 00 90 3C 40 FF FF FF 7F 80 3C 00" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  EXPECT_EQ(describe_notes(reading.file.tracks[0]), "on 60@128 off 60@268435583");
}

TEST(SmfReader, ReadsSmpteDivisions) {
  // E7 is -25 frames a second, 28 is 40 ticks a frame: milliseconds.
  const auto reading =
      must_read("4D546864 00000006 0000 0001 E728 4D54726B 00000004" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  const auto division = std::get<SmpteDivision>(reading.file.division);
  EXPECT_EQ(division.frames_per_second, 25);
  EXPECT_EQ(division.ticks_per_frame, 40);
}

TEST(SmfReader, UnwrapsRiffFiles) {
  const auto reading = must_read("52494646 2E000000 524D4944 64617461 22000000" + kHeader +
                                 "4D54726B 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(reading.file.tracks[0].events[0].byte_offset, 42U);
}

TEST(SmfReader, SkipsChunksOfOtherKinds) {
  const auto reading = must_read(kHeader + "58464948 00000002 AA BB 4D54726B 0000000C" +
                                 "00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_TRUE(reading.repairs.empty());
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
}

TEST(SmfReader, KeepsEarlierNotesWhenATrackIsTruncated) {
  const auto reading = must_read(kHeader + "4D54726B 00000014 00 90 3C 40 60 80 3C 00 00 90 3E");
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  ASSERT_EQ(reading.repairs.size(), 2U);
  EXPECT_EQ(to_string(reading.repairs[0]),
            "byte 18: track 1 is 20 bytes long, the file ends after 11; kept 1 note");
  EXPECT_EQ(to_string(reading.repairs[1]),
            "byte 33: track 1 ends inside an event, which was dropped; kept 1 note");
}

TEST(SmfReader, GoesOnToTheEndOfTrackWhenTheLengthIsTooShort) {
  const auto reading =
      must_read(kHeader + "4D54726B 00000005 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading), "byte 18: track 1 claims 5 bytes and has 12; kept 1 note");
}

TEST(SmfReader, StopsAtTheNextTrackWhenTheLengthIsTooLong) {
  const auto reading =
      must_read("4D546864 00000006 0001 0002 0060 4D54726B 00000020 00 90 3C 40 60 80 3C 00" +
                kEndOfTrack + "4D54726B 0000000C 00 90 40 40 60 80 40 00" + kEndOfTrack);
  ASSERT_EQ(reading.file.tracks.size(), 2U);
  EXPECT_EQ(describe_notes(reading.file.tracks[0]), "on 60@0 off 60@96");
  EXPECT_EQ(describe_notes(reading.file.tracks[1]), "on 64@0 off 64@96");
  EXPECT_EQ(only_repair(reading), "byte 18: track 1 claims 32 bytes and has 12; kept 1 note");
}

TEST(SmfReader, ReadsATrackWithADamagedId) {
  const auto reading =
      must_read(kHeader + "4D54726A 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading),
            "byte 14: \"MTrj\" where track 1 should begin with MTrk; read as a track");
}

TEST(SmfReader, ReadsAFileWithoutAnyMTrk) {
  const auto reading = must_read(kHeader + "00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading),
            "byte 14: no MTrk in the file; the bytes after the header were read as a track");
}

TEST(SmfReader, SkipsForeignBytesBetweenChunks) {
  const auto reading =
      must_read(kHeader + "0D0A 4D54726B 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading), "byte 14: 2 foreign bytes before a track; skipped");
}

TEST(SmfReader, SkipsForeignBytesAroundTheFile) {
  const auto reading = must_read("EF BB BF" + kHeader + "4D54726B 00000004" + kEndOfTrack + "1A");
  ASSERT_EQ(reading.repairs.size(), 2U);
  EXPECT_EQ(to_string(reading.repairs[0]), "byte 0: 3 foreign bytes before the header; skipped");
  EXPECT_EQ(to_string(reading.repairs[1]), "byte 29: 1 foreign byte at the end; skipped");
}

TEST(SmfReader, DoesNotSearchForTracksBehindTheLastOne) {
  const auto reading = must_read(kHeader + "4D54726B 00000004" + kEndOfTrack +
                                 "93 4B 80 4D54726B 00000004" + kEndOfTrack);
  EXPECT_EQ(reading.file.tracks.size(), 1U);
  EXPECT_EQ(only_repair(reading), "byte 26: 15 foreign bytes at the end; skipped");
}

TEST(SmfReader, GoesOnWithTheLastStatusAfterAMetaEvent) {
  const auto reading =
      must_read(kHeader + "4D54726B 00000010 00 90 3C 40 00 FF 01 01 41 60 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading),
            "byte 31: track 1: running status after a meta or system-exclusive event; the last "
            "status 0x90 goes on");
}

// A program that begins with running status leaves out the status of its first note.
TEST(SmfReader, TakesDataWithoutAnyStatusForNotes) {
  const auto reading =
      must_read(kHeader + "4D54726B 00000011 00 3C 40 60 3C 00 00 90 3E 40 60 3E 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96 on 62@96 off 62@192");
  EXPECT_EQ(only_repair(reading),
            "byte 22: track 1: running status without a status before it; taken as notes of "
            "channel 1");
}

TEST(SmfReader, SkipsASingleDataByteWithoutAnyStatus) {
  const auto reading =
      must_read(kHeader + "4D54726B 0000000C 00 3C 90 3E 40 60 3E 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 62@0 off 62@96");
  EXPECT_NE(only_repair(reading).find("running status without a status before it; skipped 1 byte"),
            std::string::npos);
}

TEST(SmfReader, TakesOverlongDeltaTimesFor0) {
  const auto reading =
      must_read(kHeader + "4D54726B 00000011 00 90 3C 40 60 80 3C 00 FF FF FF FF FF 7F 90 3E 40" +
                kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96 on 62@96");
  ASSERT_FALSE(reading.repairs.empty());
  EXPECT_EQ(to_string(reading.repairs[0]),
            "byte 30: track 1: a delta time of more than 4 bytes; taken as 0");
}

TEST(SmfReader, TakesDeltaTimesBeyondTheTimeLimitFor0) {
  std::string body;
  for (int i = 0; i < 9; ++i) {
    body += "FF FF FF 7F 90 3C 40 ";  // 2^28 - 1 ticks each
  }
  const auto reading = must_read(kHeader + "4D54726B 00000043" + body + kEndOfTrack);
  EXPECT_LT(reading.file.tracks.at(0).end, kTimeLimit);
  EXPECT_EQ(only_repair(reading),
            "byte 78: track 1: a delta time of 268435455 ticks leads beyond tick 2147483648; taken "
            "as 0");
}

TEST(SmfReader, CutsDataBytesOver127ToSevenBits) {
  const auto reading =
      must_read(kHeader + "4D54726B 0000000C 00 90 BC 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading), "byte 24: track 1: data byte 188 is over 127; taken as 60");
}

TEST(SmfReader, TakesVelocitiesOver127For127) {
  const auto reading =
      must_read(kHeader + "4D54726B 0000000C 00 90 3C 80 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(reading.file.tracks.at(0).events.at(0).data2, 127);
  EXPECT_EQ(only_repair(reading), "byte 25: track 1: data byte 128 is over 127; taken as 127");
}

TEST(SmfReader, DropsSystemMessagesThatDoNotBelongInAFile) {
  const auto reading = must_read(
      kHeader + "4D54726B 00000012 00 90 3C 40 00 F2 01 02 00 F8 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(reading.repairs.size(), 2U);
}

TEST(SmfReader, DropsAnEventLongerThanItsTrack) {
  const auto reading =
      must_read(kHeader + "4D54726B 0000000E 00 90 3C 40 60 80 3C 00 00 FF 01 7F 41 42");
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  ASSERT_EQ(reading.repairs.size(), 2U);
  EXPECT_EQ(to_string(reading.repairs[0]),
            "byte 30: track 1: an event claims 127 bytes, 2 are left in the track; dropped");
}

TEST(SmfReader, ReportsBytesAfterTheEndOfTrack) {
  const auto reading = must_read(kHeader + "4D54726B 00000006" + kEndOfTrack + "00 00");
  EXPECT_EQ(only_repair(reading),
            "byte 26: track 1: 2 bytes after the end-of-track event; skipped");
}

TEST(SmfReader, ReportsAMissingEndOfTrack) {
  const auto reading = must_read(kHeader + "4D54726B 00000008 00 90 3C 40 60 80 3C 00");
  EXPECT_EQ(only_repair(reading),
            "byte 30: track 1 ends without an end-of-track event; kept 1 note");
}

TEST(SmfReader, Assumes480TicksWhenTheDivisionIs0) {
  const auto reading =
      must_read("4D546864 00000006 0000 0001 0000 4D54726B 00000004" + kEndOfTrack);
  EXPECT_EQ(std::get<TicksPerQuarter>(reading.file.division).ticks, 480);
  EXPECT_EQ(only_repair(reading), "byte 12: 0 ticks a quarter; assumed 480");
}

TEST(SmfReader, ReadsTracksWithoutAHeader) {
  const auto reading = must_read("4D54726B 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 60@0 off 60@96");
  EXPECT_EQ(only_repair(reading),
            "byte 0: no MThd before the first track; assumed 480 ticks a quarter");
}

TEST(SmfReader, ReportsAWrongNumberOfTracks) {
  const auto reading =
      must_read("4D546864 00000006 0001 0003 0060 4D54726B 00000004" + kEndOfTrack);
  EXPECT_EQ(only_repair(reading), "byte 14: the header announces 3 tracks, 1 was found");
}

TEST(SmfReader, ListsTwentyRepairsOfAKindAndCountsTheRest) {
  std::string body;
  for (int i = 0; i < 30; ++i) {
    body += "00 90 BC 40 ";
  }
  const auto reading = must_read(kHeader + "4D54726B 0000007C" + body + kEndOfTrack);
  ASSERT_EQ(reading.repairs.size(), 21U);
  EXPECT_EQ(to_string(reading.repairs.back()), "byte 104: and 10 more data bytes over 127");
}

TEST(SmfReader, RefusesTheFirstRepairIfStrict) {
  EXPECT_EQ(error_of(kHeader + "4D54726B 0000000C 00 90 BC 40 60 80 3C 00" + kEndOfTrack,
                     {.strict = true}),
            "test.mid: byte 24: track 1: data byte 188 is over 127; taken as 60");
}

TEST(SmfReader, SaysWhatAForeignFileBeginsWith) {
  EXPECT_EQ(
      error_of("25594446 2D312E34 0A"),
      "test.mid: is not a MIDI file: begins with 25 59 44 46 2d 31 2e 34 \"%YDF-1.4\" and has "
      "no MThd or MTrk anywhere");
  EXPECT_EQ(error_of(""), "test.mid: is empty");
}

TEST(SmfReader, RefusesAFileThatEndsInItsHeader) {
  EXPECT_EQ(error_of("4D546864 00000006 0000"),
            "test.mid: byte 10: the file ends inside its header; no note can be saved");
  EXPECT_EQ(error_of(kHeader), "test.mid: byte 14: the file has a header, but no tracks");
}

// Eight notes, then the bytes of a page instead of the rest.
std::string notes_before(const std::string& foreign) {
  std::string events;
  for (int pitch = 0x30; pitch < 0x38; ++pitch) {
    events += fmt::format("00 90 {0:02X} 40 60 80 {0:02X} 40 ", pitch);
  }
  return kHeader + "4D54726B 00000800 " + events + foreign;
}

TEST(SmfReader, DropsTheRestOfATrackThatIsNoMidi) {
  const auto reading = must_read(notes_before(
      "78 9B 34 CA F5 4F 2E 22 0A CD 94 1E 71 B8 8D 58 36 86 6D 0D 85 8B 63 54 9E 94 BE 2C AC C6 "
      "7F "
      "5B 7E F2 8F 2D 99 03 95 9F 63 D3 D8 93 DC E7 52 77 9C 84 16 29 17 EC 8F F1 AF 4A 64 22 D3"));
  EXPECT_EQ(only_repair(reading),
            "byte 86: track 1: from byte 86 on it is no MIDI; dropped, kept 8 notes");
  EXPECT_EQ(reading.file.tracks.at(0).events.size(), 16U);
  EXPECT_EQ(reading.file.tracks[0].end.count, 8 * 0x60);
}

// "<html><body>The page was not found.</body></html>": below 128, so read as notes otherwise.
TEST(SmfReader, DropsATextThatEndsATrack) {
  const auto reading = must_read(notes_before(
      "3C68746D6C3E3C626F64793E546865207061676520776173206E6F7420666F756E642E3C2F626F64793E3C2F6874"
      "6D6C3E"));
  EXPECT_EQ(only_repair(reading),
            "byte 86: track 1: from byte 86 on it is no MIDI; dropped, kept 8 notes");
}

// A text that a file's end cuts is one event, and what stands before it is music.
TEST(SmfReader, KeepsRunningNotesBeforeATextThatIsCut) {
  const auto reading =
      must_read(kHeader +
                "4D54726B 00000800 00 90 30 40 00 34 40 00 37 40 00 FF 01 7F "
                "4120746578742074686174206973206D756368206C6F6E676572207468616E206974207365656D73");
  EXPECT_EQ(describe_notes(reading.file.tracks.at(0)), "on 48@0 on 52@0 on 55@0");
}

// A program that forgets the limit of 127 does so each time: it is no noise.
TEST(SmfReader, RepairsAsManyWrongValuesAsThereAre) {
  std::string events;
  for (int i = 0; i < 40; ++i) {
    events += "01 E0 90 A0 01 B0 07 FF ";
  }
  const auto reading = must_read(kHeader + "4D54726B 00000144 " + events + kEndOfTrack);
  EXPECT_EQ(reading.file.tracks.at(0).events.size(), 80U);
}

TEST(SmfReader, FindsTheTracksBehindOneThatIsNoMidi) {
  const std::string noise =
      "78 9B 34 CA F5 4F 2E 22 0A CD 94 1E 71 B8 8D 58 36 86 6D 0D 85 8B 63 54 9E 94 BE 2C AC C6 "
      "7F "
      "5B 7E F2 8F 2D 99 03 95 9F 63 D3 D8 93 DC E7 52 77 9C 84 16 29 17 EC 8F F1 AF 4A 64 22 D3 "
      "01 ";
  const auto reading =
      must_read("4D546864 00000006 0001 0002 0060 4D54726B 00000046 00 90 3C 40 60 80 3C 40" +
                noise + "4D54726B 0000000C 00 90 3C 40 60 80 3C 00" + kEndOfTrack);
  EXPECT_EQ(only_repair(reading),
            "byte 30: track 1: from byte 30 on it is no MIDI; dropped, kept 1 note");
  ASSERT_EQ(reading.file.tracks.size(), 2U);
  EXPECT_EQ(describe_notes(reading.file.tracks[1]), "on 60@0 off 60@96");
}

}  // namespace
}  // namespace bachprop
