// CLI11's class of a command, by name. What adds options or parses words includes CLI/CLI.hpp,
// which takes the compiler seconds.
#pragma once

namespace CLI {
class App;
}  // namespace CLI
