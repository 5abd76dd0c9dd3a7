#include "bachprop/performance/benchmark.h"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/performance/workloads.h"

namespace bachprop {
namespace {

// How much of everything is measured.
struct Extent {
  Effort effort;
  std::vector<ProductSize> products;
  int training_pieces = 0;
  int composed_notes = 0;  // a piece
};

Extent full_extent() {
  return {.effort = {},
          .products = {{1024, 1024, 1024}, {8, 384, 128}, {32, 384, 128}, {256, 384, 128}},
          .training_pieces = 384,
          .composed_notes = 400};
}

Extent quick_extent() {
  return {.effort = {.repetitions = 1, .work_seconds = 0.01, .peak_seconds = 0.005},
          .products = {{256, 256, 256}, {8, 384, 128}},
          .training_pieces = 32,
          .composed_notes = 20};
}

std::string threads_text(int threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

// One row of the report still to be measured.
struct Task {
  std::string name;
  std::function<void(BenchmarkReport&)> measure;
};

struct TrainingCase {
  NetworkCase network;
  int batch = 0;
  int threads = 1;
  Precision precision = Precision::kFloat32;
};

class Plan {
 public:
  explicit Plan(const BenchmarkOptions& options)
      : options_(options), extent_(options.quick ? quick_extent() : full_extent()) {
    add_products();
    for (const Precision precision : options.precisions) {
      add_training(precision);
    }
    for (const Precision precision : options.precisions) {
      add_composing(precision);
    }
  }

  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  // Before the first task.
  ProductSize find_peak() {
    peak_product_ = fastest_of(extent_.products, extent_.effort.peak_seconds);
    return peak_product_;
  }

 private:
  // Leaves out what was not asked for.
  void add(std::string name, std::function<void(BenchmarkReport&)> measure);
  void add_products();
  void add_training(Precision precision);
  void add_composing(Precision precision);
  void add_training_row(const TrainingCase& row);
  void add_speed_up(Precision precision);
  void add_composing_row(int pieces, int threads, Precision precision);

  [[nodiscard]] TrainingWork training(const TrainingCase& row) const;
  [[nodiscard]] PeakMeter peak(int threads) const { return {peak_product_, threads}; }
  // One thread, and all where that is more.
  [[nodiscard]] std::vector<int> thread_counts() const;

  BenchmarkOptions options_;
  Extent extent_;
  ProductSize peak_product_;
  std::vector<Task> tasks_;
};

void Plan::add(std::string name, std::function<void(BenchmarkReport&)> measure) {
  if (name.find(options_.only) != std::string::npos) {
    tasks_.push_back({std::move(name), std::move(measure)});
  }
}

std::vector<int> Plan::thread_counts() const {
  return options_.threads == 1 ? std::vector{1} : std::vector{1, options_.threads};
}

void Plan::add_products() {
  for (const ProductSize& size : extent_.products) {
    for (const int threads : thread_counts()) {
      const auto measure = [=, effort = extent_.effort](BenchmarkReport& report) {
        PeakMeter meter(size, threads);
        std::vector<double> speeds;
        for (int i = 0; i < effort.repetitions; ++i) {
          speeds.push_back(meter.operations_per_second(effort.peak_seconds));
        }
        report.products.push_back({size, threads, spread_of(std::move(speeds))});
      };
      add(fmt::format("product {} x {} x {}, {}", size.m, size.n, size.k, threads_text(threads)),
          measure);
    }
  }
}

TrainingWork Plan::training(const TrainingCase& row) const {
  NetworkCase network = row.network;
  network.options.batch = row.batch;
  network.options.precision = row.precision;
  return {network, extent_.training_pieces, row.threads};
}

void Plan::add_training_row(const TrainingCase& row) {
  const auto measure_row = [row, this](BenchmarkReport& report) {
    PeakMeter meter = peak(row.threads);
    TrainingWork work = training(row);
    const Speed speed = measure(work.work(), meter, extent_.effort);
    report.training.push_back({.network = row.network.name,
                               .layers = row.network.options.layers,
                               .hidden = row.network.options.hidden,
                               .batch = row.batch,
                               .threads = row.threads,
                               .precision = row.precision,
                               .share_of_notes = work.share_of_notes(),
                               .speed = speed});
  };
  add(fmt::format("training {}, batch {}, {}, {}", row.network.name, row.batch,
                  threads_text(row.threads), name_of(row.precision)),
      measure_row);
}

void Plan::add_speed_up(Precision precision) {
  const auto measure_ratio = [=, this](BenchmarkReport& report) {
    TrainingWork all = training({paper_network(), 32, options_.threads, precision});
    TrainingWork one = training({paper_network(), 32, 1, precision});
    report.speed_ups.push_back(
        {options_.threads, precision, ratio_of(all.work(), one.work(), extent_.effort)});
  };
  add(fmt::format("training on {} against 1, {}", threads_text(options_.threads),
                  name_of(precision)),
      measure_ratio);
}

void Plan::add_training(Precision precision) {
  for (const int threads : thread_counts()) {
    add_training_row({paper_network(), 32, threads, precision});
  }
  if (options_.threads > 1) {
    add_speed_up(precision);
  }
  for (const int batch : {8, 4}) {
    add_training_row({paper_network(), batch, options_.threads, precision});
  }
  add_training_row({music_network(), music_network().options.batch, options_.threads, precision});
}

void Plan::add_composing_row(int pieces, int threads, Precision precision) {
  const auto measure_row = [=, this](BenchmarkReport& report) {
    PeakMeter meter = peak(threads);
    const NetworkCase network = paper_network();
    const Work work = composing_work(network, pieces, extent_.composed_notes, threads, precision);
    report.composing.push_back({.network = network.name,
                                .pieces = pieces,
                                .notes = extent_.composed_notes,
                                .threads = threads,
                                .precision = precision,
                                .speed = measure(work, meter, extent_.effort)});
  };
  add(fmt::format("composing {} piece{}, {}, {}", pieces, pieces == 1 ? "" : "s",
                  threads_text(threads), name_of(precision)),
      measure_row);
}

// A single piece is written by one thread.
void Plan::add_composing(Precision precision) {
  add_composing_row(1, 1, precision);
  for (const int pieces : {32, 256}) {
    for (const int threads : thread_counts()) {
      add_composing_row(pieces, threads, precision);
    }
  }
}

}  // namespace

std::vector<Precision> fast_precisions() {
  return bfloat16_unit() == Bfloat16Unit::kNone
             ? std::vector{Precision::kFloat32}
             : std::vector{Precision::kFloat32, Precision::kBfloat16};
}

std::vector<std::string> row_names(const BenchmarkOptions& options) {
  const Plan plan(options);
  std::vector<std::string> names;
  for (const Task& task : plan.tasks()) {
    names.push_back(task.name);
  }
  return names;
}

BenchmarkReport run_benchmark(const BenchmarkOptions& options,
                              const std::function<void(int, int, const std::string&)>& watch) {
  Plan plan(options);
  BenchmarkReport report{
      .machine = this_machine(), .options = options, .peak_product = plan.find_peak()};
  int done = 0;
  for (const Task& task : plan.tasks()) {
    if (watch) {
      watch(done++, as_int(plan.tasks().size()), task.name);
    }
    task.measure(report);
  }
  return report;
}

}  // namespace bachprop
