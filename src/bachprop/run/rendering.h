// MIDI files to sheet music and sound: what `bachprop render` does.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/corpus/find_files.h"
#include "bachprop/render/sheet_files.h"
#include "bachprop/run/sheet_request.h"
#include "bachprop/run/watch.h"

namespace bachprop {

struct RenderingRequest {
  std::vector<std::filesystem::path> paths = {};  // MIDI files, and folders of them
  std::filesystem::path output = {};              // a folder
  bool force = false;                             // files that stand there are replaced
  SheetRequest sheets = {};
  int transpose = 0;  // all notes so many semitones higher
  // What the sheets say in place of the files; the arrangement and the grid are those of `sheets`.
  SheetOptions options = {};
};

// A file and what became of it.
struct RenderedFile {
  FoundFile file = {};
  std::string stem = {};   // of what is written
  std::string error = {};  // not empty: there is no sheet
  SheetPiece piece = {};
  SheetFiles written = {};
};

struct RenderingWatch : Watch {
  std::function<void(const Error&)> no_pdf = {};  // why PDF, which nobody asked for, is left out
  // As soon as it is done. Its piece is let go afterwards: those of many files are too much to
  // keep.
  std::function<void(const RenderedFile&)> rendered = {};
};

struct RenderingOutcome {
  std::vector<RenderedFile> files = {};  // without their pieces, those that were not reached too
  bool stopped = false;                  // what there is is whole

  // Files that could not be rendered, or not all of it.
  [[nodiscard]] std::size_t count_bad() const;
};

// Writes what request.sheets.formats say, or MusicXML and, where a program draws it, PDF. The error
// is that something is missing, would be lost, or that there is no MIDI file.
[[nodiscard]] Result<RenderingOutcome> render_files(const RenderingRequest& request,
                                                    const RenderingWatch& watch = {});

}  // namespace bachprop
