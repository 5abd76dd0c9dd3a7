#include "bachprop/report/file_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bachprop {
namespace {

using testing::HasSubstr;
using testing::Not;

FileOutcome file(const std::string& name, std::int64_t note_ons) {
  FileOutcome outcome{.name = name};
  outcome.counts.note_ons = note_ons;
  return outcome;
}

std::vector<FileOutcome> many_files() {
  std::vector<FileOutcome> files;
  files = {file("a.mid", 1'000), file("b.mid", 200), file("c.mid", 0), file("d.mid", 30)};
  files[1].status = FileStatus::kRepaired;
  files[1].repairs = {"byte 7: one", "byte 9: \x1B[2J"};
  files[2].status = FileStatus::kSkipped;
  files[2].reason = "no notes";
  files[3].status = FileStatus::kCopy;
  files[3].reason = "same bytes as a.mid";
  return files;
}

TEST(FileReport, CountsFilesAndNoteOnsOfAllThatWasRead) {
  const std::string report = file_report(many_files(), false);
  EXPECT_THAT(report, HasSubstr("       4        3         1        1       1      0       1,230"));
  EXPECT_THAT(report, HasSubstr("30 note-ons in copies of other files left out"));
}

TEST(FileReport, GivesTheFirstRepairAndAllIfVerbose) {
  EXPECT_THAT(file_report(many_files(), false),
              HasSubstr("  b.mid: 2 repairs, the first: byte 7: one\n"));
  EXPECT_THAT(file_report(many_files(), true),
              HasSubstr("  b.mid: 2 repairs\n    byte 7: one\n    byte 9: ?[2J\n"));
}

TEST(FileReport, NamesTenLiveRecordingsAndTheirNumber) {
  std::vector<FileOutcome> files;
  for (int i = 10; i < 25; ++i) {
    files.push_back(file(std::to_string(i) + ".mid", 1));
    files.back().live = "live recording: moved";
  }
  const std::string report = file_report(files, false);
  EXPECT_THAT(
      report,
      HasSubstr(
          "  19.mid: live recording: moved\n  and 5 more; bachprop inspect --verbose lists all\n"));
  EXPECT_THAT(report, Not(HasSubstr("20.mid")));
  EXPECT_THAT(file_report(files, true), HasSubstr("24.mid"));
}

TEST(FileReport, NamesFilesWhoseOnsetsWereRounded) {
  std::vector<FileOutcome> files = {file("plain.mid", 9), file("swung.mid", 9),
                                    file("played.mid", 9)};
  files[1].rhythm.max_movement = 0.0104;
  files[2].rhythm.max_movement = 0.14;
  files[2].live = "live recording: moved";
  const std::string report = file_report(files, false);
  EXPECT_THAT(report, HasSubstr("  2 files with onsets rounded to the grid, see below\n"));
  EXPECT_THAT(report,
              HasSubstr("live:\n  played.mid: live recording: moved\nrounded:\n  swung.mid: "
                        "onsets rounded by at most 0.01 of a quarter\n"));
  const auto json = file_report_json(files);
  EXPECT_EQ(json["rounded"].size(), 1U);
  EXPECT_EQ(json["rounded"][0]["file"], "swung.mid");
}

TEST(FileReport, IsASentenceWhereATableHasNoRoom) {
  EXPECT_THAT(file_report(many_files(), false, 74),
              HasSubstr("4 files, 3 read, 1 repaired, 1 skipped, 1 copies, 0 live, 1,230 note-ons, "
                        "0 notes\n"));
  EXPECT_THAT(file_report(many_files(), false, 75), HasSubstr("   files     read  repaired"));
}

TEST(FileReport, IsEmptyForACorpusFile) { EXPECT_EQ(file_report({}, true), ""); }

TEST(FileReport, JsonHoldsEveryRepairAndReason) {
  const auto json = file_report_json(many_files());
  EXPECT_EQ(json["read"], 3);
  EXPECT_EQ(json["repaired"][0]["repairs"].size(), 2U);
  EXPECT_EQ(json["skipped"][0]["reason"], "no notes");
  EXPECT_EQ(json["copies"][0]["file"], "d.mid");
  EXPECT_EQ(json["note_ons"], 1'230);
}

}  // namespace
}  // namespace bachprop
