// Writes a page with three made-up pieces into the folder that is named: a short one, one that goes
// on from given notes, and a long one.
#include <fmt/core.h>

#include <filesystem>

#include "bachprop/base/file_io.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

// Broken triads, four notes a quarter, and a bass note each bar.
Score triads(int bars, double quarters_per_minute) {
  constexpr int kSteps[] = {0, 4, 7, 12, 7, 4};
  constexpr int kRoots[] = {48, 53, 55, 48, 45, 50, 55, 48};
  Score score;
  score.tempos = {{0, quarters_per_minute}};
  score.time_signatures = {{0, 3, 4}};
  for (int bar = 0; bar < bars; ++bar) {
    const Quarters begin = Quarters(3) * Quarters(bar);
    const int root = kRoots[bar % 8];
    score.notes.push_back({begin, 3, root});
    for (int i = 0; i < 6; ++i) {
      score.notes.push_back({begin + Quarters(i, 2), Quarters(1, 2), root + 12 + kSteps[i]});
    }
  }
  return score;
}

PiecesPage sample_page() {
  PiecesPage page{.title = "3 new pieces", .subtitle = "By a test, seed 1, temperature 1"};
  page.pieces.push_back({.title = "Piece 1", .score = triads(8, 100)});
  page.pieces.push_back({.title = "Piece 2", .score = triads(12, 80), .prime_notes = 21});
  page.pieces.push_back({.title = "Piece 3", .score = triads(100, 120), .ended = false});
  for (std::size_t i = 0; i < page.pieces.size(); ++i) {
    page.pieces[i].midi_file = fmt::format("piece-00{}.mid", i + 1);
    page.pieces[i].log_likelihood_per_note = -1.7 - 0.1 * static_cast<double>(i);
  }
  return page;
}

Result<void> write_sample(const std::filesystem::path& folder) {
  const PiecesPage page = sample_page();
  if (auto made = make_directories(folder); !made) {
    return made;
  }
  for (const PagePiece& piece : page.pieces) {
    if (auto written = write_file(folder / piece.midi_file, write_score(piece.score)); !written) {
      return written;
    }
  }
  return write_file(folder / "index.html", render_pieces(page));
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: sample_pieces_page FOLDER\n");
    return 2;
  }
  const auto written = bachprop::write_sample(argv[1]);
  if (!written) {
    fmt::print(stderr, "{}\n", written.error().message);
  }
  return written ? 0 : 1;
}
