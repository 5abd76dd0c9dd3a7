#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
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
#include "bachprop/nn/vector_limit.h"
#include "bachprop/performance/benchmark.h"
#include "bachprop/performance/report_json.h"
#include "bachprop/report/speed_report.h"
#include "bachprop/run/learning.h"

namespace bachprop {
namespace {

struct BenchArguments {
  BenchmarkOptions options = {.threads = available_threads()};
  std::vector<std::filesystem::path> paths = {};
  std::vector<std::string> precisions = {};
  std::vector<std::string> simd = {};
  bool json = false;
};

constexpr const char* kBenchExamples =
    R"(Examples:
  bachprop bench                    some minutes; leave the machine alone meanwhile
  bachprop bench my-folder          trains on your own pieces instead of composed ones
  bachprop bench --simd avx2        as on a processor without AVX-512
  bachprop bench --threads 1        one core
  bachprop bench --only "batch 8"   the rows whose name contains this; a name that is none lists them
  bachprop bench --json > speed.json

The peak is the speed of the fastest of several matrix products in single precision, measured in turn with the
work; the work counts only the arithmetic that the network needs at least. The roofline is the speed at which
that arithmetic takes all of the peak, or the bytes that must move take all of the bandwidth. docs/performance.md
derives both.)";

Result<BenchmarkReport> measure_with_progress(const BenchmarkOptions& options,
                                              const std::optional<GivenCorpus>& given) {
  ProgressBar bar({.label = "measuring", .unit = "rows"});
  return run_benchmark(options, given, [&](int done, int total, const std::string&) {
    bar.set_total(static_cast<std::uint64_t>(total));
    bar.show(static_cast<std::uint64_t>(done));
  });
}

// The pieces of the paths; nothing where none are stated.
Result<std::optional<GivenCorpus>> given_corpus(const BenchArguments& arguments) {
  if (arguments.paths.empty()) {
    return std::nullopt;
  }
  TerminalWatch terminal;
  auto collection =
      TRY(read_pieces({.paths = arguments.paths}, arguments.options.threads, terminal.watch()));
  return GivenCorpus{.origin = "of the files given", .corpus = std::move(collection.corpus)};
}

Result<void> take_units(const std::vector<std::string>& names, BenchmarkOptions& options) {
  if (names.empty()) {
    return {};
  }
  options.units.clear();
  for (const std::string& name : names) {
    TRY(at("--simd", limit_vector_units(name)));
    if (std::ranges::find(options.units, widest_vector_unit()) == options.units.end()) {
      options.units.push_back(widest_vector_unit());
    }
  }
  return limit_vector_units(kAnyVectors);
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
  const auto given = TRY(given_corpus(arguments));
  const auto report = TRY(measure_with_progress(arguments.options, given));
  if (arguments.json) {
    fmt::print("{}\n", json_text(benchmark_json(report), 2));
  } else {
    print_text(stdout, speed_text(report, columns_of(stdout)));
  }
  return 0;
}

void list_fields(BenchArguments& arguments, FieldList& fields) {
  fields(arguments.paths, {.option = "path",
                           .help = "MIDI files, folders of them, or one corpus file to train on",
                           .usual = "pieces that the bundled model composes first"});
  list_fields(arguments.options, fields);
  fields(arguments.simd, {.option = "--simd",
                          .value = "LIST",
                          .help = "vector units to measure on, such as avx512,avx2,sse4; the "
                                  "first in full, the others in the main rows",
                          .usual = "the widest, and avx2"});
  fields(arguments.precisions, {.option = "--precision",
                                .value = "LIST",
                                .help = "some of fp32, bf16-weights (composing alone) and bf16",
                                .choices = {"fp32", "bf16-weights", "bf16"},
                                .usual = "those that the processor has instructions for"});
  fields(arguments.json, {.option = "--json", .help = "print one JSON object instead of tables"});
}

}  // namespace

void add_bench_command(CLI::App& app, int& exit_code) {
  add_command<BenchArguments>(
      app, exit_code,
      {"bench", "measure how fast this machine trains and composes", kBenchExamples},
      [](BenchArguments& arguments) {
        return take_precisions(arguments.precisions, arguments.options)
            .and_then([&] { return take_units(arguments.simd, arguments.options); })
            .and_then([&] { return bench(arguments); });
      });
}

}  // namespace bachprop
