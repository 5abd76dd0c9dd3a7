// Writes a page with four made-up pieces into the folder that is named: a short one, one that goes
// on from given notes, a long one, and one with sheet music of two pages and a sound file.
#include <fmt/core.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

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

// A system of five lines, a note head for each quarter of four bars in 3/4, and a line at the foot
// of the page.
std::string drawn_page() {
  std::string svg = R"(<svg viewBox="0 0 2976 4209">)";
  for (int line = 0; line < 5; ++line) {
    svg += fmt::format(
        R"(<polyline fill="none" stroke="#000000" stroke-width="2" points="200,{0} 2800,{0}"/>)",
        500 + 25 * line);
  }
  for (int quarter = 0; quarter < 12; ++quarter) {
    const int x = 300 + 200 * quarter;
    svg += fmt::format(
        R"(<path class="Note" d="M{},550 C{},520 {},520 {},550 C{},580 {},580 {},550"/>)", x, x,
        x + 40, x + 40, x + 40, x, x);
  }
  return svg + R"(<polyline fill="none" stroke="#000000" points="200,4000 600,4000"/></svg>)";
}

// Each page shows half of eight bars at 60 quarters a minute.
std::vector<MusicPlace> drawn_places() {
  std::vector<MusicPlace> places;
  for (int quarter = 0; quarter < 24; ++quarter) {
    places.push_back({.second = 1.0 * quarter,
                      .page = quarter / 12,
                      .x = 300.0 + 200 * (quarter % 12),
                      .top = 500,
                      .height = 100});
  }
  return places;
}

// A WAV file: one tone, 8 bits, 8000 samples a second.
std::string tone(int seconds) {
  const auto word = [](std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) {
      text += static_cast<char>(value >> static_cast<unsigned>(8 * i) & 0xFFU);
    }
    return text;
  };
  const auto samples = static_cast<std::uint32_t>(8000 * seconds);
  std::string wav = "RIFF" + word(36 + samples, 4) + "WAVEfmt " + word(16, 4) + word(1, 2) +
                    word(1, 2) + word(8000, 4) + word(8000, 4) + word(1, 2) + word(8, 2) + "data" +
                    word(samples, 4);
  for (std::uint32_t i = 0; i < samples; ++i) {
    wav += i % 20 < 10 ? '\x70' : static_cast<char>(0x90);
  }
  return wav;
}

PiecesPage sample_page() {
  PiecesPage page{.title = "4 new pieces", .subtitle = "By a test, seed 1, temperature 1"};
  page.pieces.push_back({.title = "Piece 1", .score = triads(8, 100)});
  page.pieces.push_back({.title = "Piece 2", .score = triads(12, 80), .prime_notes = 21});
  page.pieces.push_back({.title = "Piece 3", .score = triads(100, 120), .ended = false});
  page.pieces.push_back({.title = "Piece 4",
                         .sound_file = "piece-004 #1.wav",
                         .score = triads(8, 60),
                         .svg_pages = {drawn_page(), drawn_page()},
                         .places = drawn_places()});
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
  if (auto written = write_file(folder / page.pieces.back().sound_file, tone(25)); !written) {
    return written;
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
