#include "bachprop/report/corpus_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/render/corpus_report.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/file_report.h"
#include "bachprop/report/text.h"
#include "bachprop/report/text_histogram.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

std::string note_spread(const Spread<std::size_t>& spread) {
  return fmt::format("{} to {}, median {}, four fifths from {} to {}", grouped(spread.least),
                     grouped(spread.greatest), grouped(spread.median), grouped(spread.tenth),
                     grouped(spread.ninetieth));
}

std::string note_spread(const Spread<Quarters>& spread) {
  return fmt::format("{} to {}, median {}, four fifths from {} to {}", mixed_number(spread.least),
                     mixed_number(spread.greatest), mixed_number(spread.median),
                     mixed_number(spread.tenth), mixed_number(spread.ninetieth));
}

std::string row_text(const char* label, const std::string& text) {
  return fmt::format("  {:<22}{}\n", label, printable(text));
}

std::string overview_text(const Corpus& corpus) {
  std::string text;
  const PieceLengths lengths = piece_lengths(corpus);
  const auto time = usual_time_signature(corpus);
  text += row_text("pieces", grouped(corpus.pieces.size()));
  text += row_text("notes", grouped(count_notes(corpus)));
  text += row_text("notes a piece", note_spread(lengths.notes));
  text += row_text("quarters a piece", note_spread(lengths.quarters));
  text += row_text("usual time signature",
                   time ? fmt::format("{}/{}", time->numerator, time->denominator) : "not stated");
  text += row_text("median tempo", fmt::format("{:.4g} quarters a minute", median_tempo(corpus)));
  if (corpus.options.keep_percussion) {
    text += row_text("percussion", "kept");
  }
  return text;
}

std::string piece_text(const Piece& piece) {
  std::string text;
  const Score& score = piece.score;
  text += row_text("file", piece.name);
  text += row_text("title", score.title.empty() ? "not stated" : score.title);
  text += row_text("notes", grouped(score.notes.size()));
  text += row_text("quarters", mixed_number(end_of(score)));
  for (const TempoChange& tempo : score.tempos) {
    text += row_text("tempo", fmt::format("{:.4g} quarters a minute from quarter {}",
                                          tempo.quarters_per_minute, mixed_number(tempo.onset)));
  }
  for (const TimeSignature& time : score.time_signatures) {
    text += row_text("time signature", fmt::format("{}/{} from quarter {}", time.numerator,
                                                   time.denominator, mixed_number(time.onset)));
  }
  for (const KeySignature& key : score.key_signatures) {
    text += row_text("key signature",
                     fmt::format("{} from quarter {}", describe_key(key), mixed_number(key.onset)));
  }
  for (std::size_t voice = 0; voice < score.voice_names.size(); ++voice) {
    const auto notes = std::ranges::count(score.voices, as_int(voice));
    const std::string& name = score.voice_names[voice];
    text += row_text("voice", fmt::format("{}: {}", name.empty() ? std::to_string(voice + 1) : name,
                                          counted(static_cast<std::uint64_t>(notes), "note")));
  }
  return text;
}

std::vector<HistogramRow> histogram_rows(const TimeDictionary& dictionary,
                                         const std::vector<std::size_t>& counts,
                                         std::string (*describe)(Quarters)) {
  std::vector<HistogramRow> rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    rows.push_back({describe(dictionary.values()[i]), counts[i]});
  }
  return rows;
}

std::string times_text(const char* heading, const TimeDictionary& dictionary,
                       const std::vector<HistogramRow>& rows, bool verbose, std::size_t width) {
  constexpr std::size_t kRows = 16;
  return fmt::format("\n{}: {} and START/END, in quarters\n{}", heading,
                     counted(static_cast<std::uint64_t>(dictionary.start_end()), "value"),
                     text_histogram(rows, verbose ? rows.size() : kRows, width));
}

constexpr int kOctave = 12;

// The names of the Cs under the columns of so many pitches from `first` on.
std::string octave_marks(int first, std::size_t pitches) {
  std::string marks(pitches + 4, ' ');
  for (std::size_t i = 0; i < pitches; ++i) {
    const int pitch = first + as_int(i);
    if (pitch % kOctave == 0) {
      const std::string name = pitch_name(pitch);
      marks.replace(i, name.size(), name);
    }
  }
  return marks.substr(0, marks.find_last_not_of(' ') + 1);
}

std::string pitches_text(const PitchDictionary& dictionary, const std::vector<std::size_t>& counts,
                         std::size_t width) {
  if (counts.empty()) {
    return "";
  }
  std::string text =
      fmt::format("\nP, pitches: {} ({}) to {} ({}): {} and START/END\n",
                  pitch_name(dictionary.lowest()), dictionary.lowest(),
                  pitch_name(dictionary.highest()), dictionary.highest(), dictionary.start_end());
  // As many octaves on a line as there is room for.
  constexpr std::size_t kBesidePitches = 6;
  const std::size_t octaves = (width - kBesidePitches) / kOctave;
  const std::size_t most = std::min(counts.size(), octaves * kOctave);
  for (std::size_t first = 0; first < counts.size(); first += most) {
    text += fmt::format(
        "  {}\n  {}\n", text_columns(counts, first, most),
        octave_marks(dictionary.value(as_int(first)), std::min(most, counts.size() - first)));
  }
  return text;
}

// {"1/2": 17, ...}
Json counts_json(const TimeDictionary& dictionary, const std::vector<std::size_t>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json[dictionary.values()[i].to_string()] = counts[i];
  }
  return json;
}

Json counts_json(const PitchDictionary& dictionary, const std::vector<std::size_t>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    json[std::to_string(dictionary.value(as_int(i)))] = counts[i];
  }
  return json;
}

Json piece_json(const Piece& piece) {
  const Score& score = piece.score;
  Json json = {{"name", piece.name},
               {"sha256", piece.sha256},
               {"title", score.title},
               {"notes", score.notes.size()},
               {"quarters", end_of(score).to_string()},
               {"voices", score.voice_names}};
  json["tempos"] = Json::array();
  for (const TempoChange& tempo : score.tempos) {
    json["tempos"].push_back(
        {{"onset", tempo.onset.to_string()}, {"quarters_per_minute", tempo.quarters_per_minute}});
  }
  json["time_signatures"] = Json::array();
  for (const TimeSignature& time : score.time_signatures) {
    json["time_signatures"].push_back(
        {{"onset", time.onset.to_string()},
         {"time", fmt::format("{}/{}", time.numerator, time.denominator)}});
  }
  json["key_signatures"] = Json::array();
  for (const KeySignature& key : score.key_signatures) {
    json["key_signatures"].push_back(
        {{"onset", key.onset.to_string()}, {"key", describe_key(key)}});
  }
  return json;
}

}  // namespace

std::string corpus_text(const Collection& collection, bool verbose, std::size_t width) {
  const Corpus& corpus = collection.corpus;
  const CorpusDistributions counts = count_symbols(corpus);
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  std::string text = file_report(collection.files, verbose, width);
  text += text.empty() ? "" : "\n";
  text += corpus.pieces.size() == 1 ? piece_text(corpus.pieces.front()) : overview_text(corpus);
  text += times_text("dT, from one onset to the next", dt,
                     histogram_rows(dt, counts.dt, describe_dt), verbose, width);
  text += times_text("T, durations", duration,
                     histogram_rows(duration, counts.duration, describe_duration), verbose, width);
  return text + pitches_text(pitch, counts.pitch, width);
}

Json corpus_json(const Collection& collection) {
  const Corpus& corpus = collection.corpus;
  const CorpusDistributions counts = count_symbols(corpus);
  const auto& [dt, duration, pitch] = corpus.dictionaries;
  Json json = {{"notes", count_notes(corpus)},
               {"keep_percussion", corpus.options.keep_percussion},
               {"dT", counts_json(dt, counts.dt)},
               {"T", counts_json(duration, counts.duration)},
               {"P", counts_json(pitch, counts.pitch)}};
  if (!collection.files.empty()) {
    json["files"] = file_report_json(collection.files);
  }
  json["pieces"] = Json::array();
  for (const Piece& piece : corpus.pieces) {
    json["pieces"].push_back(piece_json(piece));
  }
  return json;
}

Json prepared_json(const PackedCollection& collection, const std::string& output) {
  const auto& [dt, duration, pitch] = collection.corpus.dictionaries;
  Json json = file_report_json(collection.files);
  json["output"] = output;
  json["pieces"] = collection.corpus.pieces.size();
  json["dictionaries"] = {
      {"dT", dt.start_end()}, {"T", duration.start_end()}, {"P", pitch.start_end()}};
  return json;
}

}  // namespace bachprop
