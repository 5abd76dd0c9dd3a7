// Only the command line prints and ends the program. The object files are asked: whatever a source
// calls these things by, the linker must know which they are.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace bachprop {
namespace {

using Names = std::set<std::string>;

// Objects that may, and why.
const std::map<std::string, std::string>& exceptions() {
  static const std::map<std::string, std::string> stated = {
      {"base/check.cpp.o", "a broken promise of a caller stops the program, with a word"},
  };
  return stated;
}

// The streams, what prints without naming one, and what ends the program.
bool prints_or_exits(const std::string& symbol) {
  static const std::regex pattern(
      R"(std(out|err)|w?printf|vw?printf|__v?w?printf_chk|puts|putchar|putwchar|perror|psignal|)"
      R"(dprintf|vdprintf|syslog|_?_?exit|_Exit|quick_exit|abort|)"
      R"(_ZSt(4cout|4cerr|4clog|5wcout|5wcerr|5wclog)|)"
      R"(_ZN3fmt.*\d(v?print|v?println|vprint_mojibake|vprint_buffered)(I.*|E.*))");
  return std::regex_match(symbol, pattern);
}

// What the objects of a static library need from elsewhere, by object: "base/check.cpp.o".
std::map<std::string, Names> needed_by(const std::string& layer, const std::string& library) {
  const std::string command = std::string(BACHPROP_NM) + " -u '" + library + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> part = {};
  while (pipe && std::fgets(part.data(), part.size(), pipe.get()) != nullptr) {
    text += part.data();
  }
  std::map<std::string, Names> needed;
  std::istringstream lines(text);
  std::string object;
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(":")) {
      object = layer + "/" + line.substr(0, line.size() - 1);
    } else if (const auto at = line.find("U "); at != std::string::npos) {
      needed[object].insert(line.substr(at + 2, line.find('@', at) - at - 2));
    }
  }
  return needed;
}

Names printing_objects(const std::string& layer, const std::string& library) {
  Names found;
  for (const auto& [object, symbols] : needed_by(layer, library)) {
    for (const std::string& symbol : symbols) {
      if (prints_or_exits(symbol)) {
        found.insert(object);
      }
    }
  }
  return found;
}

// "base=/path/to/libbachprop_base.a:..."
std::map<std::string, std::string> libraries() {
  std::map<std::string, std::string> found;
  std::istringstream text(BACHPROP_LAYER_LIBRARIES);
  for (std::string entry; std::getline(text, entry, ':');) {
    const auto equals = entry.find('=');
    found[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return found;
}

TEST(Printing, SymbolsThatPrintOrExitAreKnown) {
  for (const char* symbol :
       {"stdout", "puts", "exit", "_ZSt4cerr",
        "_ZN3fmt2v96vprintENS0_17basic_string_viewIcEENS0_17basic_format_argsE",
        "_ZN3fmt3v105printIJEEEvP8_IO_FILE"}) {
    EXPECT_TRUE(prints_or_exits(symbol)) << symbol;
  }
  for (const char* symbol :
       {"write", "fwrite", "snprintf", "atexit", "_ZN3fmt2v96detail12is_printableEj"}) {
    EXPECT_FALSE(prints_or_exits(symbol)) << symbol;
  }
}

TEST(Printing, OnlyTheCommandLinePrintsOrExits) {
  const auto all = libraries();
  ASSERT_TRUE(all.contains("base") && all.contains("cli"));
  EXPECT_FALSE(printing_objects("cli", all.at("cli")).empty()) << "nm finds nothing that prints";
  Names found;
  for (const auto& [layer, library] : all) {
    if (layer != "cli") {
      found.merge(printing_objects(layer, library));
    }
  }
  Names allowed;
  for (const auto& [object, reason] : exceptions()) {
    allowed.insert(object);
  }
  EXPECT_EQ(found, allowed);
}

}  // namespace
}  // namespace bachprop
