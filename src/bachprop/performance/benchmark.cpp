#include "bachprop/performance/benchmark.h"

#include <fmt/core.h>

#include <cstddef>

#include "bachprop/performance/workloads.h"

namespace bachprop {
namespace {

// How much of everything is measured.
struct Extent {
  Effort effort;
  std::vector<ProductSize> products;  // the first is what fractions are fractions of
  int training_pieces = 0;
  int composed_notes = 0;  // a piece
};

Extent full_extent() {
  return {.effort = {},
          .products = {kLargeProduct, {8, 384, 128}, {32, 384, 128}, {256, 384, 128}},
          .training_pieces = 384,
          .composed_notes = 400};
}

Extent quick_extent() {
  return {.effort = {.repetitions = 1, .work_seconds = 0.01, .peak_seconds = 0.005},
          .products = {{256, 256, 256}, {8, 384, 128}},
          .training_pieces = 32,
          .composed_notes = 20};
}

// One row of the report still to be measured.
struct Task {
  std::string name;
  std::function<void(BenchmarkReport&)> measure;
};

class Plan {
 public:
  explicit Plan(const BenchmarkOptions& options)
      : options_(options), extent_(options.quick ? quick_extent() : full_extent()) {
    add_products();
    add_training();
    add_composing();
  }

  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }

 private:
  void add_products();
  void add_training();
  void add_composing();
  void add_training_row(const NetworkCase& network, int batch, int threads);
  void add_speed_up();
  void add_composing_row(int pieces);

  [[nodiscard]] TrainingWork training(const NetworkCase& network, int batch, int threads) const;
  [[nodiscard]] PeakMeter peak(int threads) const { return {extent_.products.front(), threads}; }
  // One thread, and all where that is more.
  [[nodiscard]] std::vector<int> thread_counts() const;

  BenchmarkOptions options_;
  Extent extent_;
  std::vector<Task> tasks_;
};

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
      tasks_.push_back({fmt::format("products of {} x {} x {}", size.m, size.n, size.k), measure});
    }
  }
}

TrainingWork Plan::training(const NetworkCase& network, int batch, int threads) const {
  return {network, {.batch = batch}, extent_.training_pieces, threads};
}

void Plan::add_training_row(const NetworkCase& network, int batch, int threads) {
  const auto measure_row = [=, this](BenchmarkReport& report) {
    TrainingWork training_work = training(network, batch, threads);
    PeakMeter meter = peak(threads);
    const Speed speed = measure(training_work.work(), meter, extent_.effort);
    report.training.push_back({.network = network.name,
                               .layers = network.shape.layers,
                               .hidden = network.shape.hidden,
                               .batch = batch,
                               .threads = threads,
                               .precision = "fp32",
                               .share_of_notes = training_work.share_of_notes(),
                               .speed = speed});
  };
  tasks_.push_back({fmt::format("training {}, batch {}", network.name, batch), measure_row});
}

void Plan::add_speed_up() {
  const auto measure_ratio = [this](BenchmarkReport& report) {
    TrainingWork all = training(paper_network(), 32, options_.threads);
    TrainingWork one = training(paper_network(), 32, 1);
    report.threads_speed_up = ratio_of(all.work(), one.work(), extent_.effort);
  };
  tasks_.push_back({"all threads against one", measure_ratio});
}

void Plan::add_training() {
  for (const int threads : thread_counts()) {
    add_training_row(paper_network(), 32, threads);
  }
  add_speed_up();
  for (const int batch : {8, 4}) {
    add_training_row(paper_network(), batch, options_.threads);
  }
  for (const NetworkCase& network : wide_networks()) {
    add_training_row(network, 8, options_.threads);
  }
}

// Composing runs on one thread.
void Plan::add_composing_row(int pieces) {
  const auto measure_row = [=, this](BenchmarkReport& report) {
    PeakMeter meter = peak(1);
    const NetworkCase network = paper_network();
    const Work work = composing_work(network, pieces, extent_.composed_notes);
    report.composing.push_back({.network = network.name,
                                .pieces = pieces,
                                .notes = extent_.composed_notes,
                                .threads = 1,
                                .precision = "fp32",
                                .speed = measure(work, meter, extent_.effort)});
  };
  tasks_.push_back({fmt::format("composing {} at once", pieces), measure_row});
}

void Plan::add_composing() {
  for (const int pieces : {1, 32, 256}) {
    add_composing_row(pieces);
  }
}

}  // namespace

BenchmarkReport run_benchmark(const BenchmarkOptions& options,
                              const std::function<void(int, int, const std::string&)>& watch) {
  BenchmarkReport report{.machine = this_machine(), .options = options};
  const Plan plan(options);
  int done = 0;
  for (const Task& task : plan.tasks()) {
    if (watch) {
      watch(done++, static_cast<int>(plan.tasks().size()), task.name);
    }
    task.measure(report);
  }
  return report;
}

}  // namespace bachprop
