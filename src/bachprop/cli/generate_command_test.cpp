#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

using Q = Quarters;
namespace fs = std::filesystem;

TrainedModel small_model() {
  TrainedModel model;
  model.dictionaries = {.dt = TimeDictionary({0, Q(1, 2), 1}),
                        .duration = TimeDictionary({Q(1, 3), Q(1, 2), 1, 2}),
                        .pitch = PitchDictionary(55, 79)};
  Random random{21};
  model.network =
      Network({.layers = 3, .hidden = 8, .symbols = symbol_counts(model.dictionaries)}, random);
  model.quarters_per_minute = 84;
  return model;
}

// A folder with a model in it, and the program's commands.
class GenerateCommand : public CommandTest {
 protected:
  void SetUp() override {
    CommandTest::SetUp();
    ASSERT_TRUE(save_model(small_model(), folder_ / "model.safetensors"));
  }

  // The exit code, and what was printed.
  int run(std::vector<std::string> words) {
    const auto add = [](CLI::App& app, int& exit_code) {
      add_generate_command(app, exit_code);
      add_likelihood_command(app, exit_code);
      add_keep_command(app, exit_code);
    };
    return run_command(add, std::move(words), output_, errors_);
  }
  // MIDI alone, unless the words ask for another format.
  int generate(std::vector<std::string> words, const std::string& output = "out") {
    if (std::ranges::find(words, "--format") == words.end()) {
      words.insert(words.end(), {"--format", "midi"});
    }
    words.insert(words.begin(), {"generate", "--model", (folder_ / "model.safetensors").string(),
                                 "-o", (folder_ / output).string()});
    return run(words);
  }

  [[nodiscard]] std::string text_of(const fs::path& name) const {
    const auto bytes = read_file(folder_ / name);
    EXPECT_TRUE(bytes) << bytes.error().message();
    return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
  }
  [[nodiscard]] std::map<std::string, std::string> files_in(const fs::path& name) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_ / name)) {
      files[entry.path().filename()] = text_of(entry.path());
    }
    return files;
  }
};

TEST_F(GenerateCommand, WritesPiecesTheirRecordAndAPage) {
  ASSERT_EQ(generate({"-n", "3"}), 0) << errors_;
  const auto files = files_in("out");
  ASSERT_EQ(files.size(), 5U);
  EXPECT_TRUE(files.contains("piece-001.mid"));
  EXPECT_TRUE(files.contains("piece-003.mid"));
  EXPECT_NE(files.at("index.html").find("3 new pieces"), std::string::npos);
  const auto json = nlohmann::json::parse(files.at("pieces.json"));
  EXPECT_EQ(json["pieces"].size(), 3U);
  EXPECT_EQ(json["model"]["sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(json["options"]["quarters_per_minute"], 84.0);
  EXPECT_NE(output_.find("Open "), std::string::npos);
}

TEST_F(GenerateCommand, EqualSeedsGiveEqualBytesAndOthersDoNot) {
  ASSERT_EQ(generate({"-n", "5", "--seed", "4"}, "first"), 0);
  ASSERT_EQ(generate({"-n", "5", "--seed", "4"}, "again"), 0);
  ASSERT_EQ(generate({"-n", "5", "--seed", "5"}, "other"), 0);
  EXPECT_EQ(files_in("first"), files_in("again"));
  EXPECT_NE(files_in("first").at("piece-001.mid"), files_in("other").at("piece-001.mid"));
}

TEST_F(GenerateCommand, GivesAPieceAgainByItsNumber) {
  ASSERT_EQ(generate({"-n", "5", "--seed", "4"}, "all"), 0);
  ASSERT_EQ(generate({"-n", "2", "--first", "4", "--seed", "4"}, "rest"), 0);
  EXPECT_EQ(files_in("all").at("piece-004.mid"), files_in("rest").at("piece-004.mid"));
  EXPECT_EQ(files_in("all").at("piece-005.mid"), files_in("rest").at("piece-005.mid"));
  EXPECT_FALSE(files_in("rest").contains("piece-001.mid"));
  const auto json = nlohmann::json::parse(files_in("rest").at("pieces.json"));
  EXPECT_EQ(json["pieces"][0]["number"], 4);
  EXPECT_EQ(json["stopped"], false);
}

TEST_F(GenerateCommand, GoesOnFromAPieceAsItWasComposed) {
  ASSERT_EQ(generate({"-n", "2", "--temperature", "0.7", "--bpm", "90", "--max-notes", "60",
                      "--min-notes", "20"}),
            0);
  EXPECT_NE(output_.find(" keep "), std::string::npos) << output_;
  const std::string piece = (folder_ / "out" / "piece-002").string();
  ASSERT_EQ(run({"keep", piece}), 0) << errors_;
  // The model is found by its name and its digest.
  const std::string kept = (folder_ / "favourites" / "out-piece-002").string();
  for (const std::string& like : {piece, piece + ".mid", kept}) {
    fs::remove_all(folder_ / "like");
    ASSERT_EQ(run({"generate", "--like", like, "-n", "3", "--max-notes", "50", "--format", "midi",
                   "-o", (folder_ / "like").string()}),
              0)
        << errors_;
    const auto json = nlohmann::json::parse(files_in("like").at("pieces.json"));
    EXPECT_EQ(json["options"]["temperature"], 0.7);
    EXPECT_EQ(json["options"]["quarters_per_minute"], 90.0);
    EXPECT_EQ(json["options"]["max_notes"], 50) << "what is stated stands above what was";
    EXPECT_EQ(json["options"]["min_notes"], 20);
    EXPECT_GT(json["prime"]["notes"], 0);
    EXPECT_EQ(json["prime"]["notes_changed"], 0);
    EXPECT_EQ(json["pieces"].size(), 3U);
  }
}

TEST_F(GenerateCommand, GoesOnAsLongAsTheCorpusIsWhereNoLengthWasStated) {
  ASSERT_EQ(generate({"-n", "1"}), 0);
  const std::string piece = (folder_ / "out" / "piece-001").string();
  ASSERT_EQ(run({"keep", piece}), 0) << errors_;
  const std::string kept = (folder_ / "favourites" / "out-piece-001").string();
  for (const std::string& like : {piece, kept}) {
    fs::remove_all(folder_ / "like");
    ASSERT_EQ(run({"generate", "--like", like, "-n", "1", "--format", "midi", "-o",
                   (folder_ / "like").string()}),
              0)
        << errors_;
    const auto json = nlohmann::json::parse(files_in("like").at("pieces.json"));
    EXPECT_EQ(json["options"]["limits"], "corpus");
  }
}

TEST_F(GenerateCommand, SaysWhereTheModelOfAPieceIsToBeFound) {
  ASSERT_EQ(generate({"-n", "1"}), 0);
  const std::string piece = (folder_ / "out" / "piece-001").string();
  fs::rename(folder_ / "model.safetensors", folder_ / "other.safetensors");
  EXPECT_EQ(run({"generate", "--like", piece, "-o", (folder_ / "like").string()}), 1);
  EXPECT_NE(errors_.find("model.safetensors, which is not here; name the model with --model"),
            std::string::npos)
      << errors_;
  EXPECT_EQ(run({"generate", "--like", piece, "--model", (folder_ / "other.safetensors").string(),
                 "--format", "midi", "-o", (folder_ / "like").string()}),
            0)
      << errors_;
}

TEST_F(GenerateCommand, GivesTheSameBytesOnAnyNumberOfThreads) {
  ASSERT_EQ(generate({"-n", "20", "--threads", "1"}, "one"), 0);
  ASSERT_EQ(generate({"-n", "20", "--threads", "2"}, "two"), 0);
  ASSERT_EQ(generate({"-n", "20", "--threads", "3"}, "three"), 0);
  EXPECT_EQ(files_in("one"), files_in("two"));
  EXPECT_EQ(files_in("one"), files_in("three"));
  EXPECT_EQ(generate({"--threads", "0"}, "none"), 2);
}

TEST_F(GenerateCommand, FirstPieceDoesNotDependOnHowManyAreAskedFor) {
  ASSERT_EQ(generate({"-n", "1"}, "one"), 0);
  ASSERT_EQ(generate({"-n", "8"}, "eight"), 0);
  EXPECT_EQ(files_in("one").at("piece-001.mid"), files_in("eight").at("piece-001.mid"));
}

// Not only in memory: what a reader of the files finds.
TEST_F(GenerateCommand, EveryTimeDurationAndPitchInTheFilesIsInTheDictionaries) {
  ASSERT_EQ(generate({"-n", "100", "--min-notes", "30", "--max-notes", "80"}), 0);
  const Dictionaries dictionaries = small_model().dictionaries;
  for (const auto& [name, bytes] : files_in("out")) {
    if (name.ends_with(".mid")) {
      const auto reading = read_score(as_bytes_of(bytes), name);
      ASSERT_TRUE(reading) << reading.error().message();
      EXPECT_TRUE(reading->repairs.empty());
      const auto symbols = encode(reading->score, dictionaries);
      EXPECT_TRUE(symbols) << name << ": " << symbols.error().message();
    }
  }
}

TEST_F(GenerateCommand, GoesOnFromAGivenFileInItsTempoAndKey) {
  Score given;
  given.notes = {{0, 1, 60}, {0, 1, 64}, {1, Q(3, 4), 67}, {20, 1, 60}};
  given.tempos = {{0, 60}};
  given.key_signatures = {{0, 2, false}};
  ASSERT_TRUE(write_file(folder_ / "given.mid", write_score(given)));
  ASSERT_EQ(generate({"-n", "2", "--prime", (folder_ / "given.mid").string(), "--min-notes", "9"}),
            0);
  EXPECT_NE(errors_.find("note 3 (at quarter 1): T 3/4 is not in the model's dictionary: taken as "
                         "1/2"),
            std::string::npos)
      << errors_;
  const std::string bytes = text_of("out/piece-002.mid");
  const Score score = read_score(as_bytes_of(bytes), "")->score;
  EXPECT_EQ(score.tempos, given.tempos);
  EXPECT_EQ(score.key_signatures, given.key_signatures);
  EXPECT_EQ(score.notes[0], given.notes[0]);
  EXPECT_GE(score.notes.size(), 9U);
  const auto json = nlohmann::json::parse(text_of("out/pieces.json"));
  EXPECT_EQ(json["prime"]["notes"], 3);
  EXPECT_EQ(json["prime"]["notes_changed"], 1);
}

TEST_F(GenerateCommand, PrintsTheRecordAsJson) {
  ASSERT_EQ(generate({"-n", "1", "--json"}), 0);
  EXPECT_EQ(output_, text_of("out/pieces.json"));
}

// Draws a page with one line for each score.
constexpr const char* kFakeEngraver = R"(#!/bin/sh
for score in */score.musicxml; do
  echo '<svg viewBox="0 0 100 50"><polyline stroke="#000000" fill="none" points="1,2 3,2"/></svg>' \
    >"${score%.musicxml}-1.svg"
  echo '<score/>' >"${score%.musicxml}.spos"
done
)";

TEST_F(GenerateCommand, WritesAndShowsSheetMusicThatIsAskedFor) {
  const fs::path engraver = folder_ / "engraver";
  ASSERT_TRUE(write_file(engraver, kFakeEngraver));
  fs::permissions(engraver, fs::perms::owner_all);
  ASSERT_EQ(generate({"-n", "2", "--format", "musicxml,svg", "--engraver", engraver.string()}), 0)
      << errors_;
  const auto files = files_in("out");
  EXPECT_TRUE(files.contains("piece-002.musicxml"));
  EXPECT_TRUE(files.contains("piece-002-page-1.svg"));
  const auto json = nlohmann::json::parse(files.at("pieces.json"));
  EXPECT_EQ(json["pieces"][0]["musicxml"], "piece-001.musicxml");
  EXPECT_EQ(json["pieces"][0]["svg"], (std::vector<std::string>{"piece-001-page-1.svg"}));
  EXPECT_NE(files.at("index.html").find(R"("lines":[[10,[10,20,30,20]]])"), std::string::npos);
}

TEST_F(GenerateCommand, SaysWhatIsMissingBeforeItComposes) {
  EXPECT_EQ(generate({"--format", "pdf", "--engraver", (folder_ / "none").string()}), 1);
  EXPECT_NE(errors_.find("sudo apt install musescore3"), std::string::npos) << errors_;
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(GenerateCommand, RefusesAFolderWithAnotherRunBeforeItComposes) {
  ASSERT_EQ(generate({"-n", "3", "--seed", "7"}), 0);
  EXPECT_EQ(errors_, "");
  const auto before = files_in("out");
  EXPECT_EQ(generate({"-n", "1", "--seed", "8"}), 1);
  EXPECT_EQ(errors_, "bachprop generate: " + (folder_ / "out").string() +
                         " holds another run (3 pieces by " +
                         (folder_ / "model.safetensors").string() +
                         ", seed 7): choose another folder with -o, or replace that run with "
                         "--force\n");
  EXPECT_EQ(files_in("out"), before);
}

TEST_F(GenerateCommand, WithForceNothingOfTheEarlierRunStandsAmongThePieces) {
  ASSERT_EQ(generate({"-n", "3", "--format", "musicxml"}), 0);
  ASSERT_TRUE(write_file(folder_ / "out/notes.txt", "mine"));
  ASSERT_TRUE(write_file(folder_ / "out/piece-009.mid", "mine"));
  ASSERT_EQ(generate({"-n", "1", "--force"}), 0);
  const auto files = files_in("out");
  EXPECT_EQ(files.size(), 5U);
  for (const char* name : {"piece-001.mid", "pieces.json", "index.html", "notes.txt"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  EXPECT_NE(errors_.find("still holds 1 piece of another run, piece-009.mid to piece-009.mid"),
            std::string::npos)
      << errors_;
}

// Names that lead out of the folder, or to other files, are not removed.
TEST_F(GenerateCommand, ForceRemovesNothingButPiecesThatARecordLists) {
  ASSERT_TRUE(make_directories(folder_ / "out"));
  for (const char* name : {"out/notes.txt", "piece-1.mid", "out/piece-7.txt"}) {
    ASSERT_TRUE(write_file(folder_ / name, "mine"));
  }
  ASSERT_TRUE(write_file(folder_ / "out/pieces.json",
                         R"({"format": "bachprop pieces", "pieces": [{"file": "notes.txt",
                             "pdf": "../piece-1.mid", "svg": ["piece-7.txt", 3]}, 4]})"));
  ASSERT_EQ(generate({"-n", "1", "--force"}), 0) << errors_;
  EXPECT_EQ(text_of("out/notes.txt"), "mine");
  EXPECT_EQ(text_of("piece-1.mid"), "mine");
  EXPECT_FALSE(fs::exists(folder_ / "out/piece-7.txt"));
}

TEST_F(GenerateCommand, RefusesAFolderWithFilesOfTheNamesThatItWrites) {
  for (const char* name : {"index.html", "pieces.json", "piece-001.mid", "piece-0444.ogg"}) {
    const fs::path folder = std::string("of ") + name;
    ASSERT_TRUE(make_directories(folder_ / folder));
    ASSERT_TRUE(write_file(folder_ / folder / name, "mine"));
    EXPECT_EQ(generate({"-n", "1"}, folder), 1) << name;
    EXPECT_NE(errors_.find(std::string(name) + " (a file, 4 bytes) is there already"),
              std::string::npos)
        << errors_;
    EXPECT_EQ(text_of(folder / name), "mine");
    EXPECT_EQ(files_in(folder).size(), 1U);
  }
  ASSERT_TRUE(make_directories(folder_ / "others"));
  ASSERT_TRUE(write_file(folder_ / "others/my piece-1.mid", "mine"));
  EXPECT_EQ(generate({"-n", "1"}, "others"), 0) << errors_;
}

TEST_F(GenerateCommand, WithoutAFolderItTakesTheNextFreeOne) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  const std::vector<std::string> words = {"generate", "--model", "model.safetensors", "-n", "1",
                                          "--format", "midi"};
  EXPECT_EQ(run(words), 0) << errors_;
  EXPECT_EQ(errors_, "");
  EXPECT_EQ(run(words), 0) << errors_;
  EXPECT_EQ(errors_, "out is taken, so the pieces go into out-2.\n");
  EXPECT_NE(output_.find("Open out-2/index.html"), std::string::npos) << output_;
  // Not before it is known that there will be any.
  const std::map<std::vector<std::string>, int> wrong = {{{"--temperature", "-1"}, 2},
                                                         {{"--prime", "out/pieces.json"}, 1}};
  for (const auto& [option, exit_code] : wrong) {
    std::vector<std::string> more = words;
    more.insert(more.end(), option.begin(), option.end());
    EXPECT_EQ(run(more), exit_code);
    EXPECT_EQ(errors_.find("is taken"), std::string::npos) << errors_;
  }
  ASSERT_TRUE(write_file("out-3", "a file"));
  ASSERT_TRUE(make_directories("out-4"));
  EXPECT_EQ(run(words), 0) << errors_;
  fs::current_path(before);
  EXPECT_EQ(files_in("out-4").size(), 3U);
  EXPECT_EQ(files_in("out"), files_in("out-2"));
}

TEST_F(GenerateCommand, NeverReplacesTheBeginningThatItGoesOnFrom) {
  ASSERT_EQ(generate({"-n", "2", "--min-notes", "9"}), 0);
  const std::string given = text_of("out/piece-002.mid");
  EXPECT_EQ(generate({"-n", "1", "--force", "--prime", (folder_ / "out/piece-002.mid").string()}),
            1);
  EXPECT_NE(errors_.find("piece-002.mid: is read and would be overwritten"), std::string::npos);
  EXPECT_EQ(text_of("out/piece-002.mid"), given);
}

// A folder stands for a disk that takes no more.
TEST_F(GenerateCommand, NamesEachFileThatCannotBeWrittenAndKeepsTheOthers) {
  ASSERT_EQ(generate({"-n", "3", "--format", "musicxml"}, "good"), 0);
  ASSERT_TRUE(make_directories(folder_ / "out/piece-002.musicxml"));
  ASSERT_TRUE(make_directories(folder_ / "out/index.html"));
  EXPECT_EQ(generate({"-n", "3", "--format", "musicxml", "--force"}), 1);
  for (const char* name : {"piece-002.musicxml", "index.html"}) {
    EXPECT_NE(errors_.find(std::string(name) + ": cannot be written"), std::string::npos)
        << errors_;
  }
  EXPECT_EQ(text_of("out/piece-003.musicxml"), text_of("good/piece-003.musicxml"));
  const auto json = nlohmann::json::parse(text_of("out/pieces.json"));
  EXPECT_TRUE(json["pieces"][0].contains("musicxml"));
  EXPECT_FALSE(json["pieces"][1].contains("musicxml"));
}

// The longest is finished last.
TEST_F(GenerateCommand, StopsWhereAPieceCannotBeWrittenAndSaysWhichAreThere) {
  const std::vector<std::string> words = {"-n", "6", "--threads", "1", "--max-notes", "400"};
  ASSERT_EQ(generate(words, "good"), 0);
  const auto good = nlohmann::json::parse(text_of("good/pieces.json"))["pieces"];
  const auto notes = [](const nlohmann::json& piece) { return piece["notes"].get<int>(); };
  const std::string longest = (*std::ranges::max_element(good, {}, notes))["file"];
  ASSERT_TRUE(make_directories(folder_ / "out" / longest));
  std::vector<std::string> forced = words;
  forced.emplace_back("--force");
  EXPECT_EQ(generate(forced), 1);
  EXPECT_NE(errors_.find(longest + ": cannot be written"), std::string::npos) << errors_;
  EXPECT_NE(errors_.find("Not all could be written: 5 of 6 pieces are there."), std::string::npos)
      << errors_;
  const auto json = nlohmann::json::parse(text_of("out/pieces.json"));
  EXPECT_EQ(json["stopped"], true);
  ASSERT_EQ(json["pieces"].size(), 5U);
  for (const auto& piece : json["pieces"]) {
    const std::string name = piece["file"];
    EXPECT_NE(name, longest);
    EXPECT_EQ(text_of(fs::path("out") / name), text_of(fs::path("good") / name));
  }
}

TEST_F(GenerateCommand, SaysThatPiecesAreTheSame) {
  ASSERT_EQ(generate({"-n", "3", "--temperature", "0", "--min-notes", "20"}), 0) << errors_;
  EXPECT_EQ(errors_,
            "Pieces 1, 2 and 3 are the same, note for note: at temperature 0 nothing is drawn; "
            "raise --temperature.\n");
  ASSERT_EQ(generate({"-n", "3", "--min-notes", "20"}, "others"), 0);
  EXPECT_EQ(errors_, "");
}

// What a sequencer needs, and whoever reads the files again: the notes as they were composed.
TEST_F(GenerateCommand, MidiFilesHaveTheTracksOfThoseWhoPlayAndExactlyTheComposedNotes) {
  ASSERT_EQ(generate({"-n", "4", "--min-notes", "60", "--max-notes", "90"}, "plain"), 0);
  ASSERT_EQ(
      generate({"-n", "4", "--min-notes", "60", "--max-notes", "90", "--arrange", "string-quartet"},
               "quartet"),
      0);
  for (int i = 1; i <= 4; ++i) {
    const std::string name = "piece-00" + std::to_string(i) + ".mid";
    const std::string plain = text_of(fs::path("plain") / name);
    const std::string quartet = text_of(fs::path("quartet") / name);
    const Score as_composed = read_score(as_bytes_of(plain), name)->score;
    const Score arranged = read_score(as_bytes_of(quartet), name)->score;
    EXPECT_EQ(as_composed.notes, arranged.notes);
    EXPECT_EQ(as_composed.key_signatures.size(), 1U);
    ASSERT_GE(arranged.voice_names.size(), 4U);
    EXPECT_EQ(arranged.voice_names.front(), "Violin I");
    EXPECT_NE(quartet.find(std::string("\xC3\x2A", 2)), std::string::npos) << "a cello's program";
  }
  const std::string model = (folder_ / "model.safetensors").string();
  ASSERT_EQ(run({"likelihood", "--model", model, "--json", (folder_ / "plain").string()}), 0);
  const std::string of_plain = output_;
  ASSERT_EQ(run({"likelihood", "--model", model, "--json", (folder_ / "quartet").string()}), 0);
  EXPECT_EQ(output_, of_plain);
}

TEST_F(GenerateCommand, WritesTheKeyThatIsAskedForAndTransposes) {
  const std::vector<std::string> common = {"-n", "4", "--min-notes", "60", "--max-notes", "90"};
  const auto with = [&](const std::vector<std::string>& more, const std::string& folder) {
    std::vector<std::string> words = common;
    words.insert(words.end(), more.begin(), more.end());
    EXPECT_EQ(generate(words, folder), 0) << errors_;
    return read_score(as_bytes_of(text_of(fs::path(folder) / "piece-001.mid")), "1")->score;
  };
  const Score in_e_flat = with({"--key", "Eb"}, "key");
  EXPECT_EQ(in_e_flat.key_signatures, (std::vector<KeySignature>{{0, -3, false}}));
  const Score plain = with({}, "plain");
  const Score higher = with({"--transpose", "m3"}, "higher");
  ASSERT_EQ(plain.notes.size(), higher.notes.size());
  EXPECT_EQ(plain.notes.front().pitch + 3, higher.notes.front().pitch);
  const auto json = nlohmann::json::parse(text_of("higher/pieces.json"));
  EXPECT_EQ(json["pieces"][0]["transposed"], 3);
  EXPECT_EQ(generate({"--key", "H moll"}), 2);
  EXPECT_EQ(generate({"--transpose", "far"}), 2);
}

TEST_F(GenerateCommand, NamesTheOptionThatIsWrongAndWritesNothing) {
  EXPECT_EQ(generate({"--top-p", "1.5"}), 2);
  EXPECT_EQ(errors_,
            "bachprop generate: --top-p: 1.5 is not a number above 0, at most 1; see bachprop "
            "generate --help\n");
  EXPECT_EQ(generate({"--bpm", "0"}), 2);
  EXPECT_EQ(generate({"--prime", (folder_ / "none.mid").string()}), 1);
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(GenerateCommand, LikelihoodScoresWhatItCanAndNamesTheFirstNoteOfWhatItCannot) {
  ASSERT_EQ(generate({"-n", "2"}), 0);
  Score foreign;
  foreign.notes = {{0, 1, 60}, {1, Q(5, 4), 62}};
  ASSERT_TRUE(write_file(folder_ / "out/foreign.mid", write_score(foreign)));
  const std::string model = (folder_ / "model.safetensors").string();
  ASSERT_EQ(run({"likelihood", "--model", model, "--json", (folder_ / "out").string()}), 0);
  const auto json = nlohmann::json::parse(output_);
  ASSERT_EQ(json["files"].size(), 3U);
  EXPECT_EQ(json["files"][0]["error"],
            "cannot be scored: note 2 (at quarter 1): T = 5/4 is not in the dictionary");
  EXPECT_GT(json["files"][1]["nats_per_note"]["sum"], 0.0);
  EXPECT_EQ(json["all"]["events"].get<int>(),
            json["files"][1]["events"].get<int>() + json["files"][2]["events"].get<int>());
  EXPECT_EQ(run({"likelihood", "--model", model, (folder_ / "out/foreign.mid").string()}), 1);
}

}  // namespace
}  // namespace bachprop
