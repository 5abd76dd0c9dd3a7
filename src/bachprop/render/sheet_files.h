// Sheet music and sound as files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/render/engraver.h"
#include "bachprop/sound/audio_file.h"
#include "bachprop/sound/loudness.h"
#include "bachprop/sound/recording.h"
#include "bachprop/sound/synthesis.h"

namespace bachprop {

struct SheetFormats {
  bool midi = false;  // of the arrangement
  bool musicxml = false;
  bool pdf = false;
  bool svg = false;
  std::vector<AudioFormat> sounds = {};

  [[nodiscard]] bool needs_engraver() const { return pdf || svg; }
  friend bool operator==(const SheetFormats&, const SheetFormats&) = default;
};

// "midi", "musicxml", "pdf", "svg", "wav", "flac", "ogg".
[[nodiscard]] const std::vector<std::string>& sheet_format_names();

// The formats with these names; the error names another word.
[[nodiscard]] Result<SheetFormats> sheet_formats_named(std::span<const std::string> words);
// And the names of these formats, in that order.
[[nodiscard]] std::vector<std::string> names_of(const SheetFormats& formats);

// The tools that some formats need. Nothing: formats that need it are left out.
struct SheetTools {
  std::optional<Engraver> engraver = {};
  Synthesizer* synthesizer = nullptr;  // not owned
};

struct SheetFileOptions {
  SheetFormats formats = {};
  bool parts = false;  // MusicXML, PDF and SVG of each part as well
  // Stems of other pieces in the folder, which part books must not take.
  std::set<std::string> other_stems = {};
  bool pages = false;  // SVG pages and their places in the result, even where no file is wanted
  Dynamics dynamics = Dynamics::kShaped;  // of arrangements
  std::optional<LoudnessTarget> loudness = LoudnessTarget{};
  IfThere if_there = IfThere::kReplace;  // of each file
  // The longest that an engraver may take for one score.
  int engraving_seconds = EngravingOptions{}.seconds;
};

// A piece to be written. `stem` begins the names of its files: "piece-001".
struct SheetPiece {
  std::string stem = {};
  Sheet sheet = {};
  std::vector<std::byte> midi = {};  // what sounds; empty: the arrangement
  std::string no_sheet = {};  // why there is none, so that `midi` only sounds; empty: there is
};

// The files written of a piece: names in the folder, those of a kind in the order of its pages.
struct SheetFiles {
  std::string midi = {};
  std::string musicxml = {};
  std::string pdf = {};
  std::vector<std::string> svg = {};
  std::vector<std::string> sounds = {};
  std::vector<std::string> parts = {};     // of all parts, in the order of the score
  std::vector<std::string> remarks = {};   // of what plays the sound
  std::vector<std::string> troubles = {};  // what could not be made, and why
  std::string music = {};                  // what stands on the paper: "16 bars in 4/4, G minor"
  std::vector<std::string> svg_pages = {};
  std::vector<MusicPlace> places = {};

  // All of them.
  [[nodiscard]] std::vector<std::string> names() const;
};

// Called now and then with how much is done, of 1; false: stop.
using SheetProgress = std::function<bool(double done)>;

// One result for each piece that was begun: fewer than there are pieces when `progress` stopped it.
// Files appear as a whole. A result tells what of its piece cannot be made or written, and all the
// rest is made.
[[nodiscard]] std::vector<SheetFiles> write_sheet_files(std::span<const SheetPiece> pieces,
                                                        const std::filesystem::path& folder,
                                                        const SheetTools& tools,
                                                        const SheetFileOptions& options,
                                                        const SheetProgress& progress = {});

// "piece-001-violin-1" for its part "Violin I": letters, digits and "-"; names that are taken get a
// number.
[[nodiscard]] std::vector<std::string> part_stems(const std::string& stem,
                                                  std::span<const Part> parts,
                                                  std::set<std::string> taken = {});

}  // namespace bachprop
