// A later layer may include an earlier one, never the reverse. CMake states the same graph; here it
// is stated a second time, and both the #includes and CMake's lists are held against it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "house/source_text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

// What each layer stands on directly. `train` is where music and networks first meet.
const std::map<std::string, Names>& graph() {
  static const std::map<std::string, Names> layers = {
      {"base", {}},
      {"midi", {"base"}},
      {"score", {"midi"}},
      {"notation", {"score"}},
      {"sound", {"midi"}},
      {"corpus", {"score"}},
      {"nn", {"base"}},
      {"model", {"nn"}},
      {"train", {"corpus", "model"}},
      {"generate", {"train"}},
      {"evaluate", {"generate", "notation"}},
      {"performance", {"generate"}},
      {"render", {"generate", "evaluate", "sound"}},
      {"cli", {"performance", "render"}},
  };
  return layers;
}

// A layer and all that it stands on, directly or not.
Names reach(const std::string& layer) {
  Names all = {layer};
  for (const std::string& below : graph().at(layer)) {
    all.merge(reach(below));
  }
  return all;
}

fs::path layers_folder() { return source_folder() / "src" / "bachprop"; }

std::vector<fs::path> code_of(const std::string& layer) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(layers_folder() / layer)) {
    if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp") {
      files.push_back(entry.path());
    }
  }
  return files;
}

TEST(Layering, EveryFolderIsALayerOfTheGraph) {
  Names folders;
  for (const auto& entry : fs::directory_iterator(layers_folder())) {
    if (entry.is_directory()) {
      folders.insert(entry.path().filename());
    }
  }
  Names layers;
  for (const auto& [layer, below] : graph()) {
    layers.insert(layer);
  }
  EXPECT_EQ(folders, layers);
}

TEST(Layering, IncludesNeverPointUpwards) {
  const std::regex include(R"re(#include\s*[<"]bachprop/([a-z_]+)/)re");
  int includes = 0;
  for (const auto& [layer, below] : graph()) {
    const Names allowed = reach(layer);
    for (const fs::path& file : code_of(layer)) {
      for (const std::string& used : matches(text_of(file), include)) {
        EXPECT_TRUE(allowed.contains(used))
            << file.string() << ": layer " << layer << " may not include layer " << used;
        ++includes;
      }
    }
  }
  EXPECT_GT(includes, 50) << "the pattern finds no includes";
}

TEST(Layering, IncludesNameTheirLayer) {
  const std::regex bare(R"re(#include\s*"((?!bachprop/)[^"]*)")re");
  for (const auto& [layer, below] : graph()) {
    for (const fs::path& file : code_of(layer)) {
      EXPECT_EQ(matches(text_of(file), bare), std::vector<std::string>()) << file.string();
    }
  }
}

TEST(Layering, MusicKnowsNothingOfNetworksAndNetworksNothingOfMusic) {
  const Names music = reach("corpus");
  EXPECT_EQ(music, (Names{"base", "midi", "score", "corpus"}));
  EXPECT_EQ(reach("model"), (Names{"base", "nn", "model"}));
}

TEST(Layering, CMakeStatesTheSameGraph) {
  const std::regex depends(R"re(\bDEPENDS((?:\s+[A-Za-z0-9_:-]+)+))re");
  const std::regex target(R"re(bachprop::([a-z_]+))re");
  for (const auto& [layer, below] : graph()) {
    const std::string cmake = text_of(layers_folder() / layer / "CMakeLists.txt");
    const auto lists = matches(cmake, depends);
    ASSERT_FALSE(lists.empty()) << layer;
    const auto stated = matches(lists.front(), target);
    EXPECT_EQ(Names(stated.begin(), stated.end()), below) << layer;
  }
}

TEST(Layering, EveryLayerOpensWithAReadme) {
  for (const auto& [layer, below] : graph()) {
    EXPECT_TRUE(fs::exists(layers_folder() / layer / "README.md")) << layer;
  }
}

// A broken promise of a caller (base/check.cpp) stops the program; all else is a Result.
TEST(Layering, OnlyTheCommandLinePrintsOrExits) {
  const std::regex speaks(
      R"re(\b((?:std::cout|std::cerr|std::clog|std::exit|::exit|std::printf|fmt::print)\b))re");
  for (const auto& [layer, below] : graph()) {
    for (const fs::path& file : code_of(layer)) {
      const bool may_speak = layer == "cli" || file.filename() == "check.cpp" ||
                             file.stem().string().ends_with("_test");
      if (!may_speak) {
        EXPECT_EQ(matches(text_of(file), speaks), std::vector<std::string>()) << file.string();
      }
    }
  }
}

}  // namespace
}  // namespace bachprop
