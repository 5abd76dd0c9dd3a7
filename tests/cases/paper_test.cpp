// What people's files are on paper: every note, on staves that notation programs can read.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "bachprop/arrange/staff_voices.h"
#include "cases/read_case.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> case_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(BACHPROP_CASES)) {
    if (entry.path().extension() == ".mid") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

void expect_few_voices(const NotatedPart& part) {
  for (const PartBar& bar : part.bars) {
    for (int staff = 0; staff < std::ssize(part.part.staves); ++staff) {
      EXPECT_LE(std::ranges::count(bar.lines, staff, &Line::staff), kMostVoicesOfAStaff);
    }
  }
}

// Heads that no tie leads to: one for each note.
std::size_t notes_of(const NotatedScore& score) {
  std::size_t notes = 0;
  for (const NotatedPart& part : score.parts) {
    for (const PartBar& bar : part.bars) {
      for (const Line& line : bar.lines) {
        for (const Symbol& symbol : line.symbols) {
          notes += static_cast<std::size_t>(
              std::ranges::count(symbol.notes, false, &WrittenNote::tied_from_before));
        }
      }
    }
  }
  return notes;
}

TEST(CasesOnPaper, HaveEveryNoteAndNoMoreThanFourVoicesAStaff) {
  int sheets = 0;
  for (const fs::path& file : case_files()) {
    SCOPED_TRACE(file.filename());
    const CaseReading read = read_case(file);
    if (!read.sheet) {
      continue;
    }
    ++sheets;
    EXPECT_EQ(notes_of(read.sheet->notated), read.sheet->arrangement.notes.size());
    EXPECT_GE(read.sheet->arrangement.notes.size(), read.sheet->score.notes.size());
    std::ranges::for_each(read.sheet->notated.parts, expect_few_voices);
  }
  EXPECT_GT(sheets, 50);
}

TEST(CasesOnPaper, HaveAllTwelveNotesOfAHeldArpeggio) {
  const CaseReading read = read_case(fs::path(BACHPROP_CASES) / "held_arpeggio.mid");
  ASSERT_TRUE(read.sheet);
  EXPECT_EQ(notes_of(read.sheet->notated), 12U);
}

}  // namespace
}  // namespace bachprop
