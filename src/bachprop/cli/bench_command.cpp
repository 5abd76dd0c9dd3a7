#include <fmt/core.h>

#include <cstdio>
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
#include "bachprop/report/speed_report.h"

namespace bachprop {
namespace {

struct BenchArguments {
  BenchmarkOptions options = {.threads = available_threads()};
  std::vector<std::string> precisions = {};
  bool json = false;
};

constexpr const char* kBenchExamples =
    R"(Examples:
  bachprop bench                    about a minute; leave the machine alone meanwhile
  bachprop bench --threads 1        one core
  bachprop bench --only "batch 8"   the rows whose name contains this; a name that is none lists them
  bachprop bench --json > speed.json

The peak is the speed of the fastest of several matrix products in single precision, measured in turn with the
work; the work counts only the arithmetic that the network needs at least. docs/performance.md derives it.)";

BenchmarkReport measure_with_progress(const BenchmarkOptions& options) {
  ProgressBar bar({.label = "measuring", .unit = "rows"});
  return run_benchmark(options, [&](int done, int total, const std::string&) {
    bar.set_total(static_cast<std::uint64_t>(total));
    bar.show(static_cast<std::uint64_t>(done));
  });
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
    print_text(stdout, speed_text(report, columns_of(stdout)));
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
      app, exit_code,
      {"bench", "measure how fast this machine trains and composes", kBenchExamples},
      [](BenchArguments& arguments) {
        return take_precisions(arguments.precisions, arguments.options).and_then([&] {
          return bench(arguments);
        });
      });
}

}  // namespace bachprop
