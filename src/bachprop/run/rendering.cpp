#include "bachprop/run/rendering.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/report/text.h"
#include "bachprop/run/output_file.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/text.h"
#include "bachprop/score/transposition.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// So many files are read, drawn and written at a time.
constexpr std::size_t kFilesATime = 16;

// Stems that differ: of two files of one name the second gets a number.
std::vector<RenderedFile> files_for(std::vector<FoundFile> found) {
  std::vector<RenderedFile> files;
  std::set<std::string> taken;
  for (FoundFile& file : found) {
    const std::string first = file.path.stem().string();
    std::string stem = first;
    for (int number = 2; !taken.insert(stem).second; ++number) {
      stem = fmt::format("{}-{}", first, number);
    }
    files.push_back({.file = std::move(file), .stem = stem, .error = {}});
  }
  return files;
}

// Pages of SVG have numbers before theirs.
std::set<std::string> endings_of(SheetFormats formats) {
  formats.svg = false;
  std::set<std::string> endings;
  for (const std::string& name : names_of(formats)) {
    endings.insert(name == "midi" ? ".mid" : fmt::format(".{}", name));
  }
  return endings;
}

// MIDI files may have any name, "tune.wav" too.
Result<void> check_inputs_survive(const std::vector<RenderedFile>& files, const fs::path& folder,
                                  const SheetFormats& formats) {
  const std::set<std::string> endings = endings_of(formats);
  for (const RenderedFile& input : files) {
    const std::string ending = input.file.path.extension().string();
    for (const RenderedFile& file : files) {
      std::error_code ignored;
      if (endings.contains(ending) &&
          fs::equivalent(folder / (file.stem + ending), input.file.path, ignored)) {
        return fail_at(input.file.path.string(), "would be written over",
                       "choose another folder with -o");
      }
    }
  }
  return {};
}

// Those whose names are known before the pieces are: others, of pages and part books, are looked at
// as they are written.
Result<void> keep_outputs(const std::vector<RenderedFile>& files, const fs::path& folder,
                          const SheetFormats& formats) {
  std::vector<fs::path> outputs;
  for (const RenderedFile& file : files) {
    for (const std::string& ending : endings_of(formats)) {
      outputs.push_back(folder / (file.stem + ending));
    }
    if (formats.svg) {
      outputs.push_back(folder / (file.stem + "-page-1.svg"));
    }
  }
  // A folder of such a name hinders that file alone.
  std::erase_if(outputs, [](const fs::path& file) {
    std::error_code ignored;
    return fs::is_directory(file, ignored);
  });
  return keep_what_is_there(outputs, "choose another folder with -o");
}

std::string without_prefix(const std::string& text, const std::string& prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// What the file needed before it could be read.
std::vector<std::string> reading_remarks(const ScoreReading& reading) {
  std::vector<std::string> remarks;
  if (!reading.repairs.empty()) {
    remarks.push_back(fmt::format("broken, and repaired: {}", to_string(reading.repairs.front())));
  }
  if (reading.counts.percussion_dropped > 0) {
    remarks.push_back(fmt::format(
        "{} of percussion left out",
        counted(static_cast<std::uint64_t>(reading.counts.percussion_dropped), "note")));
  }
  return remarks;
}

// What cannot stand on paper, but sounds where that is wanted.
Result<SheetPiece> piece_without_notes(const RenderedFile& file, const ScoreReading& reading,
                                       std::vector<std::byte> bytes, const SheetFormats& formats) {
  const auto percussion = static_cast<std::uint64_t>(reading.counts.percussion_dropped);
  if (percussion == 0) {
    return fail("no notes");
  }
  if (formats.sounds.empty()) {
    return fail("no notes but percussion, of which there is no sheet music",
                "--format ogg writes its sound");
  }
  SheetPiece piece{.stem = file.stem, .midi = std::move(bytes), .no_sheet = {}};
  piece.no_sheet = fmt::format("no notes but percussion ({})", counted(percussion, "note"));
  piece.sheet.head.title =
      reading.score.title.empty() ? file.file.path.stem().string() : reading.score.title;
  return piece;
}

Result<SheetPiece> read_piece(const RenderedFile& file, const RenderingRequest& request,
                              const SheetFormats& formats) {
  if (!file.file.trouble.empty()) {
    return fail(file.file.trouble);
  }
  auto bytes = read_file(file.file.path, kMostMidiBytes);
  if (!bytes) {
    return fail(without_prefix(bytes.error().message(), file.file.path.string() + ": "));
  }
  auto reading = read_score(*bytes, file.file.name, {.unisons = Unisons::kPerVoice});
  if (!reading) {
    return fail(without_prefix(reading.error().message(), file.file.name + ": "));
  }
  if (reading->score.notes.empty()) {
    return piece_without_notes(file, *reading, std::move(*bytes), formats);
  }
  const int moved = transpose(reading->score, request.transpose);
  SheetOptions options = request.options;
  options.arrangement = arrangement_of(request.sheets);
  options.grid = grid_of(request.sheets);
  options.ritardando = request.sheets.ritardando;
  if (options.title.empty() && reading->score.title.empty()) {
    options.title = to_utf8(file.file.path.stem().string());
  }
  options.has_percussion = reading->counts.percussion_dropped > 0;
  auto sheet = TRY(make_sheet(reading->score, options));
  const std::vector<std::string> remarks = reading_remarks(*reading);
  sheet.remarks.insert(sheet.remarks.begin(), remarks.begin(), remarks.end());
  // As it is, the file sounds with its own instruments.
  const bool as_it_is = options.arrangement == ArrangementKind::kNone &&
                        !options.quarters_per_minute && !options.ritardando && moved == 0;
  return SheetPiece{.stem = file.stem,
                    .sheet = std::move(sheet),
                    .midi = as_it_is ? std::move(*bytes) : std::vector<std::byte>()};
}

// Without stated formats PDF is left out where nothing draws it.
Result<SheetFormats> formats_of(const RenderingRequest& request, const RenderingWatch& watch) {
  if (!request.sheets.formats.empty()) {
    return sheet_formats_named(request.sheets.formats);
  }
  const auto engraver = find_engraver(request.sheets.engraver);
  if (!request.sheets.engraver.empty()) {
    TRY(engraver.map([](const Engraver& /*it is there*/) {}));
  }
  if (!engraver && watch.no_pdf) {
    watch.no_pdf(engraver.error());
  }
  return SheetFormats{.musicxml = true, .pdf = engraver.has_value()};
}

class Run {
 public:
  Run(const RenderingRequest& request, SheetFormats formats, const SheetTools& tools,
      const RenderingWatch& watch)
      : request_(request),
        options_{.formats = std::move(formats),
                 .parts = request.sheets.parts,
                 .dynamics = dynamics_of(request.sheets),
                 .loudness = LoudnessTarget{.lufs = request.sheets.loudness},
                 .if_there = if_there(request.force)},
        tools_(tools),
        watch_(watch) {}

  // Whether it was stopped.
  bool render(std::span<RenderedFile> files) {
    for (const RenderedFile& file : files) {
      options_.other_stems.insert(file.stem);
    }
    const Stage stage(watch_, {.label = "rendering", .total = files.size(), .unit = "files"});
    for (std::size_t begin = 0; begin < files.size() && !watch_.wants_stop();
         begin += kFilesATime) {
      render_some(files.subspan(begin, std::min(kFilesATime, files.size() - begin)), begin, stage);
    }
    return watch_.wants_stop();
  }

 private:
  // The file is done.
  void let_go(RenderedFile& file) const {
    if (watch_.rendered) {
      watch_.rendered(file);
    }
    file.piece = {};
  }

  void render_some(std::span<RenderedFile> files, std::size_t before, const Stage& stage) {
    std::vector<SheetPiece> pieces;
    std::vector<RenderedFile*> of_pieces;
    for (RenderedFile& file : files) {
      stage.show(before, {{.text = file.file.name}});
      auto piece = read_piece(file, request_, options_.formats);
      file.error = piece ? "" : piece.error().message();
      if (piece) {
        pieces.push_back(std::move(*piece));
        of_pieces.push_back(&file);
      }
    }
    const auto look = [&](double done) {
      stage.show(before + static_cast<std::uint64_t>(done * as_double(files.size())));
      return !watch_.wants_stop();
    };
    auto written = write_sheet_files(pieces, request_.output, tools_, options_, look);
    for (std::size_t i = 0; i < written.size(); ++i) {
      of_pieces[i]->written = std::move(written[i]);
      of_pieces[i]->piece = std::move(pieces[i]);
    }
    of_pieces.erase(of_pieces.begin(), of_pieces.begin() + std::ssize(written));
    for (RenderedFile& file : files) {
      // A stop came before it.
      if (std::ranges::find(of_pieces, &file) == of_pieces.end()) {
        let_go(file);
      }
    }
  }

  const RenderingRequest& request_;
  SheetFileOptions options_;
  SheetTools tools_;
  const RenderingWatch& watch_;
};

}  // namespace

std::size_t RenderingOutcome::count_bad() const {
  return as_index(std::ranges::count_if(files, [](const RenderedFile& file) {
    return !file.error.empty() || !file.written.troubles.empty();
  }));
}

Result<RenderingOutcome> render_files(const RenderingRequest& request,
                                      const RenderingWatch& watch) {
  auto found = TRY(find_midi_files(request.paths));
  if (found.files.empty()) {
    return fail("there is no MIDI file");
  }
  RenderingOutcome outcome{.files = files_for(std::move(found.files))};
  const auto formats = TRY(formats_of(request, watch));
  TRY(check_inputs_survive(outcome.files, request.output, formats));
  if (!request.force) {
    TRY(keep_outputs(outcome.files, request.output, formats));
  }
  auto tools = TRY(open_tools(request.sheets, formats));
  TRY(make_directories(request.output));
  outcome.stopped = Run(request, formats, tools.tools(), watch).render(outcome.files);
  return outcome;
}

}  // namespace bachprop
