// The options of commands that write sheet music and sound.
#pragma once

#include "bachprop/cli/app_fwd.h"
#include "bachprop/run/sheet_request.h"

namespace bachprop {

// Adds --format, --arrange, --parts, --grid, --soundfont, --engraver and --loudness.
// `usual_formats` says what is written without --format. `request` must outlive the parsing.
void add_sheet_options(CLI::App& command, SheetRequest& request, const char* usual_formats);

}  // namespace bachprop
