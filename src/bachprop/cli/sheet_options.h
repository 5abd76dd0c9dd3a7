// The options of commands that write sheet music and sound.
#pragma once

#include <string>

#include "bachprop/base/fields.h"
#include "bachprop/run/sheet_request.h"

namespace bachprop {

// The row of --transpose, whose value interval_named() takes.
void list_transpose_field(std::string& interval, FieldList& fields);

// What is wrong with the name of a key; empty: nothing.
[[nodiscard]] std::string wrong_key(const std::string& name);

// --format, --arrange, --parts, --grid, --soundfont, --engraver and --loudness. `usual_formats`
// says what is written without --format.
void list_sheet_fields(SheetRequest& request, const char* usual_formats, FieldList& fields);

}  // namespace bachprop
