#include "bachprop/render/corpus_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/render/musical_names.h"

namespace bachprop {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string with_name(Quarters time, const std::string& name) {
  return name.empty() ? mixed_number(time) : fmt::format("{} ({})", mixed_number(time), name);
}

template <typename T>
std::string spread(const Spread<T>& lengths, std::string (*text)(const T&)) {
  return fmt::format("{} to {}, median {}, four fifths from {} to {}", text(lengths.least),
                     text(lengths.greatest), text(lengths.median), text(lengths.tenth),
                     text(lengths.ninetieth));
}

// "84,623".
std::string count_text(const std::size_t& count) { return grouped(count); }
std::string time_text(const Quarters& time) { return mixed_number(time); }

std::string usual_time(const Corpus& corpus) {
  const auto time = usual_time_signature(corpus);
  return time ? fmt::format("{}/{}", time->numerator, time->denominator) : "not stated";
}

Table overview(const Corpus& corpus) {
  const PieceLengths lengths = piece_lengths(corpus);
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  Rows rows = {
      {"Pieces", count_text(corpus.pieces.size())},
      {"Notes", count_text(count_notes(corpus))},
      {"Notes a piece", spread(lengths.notes, count_text)},
      {"Quarters a piece", spread(lengths.quarters, time_text)},
      {"Usual time signature", usual_time(corpus)},
      {"Median tempo", fmt::format("{:.4g} quarters a minute", median_tempo(corpus))},
      {"Percussion", corpus.options.keep_percussion ? "kept" : "left out"},
      {"dT dictionary", fmt::format("{} values and START/END", dt.start_end())},
      {"T dictionary", fmt::format("{} values and START/END", duration.start_end())},
  };
  if (pitch.start_end() > 0) {
    rows.push_back({"P dictionary",
                    fmt::format("{} to {}: {} pitches and START/END", pitch_name(pitch.lowest()),
                                pitch_name(pitch.highest()), pitch.start_end())});
  }
  return {.caption = "", .header = {}, .rows = std::move(rows)};
}

// A bar chart of the shares of `counts`.
BarChart shares(std::string title, std::string x_label, const std::vector<std::size_t>& counts,
                std::size_t total) {
  BarChart chart{
      .title = std::move(title), .x_label = std::move(x_label), .y_label = "% of the notes"};
  for (const std::size_t count : counts) {
    chart.values.push_back(total == 0 ? 0.0 : 100.0 * as_double(count) / as_double(total));
  }
  return chart;
}

std::string count_and_name(std::size_t count, const std::string& name) {
  const std::string notes = fmt::format("{} note{}", count_text(count), count == 1 ? "" : "s");
  return name.empty() ? notes : fmt::format("{}, {}", name, notes);
}

// Which bars are shown: the `most` highest ones, of equally high ones the first.
std::vector<bool> highest_bars(const std::vector<double>& values, std::size_t most) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return values[i]; });
  std::vector<bool> chosen(values.size(), false);
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    chosen[order[i]] = true;
  }
  return chosen;
}

// Live recordings use hundreds of times, most of them once: bars as wide as a hair. Keeps the most
// frequent ones in their order and sums up the others in a last bar.
BarChart without_rare_bars(const BarChart& chart) {
  constexpr std::size_t kMostBars = 64;
  if (chart.values.size() <= kMostBars) {
    return chart;
  }
  const std::vector<bool> chosen = highest_bars(chart.values, kMostBars - 1);
  BarChart shown{.title = chart.title, .x_label = chart.x_label, .y_label = chart.y_label};
  double others = 0;
  for (std::size_t i = 0; i < chart.values.size(); ++i) {
    if (chosen[i]) {
      shown.labels.push_back(chart.labels[i]);
      shown.values.push_back(chart.values[i]);
      shown.details.push_back(chart.details[i]);
    } else {
      others += chart.values[i];
    }
  }
  shown.details.push_back(
      fmt::format("{} other values in all", chart.values.size() - shown.values.size()));
  shown.labels.emplace_back("others");
  shown.values.push_back(others);
  return shown;
}

BarChart time_chart(BarChart chart, const TimeDictionary& dictionary,
                    const std::vector<std::size_t>& counts, bool is_dt) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const Quarters value = dictionary.values()[i];
    const std::string name = is_dt && value == 0 ? "same onset" : note_value(value);
    chart.labels.push_back(mixed_number(value));
    chart.details.push_back(count_and_name(counts[i], name));
  }
  return without_rare_bars(chart);
}

BarChart pitch_chart(BarChart chart, const PitchDictionary& dictionary,
                     const std::vector<std::size_t>& counts) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int pitch = dictionary.value(as_int(i));
    chart.labels.push_back(pitch_name(pitch));
    chart.details.push_back(fmt::format("MIDI {}, {}", pitch, count_and_name(counts[i], "")));
  }
  return chart;
}

void add_distributions(Report& report, const Corpus& corpus) {
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  const CorpusDistributions counts = count_symbols(corpus);
  const std::size_t total = count_notes(corpus);
  report.items.emplace_back(Heading{"Distributions"});
  report.items.emplace_back(time_chart(
      shares("dT: from one onset to the next", "quarters", counts.dt, total), dt, counts.dt, true));
  report.items.emplace_back(time_chart(shares("T: durations", "quarters", counts.duration, total),
                                       duration, counts.duration, false));
  report.items.emplace_back(
      pitch_chart(shares("P: pitches", "pitch", counts.pitch, total), pitch, counts.pitch));
}

std::string first_key(const Score& score) {
  return score.key_signatures.empty() ? "" : describe_key(score.key_signatures.front());
}

std::string first_time(const Score& score) {
  if (score.time_signatures.empty()) {
    return "";
  }
  const TimeSignature& time = score.time_signatures.front();
  return fmt::format("{}/{}", time.numerator, time.denominator);
}

Table piece_table(const Corpus& corpus) {
  Table table{.caption = fmt::format("All {} pieces", corpus.pieces.size()),
              .header = {"Piece", "Notes", "Quarters", "Time", "Key", "Voices", "Title"},
              .rows = {},
              .folded = corpus.pieces.size() > 20};
  for (const Piece& piece : corpus.pieces) {
    const Score& score = piece.score;
    table.rows.push_back(
        {piece.name, count_text(score.notes.size()),
         fmt::format("{:.6g}", end_of(score).to_double()), first_time(score), first_key(score),
         score.voices.empty() ? "" : count_text(score.voice_names.size()), score.title});
  }
  return table;
}

void add_table(Report& report, const std::string& caption, std::vector<std::string> header,
               Rows rows) {
  if (rows.empty()) {
    return;
  }
  Table table{.caption = fmt::format("{}: {}", caption, rows.size()),
              .header = std::move(header),
              .rows = {},
              .folded = rows.size() > 20};
  table.rows = std::move(rows);
  report.items.emplace_back(std::move(table));
}

void add_files(Report& report, const std::vector<FileOutcome>& files) {
  Rows skipped;
  Rows copies;
  Rows repairs;
  Rows live;
  for (const FileOutcome& file : files) {
    if (file.status == FileStatus::kSkipped) {
      skipped.push_back({file.name, file.reason});
    } else if (file.status == FileStatus::kCopy) {
      copies.push_back({file.name, file.reason});
    }
    if (!file.is_piece()) {
      continue;
    }
    for (const std::string& repair : file.repairs) {
      repairs.push_back({file.name, repair});
    }
    if (file.live) {
      live.push_back({file.name, *file.live});
    }
  }
  if (skipped.empty() && copies.empty() && repairs.empty() && live.empty()) {
    return;
  }
  report.items.emplace_back(Heading{"Files"});
  add_table(report, "Skipped files", {"File", "Reason"}, std::move(skipped));
  add_table(report, "Copies, left out", {"File", "Reason"}, std::move(copies));
  add_table(report, "Repairs", {"File", "Repair"}, std::move(repairs));
  add_table(report, "Live recordings", {"File", "Rhythm"}, std::move(live));
}

}  // namespace

std::string describe_dt(Quarters dt) { return dt == 0 ? "0 (same onset)" : describe_duration(dt); }

std::string describe_duration(Quarters duration) {
  return with_name(duration, note_value(duration));
}

std::string describe_key(const KeySignature& key) {
  // In fifths; a minor key has its tonic three fifths above that of its relative major.
  constexpr std::array kTonics = {"C flat", "G flat",  "D flat",  "A flat",  "E flat",  "B flat",
                                  "F",      "C",       "G",       "D",       "A",       "E",
                                  "B",      "F sharp", "C sharp", "G sharp", "D sharp", "A sharp"};
  const int place = key.sharps + 7 + (key.minor ? 3 : 0);
  return fmt::format("{} {}", kTonics.at(as_index(place)), key.minor ? "minor" : "major");
}

Report corpus_report(const Collection& collection, const std::string& title) {
  Report report{.title = title, .items = {}};
  report.items.emplace_back(overview(collection.corpus));
  add_distributions(report, collection.corpus);
  add_files(report, collection.files);
  report.items.emplace_back(Heading{"Pieces"});
  report.items.emplace_back(piece_table(collection.corpus));
  return report;
}

}  // namespace bachprop
