#include "bachprop/base/file_io.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// An empty folder for one test.
class FileIo : public testing::Test {
 protected:
  void SetUp() override {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("bachprop_file_io_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_F(FileIo, ReadsBackWhatItWrote) {
  const std::string text("a\0b\n", 4);
  ASSERT_TRUE(write_file(folder_ / "x", text));
  const auto bytes = read_file(folder_ / "x");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(text_of(*bytes), text);
  const auto mapped = MappedFile::open(folder_ / "x");
  ASSERT_TRUE(mapped);
  EXPECT_EQ(text_of(mapped->bytes()), text);
}

TEST_F(FileIo, WritesAFilePartByPart) {
  auto file = FileWriter::create(folder_ / "x");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write(as_bytes_of("one ")));
  ASSERT_TRUE(file->write(as_bytes_of("two")));
  EXPECT_FALSE(fs::exists(folder_ / "x"));
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "one two");
  EXPECT_EQ(files(), 1);
}

TEST_F(FileIo, WritesOverWhatIsThere) {
  auto file = FileWriter::create(folder_ / "x");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write_at(0, as_bytes_of("....gh")));
  ASSERT_TRUE(file->write_at(6, as_bytes_of("ij")));
  ASSERT_TRUE(file->write_at(0, as_bytes_of("abcd")));
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "abcdghij");
}

// Not even a kill leaves anything then.
TEST_F(FileIo, HasNothingInTheFolderBeforeAFileIsFinished) {
  auto file = FileWriter::create(folder_ / "x");
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write(as_bytes_of("text")));
  const int nameless = ::open(folder_.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (nameless < 0) {
    GTEST_SKIP() << "the file system knows no files without a name";
  }
  ::close(nameless);
  EXPECT_EQ(files(), 0);
  ASSERT_TRUE(file->finish());
  EXPECT_EQ(files(), 1);
}

TEST_F(FileIo, GivesAFileThePermissionsThatTheUserWants) {
  const mode_t before = ::umask(027);
  const auto written = write_file(folder_ / "x", "text");
  ::umask(before);
  ASSERT_TRUE(written);
  EXPECT_EQ(fs::status(folder_ / "x").permissions(), fs::perms(0640));
}

TEST_F(FileIo, LeavesNothingOfAFileThatWasNotFinished) {
  ASSERT_TRUE(write_file(folder_ / "x", "old"));
  {
    auto file = FileWriter::create(folder_ / "x");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write(as_bytes_of("new")));
  }
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "old");
  EXPECT_EQ(files(), 1);
}

TEST(Sha256, IsThatOfAllPartsTogether) {
  Sha256 parts;
  parts.update(as_bytes_of("ab"));
  parts.update({});
  parts.update(as_bytes_of("c"));
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(parts.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(FileIo, ReadsAndMapsAnEmptyFile) {
  ASSERT_TRUE(write_file(folder_ / "x", ""));
  EXPECT_TRUE(read_file(folder_ / "x")->empty());
  EXPECT_TRUE(MappedFile::open(folder_ / "x")->bytes().empty());
}

TEST_F(FileIo, MovesAMapping) {
  ASSERT_TRUE(write_file(folder_ / "x", "one"));
  ASSERT_TRUE(write_file(folder_ / "y", "two"));
  MappedFile x = *MappedFile::open(folder_ / "x");
  x = *MappedFile::open(folder_ / "y");
  EXPECT_EQ(text_of(x.bytes()), "two");
}

TEST_F(FileIo, ReplacesAFileAndLeavesNoTemporaryOne) {
  ASSERT_TRUE(write_file(folder_ / "x", "old"));
  ASSERT_TRUE(write_file(folder_ / "x", "new"));
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "new");
  EXPECT_EQ(files(), 1);
}

// A limit on the size of files stands for a full disk.
TEST_F(FileIo, KeepsTheOldBytesWhenTheNewOnesDoNotFit) {
  ASSERT_TRUE(write_file(folder_ / "x", "old"));
  struct rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_file(folder_ / "x", std::string(100'000, 'n'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);

  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message(),
            (folder_ / "x").string() + ": cannot be written: File too large");
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "old");
  EXPECT_EQ(files(), 1);
}

TEST_F(FileIo, KeepsWhatIsThereWhereItIsToldTo) {
  ASSERT_TRUE(write_file(folder_ / "x", "old"));
  EXPECT_EQ(write_file(folder_ / "x", "new", IfThere::kKeep).error().message(),
            (folder_ / "x").string() + ": is there already, and was left as it is");
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "old");
  EXPECT_TRUE(write_file(folder_ / "y", "new", IfThere::kKeep));
  EXPECT_EQ(files(), 2);
}

TEST_F(FileIo, KeepsWhatAppearsWhileItWrites) {
  auto file = FileWriter::create(folder_ / "x", IfThere::kKeep);
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_file(folder_ / "x", "of somebody else"));
  ASSERT_TRUE(file->write(as_bytes_of("new")));
  EXPECT_FALSE(file->finish());
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "of somebody else");
}

TEST_F(FileIo, ALinkToNothingIsThereTooAndWhatALinkLeadsToIsNeverWrittenOver) {
  fs::create_symlink(folder_ / "none", folder_ / "link");
  EXPECT_FALSE(write_file(folder_ / "link", "new", IfThere::kKeep));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  ASSERT_TRUE(write_file(folder_ / "x", "old"));
  fs::create_symlink(folder_ / "x", folder_ / "to_x");
  ASSERT_TRUE(write_file(folder_ / "to_x", "new"));
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "old");
  EXPECT_EQ(text_of(*read_file(folder_ / "to_x")), "new");
}

// A temporary file whose name were longer would not fit.
TEST_F(FileIo, TheLongestNameCanBeWrittenAndALongerOneIsNamedAtOnce) {
  EXPECT_TRUE(write_file(folder_ / std::string(255, 'x'), "text"));
  const auto longer = FileWriter::create(folder_ / std::string(256, 'x'));
  ASSERT_FALSE(longer);
  EXPECT_NE(longer.error().message().find("File name too long"), std::string::npos);
}

TEST_F(FileIo, NoOtherFileIsTakenForATemporaryOne) {
  auto first = FileWriter::create(folder_ / "x");
  auto second = FileWriter::create(folder_ / "x");
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(first->write(as_bytes_of("first")));
  ASSERT_TRUE(second->write(as_bytes_of("second")));
  ASSERT_TRUE(first->finish());
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "first");
  ASSERT_TRUE(second->finish());
  EXPECT_EQ(text_of(*read_file(folder_ / "x")), "second");
}

TEST_F(FileIo, NamesTheFileAndTheReason) {
  const auto missing = read_file(folder_ / "none.mid");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message(),
            (folder_ / "none.mid").string() + ": cannot be opened: No such file or directory");
  EXPECT_EQ(MappedFile::open(folder_).error().message(), folder_.string() + ": is not a file");
  EXPECT_EQ(write_file(folder_ / "no" / "x", "").error().message(),
            (folder_ / "no/x").string() + ": cannot be written: No such file or directory");
}

TEST_F(FileIo, ReadsNoFileThatIsLargerThanAskedFor) {
  ASSERT_TRUE(write_file(folder_ / "x", "12345"));
  EXPECT_TRUE(read_file(folder_ / "x", 5));
  EXPECT_EQ(
      read_file(folder_ / "x", 4).error().message(),
      (folder_ / "x").string() + ": is 5 bytes long, more than the 4 that are read of such a file");
}

TEST_F(FileIo, NeitherReplacesAPipeNorWaitsForItsWriter) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(write_file(pipe, "new").error().message(),
            pipe.string() + ": cannot be written: it is there and is not a regular file");
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(read_file(pipe).error().message(), pipe.string() + ": is not a file");
}

TEST_F(FileIo, MakesFoldersAndSaysWhenAFileIsInTheWay) {
  EXPECT_TRUE(make_directories(folder_ / "a" / "b"));
  EXPECT_TRUE(make_directories(folder_ / "a" / "b"));
  ASSERT_TRUE(write_file(folder_ / "file", ""));
  EXPECT_FALSE(make_directories(folder_ / "file"));
  EXPECT_FALSE(make_directories(folder_ / "file" / "below"));
}

// FIPS 180-2, appendix B, and the digest of nothing.
TEST(Sha256, FitsThePublishedExamples) {
  EXPECT_EQ(sha256_hex(as_bytes_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(as_bytes_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace bachprop
