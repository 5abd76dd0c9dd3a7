// All figures of one run: the machine's peak, training and composing beside it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bachprop/performance/machine.h"
#include "bachprop/performance/measurement.h"
#include "bachprop/performance/peak.h"

namespace bachprop {

struct BenchmarkOptions {
  // Threads of the rows that use them all; at least 1.
  int threads = 1;
  // A few seconds: fewer and shorter repetitions, smaller products and corpora. Shows that all
  // works; its figures are no figures to report.
  bool quick = false;
};

struct ProductRow {
  ProductSize size;
  int threads = 1;
  Spread operations_per_second;
};

struct TrainingRow {
  std::string network;
  int layers = 0;
  int hidden = 0;
  int batch = 0;
  int threads = 1;
  std::string precision;
  double share_of_notes = 0;  // of what is computed; the rest is START/END and padding
  Speed speed;
};

struct ComposingRow {
  std::string network;
  int pieces = 0;
  int notes = 0;  // a piece
  int threads = 1;
  std::string precision;
  Speed speed;
};

struct BenchmarkReport {
  Machine machine;
  BenchmarkOptions options;
  std::vector<ProductRow> products = {};
  std::vector<TrainingRow> training = {};
  std::vector<ComposingRow> composing = {};
  // The paper's network at batch 32: notes a second on all threads, over those on one, measured in
  // turn. 1 with one thread.
  Spread threads_speed_up = {};
};

// `watch` is called before each row: how many are done, of how many, and what comes next.
[[nodiscard]] BenchmarkReport run_benchmark(
    const BenchmarkOptions& options,
    const std::function<void(int, int, const std::string&)>& watch = {});

}  // namespace bachprop
