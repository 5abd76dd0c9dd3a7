#include "bachprop/report/speed_report.h"

#include <fmt/format.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

constexpr double kGiga = 1e9;

std::string units_text(const BenchmarkReport& report) {
  std::string text;
  for (const MeasuredUnit& unit : report.units) {
    text += fmt::format("Measured on {}: the peak is that of products of {} x {} x {}.\n",
                        unit.name, unit.peak_product.m, unit.peak_product.n, unit.peak_product.k);
  }
  return text;
}

std::string music_text(const BenchmarkReport& report) {
  return report.music
             ? fmt::format("Training reads {} in {} {}; validation is left out.\n",
                           counted(static_cast<std::uint64_t>(report.music->notes), "note"),
                           counted(static_cast<std::uint64_t>(report.music->pieces), "piece"),
                           report.music->origin)
             : "";
}

std::string machine_text(const BenchmarkReport& report) {
  return fmt::format(
      "{}, {}; products on {}, bfloat16 on {}\n"
      "{}{}"
      "Medians, and the least and the most of the repetitions.\n",
      report.machine.processor, threads_text(report.machine.threads), report.machine.vector_unit,
      report.machine.bfloat16_unit, units_text(report), music_text(report));
}

std::string own_lines(const Table& table, std::size_t width) {
  return "\n" + text_table(table, width);
}

// "123 (120 to 130)".
std::string spread_text(const SpreadOfRuns& spread, double factor, int digits) {
  return fmt::format("{:.{}f} ({:.{}f} to {:.{}f})", factor * spread.median, digits,
                     factor * spread.least, digits, factor * spread.most, digits);
}

std::string products_text(const BenchmarkReport& report, std::size_t width) {
  Table table{.header = {"matrix products", "threads", "GFLOP/s"}};
  for (const ProductRow& row : report.products) {
    table.rows.push_back({fmt::format("{} x {} x {}", row.size.m, row.size.n, row.size.k),
                          fmt::format("{}", row.threads),
                          spread_text(row.operations_per_second, 1 / kGiga, 0)});
  }
  return own_lines(table, width);
}

std::string reading_text(const BenchmarkReport& report, std::size_t width) {
  constexpr double kMega = 1e6;
  Table table{.header = {"reading", "MB a thread", "threads", "GB/s"}};
  for (const ReadingRow& row : report.reading) {
    table.rows.push_back(
        {std::string(name_of(row.level)), fmt::format("{:.1f}", as_double(row.bytes) / kMega),
         fmt::format("{}", row.threads), spread_text(row.bytes_per_second, 1 / kGiga, 1)});
  }
  return own_lines(table, width);
}

// Name, then by what means, then the speed.
template <typename Row>
std::vector<std::string> speed_row(std::string name, const Row& row) {
  constexpr double kPercent = 100;
  const Speed& speed = row.speed;
  return {std::move(name),
          fmt::format("{}", row.threads),
          std::string(name_of(row.precision)),
          row.unit,
          fmt::format("{:.0f}", speed.notes_per_second.median),
          fmt::format("{:.0f}", speed.operations_per_second.median / kGiga),
          spread_text(speed.fraction_of_peak, kPercent, 1),
          fmt::format("{:.1f}", kPercent * speed.fraction_of_roofline.median)};
}

Table speed_table(const char* what) {
  return {.header = {what, "threads", "precision", "vectors", "notes/s", "GFLOP/s", "% of the peak",
                     "% of the roofline"}};
}

std::string training_text(const BenchmarkReport& report, std::size_t width) {
  Table table = speed_table("training");
  table.header.emplace_back("rows that are notes, %");
  for (const TrainingRow& row : report.training) {
    table.rows.push_back(speed_row(fmt::format("{}, batch {}", row.network, row.batch), row));
    table.rows.back().push_back(fmt::format("{:.1f}", 100 * row.share_of_notes));
  }
  std::string text = own_lines(table, width);
  for (const SpeedUpRow& row : report.speed_ups) {
    text += fmt::format("  {} against 1, {}, {}: {:.2f} times as fast ({:.2f} to {:.2f})\n",
                        threads_text(row.threads), name_of(row.precision), row.unit,
                        row.ratio.median, row.ratio.least, row.ratio.most);
  }
  return text;
}

std::string composing_text(const BenchmarkReport& report, std::size_t width) {
  Table table = speed_table("composing");
  for (const ComposingRow& row : report.composing) {
    table.rows.push_back(
        speed_row(fmt::format("{}, {}", row.network,
                              counted(static_cast<std::uint64_t>(row.pieces), "piece")),
                  row));
  }
  return own_lines(table, width);
}

}  // namespace

std::string speed_text(const BenchmarkReport& report, std::size_t width) {
  std::string text = machine_text(report);
  if (!report.products.empty()) {
    text += products_text(report, width);
  }
  if (!report.reading.empty()) {
    text += reading_text(report, width);
  }
  if (!report.training.empty() || !report.speed_ups.empty()) {
    text += training_text(report, width);
  }
  if (!report.composing.empty()) {
    text += composing_text(report, width);
  }
  if (report.options.quick) {
    text += "\n--quick: these figures only show that everything runs.\n";
  }
  return text;
}

}  // namespace bachprop
