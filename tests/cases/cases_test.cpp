// Files after public bug reports are read as their cases.json says. Each key of a "truth" is
// compared; README.md tells what they mean.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/score/changes.h"
#include "cases/read_case.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

struct Case {
  std::string folder;  // under BACHPROP_CASES
  Json entry;          // of its cases.json
};

std::string file_of(const Case& example) { return example.entry.at("file").get<std::string>(); }

std::vector<Case> cases_in(const std::string& folder) {
  const auto text =
      read_file(std::filesystem::path(BACHPROP_CASES) / folder / "cases.json").value();
  std::vector<Case> cases;
  for (const Json& entry : Json::parse(text.begin(), text.end())) {
    cases.push_back({folder, entry});
  }
  return cases;
}

std::string test_name(const testing::TestParamInfo<Case>& info) {
  std::string name = file_of(info.param);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

void PrintTo(const Case& example, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  *out << example.entry.at("what");
}

bool is_near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

// Times of the file, which a rhythm of other ticks was rounded to: within a tick, but at least a
// 96th of a quarter, which is half of the finest step that rhythm is counted in.
void expect_notes(Json truth, const CaseReading& read) {
  std::sort(truth.begin(), truth.end(), [](const Json& a, const Json& b) {
    return std::pair(a[0].get<double>(), a[2].get<int>()) <
           std::pair(b[0].get<double>(), b[2].get<int>());
  });
  const double tolerance = std::max(read.tick.to_double(), 1.0 / 96);
  const std::vector<Note>& notes = read.reading.score.notes;
  ASSERT_EQ(notes.size(), truth.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Json& right = truth[i];
    EXPECT_EQ(notes[i].pitch, right[2]) << "note " << i;
    EXPECT_TRUE(is_near(notes[i].onset.to_double(), right[0], tolerance))
        << "note " << i << " begins at " << notes[i].onset.to_double() << ", not " << right[0];
    EXPECT_TRUE(is_near(notes[i].duration.to_double(), right[1], tolerance))
        << "note " << i << " lasts " << notes[i].duration.to_double() << ", not " << right[1];
  }
}

void expect_tempos(const Json& truth, const CaseReading& read) {
  const auto tempos = without_repeats(read.reading.score.tempos);
  ASSERT_EQ(tempos.size(), truth.size());
  for (std::size_t i = 0; i < tempos.size(); ++i) {
    EXPECT_NEAR(tempos[i].onset.to_double(), truth[i][0].get<double>(), 1e-9);
    EXPECT_NEAR(tempos[i].quarters_per_minute, truth[i][1].get<double>(), 1e-3);
  }
}

void expect_first_tempo(const Json& truth, const CaseReading& read) {
  const auto tempos = without_repeats(read.reading.score.tempos);
  ASSERT_FALSE(tempos.empty());
  EXPECT_NEAR(tempos.front().quarters_per_minute, truth.get<double>(), 1e-3);
}

void expect_time_signatures(const Json& truth, const CaseReading& read) {
  Json found = Json::array();
  for (const TimeSignature& time : without_repeats(read.reading.score.time_signatures)) {
    found.push_back({time.onset.to_double(), time.numerator, time.denominator});
  }
  EXPECT_EQ(found, truth);
}

// Without its onset: the keys in their order.
void expect_keys(const Json& truth, const CaseReading& read) {
  Json found = Json::array();
  for (const KeySignature& key : without_repeats(read.reading.score.key_signatures)) {
    found.push_back({key.sharps, key.minor});
  }
  EXPECT_EQ(found, truth);
}

void expect_bars(const Json& truth, const CaseReading& read) {
  ASSERT_TRUE(read.sheet.has_value());
  EXPECT_EQ(read.sheet->notated.bars.size(), truth.get<std::size_t>());
}

// The count of notes in the score; a file that cannot be read has none.
void expect_count(const Json& truth, const CaseReading& read) {
  EXPECT_EQ(read.reading.score.notes.size(), truth.get<std::size_t>()) << read.error;
}

void expect_voices(const Json& truth, const CaseReading& read) {
  EXPECT_EQ(Json(read.reading.score.voice_names), truth);
}

void expect_live(const Json& truth, const CaseReading& read) {
  EXPECT_EQ(read.rhythm.is_live, truth.get<bool>());
}

void expect_title(const Json& truth, const CaseReading& read) {
  EXPECT_EQ(read.reading.score.title, truth.get<std::string>());
}

void expect_seconds(const Json& truth, const CaseReading& read) {
  EXPECT_NEAR(read.seconds, truth.get<double>(), 1e-3);
}

// A part of the message.
void expect_error(const Json& truth, const CaseReading& read) {
  EXPECT_NE(read.error.find(truth.get<std::string>()), std::string::npos) << read.error;
}

// All of them, each as a part of its message.
void expect_repairs(const Json& truth, const CaseReading& read) {
  ASSERT_EQ(read.reading.repairs.size(), truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::string message = to_string(read.reading.repairs[i]);
    EXPECT_NE(message.find(truth[i].get<std::string>()), std::string::npos) << message;
  }
}

void expect_composer(const Json& truth, const CaseReading& read) {
  EXPECT_EQ(read.reading.score.composer, truth.get<std::string>());
}

// "Twin-kle star/": a hyphen, a blank, "/" or "|" behind a syllable, a word, a line, a verse.
void expect_words(const Json& truth, const CaseReading& read) {
  constexpr std::string_view kEnds = "- /|";
  std::string words;
  for (const Lyric& lyric : read.reading.score.lyrics) {
    words += lyric.text + kEnds[static_cast<std::size_t>(lyric.end)];
  }
  EXPECT_EQ(words, truth.get<std::string>());
}

template <typename Visit>
void for_each_line(const CaseReading& read, const Visit& visit) {
  ASSERT_TRUE(read.sheet.has_value());
  for (const NotatedPart& part : read.sheet->notated.parts) {
    for (const PartBar& bar : part.bars) {
      for (const Line& line : bar.lines) {
        visit(line);
      }
    }
  }
}

// "Twin- kle star".
void expect_words_on_paper(const Json& truth, const CaseReading& read) {
  std::string words;
  for_each_line(read, [&](const Line& line) {
    for (const Symbol& symbol : line.symbols) {
      if (symbol.syllable) {
        const Syllabic syllabic = symbol.syllable->syllabic;
        const bool goes_on = syllabic == Syllabic::kBegin || syllabic == Syllabic::kMiddle;
        words += (words.empty() ? "" : " ") + symbol.syllable->text + (goes_on ? "-" : "");
      }
    }
  });
  EXPECT_EQ(words, truth.get<std::string>());
}

// The most in a bar.
void expect_voices_of_a_staff(const Json& truth, const CaseReading& read) {
  int most = 0;
  for_each_line(read, [&](const Line& line) { most = std::max(most, line.voice + 1); });
  EXPECT_EQ(most, truth.get<int>());
}

void expect_parts(const Json& truth, const CaseReading& read) {
  ASSERT_TRUE(read.sheet.has_value());
  Json names = Json::array();
  for (const NotatedPart& part : read.sheet->notated.parts) {
    names.push_back(part.part.instrument.name);
  }
  EXPECT_EQ(names, truth);
}

using Expect = void (*)(const Json& truth, const CaseReading& read);

const std::map<std::string, Expect>& expectations() {
  static const std::map<std::string, Expect> all = {
      {"notes", [](const Json& truth, const CaseReading& read) { expect_notes(truth, read); }},
      {"count", expect_count},
      {"ts", expect_time_signatures},
      {"bars", expect_bars},
      {"key", expect_keys},
      {"tempo", expect_tempos},
      {"tempo1", expect_first_tempo},
      {"dur", expect_seconds},
      {"voices", expect_voices},
      {"title", expect_title},
      {"live", expect_live},
      {"error", expect_error},
      {"repairs", expect_repairs},
      {"composer", expect_composer},
      {"words", expect_words},
      {"paper_words", expect_words_on_paper},
      {"staff_voices", expect_voices_of_a_staff},
      {"parts", expect_parts},
  };
  return all;
}

class Cases : public testing::TestWithParam<Case> {};

TEST_P(Cases, AreReadRightly) {
  const Case& example = GetParam();
  const CaseReading read =
      read_case(std::filesystem::path(BACHPROP_CASES) / example.folder / file_of(example));
  for (const auto& [key, truth] : example.entry.at("truth").items()) {
    SCOPED_TRACE(example.entry.at("report").get<std::string>() + ": " + key);
    const auto expect = expectations().find(key);
    ASSERT_NE(expect, expectations().end()) << "nothing compares \"" << key << "\"";
    expect->second(truth, read);
  }
}

INSTANTIATE_TEST_SUITE_P(Failed, Cases, testing::ValuesIn(cases_in(".")), test_name);
INSTANTIATE_TEST_SUITE_P(Elsewhere, Cases, testing::ValuesIn(cases_in("elsewhere")), test_name);
INSTANTIATE_TEST_SUITE_P(Passed, Cases, testing::ValuesIn(cases_in("passed")), test_name);

// A file without an entry would be no test.
TEST(CaseFiles, HaveAllTheirEntry) {
  for (const std::string folder : {"passed", "elsewhere"}) {
    std::vector<std::string> listed;
    for (const Case& example : cases_in(folder)) {
      listed.push_back(file_of(example));
    }
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(BACHPROP_CASES) / folder)) {
      const std::string name = file.path().filename().string();
      EXPECT_TRUE(name == "cases.json" || std::ranges::count(listed, name) == 1) << name;
    }
  }
}

}  // namespace
}  // namespace bachprop
