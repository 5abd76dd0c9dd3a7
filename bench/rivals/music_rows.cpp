// Writes what a step of training the preset `music` reads, for PyTorch to train on the same music:
//
//     build/compose/music_rows OUTPUT.safetensors
//
// The pieces are those that `bachprop bench` composes, laid into 8 rows one after another. S steps,
// N = 8 S; row n = 8 step + row of the batch:
//
//     inputs, targets  [N, 3]  symbols
//     layers, readouts [..]    entries of the contexts, those of row n up to layers_ends[n] ...
//     sizes            [8]     symbols of dT, T, P; entries of layers and readouts; lists of
//     pitches
//                              and of pitch classes that are anchors; class of the lowest pitch
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <span>
#include <vector>

#include "bachprop/base/safetensors.h"
#include "bachprop/context/note_context.h"
#include "bachprop/performance/measured_pieces.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

constexpr std::size_t kRows = 8;
constexpr int kPieces = 384;

struct Step {
  NoteSymbols input;
  NoteSymbols target;
  std::vector<int> layers;
  std::vector<int> readouts;
};

// START/END before the first note and after the last.
void lay(const TrainingSet& set, const EncodedPiece& piece, std::vector<Step>& lane) {
  NoteContext context(set.vocabulary, piece.metre);
  NoteSymbols last = start_end(set.dictionaries);
  for (std::size_t i = 0; i <= piece.notes.size(); ++i) {
    const bool ends = i == piece.notes.size();
    Step& step = lane.emplace_back();
    step.input = last;
    step.target = ends ? start_end(set.dictionaries) : piece.notes[i];
    context.append_for_layers(step.layers);
    context.pass(step.target.dt);
    context.append_for_readouts(step.readouts);
    if (!ends) {
      context.take(step.target);
    }
    last = step.target;
  }
}

void append(std::span<const int> list, std::vector<std::int32_t>& entries,
            std::vector<std::int32_t>& ends) {
  entries.insert(entries.end(), list.begin(), list.end());
  ends.push_back(static_cast<std::int32_t>(entries.size()));
}

struct Rows {
  std::vector<std::int32_t> inputs, targets, layers, layers_ends, readouts, readouts_ends;

  void add(const Step& step) {
    for (const auto& [note, symbols] :
         {std::pair{&step.input, &inputs}, {&step.target, &targets}}) {
      symbols->insert(symbols->end(), {note->dt, note->duration, note->pitch});
    }
    append(step.layers, layers, layers_ends);
    append(step.readouts, readouts, readouts_ends);
  }
};

Rows rows_of(const TrainingSet& set) {
  std::vector<std::vector<Step>> lanes(kRows);
  for (const EncodedPiece& piece : set.training) {
    lay(set, piece, *std::ranges::min_element(lanes, {}, &std::vector<Step>::size));
  }
  const std::size_t steps = std::ranges::min_element(lanes, {}, &std::vector<Step>::size)->size();
  Rows rows;
  for (std::size_t step = 0; step < steps; ++step) {
    for (const auto& lane : lanes) {
      rows.add(lane[step]);
    }
  }
  return rows;
}

Result<void> write_rows(const char* output) {
  return composed_corpus(kPieces, 1)
      .and_then([](const Corpus& corpus) { return measured_pieces(corpus, "composed"); })
      .and_then([&](const MeasuredPieces& pieces) {
        const TrainingSet& set = pieces.with_context;
        const Rows rows = rows_of(set);
        const auto symbols = symbol_counts(set.dictionaries);
        const std::vector<std::int32_t> sizes = {symbols[0],
                                                 symbols[1],
                                                 symbols[2],
                                                 set.vocabulary.layers().size(),
                                                 set.vocabulary.readouts().size(),
                                                 set.vocabulary.anchor_groups(),
                                                 set.vocabulary.class_anchor_groups(),
                                                 set.vocabulary.lowest_class()};
        SafetensorsWriter writer;
        const auto add = [&](const char* name, const std::vector<std::int32_t>& values) {
          writer.add<std::int32_t>(name, values, {static_cast<std::int64_t>(values.size())});
        };
        add("inputs", rows.inputs);
        add("targets", rows.targets);
        add("layers", rows.layers);
        add("layers_ends", rows.layers_ends);
        add("readouts", rows.readouts);
        add("readouts_ends", rows.readouts_ends);
        add("sizes", sizes);
        return write_file(output, writer.bytes(), IfThere::kReplace);
      });
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: music_rows OUTPUT.safetensors\n");
    return 2;
  }
  const auto written = bachprop::write_rows(argv[1]);
  if (!written) {
    fmt::print(stderr, "music_rows: {}\n", written.error().message());
    return 1;
  }
  return 0;
}
