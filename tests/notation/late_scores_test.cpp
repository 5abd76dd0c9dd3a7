// Music that is late as a whole, in one track or with its key and metre in the last of several, at
// coarse and fine ticks, is the score and the sheet of the plain file.
//
// What "plain" is: the same notes at the same ticks a quarter, on the beat, with key and metre in a
// first track. At 480 and 960 ticks that is the corpus's own file, note for note. At 24, 30 and 96
// its times are rounded, as they must be, and all files of that division are rounded alike.
// A delay of whole or half quarters cannot be told from a rest: then the score is the plain one
// behind that rest. Longer delays than 3/8 of a quarter may leave such a rest: half a quarter where
// the piece itself begins with one, two thirds in a piece full of triplets. Sheets are compared
// where there is none.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/midi/smf_writer.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/score/midi_channels.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "notation/corpus_pieces.h"

namespace bachprop {
namespace {

using Bytes = std::vector<std::byte>;

enum class Layout { kPlain, kOneTrack, kStatedInLastTrack };

// Writes a score at a division of choice, later by so many ticks.
class FileWriter {
 public:
  FileWriter(const Score& score, int ticks_per_quarter, std::int64_t late)
      : score_(score), ticks_(ticks_per_quarter), late_(late) {}

  [[nodiscard]] Bytes write(Layout layout) const {
    SmfFile file;
    file.format = layout == Layout::kOneTrack ? 0 : 1;
    file.division = TicksPerQuarter{ticks_};
    Track first;
    add_name(first, score_.title);
    if (layout == Layout::kPlain) {
      add_changes(first);
    }
    file.tracks.push_back(first);
    const std::size_t voices = std::max<std::size_t>(score_.voice_names.size(), 1);
    for (std::size_t voice = 0; voice < voices; ++voice) {
      if (layout != Layout::kOneTrack) {
        file.tracks.emplace_back();
      }
      add_voice(file.tracks.back(), voice, layout == Layout::kOneTrack);
    }
    if (layout != Layout::kPlain) {
      add_changes(file.tracks.back());
    }
    for (Track& track : file.tracks) {
      sort(track);
    }
    return write_smf(file);
  }

 private:
  [[nodiscard]] Ticks tick(const Quarters& time) const {
    const Quarters half_up = time * ticks_ + Quarters(1, 2);
    return {half_up.numerator() / half_up.denominator()};
  }
  // What stands at the beginning stays there.
  [[nodiscard]] Ticks change_tick(const Quarters& time) const {
    return time == 0 ? Ticks{} : tick(time) + Ticks{late_};
  }

  static void add_meta(Track& track, MetaType type, Ticks time, std::string payload) {
    Event event;
    event.time = time;
    event.data1 = static_cast<std::uint8_t>(type);
    event.payload = static_cast<std::uint32_t>(track.payloads.size());
    track.events.push_back(event);
    track.payloads.push_back(std::move(payload));
  }

  static void add_name(Track& track, const std::string& name) {
    if (!name.empty()) {
      add_meta(track, MetaType::kTrackName, {}, name);
    }
  }

  static char byte(std::int64_t value) { return static_cast<char>(value & 0xFF); }

  void add_changes(Track& track) const {
    for (const TempoChange& tempo : score_.tempos) {
      const auto microseconds = std::int64_t{std::lround(60e6 / tempo.quarters_per_minute)};
      add_meta(track, MetaType::kTempo, change_tick(tempo.onset),
               {byte(microseconds >> 16), byte(microseconds >> 8), byte(microseconds)});
    }
    for (const TimeSignature& time : score_.time_signatures) {
      char power = 0;
      while (1 << power < time.denominator) {
        ++power;
      }
      add_meta(track, MetaType::kTimeSignature, change_tick(time.onset),
               {byte(time.numerator), power, 24, 8});
    }
    for (const KeySignature& key : score_.key_signatures) {
      add_meta(track, MetaType::kKeySignature, change_tick(key.onset),
               {byte(key.sharps), byte(key.minor ? 1 : 0)});
    }
  }

  void add_voice(Track& track, std::size_t voice, bool with_prefix) const {
    const bool known = !score_.voices.empty();
    const std::string& name = known ? score_.voice_names[voice] : score_.player.name;
    const int channel = melodic_channel(voice);
    if (with_prefix && !name.empty()) {
      add_meta(track, MetaType::kChannelPrefix, {}, {byte(channel)});
    }
    add_name(track, name);
    Event event;
    event.channel = static_cast<std::uint8_t>(channel);
    if (const int program = known ? program_of(score_, voice) : score_.player.program;
        program != kNoProgram) {
      event.kind = EventKind::kProgram;
      event.data1 = static_cast<std::uint8_t>(program);
      track.events.push_back(event);
    }
    for (std::size_t i = 0; i < score_.notes.size(); ++i) {
      if (!known || score_.voices[i] == static_cast<int>(voice)) {
        add_note(track, event, score_.notes[i]);
      }
    }
  }

  void add_note(Track& track, Event event, const Note& note) const {
    event.kind = EventKind::kNoteOn;
    event.data1 = static_cast<std::uint8_t>(note.pitch);
    event.data2 = 80;
    event.time = tick(note.onset) + Ticks{late_};
    track.events.push_back(event);
    event.kind = EventKind::kNoteOff;
    event.time = std::max(tick(note.onset + note.duration) + Ticks{late_}, event.time + Ticks{1});
    track.events.push_back(event);
  }

  static void sort(Track& track) {
    std::ranges::stable_sort(track.events, {}, [](const Event& event) {
      return std::pair(event.time, event.starts_note());
    });
    track.end = track.events.empty() ? Ticks{} : track.events.back().time;
  }

  const Score& score_;
  int ticks_;
  std::int64_t late_;
};

Score read(const Bytes& bytes) {
  return read_score(bytes, "written", {.unisons = Unisons::kPerVoice}).value().score;
}

template <typename Change>
void delay(std::vector<Change>& changes, const Quarters& rest) {
  for (Change& change : changes) {
    change.onset += change.onset > 0 ? rest : Quarters(0);
  }
}

// The same behind a rest.
Score behind(Score score, const Quarters& rest) {
  for (Note& note : score.notes) {
    note.onset += rest;
  }
  delay(score.tempos, rest);
  delay(score.time_signatures, rest);
  delay(score.key_signatures, rest);
  return score;
}

Score beginning_of(const Score& score, const Quarters& end) {
  Score cut = score;
  cut.notes.clear();
  cut.voices.clear();
  for (std::size_t i = 0; i < score.notes.size() && score.notes[i].onset < end; ++i) {
    cut.notes.push_back(score.notes[i]);
    if (!score.voices.empty()) {
      cut.voices.push_back(score.voices[i]);
    }
  }
  return cut;
}

struct Tally {
  int tried = 0;
  int equal = 0;
  int behind_rest = 0;  // behind half a quarter or before it, or behind the delay
  int live = 0;
  int sheets = 0;
  int equal_sheets = 0;
};

void compare_sheets(const Score& late, const Score& plain, const Quarters& delay, Tally& tally) {
  constexpr std::size_t kMostNotes = 1000;  // of whole sheets
  const Quarters length = plain.notes.size() < kMostNotes ? end_of(plain) : Quarters(64);
  const auto sheet = make_sheet(beginning_of(late, length + delay));
  const auto expected = make_sheet(beginning_of(plain, length));
  ASSERT_TRUE(sheet.has_value() && expected.has_value());
  ++tally.sheets;
  tally.equal_sheets += write_musicxml(sheet->notated) == write_musicxml(expected->notated) ? 1 : 0;
}

void compare(const Score& score, int ticks, std::int64_t late, Tally& tally) {
  const Score plain = read(FileWriter(score, ticks, 0).write(Layout::kPlain));
  const NormalisedRhythm expected = normalise_rhythm(plain);
  const Quarters delay(late, ticks);
  const Quarters rest = (2 * delay).denominator() == 1 ? delay : Quarters(0);
  for (const Layout layout : {Layout::kOneTrack, Layout::kStatedInLastTrack}) {
    const Score read_late = read(FileWriter(score, ticks, late).write(layout));
    const NormalisedRhythm rhythm = normalise_rhythm(read_late);
    const auto is_plain_behind = [&](const Quarters& time) {
      return rhythm.score == behind(expected.score, time);
    };
    ++tally.tried;
    tally.live += rhythm.is_live ? 1 : 0;
    if (!is_plain_behind(rest)) {
      const bool is_behind =
          is_plain_behind({1, 2}) || is_plain_behind({-1, 2}) || is_plain_behind(delay);
      tally.behind_rest += is_behind ? 1 : 0;
      continue;
    }
    ++tally.equal;
    if (rest == 0) {
      compare_sheets(read_late, plain, delay, tally);
    }
  }
}

// In a table, and each with its number in the message.
void compare_all(const std::vector<Score>& scores, const char* name) {
  for (const int ticks : {24, 30, 96, 480, 960}) {
    for (const std::int64_t late : {7, 20, 60}) {
      Tally tally;
      for (const Score& score : scores) {
        compare(score, ticks, late, tally);
      }
      fmt::print(
          "{:<12}{:>5} ticks a quarter, late by {:>2}: {} tried, {} equal, {} behind a rest, "
          "{} live; {} of {} sheets equal\n",
          name, ticks, late, tally.tried, tally.equal, tally.behind_rest, tally.live,
          tally.equal_sheets, tally.sheets);
      const bool is_short = 8 * Quarters(late, ticks) < 3;
      EXPECT_EQ(tally.equal + (is_short ? 0 : tally.behind_rest), tally.tried)
          << ticks << " ticks, late by " << late;
      EXPECT_EQ(tally.live, 0) << ticks << " ticks, late by " << late;
      EXPECT_EQ(tally.equal_sheets, tally.sheets) << ticks << " ticks, late by " << late;
    }
  }
}

// Every so many pieces of a corpus, twenty of them.
std::vector<Score> twenty(const std::string& corpus) {
  constexpr std::size_t kPieces = 20;
  const std::vector<CorpusPiece> pieces = corpus_pieces(corpus);
  std::vector<Score> scores;
  for (std::size_t i = 0; i < kPieces && !pieces.empty(); ++i) {
    scores.push_back(pieces[i * pieces.size() / kPieces].score);
  }
  return scores;
}

// Two voices with 16ths, triplets, a pick-up and a change of metre.
Score built_score() {
  Score score;
  score.title = "Built";
  score.voice_names = {"Flute", "Cello"};
  score.voice_programs = {73, 42};
  score.tempos = {{0, 100}};
  score.time_signatures = {{0, 4, 4}, {16, 3, 4}};
  score.key_signatures = {{0, 1, false}, {16, 2, false}};
  const auto add = [&](const Quarters& onset, const Quarters& length, int pitch, int voice) {
    score.notes.push_back({onset, length, pitch});
    score.voices.push_back(voice);
  };
  for (int beat = 3; beat < 28; ++beat) {
    add(beat, 1, 48 + beat % 5, 1);
    const int parts = beat % 4 == 0 ? 4 : beat % 7 == 0 ? 3 : 2;
    for (int part = 0; part < parts; ++part) {
      add(Quarters(beat) + Quarters(part, parts), {1, parts}, 67 + (beat + part) % 12, 0);
    }
  }
  return score;
}

TEST(LateScores, BuiltOnesAreAsThePlainFile) { compare_all({built_score()}, "built"); }

TEST(LateScores, OfFineTicksAreThoseOfTheCorpus) {
  const std::vector<Score> scores = twenty("quartets");
  if (scores.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  for (const Score& score : scores) {
    const Score again = read(FileWriter(score, 960, 7).write(Layout::kOneTrack));
    EXPECT_EQ(normalise_rhythm(again).score.notes, normalise_rhythm(score).score.notes);
  }
}

TEST(LateScores, OfQuartetsAreAsThePlainFile) {
  const std::vector<Score> scores = twenty("quartets");
  if (scores.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  compare_all(scores, "quartets");
}

TEST(LateScores, OfFolkTunesAreAsThePlainFile) {
  const std::vector<Score> scores = twenty("nottingham");
  if (scores.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus nottingham; set BACHPROP_CORPORA";
  }
  compare_all(scores, "nottingham");
}

}  // namespace
}  // namespace bachprop
