// Writes two pages into the folder that is named. index.html has made-up pieces: a short one, one
// that goes on from given notes, a long one, one with sheet music of two pages and a sound file,
// some more with sheet music, and one of two notes; many.html has so many that their sheets are
// folded.
#include <fmt/core.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/try.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/score/score_writer.h"

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

// Five lines from x = 200 to `right`, and a note head for each of some quarters.
std::string drawn_system(int top, int quarters, int right) {
  std::string svg;
  for (int line = 0; line < 5; ++line) {
    svg += fmt::format(
        R"(<polyline class="StaffLines" fill="none" stroke="#000000" stroke-width="2" points="200,{0} {1},{0}"/>)",
        top + 25 * line, right);
  }
  for (int quarter = 0; quarter < quarters; ++quarter) {
    const int x = 300 + 200 * quarter;
    svg += fmt::format(
        R"(<path class="Note" d="M{0},{2} C{0},{3} {1},{3} {1},{2} C{1},{4} {0},{4} {0},{2}"/>)", x,
        x + 40, top + 50, top + 20, top + 80);
  }
  return svg;
}

// A page with a title, systems of four bars in 3/4, 400 apart, and a number at its foot.
std::string drawn_page(int systems) {
  std::string svg = R"(<svg viewBox="0 0 2976 4209">)"
                    R"(<path class="Text" d="M1400,100 L1600,100 L1600,160 L1400,160 Z"/>)";
  for (int system = 0; system < systems; ++system) {
    svg += drawn_system(500 + 400 * system, 12, 2800);
  }
  return svg + R"(<path class="Text" d="M1480,4000 L1500,4000 L1500,4040 L1480,4040 Z"/></svg>)";
}

// One system of a single bar.
std::string short_page() {
  return R"(<svg viewBox="0 0 2976 4209">)" + drawn_system(500, 2, 800) + "</svg>";
}

// Half of eight bars at 60 quarters a minute stands in the first system of the first page, half in
// the last of the second.
std::vector<MusicPlace> drawn_places(int systems) {
  std::vector<MusicPlace> places;
  for (int quarter = 0; quarter < 24; ++quarter) {
    places.push_back({.second = 1.0 * quarter,
                      .page = quarter / 12,
                      .x = 300.0 + 200 * (quarter % 12),
                      .top = quarter < 12 ? 500.0 : 500.0 + 400 * (systems - 1),
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

void number_files(PiecesPage& page) {
  for (std::size_t i = 0; i < page.pieces.size(); ++i) {
    page.pieces[i].midi_file = fmt::format("piece-{:03}.mid", i + 1);
    page.pieces[i].log_likelihood_per_note = -1.7 - 0.1 * static_cast<double>(i % 8);
  }
}

PagePiece piece_with_sheet(std::size_t number, int systems) {
  return {.title = fmt::format("Piece {}", number),
          .music = "8 bars in 3/4, C major",
          .score = triads(8, 60),
          .svg_pages = {drawn_page(systems), drawn_page(systems)},
          .places = drawn_places(systems)};
}

PagePiece piece_of_two_notes() {
  Score score;
  score.notes = {{0, 1, 60}, {1, 1, 64}};
  return {.title = "Piece 8 \u05E9\u05D9\u05E8 \u5C0F\u661F\u661F \a<b>\u0085",
          .music = "1 bar in 3/4, C major",
          .score = std::move(score),
          .svg_pages = {short_page()}};
}

PiecesPage sample_page() {
  PiecesPage page{.title = "9 new pieces", .subtitle = "By a test, seed 1, temperature 1"};
  page.pieces.push_back({.title = "Piece 1", .score = triads(8, 100)});
  page.pieces.push_back({.title = "Piece 2", .score = triads(12, 80), .prime_notes = 21});
  page.pieces.push_back({.title = "Piece 3", .score = triads(100, 120), .ended = false});
  page.pieces.push_back(piece_with_sheet(4, 1));
  page.pieces.back().sound_file = "piece-004 #1.wav";
  for (std::size_t number = 5; number <= 7; ++number) {
    page.pieces.push_back(piece_with_sheet(number, static_cast<int>(number)));
  }
  page.pieces.push_back(piece_of_two_notes());
  page.pieces.push_back({.title = "Piece 9", .score = triads(4, 100)});
  number_files(page);
  return page;
}

PiecesPage page_of_many() {
  PiecesPage page{.title = "34 new pieces", .subtitle = "By a test"};
  for (std::size_t number = 1; number <= 34; ++number) {
    page.pieces.push_back(piece_with_sheet(number, 3));
  }
  number_files(page);
  return page;
}

Result<void> write_sample(const std::filesystem::path& folder) {
  const PiecesPage page = sample_page();
  TRY(make_directories(folder));
  for (const PagePiece& piece : page.pieces) {
    TRY(write_file(folder / piece.midi_file, write_score(piece.score)));
  }
  TRY(write_file(folder / page.pieces[3].sound_file, tone(25)));
  TRY(write_file(folder / "many.html", render_pieces(page_of_many())));
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
    fmt::print(stderr, "{}\n", written.error().message());
  }
  return written ? 0 : 1;
}
