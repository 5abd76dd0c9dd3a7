// All figures of one run: the machine's peak, training and composing beside it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/performance/machine.h"
#include "bachprop/performance/measurement.h"
#include "bachprop/performance/peak.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

// Those that have instructions on this processor.
[[nodiscard]] std::vector<Precision> fast_precisions();

struct BenchmarkOptions {
  // Threads of the rows that use them all; at least 1.
  int threads = 1;
  // A few seconds: fewer and shorter repetitions, smaller products and corpora. Shows that all
  // works; its figures are no figures to report.
  bool quick = false;
  std::vector<Precision> precisions = fast_precisions();
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

// The rows that would be measured, in this order: "training paper's, batch 32, 2 threads, fp32".
[[nodiscard]] std::vector<std::string> row_names(const BenchmarkOptions& options);

struct ProductRow {
  ProductSize size;
  int threads = 1;
  SpreadOfRuns operations_per_second;
};

struct TrainingRow {
  std::string network;
  int layers = 0;
  int hidden = 0;
  int batch = 0;
  int threads = 1;
  Precision precision = Precision::kFloat32;
  double share_of_notes = 0;  // of what is computed; the rest is START/END and padding
  Speed speed;
};

// The paper's network at batch 32: notes a second on `threads`, over those on one, in turn.
struct SpeedUpRow {
  int threads = 1;
  Precision precision = Precision::kFloat32;
  SpreadOfRuns ratio;
};

struct ComposingRow {
  std::string network;
  int pieces = 0;
  int notes = 0;  // a piece
  int threads = 1;
  Precision precision = Precision::kFloat32;
  Speed speed;
};

struct BenchmarkReport {
  Machine machine;
  BenchmarkOptions options;
  ProductSize peak_product;  // the fastest: what fractions are fractions of
  std::vector<ProductRow> products = {};
  std::vector<TrainingRow> training = {};
  std::vector<ComposingRow> composing = {};
  std::vector<SpeedUpRow> speed_ups = {};
};

// `watch` is called before each row: how many are done, of how many, and what comes next.
[[nodiscard]] BenchmarkReport run_benchmark(
    const BenchmarkOptions& options,
    const std::function<void(int, int, const std::string&)>& watch = {});

}  // namespace bachprop
