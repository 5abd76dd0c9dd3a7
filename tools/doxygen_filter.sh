#!/bin/sh
# Shows Doxygen our plain comments as documentation: the one at the top is the file's, one above a
# declaration or behind a member belongs to it.
exec sed -E \
  -e '1s|^// |/// @file\n/// |' \
  -e 's|^( *)//( .*)?$|\1///\2|' \
  -e 's|^(.*[;,{(]) +// |\1 ///< |' "$1"
