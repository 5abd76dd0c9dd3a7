#include "bachprop/render/sheet_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "bachprop/arrange/playing_time.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/notation/musicxml.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// How the time for a piece is divided, roughly.
constexpr double kShareOfEngraving = 0.5;

// The formats but for sound, and where a set of formats says whether it has them.
using WrittenFormat = std::pair<std::string_view, bool SheetFormats::*>;
constexpr std::array<WrittenFormat, 4> kWrittenFormats = {{{"midi", &SheetFormats::midi},
                                                           {"musicxml", &SheetFormats::musicxml},
                                                           {"pdf", &SheetFormats::pdf},
                                                           {"svg", &SheetFormats::svg}}};

// A score on paper: a whole piece or a part of it.
struct Paper {
  std::string stem;
  std::string musicxml;
  std::size_t piece = 0;
  bool is_part = false;
};

// "I" .. "IV" as numbers; anything else as it is.
std::string arabic(const std::string& word) {
  constexpr std::array<const char*, 4> kRoman = {"i", "ii", "iii", "iv"};
  const auto* found = std::ranges::find(kRoman, word);
  return found == kRoman.end() ? word : std::to_string(found - kRoman.begin() + 1);
}

std::string file_word(const std::string& name) {
  std::string text;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) {
      if (!text.empty()) {
        text += '-';
      }
      text += arabic(word);
      word.clear();
    }
  };
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 && byte < 0x80) {
      word += static_cast<char>(std::tolower(byte));
    } else {
      end_word();
    }
  }
  end_word();
  return text.empty() ? "part" : text;
}

// The first metre and key, and how many follow.
std::string music_on(const Sheet& sheet) {
  const ScoreHead& head = sheet.head;
  const TimeSignature& time = head.time_signatures.front();
  const auto changes = [](std::size_t count) {
    return count > 1 ? fmt::format(" and {}", counted(count - 1, "change")) : std::string();
  };
  return fmt::format("{} in {}/{}{}, {}{}", counted(sheet.notated.bars.size(), "bar"),
                     time.numerator, time.denominator, changes(head.time_signatures.size()),
                     key_name(head.key_signatures.front()), changes(head.key_signatures.size()));
}

class Writer {
 public:
  Writer(std::span<const SheetPiece> pieces, const fs::path& folder, const SheetTools& tools,
         const SheetFileOptions& options, const SheetProgress& progress)
      : pieces_(pieces),
        folder_(folder),
        tools_(tools),
        options_(options),
        progress_(progress),
        files_(pieces.size()),
        taken_(options.other_stems) {
    for (const SheetPiece& piece : pieces) {
      taken_.insert(piece.stem);
    }
  }

  std::vector<SheetFiles> write() {
    write_scores();
    engrave_all();
    for (std::size_t i = 0; !stopped_ && i < pieces_.size(); ++i) {
      write_sound(i);
    }
    files_.resize(stopped_ ? begun_ : pieces_.size());
    return std::move(files_);
  }

 private:
  [[nodiscard]] const SheetFormats& formats() const { return options_.formats; }

  bool go_on(double done) {
    stopped_ = stopped_ || (progress_ && !progress_(done));
    return !stopped_;
  }

  // Whether it is there now; what hinders it is told, and hinders nothing else.
  template <typename Bytes>
  bool write_of(std::size_t piece, const std::string& name, const Bytes& bytes) {
    const auto written = write_file(folder_ / name, bytes, options_.if_there);
    if (!written) {
      files_[piece].troubles.push_back(written.error().message());
    }
    return written.has_value();
  }

  void write_scores() {
    for (std::size_t i = 0; i < pieces_.size() && go_on(0); ++i) {
      begun_ = i + 1;
      const SheetPiece& piece = pieces_[i];
      if (!piece.no_sheet.empty()) {
        tell_no_sheet(i);
        continue;
      }
      files_[i].music = music_on(piece.sheet);
      papers_.push_back({piece.stem, write_musicxml(piece.sheet.notated), i});
      if (options_.parts && piece.sheet.arrangement.parts.size() > 1) {
        add_parts(i);
      }
      const std::string midi = piece.stem + ".mid";
      if (formats().midi && write_of(i, midi, arranged_midi(piece.sheet))) {
        files_[i].midi = midi;
      }
    }
    for (const Paper& paper : papers_) {
      const std::string name = paper.stem + ".musicxml";
      if (formats().musicxml && write_of(paper.piece, name, paper.musicxml)) {
        name_file(paper, name, files_[paper.piece].musicxml);
      }
    }
  }

  [[nodiscard]] std::vector<std::byte> arranged_midi(const Sheet& sheet) const {
    return write_arranged_midi(sheet, options_.dynamics);
  }

  void tell_no_sheet(std::size_t i) {
    if (formats().midi || formats().musicxml || formats().needs_engraver()) {
      files_[i].troubles.push_back("no sheet music: " + pieces_[i].no_sheet);
    }
  }

  void add_parts(std::size_t i) {
    const SheetPiece& piece = pieces_[i];
    const std::vector<std::string> stems =
        part_stems(piece.stem, piece.sheet.arrangement.parts, taken_);
    taken_.insert(stems.begin(), stems.end());
    for (std::size_t part = 0; part < stems.size(); ++part) {
      papers_.push_back({stems[part], write_musicxml(part_sheet(piece.sheet, part)), i, true});
    }
  }

  void name_file(const Paper& paper, const std::string& name, std::string& of_piece) {
    if (paper.is_part) {
      files_[paper.piece].parts.push_back(name);
    } else {
      of_piece = name;
    }
  }

  void engrave_all() {
    if (!tools_.engraver || !(formats().needs_engraver() || options_.pages) || papers_.empty() ||
        stopped_) {
      return;
    }
    std::vector<std::string> scores;
    for (const Paper& paper : papers_) {
      scores.push_back(paper.musicxml);
    }
    const auto engravings =
        engrave(*tools_.engraver, scores,
                {.pdf = formats().pdf,
                 .svg = formats().svg || options_.pages,
                 .places = options_.pages,
                 .seconds = options_.engraving_seconds},
                [&](std::size_t done, std::size_t total) {
                  return go_on(kShareOfEngraving * as_double(done) / as_double(total));
                });
    for (std::size_t i = 0; engravings && i < papers_.size(); ++i) {
      take_engraving(papers_[i], (*engravings)[i]);
    }
    for (std::size_t i = 0; !engravings && !stopped_ && i < begun_; ++i) {
      files_[i].troubles.push_back(engravings.error().message());
    }
  }

  void take_engraving(const Paper& paper, const Result<Engraving>& engraving) {
    SheetFiles& files = files_[paper.piece];
    if (!engraving) {
      files.troubles.push_back(engraving.error().message());
      return;
    }
    const std::string pdf = paper.stem + ".pdf";
    if (formats().pdf && write_of(paper.piece, pdf, engraving->pdf)) {
      name_file(paper, pdf, files.pdf);
    }
    if (options_.pages && !paper.is_part) {
      files.svg_pages = engraving->svg_pages;
      files.places = engraving->places;
      // The engraver counts from the first bar, what sounds from the beginning of the file.
      const ScoreHead& head = pieces_[paper.piece].sheet.head;
      const double silence = seconds_from_beginning(head.tempos, head.start);
      for (MusicPlace& place : files.places) {
        place.second += silence;
      }
    }
    if (formats().svg) {
      write_pages(paper, engraving->svg_pages);
    }
  }

  void write_pages(const Paper& paper, const std::vector<std::string>& pages) {
    SheetFiles& files = files_[paper.piece];
    for (std::size_t page = 0; page < pages.size(); ++page) {
      const std::string name = fmt::format("{}-page-{}.svg", paper.stem, page + 1);
      if (write_of(paper.piece, name, pages[page])) {
        (paper.is_part ? files.parts : files.svg).push_back(name);
      }
    }
  }

  void write_sound(std::size_t i) {
    if (tools_.synthesizer == nullptr || formats().sounds.empty()) {
      return;
    }
    const auto recorded = write_sounds(i, formats().sounds);
    if (recorded) {
      return;
    }
    // One of several hinders the others: each by itself.
    const bool several = formats().sounds.size() > 1;
    std::set<std::string> reasons;
    for (std::size_t k = 0; several && !stopped_ && k < formats().sounds.size(); ++k) {
      if (const auto alone = write_sounds(i, {&formats().sounds[k], 1}); !alone) {
        reasons.insert(alone.error().message());
      }
    }
    if (!several) {
      reasons.insert(recorded.error().message());
    }
    std::ranges::copy(reasons, std::back_inserter(files_[i].troubles));
  }

  // In these formats, all of them or none.
  Result<void> write_sounds(std::size_t i, std::span<const AudioFormat> formats) {
    const SheetPiece& piece = pieces_[i];
    std::vector<RecordingFile> recordings;
    for (const AudioFormat format : formats) {
      recordings.push_back({folder_ / fmt::format("{}.{}", piece.stem, name_of(format)), format});
    }
    const auto midi = piece.midi.empty() ? arranged_midi(piece.sheet) : piece.midi;
    const double share = (1 - kShareOfEngraving) / as_double(pieces_.size());
    const auto recording = TRY(record(
        *tools_.synthesizer, midi, piece.stem, recordings,
        {.loudness = options_.loudness,
         .tags = {.title = piece.sheet.head.title, .artist = piece.sheet.head.composer},
         .if_there = options_.if_there},
        [&](double done) { return go_on(kShareOfEngraving + share * (as_double(i) + done)); }));
    for (std::size_t k = 0; recording.complete && k < recordings.size(); ++k) {
      files_[i].sounds.push_back(recordings[k].path.filename().string());
      files_[i].remarks = recording.remarks;
    }
    return {};
  }

  std::span<const SheetPiece> pieces_;
  const fs::path& folder_;
  const SheetTools& tools_;
  const SheetFileOptions& options_;
  const SheetProgress& progress_;
  std::vector<Paper> papers_;
  std::vector<SheetFiles> files_;
  std::set<std::string> taken_;  // stems
  std::size_t begun_ = 0;
  bool stopped_ = false;
};

}  // namespace

const std::vector<std::string>& sheet_format_names() {
  static const std::vector<std::string> names = [] {
    SheetFormats all;
    for (const auto& [name, has] : kWrittenFormats) {
      all.*has = true;
    }
    for (const auto& [format, name] : EnumNames<AudioFormat>::kNames) {
      all.sounds.push_back(format);
    }
    return names_of(all);
  }();
  return names;
}

std::vector<std::string> names_of(const SheetFormats& formats) {
  std::vector<std::string> names;
  for (const auto& [name, has] : kWrittenFormats) {
    if (formats.*has) {
      names.emplace_back(name);
    }
  }
  for (const AudioFormat format : formats.sounds) {
    names.emplace_back(name_of(format));
  }
  return names;
}

Result<SheetFormats> sheet_formats_named(std::span<const std::string> words) {
  SheetFormats formats;
  for (const std::string& word : words) {
    const auto* written = std::ranges::find(kWrittenFormats, word, &WrittenFormat::first);
    const auto sound = audio_format_named(word);
    if (written != kWrittenFormats.end()) {
      formats.*written->second = true;
    } else if (!sound) {
      return fail(fmt::format("\"{}\" is no format", word),
                  fmt::format("the formats are {}", fmt::join(sheet_format_names(), ", ")));
    } else if (std::ranges::find(formats.sounds, *sound) == formats.sounds.end()) {
      formats.sounds.push_back(*sound);
    }
  }
  return formats;
}

std::vector<std::string> SheetFiles::names() const {
  std::vector<std::string> all;
  for (const std::string& name : {midi, musicxml, pdf}) {
    if (!name.empty()) {
      all.push_back(name);
    }
  }
  for (const auto* names : {&svg, &sounds, &parts}) {
    std::ranges::copy(*names, std::back_inserter(all));
  }
  return all;
}

std::vector<std::string> part_stems(const std::string& stem, std::span<const Part> parts,
                                    std::set<std::string> taken) {
  std::vector<std::string> stems;
  for (const Part& part : parts) {
    const std::string first = stem + "-" + file_word(part.instrument.name);
    std::string name = first;
    for (int number = 2; !taken.insert(name).second; ++number) {
      name = fmt::format("{}-{}", first, number);
    }
    stems.push_back(name);
  }
  return stems;
}

std::vector<SheetFiles> write_sheet_files(std::span<const SheetPiece> pieces,
                                          const fs::path& folder, const SheetTools& tools,
                                          const SheetFileOptions& options,
                                          const SheetProgress& progress) {
  return Writer(pieces, folder, tools, options, progress).write();
}

}  // namespace bachprop
