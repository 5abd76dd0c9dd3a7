#include "bachprop/report/generate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/analysis/printed_key.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/generate/corpus_key.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

constexpr std::size_t kListedPieces = 20;
// The tempo of a score that states none.
constexpr double kUsualTempo = 120;

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
  if (record.best_of > 1) {
    text += fmt::format("; each the most like the corpus of {}", record.best_of);
  }
  if (was_stopped(record)) {
    text += fmt::format("; stopped: of {}, those that were finished first, the short ones",
                        grouped(static_cast<std::uint64_t>(record.options.pieces)));
  }
  return text;
}

// "0:42", at the tempo of the piece.
std::string playing_time(const Score& score) {
  double seconds = 0;
  Quarters from = 0;
  double quarters_per_minute = kUsualTempo;
  const auto play_until = [&](const Quarters& to) {
    seconds += 60 * (to - from).to_double() / quarters_per_minute;
    from = to;
  };
  for (const TempoChange& tempo : score.tempos) {
    play_until(tempo.onset);
    quarters_per_minute = tempo.quarters_per_minute;
  }
  play_until(end_of(score));
  const auto whole = std::lround(seconds);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

// "1.59 to 4.53", "3.20": of the candidates that were not chosen.
std::string scores_of_others(const Selection& selection) {
  const std::vector<double>& scores = selection.scores;
  const std::string worst = scores.size() > 1 ? fmt::format("{:.2f}", scores.back()) : "";
  return scores.size() > 2 ? fmt::format("{:.2f} to {}", scores[1], worst) : worst;
}

std::vector<std::string> piece_row(const ComposedPiece& piece, const ComposeOptions& options,
                                   bool likelihoods) {
  std::vector<std::string> row = {piece_file_name(piece.number, options),
                                  fmt::format("{}", piece.symbols.size()),
                                  fmt::format("{:.1f}", end_of(piece.score).to_double()),
                                  playing_time(piece.score), piece.ended ? "by itself" : "cut off"};
  if (piece.selection) {
    row.push_back(fmt::format("{:.2f}", piece.selection->score));
    row.push_back(scores_of_others(*piece.selection));
  }
  if (likelihoods) {
    const LogLikelihood mean = per_event(piece);
    for (const double value : {mean.dt, mean.duration, mean.pitch, mean.sum()}) {
      row.push_back(fmt::format("{:.2f}", value));
    }
  }
  return row;
}

std::string table_text(const PiecesRecord& record, bool likelihoods, std::size_t width) {
  std::string text = describe_run(record) + "\n";
  Table table{.header = {"piece", "notes", "quarters", "minutes", "ended"}};
  if (record.best_of > 1) {
    text +=
        "score: how far from the corpus, whose own pieces lie near 1; others: those that were not "
        "chosen\n";
    table.header.insert(table.header.end(), {"score", "others"});
  }
  if (likelihoods) {
    text += "dT, T, P and their sum: log-likelihood a note\n";
    table.header.insert(table.header.end(), {"dT", "T", "P", "sum"});
  }
  for (const ComposedPiece& piece :
       record.pieces.first(std::min(record.pieces.size(), kListedPieces))) {
    table.rows.push_back(piece_row(piece, record.options, likelihoods));
  }
  text += text_table(table, width);
  if (record.pieces.size() > kListedPieces) {
    text += fmt::format("... and {} more, see pieces.json\n", record.pieces.size() - kListedPieces);
  }
  return text;
}

std::string closing_text(const PiecesRecord& record, const std::filesystem::path& page) {
  const auto ended = std::ranges::count_if(record.pieces, &ComposedPiece::ended);
  std::string text =
      fmt::format("{} of {} ended by {}", ended, counted(record.pieces.size(), "piece"),
                  record.pieces.size() == 1 ? "itself" : "themselves");
  if (ended < std::ssize(record.pieces)) {
    text += fmt::format("; the others were cut off at {} notes (--max-notes)",
                        record.options.max_notes.value_or(0));
  }
  text += ".\n";
  if (!page.empty()) {
    text += fmt::format("Open {} in a browser to listen.\n", page.string());
  }
  return text;
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

// The names of the parts of a score with the least and the greatest distances.
std::string extremes_of(const Selection& selection) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::pair<std::string, double>> parts = selection.parts;
  if (parts.size() < 2 * kNamed) {
    return "";
  }
  std::ranges::stable_sort(parts, {}, &std::pair<std::string, double>::second);
  std::vector<std::string> nearest;
  std::vector<std::string> farthest;
  for (std::size_t i = 0; i < kNamed; ++i) {
    nearest.push_back(parts[i].first);
    farthest.push_back(parts[parts.size() - 1 - i].first);
  }
  return fmt::format(" Nearest to it in {}; farthest in {}.", fmt::join(nearest, ", "),
                     fmt::join(farthest, ", "));
}

std::string why_selected(const Selection& selection) {
  std::string text = fmt::format(
      "the most like the corpus of {}: {:.2f} from it, the others {} (the corpus’s own pieces lie "
      "near 1).",
      counted(selection.scores.size(), "candidate"), selection.score, scores_of_others(selection));
  text += extremes_of(selection);
  if (!selection.faults.empty()) {
    text +=
        fmt::format(" Not as in most pieces of the corpus: {}.", fmt::join(selection.faults, "; "));
  }
  return text;
}

void add_selection(PagePiece& page, const Selection& selection) {
  page.remark = fmt::format("the best of {}", selection.scores.size());
  page.figures.push_back({"Chosen", why_selected(selection)});
}

const char* why_equal(const SamplingOptions& sampling) {
  return sampling.temperature == 0 ? "at temperature 0 nothing is drawn; raise --temperature"
         : sampling.top_k == 1     ? "with --top-k 1 nothing is drawn; raise it"
                                   : "so little is left to chance; raise --temperature or --top-p";
}

void add_to_page(PagePiece& piece, const SheetFiles& files) {
  piece.musicxml_file = files.musicxml;
  piece.pdf_file = files.pdf;
  piece.music = files.music;
  piece.svg_pages = files.svg_pages;
  piece.places = files.places;
  // What every browser plays, and is smallest.
  for (const char* ending : {".wav", ".flac", ".ogg"}) {
    for (const std::string& sound : files.sounds) {
      piece.sound_file = sound.ends_with(ending) ? sound : piece.sound_file;
    }
  }
}

// Too short or too long by half: chance does not make so much of eight pieces.
std::string remark_on_length(const PiecesRecord& record) {
  constexpr std::size_t kFewPieces = 8;
  const ComposeOptions& options = record.options;
  const int usual = record.corpus.notes.median;
  const bool asked_for = options.prime || options.min_notes.value_or(0) > usual ||
                         options.max_notes.value_or(usual) < usual;
  if (usual == 0 || asked_for || record.pieces.size() < kFewPieces) {
    return "";
  }
  std::vector<int> lengths;
  for (const ComposedPiece& piece : record.pieces) {
    lengths.push_back(as_int(piece.symbols.size()));
  }
  const int median = spread_of(std::move(lengths)).median;
  const bool too_short = 3 * median < 2 * usual;
  if (!too_short && 2 * median <= 3 * usual) {
    return "";
  }
  return fmt::format(
      "The pieces are {}: half of them have {} notes or more, half of the training pieces {} or "
      "more. A {} --end-bias than {:.1f} makes them {}; a longer training makes endings surer.",
      too_short ? "short" : "long", median, usual, too_short ? "lower" : "higher",
      options.end_bias.value_or(0), too_short ? "longer" : "shorter");
}

std::string remark_on_keys(const PiecesRecord& record) {
  const ComposeOptions& options = record.options;
  if (record.corpus.keys.empty() || options.key || options.prime || options.transpose != 0) {
    return "";
  }
  const auto signs = [](const KeySignature& key) { return std::abs(key.sharps); };
  int most = 0;
  for (const KeyCount& key : record.corpus.keys) {
    most = std::max(most, signs(key.signature));
  }
  const auto beyond = std::ranges::count_if(record.pieces, [&](const ComposedPiece& piece) {
    return signs(printed_key_of(piece.score).signature) > most;
  });
  return 20 * beyond <= std::ssize(record.pieces)
             ? ""
             : fmt::format(
                   "{} of {} have more sharps or flats than any training piece ({}): give a --key.",
                   beyond, counted(record.pieces.size(), "piece"), most);
}

std::string remark_on_registers(const PiecesRecord& record) {
  if (record.corpus.keys.empty()) {
    return "";
  }
  std::size_t notes = 0;
  std::size_t outside = 0;
  for (const ComposedPiece& piece : record.pieces) {
    notes += piece.score.notes.size();
    outside += as_index(notes_outside(piece.score, record.corpus));
  }
  constexpr double kMost = 4;  // % of the notes
  const double share = 100 * as_double(outside) / as_double(std::max<std::size_t>(notes, 1));
  if (share <= kMost) {
    return "";
  }
  const bool moved = record.options.key || record.options.transpose != 0;
  return fmt::format(
      "{:.0f} % of the notes lie higher or lower than those of the training pieces' voices: {}.",
      share,
      moved ? "another --key or --transpose fits better"
            : "a lower --temperature or a longer training keeps to them");
}

}  // namespace

PiecesPage page_of(const PiecesRecord& record, std::span<const SheetFiles> sheets) {
  PiecesPage page{.title = fmt::format("{} new piece{}", record.pieces.size(),
                                       record.pieces.size() == 1 ? "" : "s"),
                  .subtitle = describe_run(record)};
  for (std::size_t i = 0; i < record.pieces.size(); ++i) {
    const ComposedPiece& piece = record.pieces[i];
    page.pieces.push_back({.title = fmt::format("Piece {}", piece.number),
                           .midi_file = piece_file_name(piece.number, record.options),
                           .score = piece.score,
                           .prime_notes = piece.prime_notes,
                           .ended = piece.ended,
                           .log_likelihood_per_note = per_event(piece).sum()});
    if (piece.selection) {
      add_selection(page.pieces.back(), *piece.selection);
    }
    if (i < sheets.size()) {
      add_to_page(page.pieces.back(), sheets[i]);
    }
  }
  return page;
}

std::string pieces_text(const PiecesRecord& record, const std::filesystem::path& page,
                        bool likelihoods, std::size_t width) {
  return table_text(record, likelihoods, width) + closing_text(record, page);
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

std::vector<std::string> remarks_on_corpus(const PiecesRecord& record) {
  std::vector<std::string> remarks = {remark_on_length(record), remark_on_keys(record),
                                      remark_on_registers(record)};
  std::erase_if(remarks, [](const std::string& remark) { return remark.empty(); });
  return remarks;
}

}  // namespace bachprop
