// A later layer may include an earlier one, never the reverse. CMake states the graph: the order of
// the layers in src/bachprop/CMakeLists.txt, and in each layer's CMakeLists.txt what it DEPENDS on.
// The #includes of each layer and of its tests are held against it.
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

fs::path layers_folder() { return source_folder() / "src" / "bachprop"; }

std::vector<std::string> words_of(const std::string& text) {
  static const std::regex word("([a-z0-9_]+)");
  return matches(text, word);
}

// In the order in which CMake adds them.
const std::vector<std::string>& layers() {
  static const auto stated = [] {
    const std::regex list(R"(foreach\(layer([^)]*)\))");
    const auto lists = matches(text_of(layers_folder() / "CMakeLists.txt"), list);
    return lists.empty() ? std::vector<std::string>() : words_of(lists.front());
  }();
  return stated;
}

// What a layer stands on directly.
Names below(const std::string& layer) {
  static const std::regex depends(R"re(\bDEPENDS((?:\s+[A-Za-z0-9_:-]+)+))re");
  static const std::regex target(R"re(bachprop::([a-z0-9_]+))re");
  Names stated;
  for (const std::string& list :
       matches(text_of(layers_folder() / layer / "CMakeLists.txt"), depends)) {
    for (const std::string& name : matches(list, target)) {
      stated.insert(name);
    }
  }
  return stated;
}

// A layer and all that it stands on, directly or not.
Names reach(const std::string& layer) {
  Names all = {layer};
  // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot read libstdc++'s reversed ranges.
  for (auto lower = layers().rbegin(); lower != layers().rend(); ++lower) {
    if (all.contains(*lower)) {
      all.merge(below(*lower));
    }
  }
  return all;
}

TEST(Layering, EveryFolderIsALayerOfTheGraph) {
  Names folders;
  for (const auto& entry : fs::directory_iterator(layers_folder())) {
    if (entry.is_directory()) {
      folders.insert(entry.path().filename());
    }
  }
  EXPECT_EQ(folders, Names(layers().begin(), layers().end()));
}

// So there is no circle.
TEST(Layering, ALayerStandsOnEarlierOnes) {
  Names earlier;
  for (const std::string& layer : layers()) {
    for (const std::string& lower : below(layer)) {
      ASSERT_TRUE(earlier.contains(lower)) << layer << " stands on " << lower << ", which is later";
    }
    EXPECT_TRUE(earlier.empty() || !below(layer).empty()) << layer << " stands on nothing";
    earlier.insert(layer);
  }
}

// A test that stands beside the code of a layer sees what the layer sees.
TEST(Layering, IncludesNeverPointUpwards) {
  const std::regex include(R"re(#\s*include\s*[<"]bachprop/([a-z0-9_]+)/)re");
  for (const std::string& layer : layers()) {
    const Names allowed = reach(layer);
    int includes = 0;
    for (const fs::path& file : code_below(layers_folder() / layer)) {
      for (const std::string& used : matches(text_of(file), include)) {
        EXPECT_TRUE(allowed.contains(used))
            << file.string() << ": layer " << layer << " may not include layer " << used;
        ++includes;
      }
    }
    EXPECT_GT(includes, 0) << layer << ": the pattern finds no includes";
  }
}

TEST(Layering, IncludesNameTheirLayer) {
  const std::regex bare(R"re(#\s*include\s*"((?!bachprop/)[^"]*)")re");
  for (const fs::path& file : code_below(layers_folder())) {
    EXPECT_EQ(matches(text_of(file), bare), std::vector<std::string>()) << file.string();
  }
}

// `train` is where they first meet: what stands on both also stands on it.
TEST(Layering, MusicKnowsNothingOfNetworksAndNetworksNothingOfMusic) {
  int both = 0;
  for (const std::string& layer : layers()) {
    const Names seen = reach(layer);
    if (seen.contains("nn") && seen.contains("midi")) {
      EXPECT_TRUE(seen.contains("train")) << layer;
      ++both;
    }
  }
  EXPECT_GT(both, 1);
}

TEST(Layering, EveryLayerOpensWithAReadme) {
  for (const std::string& layer : layers()) {
    EXPECT_TRUE(fs::exists(layers_folder() / layer / "README.md")) << layer;
  }
}

}  // namespace
}  // namespace bachprop
