// Published benchmarks: which data, and what others reached on them.
#pragma once

#include <span>
#include <string_view>

#include "bachprop/base/numbers.h"
#include "bachprop/base/quarters.h"
#include "bachprop/corpus/frames.h"

namespace bachprop {

// A model's result, as it was published.
struct PublishedFigure {
  std::string_view model;
  double nats;            // of a cell
  int cells_a_frame;      // 1: the figure is nats a frame; 4: nats a voice and frame
  std::string_view part;  // of the data it is about: "test" or "validation"
  std::string_view source;
  std::string_view remark = {};

  // `counts` are those of the part that it is compared on.
  [[nodiscard]] double nats_a_piece(const FrameCounts& counts) const {
    return nats * cells_a_frame * as_double(counts.frames) / as_double(counts.pieces);
  }
};

struct PublishedBenchmark {
  std::string_view name;
  std::string_view file;    // below the folder of the corpora
  std::string_view origin;  // where to get it
  std::string_view grid;
  Quarters frame;
  double quarters_per_minute;  // at which a frame of this length sounds as it should
  // The counts of the data that the figures are about; `notes` is not published and counted here.
  FrameCounts train;
  FrameCounts valid;
  FrameCounts test;
  std::span<const PublishedFigure> figures;  // the best last
};

[[nodiscard]] std::span<const PublishedBenchmark> published_benchmarks();

// Nothing when there is none of that name.
[[nodiscard]] const PublishedBenchmark* find_benchmark(std::string_view name);

}  // namespace bachprop
