// All figures of one run: the machine's peak and bandwidth, training and composing beside them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/performance/bandwidth.h"
#include "bachprop/performance/machine.h"
#include "bachprop/performance/measurement.h"
#include "bachprop/performance/peak.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

// Those that have instructions on this processor.
[[nodiscard]] std::vector<Precision> fast_precisions();
// The widest vector units of this machine and, where those are wider, AVX2, which most laptops
// have.
[[nodiscard]] std::vector<std::string> usual_vector_units();

struct BenchmarkOptions {
  // Threads of the rows that use them all; at least 1.
  int threads = 1;
  // A few seconds: fewer and shorter repetitions, smaller products and corpora. Shows that all
  // works; its figures are no figures to report.
  bool quick = false;
  // Rows of training leave kBfloat16Weights out, which is for composing.
  std::vector<Precision> precisions = fast_precisions();
  // Each row names one of these, as limit_vector_units() takes them. The first is measured in full,
  // the others in the rows that matter most.
  std::vector<std::string> units = usual_vector_units();
  // Only rows whose name contains this; empty: all.
  std::string only = {};
};

inline void list_fields(BenchmarkOptions& options, FieldList& fields) {
  fields(options.only,
         {.option = "--only", .help = "measure only rows whose name contains this", .key = "only"});
  fields(options.quick,
         {.option = "--quick",
          .help = "a few seconds: shows that everything runs, measures nothing worth reporting",
          .key = "quick"});
  fields(options.threads, {.option = "--threads",
                           .help = "threads of the rows with several",
                           .key = "threads",
                           .limits = between(1, 256),
                           .usual = "all processors"});
}

// The rows that would be measured, in this order: "training paper's, batch 32, 2 threads, fp32,
// avx512".
[[nodiscard]] std::vector<std::string> row_names(const BenchmarkOptions& options);

struct ProductRow {
  ProductSize size;
  int threads = 1;
  std::string unit;
  SpreadOfRuns operations_per_second;
};

struct ReadingRow {
  MemoryLevel level = MemoryLevel::kMemory;
  std::size_t bytes = 0;  // that each thread reads again and again
  int threads = 1;
  SpreadOfRuns bytes_per_second;
};

struct TrainingRow {
  std::string network;
  int layers = 0;
  int hidden = 0;
  int batch = 0;
  int threads = 1;
  Precision precision = Precision::kFloat32;
  std::string unit;
  double share_of_notes = 0;  // of what is computed; the rest is START/END and padding
  Speed speed;
};

// The paper's network at batch 32: notes a second on `threads`, over those on one, in turn.
struct SpeedUpRow {
  int threads = 1;
  Precision precision = Precision::kFloat32;
  std::string unit;
  SpreadOfRuns ratio;
};

struct ComposingRow {
  std::string network;
  int pieces = 0;
  int threads = 1;
  Precision precision = Precision::kFloat32;
  std::string unit;
  Speed speed;
};

// Vector units that rows were measured on.
struct MeasuredUnit {
  std::string name;
  ProductSize peak_product;  // the fastest: what fractions are fractions of
};

// The music that training was measured on; nothing where no training was.
struct MeasuredMusic {
  std::string origin;
  std::int64_t pieces = 0;
  std::int64_t notes = 0;
};

struct BenchmarkReport {
  Machine machine;
  BenchmarkOptions options;
  std::vector<MeasuredUnit> units = {};
  std::optional<MeasuredMusic> music = {};
  std::vector<ProductRow> products = {};
  std::vector<ReadingRow> reading = {};
  std::vector<TrainingRow> training = {};
  std::vector<ComposingRow> composing = {};
  std::vector<SpeedUpRow> speed_ups = {};
};

// "2 threads"
[[nodiscard]] std::string threads_text(int threads);

// Pieces to train on, and where they are from.
struct GivenCorpus {
  std::string origin;
  Corpus corpus;
};

// `given`: what training is measured on; nothing: pieces that are composed at the beginning.
// `watch` is called before each row: how many are done, of how many, and what comes next.
// Afterwards all vector units are in use again. An error where the pieces cannot be trained on.
[[nodiscard]] Result<BenchmarkReport> run_benchmark(
    const BenchmarkOptions& options, const std::optional<GivenCorpus>& given = {},
    const std::function<void(int, int, const std::string&)>& watch = {});

}  // namespace bachprop
