// The version and the commit that the program is built from. The build writes the source of it anew
// when that changes (cmake/BachpropCommit.cmake).
#pragma once

namespace bachprop {

struct BuildCommit {
  const char* version = "";
  const char* name = "";  // empty: not known, as outside a repository
  bool changed = false;   // there were changes that are not committed
};

[[nodiscard]] BuildCommit build_commit();

}  // namespace bachprop
