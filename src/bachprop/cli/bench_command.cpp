#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/option_adapter.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/performance/benchmark.h"
#include "bachprop/performance/report_json.h"
#include "bachprop/render/report_page.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

struct BenchArguments {
  BenchmarkOptions options = {.threads = available_threads()};
  std::vector<std::string> precisions = {};
  bool json = false;
};

constexpr const char* kExamples =
    R"(Examples:
  bachprop bench                    about a minute; leave the machine alone meanwhile
  bachprop bench --threads 1        one core
  bachprop bench --only "batch 8"   the rows whose name contains this; a name that is none lists them
  bachprop bench --json > speed.json

The peak is the speed of the fastest of several matrix products in single precision, measured in turn with the
work; the work counts only the arithmetic that the network needs at least. docs/performance.md derives it.)";

constexpr double kGiga = 1e9;

BenchmarkReport measure_with_progress(const BenchmarkOptions& options) {
  ProgressBar bar("measuring", 0, "rows");
  return run_benchmark(options, [&](int done, int total, const std::string&) {
    bar.show(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
  });
}

std::string threads_text(int threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

void print_machine(const BenchmarkReport& report) {
  print_wrapped("{}, {}; products on {}, bfloat16 on {}\n", report.machine.processor,
                threads_text(report.machine.threads), report.machine.vector_unit,
                report.machine.bfloat16_unit);
  print_wrapped(
      "Medians, and the least and the most of the repetitions. The peak: products of {} x {} x "
      "{}.\n",
      report.peak_product.m, report.peak_product.n, report.peak_product.k);
}

void print_table(const Table& table) {
  print_text(stdout, "\n" + text_table(table, columns_of(stdout)));
}

// "123 (120 to 130)".
std::string spread_text(const SpreadOfRuns& spread, double factor, int digits) {
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", factor * spread.median, digits,
                     factor * spread.least, digits, factor * spread.most, digits);
}

void print_products(const BenchmarkReport& report) {
  Table table{.header = {"matrix products", "threads", "GFLOP/s"}};
  for (const ProductRow& row : report.products) {
    table.rows.push_back({fmt::format("{} x {} x {}", row.size.m, row.size.n, row.size.k),
                          fmt::format("{}", row.threads),
                          spread_text(row.operations_per_second, 1 / kGiga, 0)});
  }
  print_table(table);
}

// Name, threads, precision; then the speed.
std::vector<std::string> speed_row(std::string name, int threads, Precision precision,
                                   const Speed& speed) {
  constexpr double kPercent = 100;
  return {std::move(name),
          fmt::format("{}", threads),
          std::string(name_of(precision)),
          fmt::format("{:.0f}", speed.notes_per_second.median),
          fmt::format("{:.0f}", speed.operations_per_second.median / kGiga),
          spread_text(speed.fraction_of_peak, kPercent, 1)};
}

Table speed_table(const char* what) {
  return {.header = {what, "threads", "precision", "notes/s", "GFLOP/s", "% of the peak"}};
}

void print_training(const BenchmarkReport& report) {
  Table table = speed_table("training");
  table.header.emplace_back("rows that are notes, %");
  for (const TrainingRow& row : report.training) {
    table.rows.push_back(speed_row(fmt::format("{}, batch {}", row.network, row.batch), row.threads,
                                   row.precision, row.speed));
    table.rows.back().push_back(fmt::format("{:.1f}", 100 * row.share_of_notes));
  }
  print_table(table);
  for (const SpeedUpRow& row : report.speed_ups) {
    print_wrapped("  {} against 1, {}: {:.2f} times as fast ({:.2f} to {:.2f})\n",
                  threads_text(row.threads), name_of(row.precision), row.ratio.median,
                  row.ratio.least, row.ratio.most);
  }
}

void print_composing(const BenchmarkReport& report) {
  Table table = speed_table("composing");
  for (const ComposingRow& row : report.composing) {
    table.rows.push_back(
        speed_row(fmt::format("{} piece{} at once", row.pieces, row.pieces == 1 ? "" : "s"),
                  row.threads, row.precision, row.speed));
  }
  print_table(table);
}

void print_tables(const BenchmarkReport& report) {
  print_machine(report);
  if (!report.products.empty()) {
    print_products(report);
  }
  if (!report.training.empty() || !report.speed_ups.empty()) {
    print_training(report);
  }
  if (!report.composing.empty()) {
    print_composing(report);
  }
  if (report.options.quick) {
    print_wrapped("\n--quick: these figures only show that everything runs.\n");
  }
}

Result<void> take_precisions(const std::vector<std::string>& names, BenchmarkOptions& options) {
  if (names.empty()) {
    return {};
  }
  options.precisions.clear();
  for (const std::string& name : names) {
    options.precisions.push_back(TRY(from_name<Precision>(name)));
  }
  return {};
}

Result<void> refuse_to_measure_nothing(const BenchmarkOptions& options) {
  if (!row_names(options).empty()) {
    return {};
  }
  BenchmarkOptions all_rows = options;
  all_rows.only.clear();
  std::string all;
  for (const std::string& name : row_names(all_rows)) {
    all += "\n  " + name;
  }
  return fail(fmt::format("no row's name contains '{}'", options.only),
              fmt::format("the rows are:{}", all));
}

// The exit code.
Result<int> bench(const BenchArguments& arguments) {
  TRY(refuse_to_measure_nothing(arguments.options));
  const BenchmarkReport report = measure_with_progress(arguments.options);
  if (arguments.json) {
    fmt::print("{}\n", json_text(benchmark_json(report), 2));
  } else {
    print_tables(report);
  }
  return 0;
}

void list_fields(BenchArguments& arguments, FieldList& fields) {
  list_fields(arguments.options, fields);
  fields(arguments.precisions, {.option = "--precision",
                                .value = "LIST",
                                .help = "fp32, bf16 or fp32,bf16",
                                .choices = {"fp32", "bf16"},
                                .usual = "those that the processor has instructions for"});
  fields(arguments.json, {.option = "--json", .help = "print one JSON object instead of tables"});
}

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
  add_command<BenchArguments>(
      app, exit_code, {"bench", "measure how fast this machine trains and composes", kExamples},
      [](BenchArguments& arguments) {
        return take_precisions(arguments.precisions, arguments.options).and_then([&] {
          return bench(arguments);
        });
      });
}

}  // namespace bachprop
