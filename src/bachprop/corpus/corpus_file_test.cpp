#include "bachprop/corpus/corpus_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/base/file_io.h"
#include "bachprop/base/safetensors.h"

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Two pieces: a chord and a note in two voices with everything beside them, and one bare note.
Corpus two_pieces() {
  Score full;
  full.title = "Aria \"più\" </script>";
  full.notes = {{0, 1, 60}, {0, Quarters(1, 3), 64}, {Quarters(1, 3), Quarters(1, 16), 64}};
  full.voices = {1, 0, 0};
  full.voice_names = {"soprano", ""};
  full.tempos = {{0, 96.5}, {Quarters(7, 480), 1.0 / 3.0}};
  full.time_signatures = {{0, 3, 4}, {3, 6, 8}};
  full.key_signatures = {{0, -3, true}};
  const Metre bars = {{-2, 3, 4}, {3, 6, 8}};
  Score bare;
  bare.notes = {{Quarters(5, 48), 4, 127}};
  Corpus corpus;
  corpus.pieces = {{"a/aria.mid", std::string(64, '0'), full, bars},
                   {"b.mid", sha256_hex(as_bytes_of("b")), bare}};
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  corpus.options.keep_percussion = true;
  return corpus;
}

std::string error_of(std::span<const std::byte> bytes) {
  const auto corpus = parse_corpus(bytes, "x.safetensors");
  return corpus ? "no error" : corpus.error().message();
}

TEST(CorpusFile, LoadingGivesBackWhatWasSaved) {
  const auto corpus = parse_corpus(corpus_bytes(two_pieces()), "x");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(*corpus, two_pieces());
}

TEST(CorpusFile, KeepsTheVelocitiesOfPiecesThatHaveThem) {
  Corpus corpus = two_pieces();
  corpus.pieces[0].score.velocities = {64, 1, 127};
  const auto read = parse_corpus(corpus_bytes(corpus), "x");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, corpus);
}

TEST(CorpusFile, OfNoPiecesLoadsAsWell) {
  const auto corpus = parse_corpus(corpus_bytes({}), "x");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(*corpus, Corpus());
}

TEST(CorpusFile, SavesTheSameCorpusAsTheSameBytes) {
  EXPECT_EQ(corpus_bytes(two_pieces()), corpus_bytes(two_pieces()));
}

// As it is after it was written and read.
std::string title_read_back(const std::string& title) {
  Corpus corpus = two_pieces();
  corpus.pieces[0].score.title = title;
  const auto loaded = parse_corpus(corpus_bytes(corpus), "x");
  return loaded ? loaded->pieces[0].score.title : loaded.error().message();
}

TEST(CorpusFile, ReplacesTextThatIsNotUtf8) { EXPECT_EQ(title_read_back("caf\xE9"), "caf\uFFFD"); }

TEST(CorpusFile, KeepsNeitherBlanksAroundNamesNorControlCharacters) {
  EXPECT_EQ(title_read_back(" Prelude\x1B[31m\a "), "Prelude[31m");
}

TEST(CorpusFile, CutAtAnyLengthGivesAnErrorThatNamesTheFile) {
  const auto bytes = corpus_bytes(two_pieces());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THAT(error_of(std::span(bytes).first(length)), StartsWith("x.safetensors: ")) << length;
  }
}

TEST(CorpusFile, WithAnyByteChangedGivesAnErrorOrTheSameCorpus) {
  auto bytes = corpus_bytes(two_pieces());
  for (std::byte& byte : bytes) {
    byte ^= std::byte{0x11};
    const auto corpus = parse_corpus(bytes, "x");
    // White space between header and data does not matter.
    EXPECT_TRUE(!corpus || *corpus == two_pieces()) << &byte - bytes.data();
    byte ^= std::byte{0x11};
  }
}

TEST(CorpusFile, SaysWhenItIsAMidiFile) {
  EXPECT_THAT(error_of(as_bytes_of("MThd and so on")), HasSubstr("is a MIDI file, not a corpus"));
}

// A corpus file whose parts can be exchanged, with a checksum that fits.
class Forgery {
 public:
  Forgery() {
    metadata_ = {{"format", "bachprop-corpus"},
                 {"format_version", "1"},
                 {"units_per_quarter", "48"},
                 {"options", R"({"keep_percussion":false})"},
                 {"pieces", piece_with("[]", "[]")}};
  }

  static std::string piece_with(const std::string& voices, const std::string& tempos) {
    return R"([{"name":"a","sha256":")" + std::string(64, 'a') + R"(","title":"","voices":)" +
           voices + R"(,"tempos":)" + tempos + R"(,"time_signatures":[],"key_signatures":[]}])";
  }

  std::map<std::string, std::string> metadata_;
  std::vector<std::int32_t> onsets_ = {0, 48};
  std::vector<std::int32_t> durations_ = {48, 96};
  std::vector<std::uint8_t> pitches_ = {60, 60};
  std::vector<std::int32_t> voices_ = {-1, -1};
  std::vector<std::uint8_t> velocities_ = {};  // empty: the file has none
  std::vector<std::int64_t> first_notes_ = {0, 2};
  std::vector<std::int32_t> dt_ = {0, 48};
  std::vector<std::int32_t> duration_values_ = {48, 96};
  std::vector<std::uint8_t> pitch_values_ = {60};

  [[nodiscard]] std::string error() const { return error_of(bytes()); }

  [[nodiscard]] std::vector<std::byte> bytes() const {
    SafetensorsWriter writer;
    for (const auto& [key, value] : metadata_) {
      writer.set_metadata(key, value);
    }
    add(writer, "note_onset", onsets_);
    add(writer, "note_duration", durations_);
    add(writer, "note_pitch", pitches_);
    add(writer, "note_voice", voices_);
    if (!velocities_.empty()) {
      add(writer, "note_velocity", velocities_);
    }
    add(writer, "piece_first_note", first_notes_);
    add(writer, "dictionary_dt", dt_);
    add(writer, "dictionary_duration", duration_values_);
    add(writer, "dictionary_pitch", pitch_values_);
    return writer.bytes();
  }

 private:
  template <typename T>
  static void add(SafetensorsWriter& writer, const char* name, const std::vector<T>& values) {
    writer.add<T>(name, values, {static_cast<std::int64_t>(values.size())});
  }
};

TEST(CorpusFile, ReadsTheForgeryThatTheNextTestsSpoil) { EXPECT_EQ(Forgery().error(), "no error"); }

// Files of version 1 do not say where bars begin.
TEST(CorpusFile, FindsTheBarsOfOlderFiles) {
  const auto corpus = parse_corpus(Forgery().bytes(), "x");
  ASSERT_TRUE(corpus) << corpus.error().message();
  EXPECT_EQ(corpus->pieces[0].bars, (Metre{{0, 4, 4}}));
}

TEST(CorpusFile, RefusesBarsThatAreNone) {
  const auto error_with = [](const std::string& bars) {
    Forgery file;
    file.metadata_["format_version"] = "2";
    std::string& pieces = file.metadata_["pieces"];
    pieces.insert(pieces.size() - 2, bars);
    return file.error();
  };
  EXPECT_EQ(error_with(R"(,"bars":[[[-3,1],4,4],[[5,1],3,4]])"), "no error");
  for (const char* bars : {"", R"(,"bars":[[[-4,1],4,4]])", R"(,"bars":[[[0,1],4,5]])",
                           R"(,"bars":[[[3,1],4,4],[[0,1],4,4]])",
                           R"(,"bars":[[[-2,1],4,4],[[-1,1],4,4]])", R"(,"bars":{})"}) {
    EXPECT_THAT(error_with(bars), HasSubstr("damaged")) << bars;
  }
}

TEST(CorpusFile, RefusesVelocitiesThatAreNone) {
  Forgery file;
  for (const std::vector<std::uint8_t>& fine : {std::vector<std::uint8_t>{64, 127}, {0, 0}}) {
    file.velocities_ = fine;
    EXPECT_EQ(file.error(), "no error");
  }
  for (const std::vector<std::uint8_t>& wrong :
       {std::vector<std::uint8_t>{64, 128}, {64, 0}, {64}, {64, 64, 64}}) {
    file.velocities_ = wrong;
    EXPECT_THAT(file.error(), HasSubstr("damaged"));
  }
}

TEST(CorpusFile, SaysWhenANewerProgramWroteIt) {
  Forgery file;
  file.metadata_["format_version"] = "4";
  EXPECT_THAT(file.error(), HasSubstr("was written by a newer bachprop (corpus format 4"));
}

TEST(CorpusFile, SaysWhatItIsWhenItIsNoCorpus) {
  Forgery file;
  file.metadata_["format"] = "bachprop-model";
  EXPECT_THAT(file.error(), HasSubstr("is a bachprop-model file, not a corpus"));
  file.metadata_.erase("format");
  EXPECT_THAT(file.error(), HasSubstr("no corpus"));
}

TEST(CorpusFile, RefusesNotesThatAreNone) {
  Forgery negative;
  negative.onsets_ = {-48, 48};
  EXPECT_THAT(negative.error(), HasSubstr("piece a: note 1: its onset or duration"));
  Forgery silent;
  silent.durations_ = {48, 0};
  EXPECT_THAT(silent.error(), HasSubstr("note 2: its onset or duration"));
  Forgery endless;
  endless.onsets_ = {0, 2147483647};
  EXPECT_THAT(endless.error(), HasSubstr("note 2: its onset or duration"));
  Forgery high;
  high.pitches_ = {60, 128};
  EXPECT_THAT(high.error(), HasSubstr("note 2: its pitch is over 127"));
  Forgery disorderly;
  disorderly.onsets_ = {48, 0};
  EXPECT_THAT(disorderly.error(), HasSubstr("note 2: it is not in the order"));
  Forgery overlapping;
  overlapping.durations_ = {49, 96};
  EXPECT_THAT(overlapping.error(), HasSubstr("note 2: it begins while its pitch still sounds"));
  Forgery voiced;
  voiced.voices_ = {-1, 0};
  EXPECT_THAT(voiced.error(), HasSubstr("note 2: its voice"));
  voiced.voices_ = {-1, -1};
  voiced.metadata_["pieces"] = Forgery::piece_with(R"(["one"])", "[]");
  EXPECT_THAT(voiced.error(), HasSubstr("note 1: its voice"));
  voiced.voices_ = {0, 1};
  EXPECT_THAT(voiced.error(), HasSubstr("note 2: its voice"));
}

TEST(CorpusFile, RefusesPiecesThatDoNotCoverTheNotes) {
  for (const std::vector<std::int64_t>& first_notes :
       {std::vector<std::int64_t>{}, {0}, {0, 1}, {1, 2}, {0, 3}, {0, 1, 2}, {0, -1}}) {
    Forgery file;
    file.first_notes_ = first_notes;
    EXPECT_THAT(file.error(), HasSubstr("do not divide into its 1 pieces"));
  }
  Forgery empty;
  empty.onsets_ = empty.durations_ = empty.voices_ = {};
  empty.pitches_ = {};
  empty.first_notes_ = {0, 0};
  EXPECT_THAT(empty.error(), HasSubstr("do not divide"));
}

TEST(CorpusFile, RefusesColumnsOfDifferentLengths) {
  Forgery file;
  file.pitches_ = {60};
  EXPECT_THAT(file.error(), HasSubstr("2 onsets, 2 durations, 1 pitches and 2 voices"));
}

TEST(CorpusFile, RefusesDictionariesOfOtherPieces) {
  Forgery file;
  file.dt_ = {0, 24, 48};
  EXPECT_THAT(file.error(), HasSubstr("dictionaries are not those of its pieces"));
}

TEST(CorpusFile, RefusesDescriptionsThatAreDamaged) {
  for (const char* tempos : {"[[[0,0],120]]", "[[[0,1],0]]", "[[[0,1]]]", "[[[-1,1],120]]",
                             "[[[0,1],1e999]]", "[[[0,1],1e9]]", "[[[1,1],120],[[0,1],120]]",
                             "[[[18446744073709551615,1],120]]", "{}", "[[[0.5,1],120]]"}) {
    Forgery file;
    file.metadata_["pieces"] = Forgery::piece_with("[]", tempos);
    EXPECT_THAT(file.error(), HasSubstr("damaged")) << tempos;
  }
  for (const char* pieces : {"", "{}", "[0]", "[{}]", R"([{"name":"a"}])"}) {
    Forgery file;
    file.metadata_["pieces"] = pieces;
    EXPECT_THAT(file.error(), HasSubstr("damaged")) << pieces;
  }
}

}  // namespace
}  // namespace bachprop
