#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/json_text.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/cli/command.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/terminal.h"
#include "bachprop/performance/benchmark.h"
#include "bachprop/performance/report_json.h"
#include "bachprop/report/speed_report.h"

namespace bachprop {
namespace {

struct BenchArguments {
  BenchmarkOptions options;
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

BenchmarkReport measure_with_progress(const BenchmarkOptions& options) {
  ProgressBar bar({.label = "measuring", .unit = "rows"});
  return run_benchmark(options, [&](int done, int total, const std::string&) {
    bar.set_total(static_cast<std::uint64_t>(total));
    bar.show(static_cast<std::uint64_t>(done));
  });
}

void take_precisions(const std::vector<std::string>& names, BenchArguments& arguments) {
  arguments.options.precisions.clear();
  for (const std::string& name : names) {
    const auto precision = precision_from_name(name);
    if (!precision) {
      throw CLI::ValidationError("--precision", precision.error().message());
    }
    arguments.options.precisions.push_back(*precision);
  }
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

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("bench", "measure how fast this machine trains and composes");
  command->footer(kExamples);
  const auto arguments = std::make_shared<BenchArguments>();
  arguments->options.threads = available_threads();
  constexpr int kMostThreads = 256;
  command->add_option("--threads", arguments->options.threads, "threads of the rows with several")
      ->check(CLI::Range(1, kMostThreads))
      ->capture_default_str();
  command
      ->add_option_function<std::vector<std::string>>(
          "--precision", [arguments](const auto& names) { take_precisions(names, *arguments); },
          "fp32, bf16 or both; if not given, those that the processor has instructions for")
      ->delimiter(',');
  command->add_option("--only", arguments->options.only,
                      "measure only rows whose name contains this");
  command->add_flag("--quick", arguments->options.quick,
                    "a few seconds: shows that everything runs, measures nothing worth reporting");
  command->add_flag("--json", arguments->json, "print one JSON object instead of tables");
  command->callback(
      [arguments, &exit_code] { exit_code = exit_code_of("bench", bench(*arguments)); });
}

}  // namespace bachprop
