#include "bachprop/corpus/collect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "bachprop/base/file_io.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/corpus/find_files.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

// A folder that lives as long as a test.
class Collect : public testing::Test {
 public:
  Collect()
      : folder_(fs::temp_directory_path() /
                ("bachprop_collect_" + std::to_string(::getpid()) + "_" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::create_directories(folder_);
  }
  Collect(const Collect&) = delete;
  Collect& operator=(const Collect&) = delete;
  ~Collect() override { fs::remove_all(folder_); }

 protected:
  void write(const std::string& name, std::span<const std::byte> bytes) const {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(write_file(folder_ / name, bytes));
  }
  void write_note(const std::string& name, int pitch) const {
    Score score;
    score.notes = {{0, 1, pitch}};
    write(name, write_score(score));
  }
  void write_text(const std::string& name, std::string_view text) const {
    write(name, as_bytes_of(text));
  }

  [[nodiscard]] Result<Collection> collect(int threads = 1) const {
    const std::vector<fs::path> paths = {folder_};
    return load_pieces(paths, {.corpus = {}, .strict = false, .threads = threads});
  }
  [[nodiscard]] static std::vector<std::string> found_names(const std::vector<fs::path>& paths) {
    std::vector<std::string> names;
    const auto found = find_midi_files(paths);
    for (const FoundFile& file : found.value().files) {
      names.push_back(file.name);
    }
    return names;
  }

  fs::path folder_;
};

std::vector<std::string> piece_names(const Collection& collection) {
  std::vector<std::string> names;
  for (const Piece& piece : collection.corpus.pieces) {
    names.push_back(piece.name);
  }
  return names;
}

TEST_F(Collect, FindsAllMidiExtensionsInAnyCaseInSubFoldersSortedByName) {
  for (const char* name : {"b.MID", "a.midi", "sub/deep/c.Kar", "d.rmi", "e.txt", "f", "mid"}) {
    write_text(name, "x");
  }
  EXPECT_THAT(found_names({folder_}), ElementsAre("a.midi", "b.MID", "d.rmi", "sub/deep/c.Kar"));
  const std::vector<fs::path> paths = {folder_};
  EXPECT_THAT(find_midi_files(paths)->others,
              ElementsAre(std::pair("", 2U), std::pair(".txt", 1U)));
}

TEST_F(Collect, TakesANamedFileWhateverItsExtension) {
  write_text("notes.bin", "x");
  EXPECT_THAT(found_names({folder_ / "notes.bin"}), ElementsAre("notes.bin"));
}

TEST_F(Collect, MeetsAFileOnceThoughItIsNamedTwiceAndLinksFormALoop) {
  write_text("sub/a.mid", "x");
  fs::create_directory_symlink(folder_, folder_ / "sub" / "loop");
  fs::create_symlink(folder_ / "sub" / "a.mid", folder_ / "z.mid");
  EXPECT_THAT(found_names({folder_, folder_ / "sub" / "a.mid", folder_ / "sub"}),
              ElementsAre(folder_.filename().string() + "/sub/a.mid"));
}

TEST_F(Collect, TellsFilesOfOneNameFromTwoFoldersApart) {
  write_text("x/in/a.mid", "x");
  write_text("y/in/a.mid", "y");
  EXPECT_THAT(found_names({folder_ / "x", folder_ / "y"}), ElementsAre("x/in/a.mid", "y/in/a.mid"));
  EXPECT_THAT(found_names({folder_ / "x/in", folder_ / "y/in"}),
              ElementsAre((folder_ / "x/in/a.mid").string(), (folder_ / "y/in/a.mid").string()));
}

TEST_F(Collect, NamesThePathThatDoesNotExist) {
  const std::vector<fs::path> paths = {folder_ / "nowhere"};
  EXPECT_THAT(collect_corpus(paths, {}).error().message(),
              HasSubstr("nowhere: No such file or directory"));
}

TEST_F(Collect, SaysWhatIsThereWhenNoMidiFileIs) {
  write_text("a.mp3", "x");
  write_text("b.mp3", "x");
  write_text("c.xml", "x");
  EXPECT_THAT(collect().error().message(),
              HasSubstr(".mid .midi .kar .rmi, in sub-folders too; found 2 .mp3, 1 .xml"));
}

TEST_F(Collect, KeepsOneOfTwoFilesWithTheSameBytes) {
  write_note("a.mid", 60);
  write_note("b.mid", 60);
  const auto collection = collect();
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_THAT(piece_names(*collection), ElementsAre("a.mid"));
  EXPECT_EQ(collection->files.at(1).status, FileStatus::kCopy);
  EXPECT_EQ(collection->files.at(1).reason, "same bytes as a.mid");
}

TEST_F(Collect, KeepsBothFilesWithTheSameBytesWhereThatIsAskedFor) {
  write_note("a.mid", 60);
  write_note("b.mid", 60);
  const std::vector<fs::path> paths = {folder_};
  const auto collection = collect_corpus(paths, {.corpus = {}, .keep_copies = true});
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_THAT(piece_names(*collection), ElementsAre("a.mid", "b.mid"));
  EXPECT_EQ(collection->files.at(1).status, FileStatus::kRead);
}

TEST_F(Collect, SkipsWhatIsNoMidiFileAndReadsTheRest) {
  write_note("a.mid", 60);
  write_text("b.mid", "<html>not found</html>");
  write_text("c.mid", "");
  fs::create_symlink(folder_ / "nowhere", folder_ / "d.mid");
  write("e.mid", write_score({}));
  const auto collection = collect();
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_THAT(piece_names(*collection), ElementsAre("a.mid"));
  ASSERT_EQ(collection->files.size(), 5U);
  EXPECT_EQ(collection->files[0].status, FileStatus::kRead);
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(collection->files[i].status, FileStatus::kSkipped);
    EXPECT_NE(collection->files[i].reason, "");
  }
  EXPECT_EQ(collection->files[3].reason, "is a link to nothing");
  EXPECT_EQ(collection->files[4].reason, "no notes");
}

TEST_F(Collect, SkipsWhatIsTooLargeForMusicWithoutReadingIt) {
  write_note("a.mid", 60);
  for (const char* name : {"huge.mid", "vast.mid"}) {
    write_text(name, "MThd");
    fs::resize_file(folder_ / name, std::uintmax_t{1} << 33U);  // holes: no disk space is taken
  }
  const auto collection = collect(2);
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_EQ(collection->corpus.pieces.size(), 1U);
  EXPECT_THAT(collection->files[1].reason, HasSubstr("8589934592 bytes long, more than"));
}

TEST_F(Collect, SaysWhyNoFileHasANote) {
  for (const char* name : {"g.mid", "a.mid", "b.mid", "c.mid", "d\n.mid", "f.mid"}) {
    write(name, write_score({}));
  }
  write_text("e.mid", "RIFF");
  const std::string message = collect().error().message();
  EXPECT_THAT(message, testing::StartsWith("no notes in 7 files of " + folder_.string() +
                                           "\na.mid: no notes\nb.mid: no notes\nc.mid: no notes\n"
                                           "d?.mid: no notes\ne.mid: "));
  EXPECT_THAT(message, HasSubstr("\nand 2 more\nGive MIDI files with notes"));
}

TEST_F(Collect, ListsTheRepairsOfACutFileWithTheirByteOffsets) {
  Score score;
  score.notes = {{0, 1, 60}, {1, 1, 62}, {2, 1, 64}};
  auto bytes = write_score(score);
  bytes.resize(bytes.size() - 12);
  write("cut.mid", bytes);
  const auto collection = collect();
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_EQ(collection->files.at(0).status, FileStatus::kRepaired);
  EXPECT_THAT(collection->files[0].repairs.at(0), testing::StartsWith("byte "));
  const std::vector<fs::path> paths = {folder_};
  EXPECT_THAT(collect_corpus(paths, {.corpus = {}, .strict = true, .threads = 1}).error().message(),
              HasSubstr("no notes in 1 file of " + folder_.string() + "\ncut.mid: byte "));
}

TEST_F(Collect, NamesALiveRecording) {
  Score score;
  for (int i = 0; i < 200; ++i) {
    score.notes.push_back({Quarters(i * 173 + i * i * 7 % 41, 480), Quarters(1, 4), 60 + i % 12});
  }
  write("live.mid", write_score(score));
  write_note("straight.mid", 60);
  const auto collection = collect();
  ASSERT_TRUE(collection) << collection.error().message();
  EXPECT_THAT(
      collection->files.at(0).live.value_or(""),
      testing::MatchesRegex("live recording: [0-9]+ % of the onsets lie more than 1/96 of a "
                            "quarter off the grid"));
  EXPECT_EQ(collection->files.at(1).live, std::nullopt);
}

TEST_F(Collect, GivesTheSameBytesWithAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i) {
    write_note("sub" + std::to_string(i % 3) + "/" + std::to_string(i) + ".mid", 40 + i);
  }
  EXPECT_EQ(corpus_bytes(collect(1)->corpus), corpus_bytes(collect(4)->corpus));
}

TEST_F(Collect, ReportsProgressUpToTheLastFile) {
  write_note("a.mid", 60);
  write_note("b.mid", 61);
  const std::vector<fs::path> paths = {folder_};
  std::vector<std::size_t> steps;
  ASSERT_TRUE(collect_corpus(paths, {}, [&](std::size_t done, std::size_t total) {
    EXPECT_EQ(total, 2U);
    steps.push_back(done);
  }));
  EXPECT_THAT(steps, ElementsAre(1U, 2U));
}

TEST_F(Collect, LoadsACorpusFileInPlaceOfMidiFiles) {
  write_note("a.mid", 60);
  const Corpus corpus = collect()->corpus;
  const fs::path file = folder_ / "made.safetensors";
  ASSERT_TRUE(save_corpus(pack(corpus), file));
  const std::vector<fs::path> alone = {file};
  const auto loaded = load_pieces(alone, {});
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(loaded->corpus, corpus);
  EXPECT_TRUE(loaded->files.empty());
  const std::vector<fs::path> both = {folder_ / "a.mid", file};
  EXPECT_THAT(load_pieces(both, {}).error().message(), HasSubstr("give it alone"));
}

// So many notes, each a little louder than the one before.
std::vector<std::byte> crescendo(int notes, bool is_composed = false) {
  Score head;
  head.is_composed = is_composed;
  MidiPart part;
  for (int i = 0; i < notes; ++i) {
    part.notes.push_back({i, 1, 60});
    part.velocities.push_back(40 + i);
  }
  return write_parts(head, {&part, 1});
}

TEST_F(Collect, KeepsVelocitiesOnlyWhereSomebodyPlayedThem) {
  write("composed.mid", crescendo(20, true));
  write("few.mid", crescendo(15));
  write("played.mid", crescendo(16));
  const auto pieces = collect()->corpus.pieces;
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_TRUE(pieces[0].score.velocities.empty());
  EXPECT_TRUE(pieces[1].score.velocities.empty());
  ASSERT_EQ(pieces[2].score.velocities.size(), 16U);
  EXPECT_EQ(pieces[2].score.velocities.back(), 55);
}

Piece piece_in(int numerator, double tempo) {
  Piece piece;
  piece.score.time_signatures = {{0, numerator, 4}};
  piece.score.tempos = {{0, tempo}};
  return piece;
}

TEST(CorpusStatistics, TakesTheMedianTempoAndTheMostFrequentTimeSignature) {
  Corpus corpus;
  EXPECT_EQ(median_tempo(corpus), 120);
  EXPECT_EQ(usual_time_signature(corpus), std::nullopt);
  corpus.pieces = {piece_in(3, 60), piece_in(4, 90), piece_in(3, 200), Piece()};
  EXPECT_EQ(median_tempo(corpus), 90);
  EXPECT_EQ(usual_time_signature(corpus), (TimeSignature{0, 3, 4}));
}

TEST(CorpusStatistics, CountsEverySymbolOfEveryPiece) {
  Corpus corpus;
  corpus.pieces = {Piece(), Piece()};
  corpus.pieces[0].score.notes = {{0, 1, 60}, {1, 2, 62}};
  corpus.pieces[1].score.notes = {{1, 1, 62}};
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  const CorpusDistributions counts = count_symbols(corpus);
  EXPECT_THAT(counts.dt, ElementsAre(1U, 2U));
  EXPECT_THAT(counts.duration, ElementsAre(2U, 1U));
  EXPECT_THAT(counts.pitch, ElementsAre(1U, 0U, 2U));
  EXPECT_EQ(count_notes(corpus), 3U);
}

TEST(CorpusStatistics, MeasuresTheLengthsOfPieces) {
  Corpus corpus;
  EXPECT_EQ(piece_lengths(corpus).notes.greatest, 0U);
  corpus.pieces = {Piece(), Piece(), Piece()};
  corpus.pieces[0].score.notes = {{0, 9, 60}, {1, 2, 62}};
  corpus.pieces[1].score.notes = {{1, 1, 62}};
  const PieceLengths lengths = piece_lengths(corpus);
  EXPECT_EQ(lengths.notes.least, 0U);
  EXPECT_EQ(lengths.notes.median, 1U);
  EXPECT_EQ(lengths.notes.tenth, lengths.notes.least);
  EXPECT_EQ(lengths.notes.ninetieth, lengths.notes.greatest);
  EXPECT_EQ(lengths.notes.greatest, 2U);
  EXPECT_EQ(lengths.quarters.median, 2);
  EXPECT_EQ(lengths.quarters.greatest, 9);
}

}  // namespace
}  // namespace bachprop
