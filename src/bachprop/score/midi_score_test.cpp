#include "bachprop/score/midi_score.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "bachprop/midi/hex_bytes_test.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

const std::string kEndOfTrack = "00 FF 2F 00";

// A track chunk around these events and an end-of-track event.
std::string track(const std::string& events) {
  const std::size_t size = hex(events + kEndOfTrack).size();
  std::string length;
  for (const std::size_t shift : {24U, 16U, 8U, 0U}) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    length += kDigits[size >> (shift + 4) & 0xFU];
    length += kDigits[size >> shift & 0xFU];
  }
  return "4D54726B" + length + events + kEndOfTrack;
}

// 96 ticks a quarter, so that 60 hexadecimal ticks are a quarter.
const std::string kFormat0 = "4D546864 00000006 0000 0001 0060 ";
const std::string kFormat1Of2 = "4D546864 00000006 0001 0002 0060 ";
const std::string kFormat2Of2 = "4D546864 00000006 0002 0002 0060 ";

ScoreReading must_read(const std::string& digits, ScoreReadOptions options = {}) {
  auto reading = read_score(hex(digits), "test.mid", options);
  EXPECT_TRUE(reading.has_value()) << (reading ? "" : reading.error().message());
  return reading ? *reading : ScoreReading{};
}

Note note(Quarters onset, Quarters duration, int pitch) { return {onset, duration, pitch}; }

TEST(ReadScore, GivesNotesInQuarters) {
  const auto reading = must_read(kFormat0 + track("30 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.notes, std::vector{note({1, 2}, 1, 60)});
  EXPECT_EQ(reading.counts, (ScoreCounts{.note_ons = 1}));
  EXPECT_TRUE(reading.score.voices.empty());
}

TEST(ReadScore, GivesVelocitiesInTheOrderOfTheNotesWhereTheyAreAskedFor) {
  const std::string two = kFormat0 + track("00 90 40 41 00 90 3C 50 60 80 40 00 00 80 3C 00");
  EXPECT_TRUE(must_read(two).score.velocities.empty());
  const Score score = must_read(two, {.velocities = true}).score;
  EXPECT_EQ(score.notes, (std::vector{note(0, 1, 60), note(0, 1, 64)}));
  EXPECT_EQ(score.velocities, (std::vector<std::uint8_t>{0x50, 0x41}));
}

TEST(ReadScore, GivesTheFirstNoteOffToTheFirstNoteOn) {
  const auto reading =
      must_read(kFormat0 + track("00 90 3C 40 30 90 3C 40 30 80 3C 00 60 80 3C 00"));
  EXPECT_EQ(reading.counts.overlaps_cut, 1);
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, {1, 2}, 60), note({1, 2}, {3, 2}, 60)}));
}

TEST(ReadScore, PairsChannelsSeparately) {
  const auto reading =
      must_read(kFormat0 + track("00 90 3C 40 00 91 3C 40 60 81 3C 00 60 80 3C 00"));
  EXPECT_EQ(reading.score.notes, std::vector{note(0, 2, 60)});
  EXPECT_EQ(reading.counts.note_ons, 2);
  EXPECT_EQ(reading.counts.unisons_merged, 1);
}

TEST(ReadScore, TakesTracksWithNotesForVoices) {
  const auto reading =
      must_read("4D546864 00000006 0001 0003 0060 " + track("00 FF 03 02 4269") +
                track("00 FF 03 01 53 00 90 48 40 60 80 48 00") + track("00 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.title, "Bi");
  EXPECT_EQ(reading.score.voice_names, (std::vector<std::string>{"S", ""}));
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, 1, 60), note(0, 1, 72)}));
  EXPECT_EQ(reading.score.voices, (std::vector{1, 0}));
}

TEST(ReadScore, DoesNotTakeAVoicesNameForTheTitle) {
  const auto reading = must_read(kFormat1Of2 + track("00 FF 03 01 53 00 90 48 40 60 80 48 00") +
                                 track("00 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.title, "");
  EXPECT_EQ(reading.score.voice_names, (std::vector<std::string>{"S", ""}));
}

TEST(ReadScore, MergesUnisonsOfTwoVoicesIntoTheLonger) {
  const auto reading =
      must_read(kFormat1Of2 + track("00 90 48 40 00 90 3C 40 30 80 3C 00 30 80 48 00") +
                track("00 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, 1, 60), note(0, 1, 72)}));
  EXPECT_EQ(reading.score.voices, (std::vector{1, 0}));
  EXPECT_EQ(reading.counts.unisons_merged, 1);
}

TEST(ReadScore, GivesEachVoiceItsUnisonsWhereTheyAreForPlayers) {
  const auto reading =
      must_read(kFormat1Of2 + track("00 90 3C 40 30 80 3C 00") + track("00 90 3C 40 60 80 3C 00"),
                {.unisons = Unisons::kPerVoice});
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, {1, 2}, 60), note(0, 1, 60)}));
  EXPECT_EQ(reading.score.voices, (std::vector{0, 1}));
  EXPECT_EQ(reading.counts.unisons_merged, 0);
}

TEST(ReadScore, TakesTheChannelsOfATrackForVoices) {
  const auto reading = must_read(
      kFormat0 + track("00 FF 03 01 54 00 C1 2A 00 C0 49 00 91 30 40 00 90 3C 40 60 80 3C 00 00 81 "
                       "30 00"));
  EXPECT_EQ(reading.score.title, "T");
  EXPECT_EQ(reading.score.voices, (std::vector{1, 0}));
  EXPECT_EQ(reading.score.voice_names, (std::vector<std::string>{"", ""}));
  EXPECT_EQ(reading.score.voice_programs, (std::vector{73, 42}));
}

TEST(ReadScore, NamesChannelsByTheirPrefix) {
  const auto reading = must_read(
      kFormat0 + track("00 FF 03 01 54 00 FF 20 01 01 00 FF 04 01 42 00 FF 20 01 00 00 FF 03 01 41 "
                       "00 91 30 40 00 90 3C 40 60 80 3C 00 00 81 30 00"));
  EXPECT_EQ(reading.score.title, "T");
  EXPECT_EQ(reading.score.voice_names, (std::vector<std::string>{"A", "B"}));
}

TEST(ReadScore, KeepsTracksOfOneChannelApart) {
  const auto reading = must_read(kFormat1Of2 + track("00 C0 05 00 90 3C 40 60 80 3C 00") +
                                 track("00 90 40 40 60 80 40 00"));
  EXPECT_EQ(reading.score.voices, (std::vector{0, 1}));
  // The second has no program of its own: the channel's is heard.
  EXPECT_EQ(reading.score.voice_programs, (std::vector{5, 5}));
}

TEST(ReadScore, TakesTheProgramThatHoldsAtTheFirstNote) {
  const auto reading = must_read(
      kFormat0 + track("00 C0 00 00 C0 28 10 90 3C 40 60 80 3C 00 00 C0 2D 00 90 3E 40 60 80 3E "
                       "00"));
  EXPECT_EQ(reading.score.player, (Player{"", 40}));
  EXPECT_TRUE(reading.score.voice_programs.empty());
}

TEST(ReadScore, NamesThePlayerOfAnOnlyTrack) {
  const auto reading = must_read(kFormat1Of2 + track("00 FF 03 01 54") +
                                 track("00 FF 03 01 46 00 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.title, "T");
  EXPECT_EQ(reading.score.player, (Player{"F", kNoProgram}));
  // A name before all of the music is a title.
  EXPECT_EQ(must_read(kFormat0 + track("00 FF 03 01 46 00 90 3C 40 60 80 3C 00")).score.player,
            Player{});
}

TEST(ReadScore, TakesChannelsThatOnlyTuneForOneVoice) {
  std::string events;
  std::string ends;
  for (const char* channel_and_pitch : {"0 3C", "1 3D", "2 3E", "3 3F", "4 40", "5 41"}) {
    events += std::string("00 9") + channel_and_pitch + " 40 ";
    ends += std::string(ends.empty() ? "60 8" : "00 8") + channel_and_pitch + " 00 ";
  }
  EXPECT_TRUE(must_read(kFormat0 + track(events + ends)).score.voices.empty());
}

TEST(ReadScore, KeepsInstrumentsApartThatPlayOnePitchEach) {
  std::string programs;
  std::string events;
  std::string ends;
  for (const char* number : {"0", "1", "2", "3", "4", "5"}) {
    programs += fmt::format("00 C{0} 4{0} ", number);
    events += fmt::format("00 9{0} 3{0} 40 ", number);
    ends += fmt::format("{} 8{} 3{} 00 ", ends.empty() ? "60" : "00", number, number);
  }
  const Score score = must_read(kFormat0 + track(programs + events + ends)).score;
  EXPECT_EQ(score.voice_programs, (std::vector{64, 65, 66, 67, 68, 69}));
  EXPECT_EQ(score.voices, (std::vector{0, 1, 2, 3, 4, 5}));
}

TEST(ReadScore, DropsPercussionUnlessAsked) {
  const auto bytes = kFormat0 + track("00 99 24 40 00 90 3C 40 60 80 3C 00 00 89 24 00");
  const auto dropped = must_read(bytes);
  EXPECT_EQ(dropped.score.notes, std::vector{note(0, 1, 60)});
  EXPECT_EQ(dropped.counts, (ScoreCounts{.note_ons = 2, .percussion_dropped = 1}));
  const auto kept = must_read(bytes, {.keep_percussion = true});
  EXPECT_EQ(kept.score.notes, (std::vector{note(0, 1, 36), note(0, 1, 60)}));
}

TEST(ReadScore, DropsNotesWithoutLength) {
  const auto reading = must_read(kFormat0 + track("00 90 3C 40 00 80 3C 00"));
  EXPECT_TRUE(reading.score.notes.empty());
  EXPECT_EQ(reading.counts, (ScoreCounts{.note_ons = 1, .zero_length_dropped = 1}));
}

TEST(ReadScore, IgnoresNoteOffsThatEndNothing) {
  const auto reading = must_read(kFormat0 + track("00 80 3C 00 00 90 3C 40 60 80 3C 00"));
  EXPECT_EQ(reading.score.notes, std::vector{note(0, 1, 60)});
  EXPECT_EQ(reading.counts.stray_note_offs, 1);
  EXPECT_TRUE(reading.repairs.empty());
}

TEST(ReadScore, EndsAHangingNoteAtTheEndOfItsTrack) {
  const auto reading = must_read(kFormat0 + track("00 90 3C 40 60 90 40 40 60 80 40 00"));
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, 2, 60), note(1, 1, 64)}));
  EXPECT_EQ(reading.counts.hanging_closed, 1);
  ASSERT_EQ(reading.repairs.size(), 1U);
  EXPECT_EQ(to_string(reading.repairs[0]),
            "byte 22: track 1: the note of pitch 60 at tick 0 has no note-off; ended at tick 192");
}

TEST(ReadScore, EndsAHangingNoteWhereTheNextOfItsPitchBegins) {
  const auto reading = must_read(kFormat0 + track("00 90 3C 40 60 90 3C 40 60 90 40 40"));
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, 1, 60), note(1, 1, 60)}));
  EXPECT_EQ(reading.counts.hanging_closed, 3);  // the third begins where the track ends
  EXPECT_EQ(reading.counts.zero_length_dropped, 1);
}

TEST(ReadScore, RefusesAHangingNoteIfStrict) {
  const auto reading =
      read_score(hex(kFormat0 + track("00 90 3C 40")), "test.mid", {.strict = true});
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().message(),
            "test.mid: byte 22: track 1: the note of pitch 60 at tick 0 has no note-off; ended at "
            "tick 0");
}

TEST(ReadScore, KeepsTempoAndSignatures) {
  const auto reading =
      must_read(kFormat0 + track("00 FF 51 03 07A120 00 FF 58 04 03 03 18 08 00 FF 59 02 FD 01 "
                                 "60 FF 51 03 07A120 00 FF 51 03 0F4240"));
  EXPECT_EQ(reading.score.tempos, (std::vector<TempoChange>{{0, 120}, {1, 60}}));
  EXPECT_EQ(reading.score.time_signatures, (std::vector<TimeSignature>{{0, 3, 8}}));
  EXPECT_EQ(reading.score.key_signatures, (std::vector<KeySignature>{{0, -3, true}}));
}

TEST(ReadScore, DropsMeaninglessTemposAndSignatures) {
  const auto reading = must_read(kFormat0 + track("00 FF 51 03 000000 00 FF 58 04 00 03 18 08 "
                                                  "00 FF 59 02 09 00"));
  EXPECT_TRUE(reading.score.tempos.empty());
  EXPECT_TRUE(reading.score.time_signatures.empty());
  EXPECT_TRUE(reading.score.key_signatures.empty());
  EXPECT_EQ(reading.repairs.size(), 3U);
}

TEST(ReadScore, KeepsTheKeyOfEachPatternOfFormat2) {
  const auto pattern = [](const std::string& key) {
    return track("00 FF 59 02 " + key + " 00 00 90 3C 40 60 80 3C 00");
  };
  const auto reading = must_read("4D546864 00000006 0002 0003 0060 " + pattern("00") +
                                 pattern("01") + pattern("02"));
  EXPECT_EQ(reading.score.key_signatures,
            (std::vector<KeySignature>{{0, 0, false}, {1, 1, false}, {2, 2, false}}));
}

TEST(ReadScore, LaysTheTracksOfFormat2EndToEnd) {
  const auto reading =
      must_read(kFormat2Of2 + track("00 90 3C 40 60 80 3C 00") + track("00 90 40 40 60 80 40 00"));
  EXPECT_EQ(reading.score.notes, (std::vector{note(0, 1, 60), note(1, 1, 64)}));
  EXPECT_TRUE(reading.score.voices.empty());
}

TEST(ReadScore, TakesAQuarterForHalfASecondOfSmpteTime) {
  // 25 frames of 40 ticks: 1000 ticks (07 E8 hexadecimal with the 7-bit bytes 87 68) a second.
  const auto reading =
      must_read("4D546864 00000006 0000 0001 E728" + track("00 90 3C 40 87 68 80 3C 00"));
  EXPECT_EQ(reading.score.notes, std::vector{note(0, 2, 60)});
  // 29 stands for 30000/1001: 30 ticks of one frame last 1.001 seconds.
  const auto ntsc =
      must_read("4D546864 00000006 0000 0001 E301" + track("00 90 3C 40 1E 80 3C 00"));
  EXPECT_EQ(ntsc.score.notes, std::vector{note(0, {2002, 1000}, 60)});
}

TEST(ReadScore, TakesTextThatIsNotUtf8ForLatin1) {
  EXPECT_EQ(must_read(kFormat0 + track("00 FF 03 02 C3BC")).score.title, "\xC3\xBC");
  EXPECT_EQ(must_read(kFormat0 + track("00 FF 03 01 FC")).score.title, "\xC3\xBC");
}

Score two_voices() {
  Score score;
  score.title = "Duet";
  score.notes = {note(0, 1, 60), note(0, {1, 3}, 72), note({1, 3}, {2, 3}, 72), note(1, 1, 60)};
  score.voices = {1, 0, 0, 1};
  score.voice_names = {"upper", "lower"};
  score.tempos = {{0, 120}, {1, 60e6 / 700001}};
  score.time_signatures = {{0, 6, 8}};
  score.key_signatures = {{0, -2, true}};
  return score;
}

Score again(const Score& score) {
  const auto reading = read_score(write_score(score), "again.mid", {.strict = true});
  EXPECT_TRUE(reading.has_value()) << (reading ? "" : reading.error().message());
  return reading ? reading->score : Score{};
}

TEST(WriteScore, IsReadBackAsTheSameScore) { EXPECT_EQ(again(two_voices()), two_voices()); }

TEST(WriteScore, WritesProgramsAndEachVoiceOnItsChannel) {
  Score score = two_voices();
  score.voice_programs = {73, kNoProgram};
  EXPECT_EQ(again(score), score);
  Score one;
  one.notes = {note(0, 1, 60)};
  one.player = {"Flute", 73};
  EXPECT_EQ(again(one), one);
}

TEST(WriteScore, LeavesOutWhatRepeats) {
  Score score = two_voices();
  score.key_signatures = {{0, -2, true}, {1, -2, true}};
  EXPECT_EQ(again(score), two_voices());
}

TEST(WriteScore, KeepsUnisonsOfPlayers) {
  Score score;
  score.notes = {note(0, 2, 60), note(0, 1, 60), note(1, 1, 60)};
  score.voices = {0, 1, 1};
  score.voice_names = {"a", "b"};
  const auto reading = read_score(write_score(score), "again.mid", {.unisons = Unisons::kPerVoice});
  EXPECT_EQ(reading->score, score);
}

TEST(WriteScore, WritesOneNoteTrackWhereVoicesAreNotKnown) {
  Score score = two_voices();
  score.voices.clear();
  score.voice_names.clear();
  EXPECT_EQ(again(score), score);
  const auto file = read_smf(write_score(score), "written");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->file.tracks.size(), 2U);
}

TEST(WriteScore, WritesAnEmptyScore) { EXPECT_EQ(again(Score{}), Score{}); }

TEST(WriteScore, Uses480TicksOrTheSmallestMultipleThatIsExact) {
  const auto ticks = [](Quarters duration) {
    Score score;
    score.notes = {note(0, duration, 60)};
    EXPECT_EQ(again(score), score);
    return std::get<TicksPerQuarter>(read_smf(write_score(score), "written")->file.division).ticks;
  };
  EXPECT_EQ(ticks({1, 16}), 480);
  EXPECT_EQ(ticks({1, 7}), 3360);
  EXPECT_EQ(ticks({1, 1024}), 15360);
  EXPECT_EQ(ticks({1, 32749}), 32749);
}

TEST(WriteScore, RoundsTimesThatNoFileCanState) {
  Score score;
  score.notes = {note({1, 40009}, 1, 60), note({2, 40009}, {1, 1000000}, 62)};
  const Score rounded = again(score);
  ASSERT_EQ(rounded.notes.size(), 2U);
  EXPECT_EQ(rounded.notes[0].onset, Quarters(1, 30720));
  EXPECT_EQ(rounded.notes[1], note({2, 30720}, {1, 30720}, 62));
}

TEST(WriteScore, EndsARepeatedNoteBeforeItBeginsAgain) {
  Score score;
  score.notes = {note(0, 1, 60), note(1, 1, 60)};
  EXPECT_EQ(again(score), score);
}

}  // namespace
}  // namespace bachprop
