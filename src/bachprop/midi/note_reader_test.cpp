#include "bachprop/midi/note_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "bachprop/base/random.h"
#include "bachprop/midi/hex_bytes_test.h"
#include "bachprop/midi/note_pairing.h"
#include "bachprop/midi/smf_reader.h"

namespace bachprop {
namespace {

using Bytes = std::vector<std::byte>;

// A file of one track, which holds these events and its end.
Bytes file_of(const Bytes& events) {
  Bytes file = hex("4D546864 00000006 0001 0001 01E0 4D54726B 0000");
  const std::size_t length = events.size() + 4;
  file.push_back(static_cast<std::byte>(length >> 8U));
  file.push_back(static_cast<std::byte>(length & 0xFFU));
  file.insert(file.end(), events.begin(), events.end());
  const Bytes end = hex("00 FF 2F 00");
  file.insert(file.end(), end.begin(), end.end());
  return file;
}

Bytes file_of(std::string_view events) { return file_of(hex(events)); }

// The only track. The fast path is not taken in the last eight bytes of a track: controllers behind
// the events keep them away from there.
NoteTrack read(std::string_view events, NoteReadOptions options = {}) {
  static Bytes bytes;  // meta events look into it
  bytes = file_of(std::string(events) + "00 B0 07 64 00 B0 07 64");
  return read_notes(bytes, "test.mid", options).value().file.tracks.at(0);
}

PairedNote note(std::uint32_t onset, std::uint32_t end, std::uint8_t pitch) {
  PairedNote note;
  note.onset = onset;
  note.end = end;
  note.pitch = pitch;
  return note;
}

// Without velocity, channel and place in the file.
std::vector<PairedNote> times_and_pitches(const NoteTrack& track) {
  std::vector<PairedNote> notes;
  for (const PairedNote& full : track.notes) {
    notes.push_back(note(full.onset, full.end, full.pitch));
  }
  return notes;
}

TEST(ReadNotes, PairsANoteOnWithItsNoteOff) {
  const NoteTrack track = read("0A 93 3C 50  60 83 3C 00");
  ASSERT_EQ(track.notes.size(), 1U);
  const PairedNote expected{
      .onset = 10, .end = 106, .byte_offset = 22, .pitch = 0x3C, .velocity = 0x50, .channel = 3};
  EXPECT_EQ(track.notes[0], expected);
  EXPECT_EQ(track.note_ons, 1);
  EXPECT_EQ(track.first_event_offset, 22U);
}

TEST(ReadNotes, TakesDeltaTimesOfOneToFourBytes) {
  const NoteTrack track = read(
      "7F 90 3C 50  81 00 80 3C 00  FF 7F 90 3D 50  81 80 00 80 3D 00"
      "81 80 80 00 90 3E 50  00 80 3E 00");
  constexpr std::uint32_t kThird = 127 + 128 + 16383 + 16384 + 2097152;
  EXPECT_EQ(times_and_pitches(track),
            (std::vector{note(127, 255, 0x3C), note(127 + 128 + 16383, kThird - 2097152, 0x3D),
                         note(kThird, kThird, 0x3E)}));
}

TEST(ReadNotes, TakesRunningStatusAndVelocityZeroAsANoteOff) {
  const NoteTrack track = read("00 90 3C 50  60 3C 00  00 3E 40  60 3E 00");
  EXPECT_EQ(times_and_pitches(track), (std::vector{note(0, 96, 0x3C), note(96, 192, 0x3E)}));
}

TEST(ReadNotes, KeepsTheChannelsApart) {
  const NoteTrack track = read("00 90 3C 50  00 91 3C 50  10 81 3C 00  10 80 3C 00");
  EXPECT_EQ(times_and_pitches(track), (std::vector{note(0, 32, 0x3C), note(0, 16, 0x3C)}));
}

TEST(ReadNotes, EndsRepeatedNotesOfOnePitchInTheOrderTheyBegan) {
  const NoteTrack track = read("00 90 3C 50  10 3C 51  10 3C 52  10 80 3C 00  10 3C 00  10 3C 00");
  EXPECT_EQ(times_and_pitches(track),
            (std::vector{note(0, 48, 0x3C), note(16, 64, 0x3C), note(32, 80, 0x3C)}));
  EXPECT_TRUE(track.hanging.empty());
}

TEST(ReadNotes, EndsHangingNotesAtTheNextOfTheirPitchOrTheEnd) {
  const NoteTrack track = read("00 91 3C 50  10 90 40 50  10 91 3C 51  10 90 3E 50");
  EXPECT_EQ(times_and_pitches(track), (std::vector{note(0, 32, 0x3C), note(16, 48, 0x40),
                                                   note(32, 48, 0x3C), note(48, 48, 0x3E)}));
  EXPECT_EQ(track.hanging, (std::vector<std::uint32_t>{3, 1, 0, 2}));
}

TEST(ReadNotes, CountsNoteOffsThatEndNothing) {
  const NoteTrack track = read("00 80 3C 00  00 90 3C 00  00 90 3C 50  10 80 3C 00");
  EXPECT_EQ(track.stray_note_offs, 2);
  EXPECT_EQ(track.notes.size(), 1U);
}

TEST(ReadNotes, DropsAndCountsPercussionUnlessToldNotTo) {
  constexpr std::string_view kEvents = "00 99 24 50  00 90 3C 50  10 89 24 00  00 80 3C 00";
  const NoteTrack without = read(kEvents);
  EXPECT_EQ(times_and_pitches(without), (std::vector{note(0, 16, 0x3C)}));
  EXPECT_EQ(without.note_ons, 2);
  EXPECT_EQ(without.percussion_dropped, 1);
  EXPECT_EQ(without.stray_note_offs, 0);
  const NoteTrack with = read(kEvents, {.keep_percussion = true});
  EXPECT_EQ(times_and_pitches(with), (std::vector{note(0, 16, 0x24), note(0, 16, 0x3C)}));
}

TEST(ReadNotes, PassesOverOtherMessagesWithTheirDataBytes) {
  const NoteTrack track =
      read("00 90 3C 50  01 C0 20  01 D0 20  01 E0 00 40  01 A0 3C 20  01 B0 40 7F  01 80 3C 00");
  EXPECT_EQ(times_and_pitches(track), (std::vector{note(0, 6, 0x3C)}));
}

TEST(ReadNotes, KeepsMetaEventsWithTheirTimes) {
  const NoteTrack track = read("05 FF 03 02 68 69  05 F0 01 F7  05 FF 51 03 07 A1 20");
  ASSERT_EQ(track.metas.size(), 2U);
  EXPECT_TRUE(track.metas[0].is(MetaType::kTrackName));
  EXPECT_EQ(track.metas[0].time, Ticks{5});
  EXPECT_EQ(track.metas[0].payload.size(), 2U);
  EXPECT_EQ(track.metas[1].time, Ticks{15});
  EXPECT_EQ(track.metas[1].byte_offset, 32U);
}

// All three ways to read notes agree, in what they repair too.
void expect_one_reading(const Bytes& bytes, bool keep_percussion) {
  const auto fast = read_notes(bytes, "x", {.keep_percussion = keep_percussion});
  const auto plain =
      read_notes(bytes, "x", {.keep_percussion = keep_percussion, .byte_by_byte = true});
  const auto events = read_smf(bytes, "x", {.byte_by_byte = true});
  ASSERT_EQ(fast.has_value(), events.has_value());
  ASSERT_EQ(plain.has_value(), events.has_value());
  if (!events) {
    EXPECT_EQ(fast.error().message(), events.error().message());
    return;
  }
  EXPECT_TRUE(fast->file == plain->file);
  EXPECT_TRUE(fast->repairs == plain->repairs);
  EXPECT_TRUE(fast->file == pair_notes(events->file, keep_percussion));
  EXPECT_TRUE(fast->repairs == events->repairs);
  const auto fast_events = read_smf(bytes, "x");
  EXPECT_TRUE(pair_notes(fast_events->file, true) == pair_notes(events->file, true));
  EXPECT_TRUE(fast_events->repairs == events->repairs);
}

// Events as files have them, with running status and with everything that is rare.
Bytes random_events(Random& random, int count) {
  Bytes events;
  const auto add = [&](std::uint64_t byte) { events.push_back(static_cast<std::byte>(byte)); };
  const std::uint64_t channels = 1 + random.below(12);
  const std::uint64_t pitches = 1 + random.below(40);
  std::uint64_t running = 0;
  for (int i = 0; i < count; ++i) {
    for (std::uint64_t more = random.below(20); more > 17; more = random.below(20)) {
      add(0x80 + random.below(128));
    }
    add(random.below(128));
    const std::uint64_t kind = random.below(40);
    if (kind == 0) {
      const std::uint64_t length = random.below(5);
      add(0xFF), add(random.below(3) == 0 ? 0x51 : 0x20 + random.below(14)), add(length);
      for (std::uint64_t k = 0; k < length; ++k) {
        add(random.below(256));
      }
      continue;
    }
    const std::uint64_t status =
        (kind < 36 ? 0x80 + 0x10 * random.below(2) : 0xA0 + 0x10 * random.below(6)) +
        random.below(channels);
    if (status != running || random.below(3) == 0) {
      add(status);
    }
    running = status;
    add(kind == 1 ? random.below(256) : 40 + random.below(pitches));
    if ((status & 0xE0U) != 0xC0U) {
      add(kind == 2 ? random.below(256) : random.below(3) * 40);
    }
  }
  return events;
}

TEST(ReadNotes, FastPathAgreesWithThePlainPathOnRandomEvents) {
  Random random({31});
  for (int i = 0; i < 2000; ++i) {
    const int count = static_cast<int>(random.below(200));
    expect_one_reading(file_of(random_events(random, count)), random.below(2) == 0);
    ASSERT_FALSE(HasFailure()) << i;
  }
}

TEST(ReadNotes, FastPathAgreesWithThePlainPathOnMutilatedFiles) {
  Random random({32});
  for (int i = 0; i < 2000; ++i) {
    Bytes file = file_of(random_events(random, 60));
    for (std::uint64_t change = random.below(8); change > 0; --change) {
      file[random.below(file.size())] = static_cast<std::byte>(random.below(256));
    }
    file.resize(file.size() - random.below(2) * random.below(file.size()));
    expect_one_reading(file, random.below(2) == 0);
    ASSERT_FALSE(HasFailure()) << i;
  }
}

TEST(ReadNotes, FastPathAgreesWithThePlainPathOnNoise) {
  Random random({33});
  for (int i = 0; i < 2000; ++i) {
    Bytes noise(random.below(300));
    std::ranges::generate(noise, [&] { return static_cast<std::byte>(random.below(256)); });
    expect_one_reading(file_of(noise), true);
    ASSERT_FALSE(HasFailure()) << i;
  }
}

// The queue of a pitch's notes is not gone through for each of them.
TEST(ReadNotes, ReadsThousandsOfNotesThatNeverEnd) {
  Bytes events;
  for (int i = 0; i < 15'000; ++i) {
    const Bytes one = hex("00 90 3C 50");
    events.insert(events.end(), one.begin(), one.end());
  }
  const auto reading = read_notes(file_of(events), "x");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->file.tracks[0].hanging.size(), 15'000U);
}

}  // namespace
}  // namespace bachprop
