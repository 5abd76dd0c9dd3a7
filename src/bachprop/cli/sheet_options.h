// The options of commands that write sheet music and sound.
#pragma once

#include "bachprop/base/fields.h"
#include "bachprop/run/sheet_request.h"

namespace bachprop {

// --format, --arrange, --parts, --grid, --soundfont, --engraver and --loudness. `usual_formats`
// says what is written without --format.
void list_sheet_fields(SheetRequest& request, const char* usual_formats, FieldList& fields);

}  // namespace bachprop
