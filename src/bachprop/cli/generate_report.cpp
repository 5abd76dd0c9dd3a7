#include "bachprop/cli/generate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "bachprop/cli/text.h"

namespace bachprop {
namespace {

constexpr std::size_t kListedPieces = 20;

std::string describe_sampling(const SamplingOptions& sampling) {
  std::string text = fmt::format("temperature {}", sampling.temperature);
  text += sampling.top_k > 0 ? fmt::format(", top-k {}", sampling.top_k) : "";
  text += sampling.top_p < 1 ? fmt::format(", top-p {}", sampling.top_p) : "";
  return text;
}

std::string describe_run(const PiecesRecord& record) {
  std::string text = fmt::format("By {}, seed {}, {}", record.model_name, record.options.seed,
                                 describe_sampling(record.options.sampling));
  if (record.options.max_copy > 0) {
    text += fmt::format(", at most {} notes copied", record.options.max_copy);
  }
  if (record.options.prime) {
    text += fmt::format("; going on from {}",
                        std::filesystem::path(record.prime_source.file).filename().string());
  }
  if (was_stopped(record)) {
    text += fmt::format("; stopped: of {}, those that were finished first, the short ones",
                        grouped(static_cast<std::uint64_t>(record.options.pieces)));
  }
  return text;
}

void print_piece(const ComposedPiece& piece, int pieces) {
  const LogLikelihood mean = per_event(piece);
  fmt::print("  {}  {:5} notes  {:6.1f} quarters  {}  {:6.2f}  {:6.2f}  {:6.2f}  {:6.2f}\n",
             piece_file_name(piece.number, pieces), piece.symbols.size(),
             end_of(piece.score).to_double(), piece.ended ? "ended  " : "cut off", mean.dt,
             mean.duration, mean.pitch, mean.sum());
}

void print_pieces(const PiecesRecord& record) {
  const int pieces = record.options.pieces;
  const auto indent = piece_file_name(1, pieces).size() + 2;
  fmt::print("{}\n", describe_run(record));
  fmt::print("{:{}}{:42}log-likelihood a note of\n", "", indent, "");
  fmt::print("{:{}}{:42}dT       T       P     sum\n", "", indent, "");
  for (const ComposedPiece& piece :
       record.pieces.first(std::min(record.pieces.size(), kListedPieces))) {
    print_piece(piece, pieces);
  }
  if (record.pieces.size() > kListedPieces) {
    fmt::print("  ... and {} more, see pieces.json\n", record.pieces.size() - kListedPieces);
  }
}

void print_closing(const PiecesRecord& record, const std::filesystem::path& folder) {
  const auto ended = std::ranges::count_if(record.pieces, &ComposedPiece::ended);
  fmt::print("{} of {} pieces ended by themselves", ended, record.pieces.size());
  if (ended < std::ssize(record.pieces)) {
    fmt::print("; the others were cut off at {} notes (--max-notes)", record.options.max_notes);
  }
  fmt::print(".\nOpen {} in a browser to listen.\n", (folder / "index.html").string());
}

// "1, 2 and 3", "1, 2, 3 and 61 more".
std::string numbers_text(const std::vector<int>& numbers) {
  constexpr std::size_t kMostNamed = 5;
  if (numbers.size() > kMostNamed) {
    const std::vector<int> first(numbers.begin(), numbers.begin() + kMostNamed);
    return fmt::format("{} and {} more", fmt::join(first, ", "), numbers.size() - kMostNamed);
  }
  const std::vector<int> first(numbers.begin(), numbers.end() - 1);
  return fmt::format("{} and {}", fmt::join(first, ", "), numbers.back());
}

const char* why_equal(const SamplingOptions& sampling) {
  return sampling.temperature == 0 ? "at temperature 0 nothing is drawn; raise --temperature"
         : sampling.top_k == 1     ? "with --top-k 1 nothing is drawn; raise it"
                                   : "so little is left to chance; raise --temperature or --top-p";
}

}  // namespace

PiecesPage page_of(const PiecesRecord& record, const PieceSheets& sheets) {
  PiecesPage page{.title = fmt::format("{} new piece{}", record.pieces.size(),
                                       record.pieces.size() == 1 ? "" : "s"),
                  .subtitle = describe_run(record)};
  for (std::size_t i = 0; i < record.pieces.size(); ++i) {
    const ComposedPiece& piece = record.pieces[i];
    page.pieces.push_back({.title = fmt::format("Piece {}", piece.number),
                           .midi_file = piece_file_name(piece.number, record.options.pieces),
                           .score = piece.score,
                           .prime_notes = piece.prime_notes,
                           .ended = piece.ended,
                           .log_likelihood_per_note = per_event(piece).sum()});
    if (i < sheets.files.size()) {
      add_to_page(page.pieces.back(), sheets.files[i]);
    }
  }
  return page;
}

void print_table(const PiecesRecord& record, const std::filesystem::path& folder) {
  print_pieces(record);
  print_closing(record, folder);
}

std::string remark_on_equal_pieces(const PiecesRecord& record) {
  std::map<std::vector<std::array<int, 3>>, std::vector<int>> numbers;
  for (const ComposedPiece& piece : record.pieces) {
    std::vector<std::array<int, 3>> notes;
    for (const NoteSymbols& note : piece.symbols) {
      notes.push_back({note.dt, note.duration, note.pitch});
    }
    numbers[std::move(notes)].push_back(piece.number);
  }
  const auto most =
      std::ranges::max_element(numbers, {}, [](const auto& entry) { return entry.second.size(); });
  // A few notes may well be drawn twice.
  constexpr std::size_t kFewNotes = 16;
  if (most == numbers.end() || most->second.size() < 2 || most->first.size() < kFewNotes) {
    return "";
  }
  return fmt::format("Pieces {} are the same, note for note: {}.", numbers_text(most->second),
                     why_equal(record.options.sampling));
}

}  // namespace bachprop
