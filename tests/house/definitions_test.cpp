// One name, one definition. Where two sources define a type of one name differently, the linker
// keeps one of each pair of functions that the compiler made of them, for both types.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "house/cpp_text.h"
#include "house/source_text.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names(const std::vector<TypeDefinition>& types) {
  std::vector<std::string> found;
  for (const TypeDefinition& type : types) {
    found.push_back(type.name);
  }
  return found;
}

TEST(CppText, HasSpacesForWhatIsNoCode) {
  EXPECT_EQ(code_only("a // }\nb /* { */ c"), "a     \nb         c");
  EXPECT_EQ(code_only("f('{', \"}\\\"\", 1'000)"), "f(   ,      , 1'000)");
  EXPECT_EQ(code_only("R\"x({\" )x\" g"), std::string(11, ' ') + "g");
  EXPECT_EQ(code_only("#define A \\\n  {\nb"), std::string(11, ' ') + "\n   \nb");
}

TEST(CppText, FindsTypesAtNamespaceScopeOnly) {
  EXPECT_EQ(names(types_defined_in(R"(
      namespace a {
      struct Forward;
      template <typename T, class U = std::vector<T>>
      class alignas(64) Plain final : public Base<T> { struct Inner {}; };
      namespace { enum class Kind : std::uint8_t { kOne }; }
      struct Plain<int, int>::State {};
      inline Plain made() { struct InAFunction { int a; }; return {}; }
      struct Plain* pointer() { return nullptr; }
      }
      template <> struct std::hash<a::Kind> { };)")),
            (std::vector<std::string>{"a::Plain", "a::(anonymous)::Kind",
                                      "a::Plain<int,int>::State", "std::hash<a::Kind>"}));
}

class Definitions : public ::testing::Test {
 protected:
  struct Place {
    fs::path file;
    TypeDefinition type;

    [[nodiscard]] std::string text() const {
      return file.lexically_relative(source_folder()).string() + ":" + std::to_string(type.line);
    }
  };

  void SetUp() override {
    for (const fs::path& file : code_below(source_folder() / "src")) {
      for (TypeDefinition& type : types_defined_in(text_of(file))) {
        places_.push_back({file, std::move(type)});
      }
    }
    EXPECT_GT(places_.size(), 500U) << "types are not found";
  }

  std::vector<Place> places_;
};

// Types that only one source sees belong into its anonymous namespace.
TEST_F(Definitions, NoTwoTypesHaveOneName) {
  std::map<std::string, std::string> known;
  for (const Place& place : places_) {
    if (!place.type.is_local) {
      const auto [other, is_new] = known.emplace(place.type.name, place.text());
      EXPECT_TRUE(is_new) << place.type.name << " is defined in " << place.text() << " and in "
                          << other->second;
    }
  }
}

// Each source that includes such a header has a type of its own, and inline functions that use it
// are no longer the same.
TEST_F(Definitions, NoHeaderHasTypesInAnAnonymousNamespace) {
  for (const Place& place : places_) {
    EXPECT_FALSE(place.type.is_local && place.file.extension() == ".h")
        << place.text() << ": " << place.type.name;
  }
}

}  // namespace
}  // namespace bachprop
