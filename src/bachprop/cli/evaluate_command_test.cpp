#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/report/evaluation_report.h"
#include "bachprop/run/small_model_test.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Q = Quarters;
using Notes = std::vector<Note>;

// Notes one after another, from 40 pitches and 6 durations: patterns of 8 are never alike by
// chance. The durations are even numbers of eighths, so that the music can be played twice as fast.
Notes random_notes(int count, std::uint64_t seed) {
  Random random{seed};
  Notes notes;
  Quarters onset = 0;
  for (int i = 0; i < count; ++i) {
    const Quarters duration = 1 + static_cast<int>(random.below(6));
    notes.push_back({onset, duration, 40 + static_cast<int>(random.below(40))});
    onset += duration;
  }
  return notes;
}

Notes changed(Notes notes, int semitones, Q factor) {
  for (Note& note : notes) {
    note = {note.onset * factor, note.duration * factor, note.pitch + semitones};
  }
  return notes;
}

Quarters end_of(const Notes& notes) {
  return notes.empty() ? Quarters(0) : notes.back().onset + notes.back().duration;
}

void append(Notes& notes, Notes more) {
  const Quarters end = end_of(notes);
  const Quarters begin = more.front().onset;
  for (Note& note : more) {
    note.onset += end - begin;
    notes.push_back(note);
  }
}

Notes part(const Notes& notes, std::ptrdiff_t begin, std::ptrdiff_t count) {
  return {notes.begin() + begin, notes.begin() + begin + count};
}

Score score_of(Notes notes) {
  Score score;
  score.notes = std::move(notes);
  score.time_signatures = {{0, 3, 4}};
  return score;
}

// "bar 12, beat 3": in 3/4, bars and beats from 1; onsets are whole quarters.
std::string bar_and_beat(const Note& note) {
  const std::int64_t beat = note.onset.numerator();
  return "bar " + std::to_string(1 + beat / 3) + ", beat " + std::to_string(1 + beat % 3);
}

// Folders of MIDI files, and the command.
class EvaluateCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    for (int i = 0; i < 4; ++i) {
      corpus_.push_back(random_notes(80, 10 + static_cast<std::uint64_t>(i)));
      write("corpus/piece" + std::to_string(i) + ".mid", corpus_.back());
    }
  }

  void write(const fs::path& name, const Notes& notes) const {
    ASSERT_TRUE(make_directories((folder_ / name).parent_path()));
    ASSERT_TRUE(write_file(folder_ / name, write_score(score_of(notes))));
  }
  void write_text(const fs::path& name, const std::string& text) const {
    ASSERT_TRUE(write_file(folder_ / name, text));
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }
  [[nodiscard]] std::string sha256_of(const std::string& name) const {
    return sha256_hex(read_file(folder_ / name).value());
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "evaluate");
    return run_command(add_evaluate_command, std::move(words), output_, errors_);
  }
  // The JSON; of the folder "new" against "corpus".
  Json evaluated(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {path("new"), "--corpus",  path("corpus"),
                                      "--json",    "--threads", threads_};
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(run(words), 0) << errors_;
    return Json::parse(output_, nullptr, /*allow_exceptions=*/false);
  }
  // The only piece of the only set.
  Json piece_evaluated(const Notes& notes) {
    write("new/a.mid", notes);
    const Json json = evaluated();
    EXPECT_EQ(json["generated"].size(), 1U);
    EXPECT_EQ(json["generated"][0]["each_piece"].size(), 1U);
    return json["generated"][0]["each_piece"][0];
  }

  std::vector<Notes> corpus_;
  std::string threads_ = "2";
};

TEST_F(EvaluateCommand, FindsAPieceThatIsACopy) {
  const Json piece = piece_evaluated(corpus_[2]);
  EXPECT_EQ(piece["file"], "a.mid");
  EXPECT_EQ(piece["notes"], 80);
  EXPECT_EQ(piece["own_share"], 0);
  EXPECT_EQ(piece["share_of_notes_in_copies"], 1);
  EXPECT_EQ(piece["longest_copy"], (Json{{"notes", 80},
                                         {"first_note", 0},
                                         {"at", "bar 1, beat 1"},
                                         {"source", "piece2.mid"},
                                         {"source_first_note", 0},
                                         {"source_at", "bar 1, beat 1"},
                                         {"semitones", 0},
                                         {"duration_factor", 1}}));
}

TEST_F(EvaluateCommand, FindsATransposedCopyAndItsShift) {
  const Json piece = piece_evaluated(changed(corpus_[1], -5, 1));
  EXPECT_EQ(piece["own_share"], 0);
  EXPECT_EQ(piece["longest_copy"]["notes"], 80);
  EXPECT_EQ(piece["longest_copy"]["source"], "piece1.mid");
  EXPECT_EQ(piece["longest_copy"]["semitones"], -5);
}

TEST_F(EvaluateCommand, FindsACopyAtDoubleSpeedOnlyAtAnySpeed) {
  const Json piece = piece_evaluated(changed(corpus_[3], 2, Q(1, 2)));
  EXPECT_EQ(piece["own_share"], 1);
  EXPECT_TRUE(piece["longest_copy"].is_null() || piece["longest_copy"]["notes"] < 6);
  const Json& copy = piece["longest_copy_at_any_speed"];
  EXPECT_EQ(copy["notes"], 80);
  EXPECT_EQ(copy["source"], "piece3.mid");
  EXPECT_EQ(copy["semitones"], 2);
  EXPECT_EQ(copy["duration_factor"], 0.5);
}

// 20 notes from the 31st on stand in new music from its 41st note on, 3 semitones higher. The notes
// about them are longer than those of the corpus, so that the copy cannot be longer by chance.
TEST_F(EvaluateCommand, FindsACopiedPhraseInNewMusicAndItsPlace) {
  Notes piece = changed(random_notes(40, 99), 0, 8);
  append(piece, changed(part(corpus_[2], 30, 20), 3, 1));
  append(piece, changed(random_notes(30, 98), 0, 8));
  const Json found = piece_evaluated(piece);
  EXPECT_EQ(found["longest_copy"], (Json{{"notes", 20},
                                         {"first_note", 40},
                                         {"at", bar_and_beat(piece[40])},
                                         {"source", "piece2.mid"},
                                         {"source_first_note", 30},
                                         {"source_at", bar_and_beat(corpus_[2][30])},
                                         {"semitones", 3},
                                         {"duration_factor", 1}}));
  EXPECT_NEAR(found["share_of_notes_in_copies"].get<double>(), 20.0 / 90, 1e-12);
  EXPECT_NEAR(found["own_share"].get<double>(), 1 - 13.0 / 83, 1e-12);
}

TEST_F(EvaluateCommand, FindsRandomNotesToBeTheirOwn) {
  for (int i = 0; i < 5; ++i) {
    write("new/" + std::to_string(i) + ".mid",
          random_notes(80, 100 + static_cast<std::uint64_t>(i)));
  }
  const Json set = evaluated()["generated"][0];
  EXPECT_EQ(set["name"], "new");
  EXPECT_EQ(set["pieces"], 5);
  EXPECT_EQ(set["notes"], 400);
  EXPECT_GT(set["novelty"]["exact"]["own_share"]["value"], 0.99);
  EXPECT_LT(set["novelty"]["exact"]["longest_copy"], 6);
  EXPECT_TRUE(set["near_duplicates"].empty());
  EXPECT_TRUE(set["near_duplicates_of_corpus"].empty());
}

// The corpus is what distances are from.
TEST_F(EvaluateCommand, GivesDistancesOfTheSetsAndNoneOfTheCorpus) {
  write("new/a.mid", random_notes(80, 100));
  const Json json = evaluated();
  EXPECT_GT(json["generated"][0]["distributions"]["pitch"]["divergence_bits"]["value"], 0);
  EXPECT_TRUE(json["corpus"]["distributions"]["pitch"]["divergence_bits"]["value"].is_null());
  EXPECT_TRUE(json["corpus"]["distributions"]["pitch"]["overlap"]["value"].is_null());
  EXPECT_FALSE(json["corpus"]["distributions"]["pitch"]["counts"].empty());
}

TEST_F(EvaluateCommand, PrintsTheSameForTheSameSeedOnAnyNumberOfThreads) {
  for (int i = 0; i < 6; ++i) {
    write("new/" + std::to_string(i) + ".mid",
          random_notes(30, 100 + static_cast<std::uint64_t>(i)));
  }
  const Json json = evaluated({"--seed", "7"});
  EXPECT_EQ(json["seed"], 7);
  threads_ = "1";
  EXPECT_TRUE(evaluated({"--seed", "7"}) == json);
  EXPECT_FALSE(evaluated({"--seed", "8"})["generated"] == json["generated"]);
}

TEST_F(EvaluateCommand, HoldsTheUnseenMusicBesideTheNew) {
  write("new/a.mid", random_notes(80, 100));
  write("unseen/b.mid", corpus_[0]);
  EXPECT_TRUE(evaluated()["unseen"].is_null());
  write("unseen/b.mid", random_notes(80, 200));
  const Json json = evaluated({"--held-out", path("unseen")});
  EXPECT_EQ(json["unseen"]["pieces"], 1);
  EXPECT_EQ(json["unseen"]["each_piece"][0]["file"], "b.mid");
  EXPECT_EQ(json["corpus"]["pieces"], 4);
}

TEST_F(EvaluateCommand, RefusesUnseenMusicThatStandsInTheCorpus) {
  write("new/a.mid", random_notes(80, 100));
  write("unseen/other-name.mid", corpus_[0]);
  EXPECT_EQ(run({path("new"), "--corpus", path("corpus"), "--held-out", path("unseen")}), 1);
  EXPECT_NE(errors_.find("other-name.mid"), std::string::npos) << errors_;
}

constexpr const char* kSplit =
    "file\tsplit\npiece0.mid\ttrain\npiece1.mid\ttrain\npiece2.mid\tvalid\npiece3.mid\ttest\n";

TEST_F(EvaluateCommand, TakesTheSplitThatIsStated) {
  write("new/a.mid", corpus_[3]);
  write_text("split.tsv", kSplit);
  const Json json = evaluated({"--split", path("split.tsv")});
  EXPECT_EQ(json["corpus"]["pieces"], 2);
  EXPECT_EQ(json["unseen"]["pieces"], 2);
  EXPECT_EQ(json["generated"][0]["each_piece"][0]["own_share"], 1) << "piece3 is not learnt from";
}

TEST_F(EvaluateCommand, RefusesASplitThatIsNotOfTheCorpus) {
  write("new/a.mid", corpus_[3]);
  write_text("split.tsv", "file\tsplit\npiece0.mid\ttrain\n");
  EXPECT_EQ(run({path("new"), "--corpus", path("corpus"), "--split", path("split.tsv")}), 1);
  EXPECT_NE(errors_.find("piece1.mid"), std::string::npos) << errors_;
  EXPECT_EQ(run({path("new"), "--corpus", path("corpus"), "--split", path("none.tsv")}), 1);
}

TEST_F(EvaluateCommand, AsksTheModelWhichPiecesItLearntFrom) {
  write("new/a.mid", corpus_[0]);
  ASSERT_TRUE(
      save_model(model_of({{"x.mid", sha256_of("corpus/piece1.mid"), SplitPart::kTraining},
                           {"y.mid", sha256_of("corpus/piece2.mid"), SplitPart::kTraining},
                           {"z.mid", sha256_of("corpus/piece3.mid"), SplitPart::kValidation}}),
                 folder_ / "m.safetensors"));
  const Json json = evaluated({"--model", path("m.safetensors")});
  EXPECT_EQ(json["corpus"]["pieces"], 2);
  ASSERT_EQ(json["unseen"]["pieces"], 2);
  EXPECT_EQ(json["unseen"]["each_piece"][0]["file"], "piece0.mid") << "the model does not know it";
  EXPECT_EQ(json["unseen"]["each_piece"][1]["file"], "piece3.mid");
  EXPECT_EQ(json["generated"][0]["each_piece"][0]["own_share"], 1);
}

TEST_F(EvaluateCommand, RefusesACorpusThatTheModelHasNotLearntFrom) {
  write("new/a.mid", corpus_[0]);
  ASSERT_TRUE(
      save_model(model_of({{"x.mid", std::string(64, 'a'), SplitPart::kTraining},
                           {"z.mid", sha256_of("corpus/piece3.mid"), SplitPart::kValidation}}),
                 folder_ / "m.safetensors"));
  const std::vector<std::string> words = {path("new"), "--corpus", path("corpus")};
  std::vector<std::string> with_model = words;
  with_model.insert(with_model.end(), {"--model", path("m.safetensors")});
  EXPECT_EQ(run(with_model), 1);
  EXPECT_NE(errors_.find("--corpus"), std::string::npos) << errors_;
  std::vector<std::string> with_style = words;
  with_style.insert(with_style.end(), {"--style", "chorales"});
  EXPECT_EQ(run(with_style), 1);
}

// A folder that `generate` wrote with a bundled model names it in its pieces.json.
TEST_F(EvaluateCommand, KnowsTheBundledModelThatWroteAFolder) {
  write("new/a.mid", random_notes(80, 100));
  const auto model = bundled_model("nottingham");
  ASSERT_TRUE(model);
  write_text("new/pieces.json", Json{{"model", {{"sha256", model->sha256}}}}.dump());
  EXPECT_EQ(run({path("new"), "--corpus", path("corpus")}), 1);
  EXPECT_NE(errors_.find("nottingham"), std::string::npos) << errors_;
  write("unseen/b.mid", random_notes(80, 200));
  EXPECT_TRUE(evaluated({"--held-out", path("unseen")})["unseen"].is_object());
  for (const char* other : {"{", "[]", "7", R"({"model": 7})", R"({"model": {"sha256": 7}})",
                            R"({"model": {"sha256": "00"}})", "\xff"}) {
    write_text("new/pieces.json", other);
    EXPECT_TRUE(evaluated()["unseen"].is_null()) << other;
  }
}

TEST_F(EvaluateCommand, MeasuresOthersBesideEachAsASetOfItsOwn) {
  write("new/a.mid", random_notes(80, 100));
  write("warm/b.mid", corpus_[0]);
  write("hot/c.mid", random_notes(80, 102));
  write("hot/d.mid", random_notes(80, 103));
  const Json json = evaluated({"--beside", path("warm"), path("hot")});
  ASSERT_EQ(json["generated"].size(), 3U);
  EXPECT_EQ(json["generated"][0]["name"], "new");
  EXPECT_EQ(json["generated"][1]["name"], "warm");
  EXPECT_EQ(json["generated"][2]["name"], "hot");
  EXPECT_EQ(json["generated"][1]["novelty"]["exact"]["own_share"]["value"], 0);
  EXPECT_EQ(json["generated"][2]["pieces"], 2);
  EXPECT_EQ(json["pieces_in_distances"], 1);
}

// Whatever stands beside it, and however small.
TEST_F(EvaluateCommand, SaysTheSameOfASetWhateverStandsBesideIt) {
  for (int i = 0; i < 6; ++i) {
    const auto seed = static_cast<std::uint64_t>(i);
    write("new/" + std::to_string(i) + ".mid", random_notes(40, 100 + seed));
    write("unseen/" + std::to_string(i) + ".mid", random_notes(40, 200 + seed));
  }
  write("small/a.mid", random_notes(40, 300));
  const Json alone = evaluated({"--held-out", path("unseen")});
  const Json together = evaluated({"--held-out", path("unseen"), "--beside", path("small")});
  EXPECT_EQ(together["verdict"], alone["verdict"]);
  EXPECT_EQ(together["generated"][0], alone["generated"][0]);
  EXPECT_EQ(together["pieces_in_distances"], 6);
  EXPECT_EQ(together["generated"][1]["pieces_in_distances"], 1);
  EXPECT_NE(together["conditions"].dump().find("Of small there is only 1 piece"), std::string::npos)
      << together["conditions"];
}

TEST_F(EvaluateCommand, CountsFilesThatAreTheSameByteForByteAsRepeats) {
  for (const char* name : {"new/a.mid", "new/b.mid", "new/c.mid"}) {
    write(name, random_notes(80, 100));
  }
  const Json json = evaluated();
  EXPECT_EQ(json["generated"][0]["pieces"], 3);
  EXPECT_EQ(json["generated"][0]["near_duplicates"].size(), 3U);
  EXPECT_EQ(json["generated"][0]["among_themselves"]["own_share"]["value"], 0);
  EXPECT_NE(json["verdict"][2].get<std::string>().find("3 of 3 are mostly a repeat of another"),
            std::string::npos)
      << json["verdict"];
}

TEST_F(EvaluateCommand, WarnsOnTheScreenAndAmongTheConditions) {
  write("new/piece-1.mid", random_notes(80, 100));
  write("new/piece-2.mid", random_notes(80, 101));
  write_text("new/pieces.json", Json{{"model", {{"name", "m"}, {"sha256", std::string(64, '0')}}},
                                     {"pieces", {{{"file", "piece-1.mid"}}}}}
                                    .dump());
  const Json json = evaluated();
  EXPECT_NE(errors_.find("Warning: 1 of the 2 pieces of new is not listed"), std::string::npos)
      << errors_;
  EXPECT_NE(json["conditions"].dump().find("1 of the 2 pieces of new is not listed"),
            std::string::npos);
}

TEST_F(EvaluateCommand, SaysOfHowManyPiecesPartWritingIsNotMeasured) {
  write("new/a.mid", random_notes(80, 100));
  const Json set = evaluated()["generated"][0];
  EXPECT_EQ(set["craft_pieces"], 0);
  EXPECT_EQ(set["craft_not_measured"], (Json{{"too_few_voices", 1}}));
}

TEST_F(EvaluateCommand, MakesTheFolderOfThePageOrSaysAtOnceThatItCannot) {
  write("new/a.mid", random_notes(80, 100));
  const std::vector<std::string> words = {path("new"), "--corpus", path("corpus"), "-o"};
  const auto with = [&](const std::string& output) {
    std::vector<std::string> all = words;
    all.push_back(path(output));
    return run(all);
  };
  EXPECT_EQ(with("not/there/page.html"), 0) << errors_;
  EXPECT_TRUE(fs::is_regular_file(folder_ / "not/there/page.html"));
  write_text("file", "x");
  EXPECT_EQ(with("file/page.html"), 1);
  EXPECT_NE(errors_.find("file"), std::string::npos);
  EXPECT_TRUE(output_.empty()) << output_;
}

// As words: dissonant notes are named.
void expect_no_nan(const std::string& text) {
  static const std::regex no_number(R"((^|[^a-z])(nan|inf)([^a-z]|$))");
  std::smatch found;
  EXPECT_FALSE(std::regex_search(text, found, no_number)) << found.prefix() << found.str();
}

TEST_F(EvaluateCommand, SaysOfTooShortPiecesWhatThereIsToSay) {
  write("new/one.mid", {{0, 1, 60}});
  write("new/none.mid", {});
  write("new/seven.mid", random_notes(7, 100));
  const Json json = evaluated({"-o", path("page.html")});
  expect_no_nan(output_);
  const Json set = json["generated"][0];
  EXPECT_EQ(set["pieces"], 2) << "a file without a note is no piece";
  EXPECT_TRUE(set["each_piece"][0]["own_share"].is_null());
  EXPECT_TRUE(set["each_piece"][0]["longest_copy"].is_null());
  EXPECT_TRUE(set["novelty"]["exact"]["own_share"]["value"].is_null());
  EXPECT_EQ(set["novelty"]["exact"]["profile"][7]["k"], 8);
  EXPECT_TRUE(set["novelty"]["exact"]["profile"][7]["median"].is_null());
  const auto page = read_file(folder_ / "page.html");
  ASSERT_TRUE(page);
  const std::string html(reinterpret_cast<const char*>(page->data()), page->size());
  EXPECT_EQ(html.find(">nan"), std::string::npos);
  EXPECT_EQ(html.find("\"nan"), std::string::npos);
  EXPECT_EQ(html.find(":nan"), std::string::npos);
  EXPECT_EQ(html.find("(nan"), std::string::npos);
  EXPECT_EQ(run({path("new"), "--corpus", path("corpus")}), 0) << errors_;
  expect_no_nan(output_);
}

// Nothing to compare, and nothing to divide by.
TEST_F(EvaluateCommand, OfOneNoteAgainstOneNoteComesToAnEnd) {
  write("new/one.mid", {{0, 1, 60}});
  write("small/one.mid", {{0, 2, 61}});
  for (const char* page : {"", "page.html"}) {
    std::vector<std::string> words = {path("new"), "--corpus", path("small")};
    if (*page != '\0') {
      words.insert(words.end(), {"-o", path(page)});
    }
    EXPECT_EQ(run(words), 0) << errors_;
    expect_no_nan(output_);
    words.insert(words.end(), {"--json", "--force"});
    EXPECT_EQ(run(words), 0) << errors_;
    expect_no_nan(output_);
    EXPECT_TRUE(Json::accept(output_));
  }
}

// Names as an enemy would choose them.
TEST_F(EvaluateCommand, WritesAPageThatEscapesNames) {
  const std::string name = "<img src=x onerror=alert(1)>&\"'";
  write(name + "/" + name + ".mid", random_notes(80, 100));
  write(name + "/copy.mid", changed(corpus_[0], 1, 1));
  ASSERT_EQ(run({path(name), "--corpus", path("corpus"), "-o", path("page.html")}), 0) << errors_;
  const auto bytes = read_file(folder_ / "page.html");
  ASSERT_TRUE(bytes);
  const std::string html(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  EXPECT_EQ(html.find("<img"), std::string::npos);
  EXPECT_NE(html.find("&lt;img src=x"), std::string::npos);
  for (const char* part : {"piece0.mid", "copy.mid", "</table>", "</html>"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST_F(EvaluateCommand, ReplacesAFileOnlyWhenItIsToldTo) {
  write("new/a.mid", random_notes(80, 100));
  write_text("letter.txt", "my letter");
  const std::vector<std::string> words = {path("new"), "--corpus", path("corpus"), "-o",
                                          path("letter.txt")};
  EXPECT_EQ(run(words), 1);
  EXPECT_NE(errors_.find("letter.txt (a file, 9 bytes) is there already: choose another -o, or "
                         "replace it with --force"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(read_file(folder_ / "letter.txt").value().size(), 9U);
  std::vector<std::string> forced = words;
  forced.emplace_back("--force");
  EXPECT_EQ(run(forced), 0) << errors_;
  EXPECT_GT(read_file(folder_ / "letter.txt").value().size(), 1000U);
}

TEST_F(EvaluateCommand, WritesTheSamePageEachTime) {
  write("new/a.mid", random_notes(80, 100));
  for (const char* page : {"one.html", "two.html"}) {
    ASSERT_EQ(run({path("new"), "--corpus", path("corpus"), "-o", path(page)}), 0) << errors_;
  }
  EXPECT_EQ(read_file(folder_ / "one.html").value(), read_file(folder_ / "two.html").value());
}

TEST_F(EvaluateCommand, NamesWhatIsWrongWithTheArguments) {
  write("new/a.mid", random_notes(80, 100));
  ASSERT_TRUE(make_directories(folder_ / "empty"));
  const std::vector<std::string> good = {path("new"), "--corpus", path("corpus")};
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.begin(), good.begin(), good.end());
    return run(words);
  };
  EXPECT_EQ(run({path("new")}), 2);
  EXPECT_EQ(with({"--model", "m", "--style", "chorales"}), 2);
  EXPECT_EQ(with({"--split", "s", "--held-out", path("empty")}), 2);
  EXPECT_EQ(with({"--style", "jazz"}), 2);
  EXPECT_EQ(with({"--model", path("none.safetensors")}), 1);
  EXPECT_NE(errors_.find("none.safetensors"), std::string::npos) << errors_;
  EXPECT_EQ(with({"--held-out", path("missing")}), 1);
  EXPECT_NE(errors_.find("missing"), std::string::npos) << errors_;
  EXPECT_EQ(with({"--beside", path("empty")}), 1);
  EXPECT_NE(errors_.find("empty"), std::string::npos) << errors_;
  EXPECT_EQ(run({path("missing"), "--corpus", path("corpus")}), 1);
  EXPECT_EQ(run({path("empty"), "--corpus", path("corpus")}), 1);
  EXPECT_EQ(run({path("new"), "--corpus", path("empty")}), 1);
  EXPECT_TRUE(output_.empty()) << output_;
}

TEST_F(EvaluateCommand, DoesNotWriteOverMusicOrAFolder) {
  write("new/a.mid", random_notes(80, 100));
  const auto before = read_file(folder_ / "new/a.mid").value();
  for (const char* output : {"new", "new/a.mid", "new/b.mid", "corpus"}) {
    EXPECT_EQ(run({path("new"), "--corpus", path("corpus"), "-o", path(output)}), 1) << output;
    EXPECT_FALSE(errors_.empty());
  }
  EXPECT_EQ(read_file(folder_ / "new/a.mid").value(), before);
  EXPECT_NE(errors_.find(path("corpus/report.html")), std::string::npos) << errors_;
  EXPECT_FALSE(fs::exists(folder_ / "new/b.mid"));
}

TEST_F(EvaluateCommand, DoesNotWriteOverAnythingThatItReads) {
  write("new/a.mid", random_notes(80, 100));
  ASSERT_TRUE(
      save_model(model_of({{"x.mid", sha256_of("corpus/piece1.mid"), SplitPart::kTraining}}),
                 folder_ / "m.safetensors"));
  write_text("split.tsv", kSplit);
  fs::copy(folder_ / "new/a.mid", folder_ / "music");
  const auto refuses = [&](std::vector<std::string> words, const std::string& output) {
    words.insert(words.end(), {"-o", path(output)});
    const auto before = read_file(folder_ / output).value();
    return run(words) == 1 && read_file(folder_ / output).value() == before;
  };
  const std::vector<std::string> good = {path("new"), "--corpus", path("corpus")};
  const auto with = [&](const std::string& option, const std::string& value) {
    std::vector<std::string> words = good;
    words.insert(words.end(), {option, path(value)});
    return words;
  };
  EXPECT_TRUE(refuses({path("music"), "--corpus", path("corpus")}, "music"));
  EXPECT_TRUE(refuses({path("new"), "--corpus", path("music")}, "music"));
  EXPECT_TRUE(refuses(with("--held-out", "music"), "music"));
  EXPECT_TRUE(refuses(with("--beside", "music"), "music"));
  EXPECT_TRUE(refuses(with("--split", "split.tsv"), "split.tsv"));
  EXPECT_TRUE(refuses(with("--model", "m.safetensors"), "m.safetensors"));
  write_text("new/pieces.json", "{}");
  EXPECT_TRUE(refuses(good, "new/pieces.json"));
}

TEST_F(EvaluateCommand, NamesAFolderThatIsGivenAsThisOne) {
  write("new/a.mid", random_notes(80, 100));
  const fs::path before = fs::current_path();
  fs::current_path(folder_ / "new");
  const int code = run({".", "--corpus", path("corpus"), "--json"});
  fs::current_path(before);
  ASSERT_EQ(code, 0) << errors_;
  EXPECT_EQ(Json::parse(output_).at("generated").at(0).at("name"), "new");
}

// Music in one voice has no harmonic intervals, but has a place among the others.
TEST(EvaluationPage, ShowsHowGoodAndHowOriginalMusicInOneVoiceIs) {
  std::vector<Piece> pieces(3);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i].score = score_of(random_notes(40, i));
  }
  const std::span<const Piece> all = pieces;
  EvaluationReport report;
  report.corpus = {"corpus", all.first(1)};
  report.sets = {{"new", all.subspan(1, 1)}, {"unseen", all.subspan(2)}};
  report.figures = evaluate(report.corpus, report.sets, {});
  int points = 0;
  for (const ReportItem& item : evaluation_page(report).items) {
    if (const auto* chart = std::get_if<ScatterChart>(&item)) {
      for (const ScatterSeries& series : chart->series) {
        for (const ScatterPoint& point : series.points) {
          EXPECT_GT(point.y, 0) << point.name;
          ++points;
        }
      }
    }
  }
  EXPECT_EQ(points, 2);
}

}  // namespace
}  // namespace bachprop
