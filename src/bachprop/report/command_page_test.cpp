#include "bachprop/report/command_page.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/report/completions.h"
#include "bachprop/report/man_page.h"
#include "bachprop/report/options_document.h"

namespace bachprop {
namespace {

struct Baking {
  std::vector<std::filesystem::path> recipes = {};
  int loaves = 2;
  std::optional<double> minutes = {};
  std::string flour = "rye";
  std::vector<std::string> seeds = {};
  bool cold = false;
  std::filesystem::path oven = "out";
  int rise = 0;
};

void list_fields(Baking& baking, FieldList& fields) {
  fields(baking.loaves, {.option = "-n,--loaves",
                         .help = "how many",
                         .advice = "More for guests.",
                         .limits = between(1, 9)});
  fields(baking.minutes, {.option = "--minutes",
                          .help = "in the oven; it's hot",
                          .need = Need::kRare,
                          .usual = "until it is done",
                          .needs = "--oven"});
  fields(baking.recipes, {.option = "recipe", .help = "what to bake", .required = true});
  fields(baking.flour, {.option = "--flour",
                        .help = "rye or wheat",
                        .choices = {"rye", "wheat"},
                        .excludes = {"--cold"},
                        .shortcut = {.option = "--white", .value = "wheat"}});
  fields.heading("Dough");
  fields(baking.seeds, {.option = "--seeds",
                        .value = "LIST",
                        .help = "on top",
                        .need = Need::kRare,
                        .choices = {"poppy", "sesame"}});
  fields(baking.cold, {.option = "--cold", .help = "do not wait [long]", .need = Need::kRare});
  fields.heading("");
  fields(baking.oven,
         {.option = "-o,--oven", .value = "FOLDER", .help = "where", .required = true});
  fields(baking.rise, {.option = "--rise", .help = "hours", .limits = zero_or(3, 47)});
}

constexpr CommandText kText = {"bake", "make bread",
                               R"(Examples:
  oven bake a.txt -o out        two loaves

  oven bake b.txt -o out

Bread wants time. It's not
done before.

.Dots begin a line.)"};

CommandPage page() {
  Baking baking;
  return command_page(kText, fields_of(baking));
}

ProgramPage program() { return {.summary = "Bakes.", .version = "1.0", .commands = {page()}}; }

const OptionEntry& entry(const CommandPage& page, const std::string& name) {
  for (const OptionEntry& one : page.entries) {
    if (one.names.back() == name) {
      return one;
    }
  }
  ADD_FAILURE() << "no " << name;
  return page.entries.front();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CommandPage, SaysHowACommandIsUsed) {
  EXPECT_EQ(page().usage(), "bachprop bake [OPTIONS] RECIPE... -o FOLDER");
  EXPECT_EQ(page().summary, "make bread");
}

TEST(CommandPage, HasExamplesAndParagraphsApart) {
  EXPECT_EQ(page().examples, (std::vector<std::string>{"  oven bake a.txt -o out        two loaves",
                                                       "", "  oven bake b.txt -o out"}));
  EXPECT_EQ(
      page().paragraphs(),
      (std::vector<std::string>{"Bread wants time. It's not done before.", ".Dots begin a line."}));
}

TEST(CommandPage, SaysOfAnOptionWhatItTakesAndItsDefault) {
  const CommandPage bread = page();
  EXPECT_EQ(entry(bread, "--loaves").synopsis(), "-n, --loaves N");
  EXPECT_EQ(entry(bread, "--loaves").description(), "how many (default: 2)");
  EXPECT_EQ(entry(bread, "--minutes").synopsis(), "--minutes X");
  EXPECT_EQ(entry(bread, "--minutes").description(),
            "in the oven; it's hot (default: until it is done)");
  EXPECT_EQ(entry(bread, "--minutes").short_help(), "in the oven");
  EXPECT_EQ(entry(bread, "--flour").synopsis(), "--flour rye|wheat");
  EXPECT_EQ(entry(bread, "--white").description(), "the same as --flour wheat");
  EXPECT_EQ(entry(bread, "--cold").synopsis(), "--cold");
  EXPECT_EQ(entry(bread, "--rise").description(), "hours (0 or 3 to 47; default: 0)");
  EXPECT_EQ(entry(bread, "recipe").synopsis(), "RECIPE...");
}

TEST(CommandPage, HasMoreToSayInTheManual) {
  const CommandPage bread = page();
  EXPECT_EQ(
      entry(bread, "--loaves").remarks(),
      (std::vector<std::string>{"Takes a number from 1 to 9.", "Default: 2.", "More for guests."}));
  EXPECT_EQ(entry(bread, "--minutes").remarks(),
            (std::vector<std::string>{"Default: until it is done.", "Only beside --oven."}));
  EXPECT_EQ(entry(bread, "--flour").remarks(),
            (std::vector<std::string>{"Default: rye.", "Not beside --cold."}));
  EXPECT_EQ(entry(bread, "--seeds").remarks(),
            (std::vector<std::string>{"Some of: poppy, sesame."}));
}

TEST(CommandPage, ShowsWhatPeopleNeedAndTheRestByHeadings) {
  const CommandPage bread = page();
  const auto headings = [&](bool all) {
    std::string text;
    for (const PageSection& group : groups_of(bread, all)) {
      text += group.heading + ":";
      for (const OptionEntry* one : group.entries) {
        text += " " + one->names.back();
      }
      text += "\n";
    }
    return text;
  };
  EXPECT_EQ(headings(false),
            "Arguments: recipe\n"
            "Options: --loaves --flour --oven --rise --help --help-all\n");
  EXPECT_EQ(headings(true),
            "Arguments: recipe\n"
            "Options: --loaves --flour --oven --rise --help --help-all\n"
            "Rare options: --minutes --white\n"
            "Dough: --seeds --cold\n");
}

TEST(ManPage, TakesNoTextForAnInstruction) {
  const std::string manual = command_manual(page(), program());
  EXPECT_TRUE(has(manual, ".TH BACHPROP-BAKE 1 \"\" \"BachProp 1.0\"")) << manual;
  EXPECT_TRUE(has(manual, "\n\\&.Dots begin a line.\n")) << manual;
  EXPECT_TRUE(has(manual, ".TP\n\\fB\\-n\\fR, \\fB\\-\\-loaves\\fR \\fIN\\fR\nhow many.\n"))
      << manual;
  EXPECT_TRUE(has(manual, "More for guests.\n")) << manual;
  EXPECT_TRUE(has(program_manual(program()), ".BR bachprop\\-bake (1)\nmake bread.\n"));
}

TEST(Completions, OfferNamesValuesAndFolders) {
  const std::string bash = bash_completion(program());
  EXPECT_TRUE(has(bash, "bake:--flour) _bachprop_words 'rye wheat'; return ;;")) << bash;
  EXPECT_TRUE(has(bash, "bake:--seeds) _bachprop_list 'poppy sesame'; return ;;")) << bash;
  EXPECT_TRUE(has(bash, "bake:-o|bake:--oven) _bachprop_paths -d; return ;;")) << bash;
  const std::string zsh = zsh_completion(program());
  EXPECT_TRUE(has(zsh, "'(--cold --flour)--flour[rye or wheat]:value:(rye wheat)'")) << zsh;
  EXPECT_TRUE(has(zsh, "do not wait \\[long\\]")) << zsh;
  const std::string fish = fish_completion(program());
  EXPECT_TRUE(has(fish, " -s n -l loaves -x -d 'how many'")) << fish;
}

TEST(OptionsDocument, HasASentenceALine) {
  EXPECT_TRUE(
      has(options_document(program()),
          "- **`-n, --loaves N`**: how many.\n  Takes a number from 1 to 9.\n  Default: 2.\n"
          "  More for guests.\n"))
      << options_document(program());
}

}  // namespace
}  // namespace bachprop
