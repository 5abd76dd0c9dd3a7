// CLI11's classes of a command and of what is wrong with its words, by name. Sources that add
// options or parse words include CLI/CLI.hpp, which takes the compiler seconds.
#pragma once

namespace CLI {
class App;
class ParseError;
}  // namespace CLI
