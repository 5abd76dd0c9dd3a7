#include "bachprop/performance/benchmark.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/nn/vector_limit.h"
#include "bachprop/performance/measured_pieces.h"
#include "bachprop/performance/workloads.h"

namespace bachprop {
namespace {

// How much of everything is measured.
struct Extent {
  Effort effort;
  std::vector<ProductSize> products;
  std::size_t most_bytes = 0;  // read from memory, a thread
  int training_pieces = 0;
  int paper_notes = 0;  // a piece of the untrained network, which knows no end
  int most_notes = 0;   // a piece of the bundled model
};

Extent full_extent() {
  return {.effort = {},
          .products = {{1024, 1024, 1024}, {8, 384, 128}, {32, 384, 128}, {256, 384, 128}},
          .most_bytes = std::size_t{1} << 29U,
          .training_pieces = 384,
          .paper_notes = 400,
          .most_notes = 1000};
}

Extent quick_extent() {
  return {.effort = {.repetitions = 1,
                     .work_seconds = 0.01,
                     .peak_seconds = 0.005,
                     .bandwidth_seconds = 0.001},
          .products = {{256, 256, 256}, {8, 384, 128}},
          .most_bytes = std::size_t{1} << 20U,
          .training_pieces = 12,
          .paper_notes = 8,
          .most_notes = 4};
}

// The means of a row, as its name states them.
struct Setup {
  int threads = 1;
  Precision precision = Precision::kFloat32;
  std::string unit;

  [[nodiscard]] std::string text() const {
    return fmt::format("{}, {}, {}", threads_text(threads), name_of(precision), unit);
  }
};

// One row of the report still to be measured.
struct Task {
  std::string name;
  std::function<void(BenchmarkReport&)> measure;
  bool needs_pieces = false;
};

struct TrainingCase {
  NetworkCase network;
  int batch = 0;
  Setup setup;
};

class Plan {
 public:
  explicit Plan(const BenchmarkOptions& options)
      : options_(options), extent_(options.quick ? quick_extent() : full_extent()) {
    add_in_full(options.units.front());
    for (std::size_t i = 1; i < options.units.size(); ++i) {
      add_main_rows(options.units[i]);
    }
  }

  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  // Before the first task.
  [[nodiscard]] Result<void> prepare(const std::optional<GivenCorpus>& given,
                                     BenchmarkReport& report);

 private:
  // Leaves out what was not asked for.
  void add(Task task);
  void add_in_full(const std::string& unit);
  void add_main_rows(const std::string& unit);
  void add_products(const std::string& unit);
  void add_reading();
  void add_training(Precision precision, const std::string& unit);
  void add_composing(Precision precision, const std::string& unit);
  void add_training_row(const TrainingCase& row);
  void add_speed_up(const Setup& setup);
  // The bundled model, or the paper's network.
  void add_composing_row(bool bundled, int pieces, const Setup& setup);

  // Those that this unit has instructions for.
  [[nodiscard]] std::vector<Precision> precisions(const std::string& unit) const;
  [[nodiscard]] std::vector<Precision> training_precisions(const std::string& unit) const;
  [[nodiscard]] TrainingWork training(const TrainingCase& row) const;
  [[nodiscard]] Meters meters(const Setup& setup, const Work& work) const {
    return {
        .peak = PeakMeter(peak_products_.at(setup.unit), setup.threads),
        .bandwidth = WorkingSetMeter(work.least.working_set, setup.threads, extent_.most_bytes)};
  }
  [[nodiscard]] ComposeOptions composing(bool bundled, int pieces, const Setup& setup) const;
  // One thread, and all where that is more.
  [[nodiscard]] std::vector<int> thread_counts() const;

  BenchmarkOptions options_;
  Extent extent_;
  std::map<std::string, ProductSize> peak_products_;
  MeasuredPieces pieces_;
  std::vector<Task> tasks_;
};

void use_unit(const std::string& unit) {
  check(limit_vector_units(unit).has_value(), "the machine has the vector units of the options");
}

void Plan::add(Task task) {
  if (task.name.find(options_.only) != std::string::npos) {
    tasks_.push_back(std::move(task));
  }
}

std::vector<int> Plan::thread_counts() const {
  return options_.threads == 1 ? std::vector{1} : std::vector{1, options_.threads};
}

std::vector<Precision> Plan::precisions(const std::string& unit) const {
  std::vector<Precision> all = options_.precisions;
  if (unit != "avx512") {
    std::erase(all, Precision::kBfloat16);
  }
  return all;
}

std::vector<Precision> Plan::training_precisions(const std::string& unit) const {
  std::vector<Precision> all = precisions(unit);
  std::erase(all, Precision::kBfloat16Weights);
  return all;
}

void Plan::add_in_full(const std::string& unit) {
  add_products(unit);
  add_reading();
  for (const Precision precision : training_precisions(unit)) {
    add_training(precision, unit);
  }
  for (const Precision precision : precisions(unit)) {
    add_composing(precision, unit);
  }
}

void Plan::add_main_rows(const std::string& unit) {
  for (const Precision precision : training_precisions(unit)) {
    const Setup all = {options_.threads, precision, unit};
    for (const int batch : {32, 8, 4}) {
      add_training_row({paper_network(), batch, all});
    }
    add_training_row({music_network(), music_network().options.batch, all});
  }
  for (const Precision precision : precisions(unit)) {
    for (const bool bundled : {false, true}) {
      add_composing_row(bundled, 1, {1, precision, unit});
      add_composing_row(bundled, 256, {options_.threads, precision, unit});
    }
  }
}

void Plan::add_products(const std::string& unit) {
  for (const ProductSize& size : extent_.products) {
    for (const int threads : thread_counts()) {
      const auto measure = [=, effort = extent_.effort](BenchmarkReport& report) {
        PeakMeter meter(size, threads);
        std::vector<double> speeds;
        for (int i = 0; i < effort.repetitions; ++i) {
          speeds.push_back(meter.operations_per_second(effort.peak_seconds));
        }
        report.products.push_back({size, threads, unit, spread_of(std::move(speeds))});
      };
      add({fmt::format("product {} x {} x {}, {}, {}", size.m, size.n, size.k,
                       threads_text(threads), unit),
           measure});
    }
  }
}

void Plan::add_reading() {
  for (const auto& [level, name] : EnumNames<MemoryLevel>::kNames) {
    for (const int threads : thread_counts()) {
      const auto measure = [=, level = level, extent = extent_](BenchmarkReport& report) {
        BandwidthMeter meter(level, threads, extent.most_bytes);
        std::vector<double> speeds;
        for (int i = 0; i < extent.effort.repetitions; ++i) {
          speeds.push_back(meter.bytes_per_second(extent.effort.peak_seconds));
        }
        report.reading.push_back({level, meter.bytes(), threads, spread_of(std::move(speeds))});
      };
      add({fmt::format("reading {}, {}", name, threads_text(threads)), measure});
    }
  }
}

TrainingWork Plan::training(const TrainingCase& row) const {
  NetworkCase network = row.network;
  network.options.batch = row.batch;
  network.options.precision = row.setup.precision;
  return {network, pieces_, row.setup.threads};
}

void Plan::add_training_row(const TrainingCase& row) {
  const auto measure_row = [row, this](BenchmarkReport& report) {
    use_unit(row.setup.unit);
    TrainingWork training_work = training(row);
    const Work work = training_work.work();
    Meters best = meters(row.setup, work);
    const Speed speed = measure(work, best, extent_.effort);
    report.training.push_back({.network = row.network.name,
                               .layers = row.network.options.layers,
                               .hidden = row.network.options.hidden,
                               .batch = row.batch,
                               .threads = row.setup.threads,
                               .precision = row.setup.precision,
                               .unit = row.setup.unit,
                               .share_of_notes = training_work.share_of_notes(),
                               .speed = speed});
  };
  add({fmt::format("training {}, batch {}, {}", row.network.name, row.batch, row.setup.text()),
       measure_row, true});
}

void Plan::add_speed_up(const Setup& setup) {
  const auto measure_ratio = [=, this](BenchmarkReport& report) {
    use_unit(setup.unit);
    Setup alone = setup;
    alone.threads = 1;
    TrainingWork all = training({paper_network(), 32, setup});
    TrainingWork one = training({paper_network(), 32, alone});
    report.speed_ups.push_back({setup.threads, setup.precision, setup.unit,
                                ratio_of(all.work(), one.work(), extent_.effort)});
  };
  add({fmt::format("training on {} against 1, {}, {}", threads_text(setup.threads),
                   name_of(setup.precision), setup.unit),
       measure_ratio, true});
}

void Plan::add_training(Precision precision, const std::string& unit) {
  const Setup all = {options_.threads, precision, unit};
  for (const int threads : thread_counts()) {
    add_training_row({paper_network(), 32, {threads, precision, unit}});
  }
  if (options_.threads > 1) {
    add_speed_up(all);
  }
  for (const int batch : {8, 4}) {
    add_training_row({paper_network(), batch, all});
  }
  for (const int threads : thread_counts()) {
    add_training_row({music_network(), music_network().options.batch, {threads, precision, unit}});
  }
}

ComposeOptions Plan::composing(bool bundled, int pieces, const Setup& setup) const {
  return {.pieces = pieces,
          .min_notes = bundled ? 1 : extent_.paper_notes,
          .max_notes = bundled ? extent_.most_notes : extent_.paper_notes,
          .precision = setup.precision,
          .threads = setup.threads};
}

void Plan::add_composing_row(bool bundled, int pieces, const Setup& setup) {
  const std::string network = bundled ? music_network().name : paper_network().name;
  const auto measure_row = [=, this](BenchmarkReport& report) {
    use_unit(setup.unit);
    const Work work = composing_work(bundled ? bundled_network() : untrained_paper_network(),
                                     composing(bundled, pieces, setup));
    Meters best = meters(setup, work);
    report.composing.push_back({.network = network,
                                .pieces = pieces,
                                .threads = setup.threads,
                                .precision = setup.precision,
                                .unit = setup.unit,
                                .speed = measure(work, best, extent_.effort)});
  };
  add({fmt::format("composing {}, {}, {}", network,
                   counted(static_cast<std::uint64_t>(pieces), "piece"), setup.text()),
       measure_row});
}

// A single piece is written by one thread.
void Plan::add_composing(Precision precision, const std::string& unit) {
  const Setup all = {options_.threads, precision, unit};
  for (const bool bundled : {false, true}) {
    add_composing_row(bundled, 1, {1, precision, unit});
    add_composing_row(bundled, 32, all);
    for (const int threads : thread_counts()) {
      add_composing_row(bundled, 256, {threads, precision, unit});
    }
  }
}

Result<void> Plan::prepare(const std::optional<GivenCorpus>& given, BenchmarkReport& report) {
  if (std::ranges::any_of(tasks_, &Task::needs_pieces)) {
    GivenCorpus composed;
    if (!given) {
      composed.origin = "composed with the bundled model";
      composed.corpus = TRY(composed_corpus(extent_.training_pieces, options_.threads));
    }
    const GivenCorpus& source = given ? *given : composed;
    auto pieces = TRY(measured_pieces(source.corpus, source.origin));
    pieces_ = std::move(pieces);
    report.music = {pieces_.origin, pieces_.pieces(), pieces_.notes()};
  }
  for (const std::string& unit : options_.units) {
    use_unit(unit);
    peak_products_[unit] = fastest_of(extent_.products, extent_.effort.peak_seconds);
    report.units.push_back({unit, peak_products_[unit]});
  }
  use_unit(options_.units.front());
  return {};
}

}  // namespace

std::string threads_text(int threads) {
  return counted(static_cast<std::uint64_t>(threads), "thread");
}

std::vector<Precision> fast_precisions() {
  return bfloat16_unit() == Bfloat16Unit::kNone
             ? std::vector{Precision::kFloat32, Precision::kBfloat16Weights}
             : std::vector{Precision::kFloat32, Precision::kBfloat16Weights, Precision::kBfloat16};
}

std::vector<std::string> usual_vector_units() {
  const std::vector<std::string>& all = machine_vector_units();
  std::vector<std::string> units = {all.front()};
  if (all.front() != "avx2" && std::ranges::find(all, "avx2") != all.end()) {
    units.emplace_back("avx2");
  }
  return units;
}

std::vector<std::string> row_names(const BenchmarkOptions& options) {
  const Plan plan(options);
  std::vector<std::string> names;
  for (const Task& task : plan.tasks()) {
    names.push_back(task.name);
  }
  return names;
}

Result<BenchmarkReport> run_benchmark(
    const BenchmarkOptions& options, const std::optional<GivenCorpus>& given,
    const std::function<void(int, int, const std::string&)>& watch) {
  Plan plan(options);
  BenchmarkReport report{.machine = this_machine(), .options = options};
  TRY(plan.prepare(given, report));
  int done = 0;
  for (const Task& task : plan.tasks()) {
    if (watch) {
      watch(done++, as_int(plan.tasks().size()), task.name);
    }
    task.measure(report);
  }
  use_unit(std::string(kAnyVectors));
  return report;
}

}  // namespace bachprop
