#include "bachprop/score/song_text.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "bachprop/midi/smf_writer.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

constexpr int kTicks = 4;  // a quarter

void add_meta(Track& track, std::int64_t tick, int type, std::string payload) {
  Event event;
  event.time = {tick};
  event.payload = static_cast<std::uint32_t>(track.payloads.size());
  event.data1 = static_cast<std::uint8_t>(type);
  track.events.push_back(event);
  track.payloads.push_back(std::move(payload));
  track.end = event.time;
}

// A file with a note in its first track and text of one type, a syllable a quarter, in the second.
Score score_with(int type, const std::vector<std::string>& syllables,
                 const std::vector<std::string>& header = {}) {
  SmfFile file;
  file.division = TicksPerQuarter{kTicks};
  Track notes;
  add_meta(notes, 0, 0x03, "Soft Karaoke");
  notes.events.push_back({.time = {0}, .kind = EventKind::kNoteOn, .data1 = 60, .data2 = 80});
  notes.events.push_back({.time = {4}, .kind = EventKind::kNoteOff, .data1 = 60});
  notes.end = {4};
  Track words;
  for (const std::string& line : header) {
    add_meta(words, 0, 0x01, line);
  }
  for (std::size_t i = 0; i < syllables.size(); ++i) {
    add_meta(words, static_cast<std::int64_t>(i) * kTicks, type, syllables[i]);
  }
  file.tracks = {notes, words};
  return read_score(write_smf(file), "song.kar").value().score;
}

// "Twin-kle lit-tle star/ ..." as the score has it: / ends a line, | a verse.
std::string words_of(const Score& score) {
  constexpr std::string_view kEnds = "- /|";
  std::string text;
  for (const Lyric& lyric : score.lyrics) {
    text += lyric.text + kEnds[static_cast<std::size_t>(lyric.end)];
  }
  return text;
}

constexpr int kText = 0x01;
constexpr int kLyric = 0x05;

TEST(SongText, IsReadFromLyricEventsWithBlanksBetweenWords) {
  EXPECT_EQ(words_of(score_with(kLyric, {"Twin", "kle ", "lit", "tle ", "star\r", "How ", "I\n"})),
            "Twin-kle lit-tle star/How I|");
}

TEST(SongText, IsReadFromLyricEventsWithHyphensAndNoBlanks) {
  EXPECT_EQ(words_of(score_with(kLyric, {"Twin-", "kle", "lit-", "tle", "star"})),
            "Twin-kle lit-tle star ");
  EXPECT_EQ(words_of(score_with(kLyric, {"Hal", "-", "le", "-", "lu-", "ja", "now"})),
            "Hal-le-lu-ja now ");
}

TEST(SongText, IsReadFromTheTextEventsOfAKaraokeFile) {
  EXPECT_EQ(words_of(score_with(kText, {"\\Twin", "kle", " lit", "tle", " star,", "/How", " I"},
                                {"@KMIDI KARAOKE FILE", "@LENGL"})),
            "Twin-kle lit-tle star,/How I ");
}

TEST(SongText, IsNotReadFromTheTextEventsOfOtherFiles) {
  EXPECT_TRUE(score_with(kText, {"made with a program", "all rights reserved"}).lyrics.empty());
}

TEST(SongText, TakesTitleAndAuthorFromTheLinesOfAKaraokeFile) {
  const Score score = score_with(kText, {"\\La"},
                                 {"@KMIDI KARAOKE FILE", "@V0100", "@ITranscribed by N. N.",
                                  "@TTwinkle", "@TJ. Taylor", "@TKaraoke by N. N."});
  EXPECT_EQ(score.title, "Twinkle");
  EXPECT_EQ(score.composer, "J. Taylor");
  EXPECT_EQ(words_of(score), "La ");
}

TEST(SongText, LeavesOutTagsAndSignsThatASyllableIsHeld) {
  EXPECT_EQ(words_of(score_with(kLyric, {"{@LATIN}", "A", "-", "_", "men ", "{#Title=X}"})),
            "A-men ");
}

TEST(SongText, IsDecodedTogetherWhereASyllableHasTooFewLetters) {
  // Shift-JIS, a kana each.
  const Score score = score_with(kLyric, {"\x82\xB3", "\x82\xAD", "\x82\xE7"});
  EXPECT_EQ(words_of(score), "さ く ら ");
}

TEST(SongText, JoinsWhatIsSungAtOneTime) {
  Score score = score_with(kLyric, {"gli ", "a", "mo "});
  score.lyrics[1].onset = 0;
  const Score again = read_score(write_score(score), "again").value().score;
  EXPECT_EQ(words_of(again), "gli a-mo ");
}

TEST(SongText, IsWrittenAndReadBackAsItWas) {
  const Score score = score_with(kText, {"\\Twin", "kle", " lit", "tle", " star,", "/How", " I "},
                                 {"@KMIDI KARAOKE FILE", "@TTwinkle", "@TJ. Taylor"});
  EXPECT_EQ(find_broken_promise(score), std::nullopt);
  EXPECT_EQ(read_score(write_score(score), "again", {.strict = true}).value().score, score);
}

TEST(SongText, MovesWithTheNotesWhenRhythmIsNormalised) {
  Score score;
  score.notes = {{0, 1, 60}, {Quarters(51, 50), 1, 62}, {2, 1, 64}};
  score.lyrics = {{0, "a"}, {Quarters(51, 50), "b"}, {2, "c"}};
  const NormalisedRhythm rhythm = normalise_rhythm(score);
  EXPECT_EQ(rhythm.score.lyrics, (std::vector<Lyric>{{0, "a"}, {1, "b"}, {2, "c"}}));
}

// A syllable may stand where no note does.
TEST(SongText, MovesByWholeUnitsAsByRationals) {
  Score score;
  score.notes = {{0, 1, 60}, {1, 1, 62}};
  score.lyrics = {{Quarters(9, 480), "a"}, {Quarters(1, 3), "b"}, {Quarters(473, 480), "c"}};
  EXPECT_EQ(normalise_rhythm(score), normalise_rhythm_in_rationals(score));
}

}  // namespace
}  // namespace bachprop
