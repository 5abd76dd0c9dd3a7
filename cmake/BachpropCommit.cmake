# Run at build time: writes <output>, a source that says which commit the program is built from, and
# leaves it alone when that is still so, so that nothing is built again.
#
# cmake -D source=<folder of the project> -D output=<file> -D version=<of the program> -P BachpropCommit.cmake
cmake_minimum_required(VERSION 3.25)

# What `git archive` has written into the file; without it, a placeholder stands there.
file(READ ${source}/cmake/archived_commit.txt archived)
string(STRIP "${archived}" archived)

set(commit "")
set(changed false)
find_package(Git QUIET)
if(Git_FOUND)
  file(REAL_PATH "${source}" here)
  # Also as root in a user's clone, which git distrusts; whoever builds trusts it already.
  set(git "${GIT_EXECUTABLE}" -c "safe.directory=${here}" --no-optional-locks -C "${here}")
  execute_process(
    COMMAND ${git} rev-parse --show-toplevel
    OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  # Not the commit of another repository that the sources lie in.
  if("${top}" STREQUAL "${here}")
    execute_process(
      COMMAND ${git} rev-parse --short=12 HEAD
      OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(
      COMMAND ${git} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(changes)
      set(changed true)
    endif()
  endif()
endif()
if(NOT commit AND NOT archived MATCHES "Format")
  string(SUBSTRING "${archived}" 0 12 commit)
endif()

file(
  CONFIGURE
  OUTPUT ${output}
  CONTENT
    [[
#include "bachprop/cli/build_commit.h"

namespace bachprop {

BuildCommit build_commit() { return {"@version@", "@commit@", @changed@}; }

}  // namespace bachprop
]]
  @ONLY)
