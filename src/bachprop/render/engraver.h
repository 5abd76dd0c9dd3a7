// Sheet music drawn by a notation program: MuseScore (https://musescore.org), run as a child
// process.
//
// MusicXML in, PDF and SVG out, equal bytes for equal input. The run sees none of the user's
// settings, and the date in a PDF is always the same.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

struct Engraver {
  std::filesystem::path program;  // absolute
};

// The program that was named, or that $BACHPROP_ENGRAVER names, or the first MuseScore in $PATH.
// The error says what to install.
[[nodiscard]] Result<Engraver> find_engraver(const std::filesystem::path& named = {});

struct EngravingOptions {
  bool pdf = true;
  bool svg = true;
  bool places = false;  // where on the pages the music stands at what time
  int seconds = 120;    // the longest that one score may take
};

// Where a time of the piece stands on a page, in the units of its SVG file.
struct MusicPlace {
  double second = 0;  // at the tempos that the MusicXML states
  int page = 0;
  double x = 0;
  double top = 0;  // of the system
  double height = 0;

  friend bool operator==(const MusicPlace&, const MusicPlace&) = default;
};

struct Engraving {
  std::string pdf;
  std::vector<std::string> svg_pages;
  std::vector<MusicPlace> places;  // sorted by time
};

// Called now and then; false: stop.
using EngravingProgress = std::function<bool(std::size_t done, std::size_t total)>;

// One result for each score, a MusicXML text, in order: one that cannot be engraved does not touch
// the others. The error as a whole is that nothing can be engraved here, or that it was stopped.
[[nodiscard]] Result<std::vector<Result<Engraving>>> engrave(
    const Engraver& engraver, std::span<const std::string> scores,
    const EngravingOptions& options = {}, const EngravingProgress& progress = {});

}  // namespace bachprop
