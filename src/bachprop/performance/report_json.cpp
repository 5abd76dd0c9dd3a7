#include "bachprop/performance/report_json.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

Json spread_json(const SpreadOfRuns& spread, double unit = 1) {
  return {{"median", spread.median / unit},
          {"least", spread.least / unit},
          {"most", spread.most / unit}};
}

constexpr double kGiga = 1e9;

void add_speed(Json& json, const Speed& speed) {
  json["notes_per_second"] = spread_json(speed.notes_per_second);
  json["gflops"] = spread_json(speed.operations_per_second, kGiga);
  json["peak_gflops"] = spread_json(speed.peak_operations_per_second, kGiga);
  json["fraction_of_peak"] = spread_json(speed.fraction_of_peak);
  json["least"] = {{"operations", speed.least.operations},
                   {"operations_with_dropout", speed.least.operations_with_dropout},
                   {"bytes", speed.least.bytes},
                   {"working_set", speed.least.working_set}};
  json["gbytes_per_second"] = spread_json(speed.bytes_per_second, kGiga);
  json["fraction_of_roofline"] = spread_json(speed.fraction_of_roofline);
}

Json row_json(const ProductRow& row) {
  return {{"m", row.size.m},         {"n", row.size.n},
          {"k", row.size.k},         {"threads", row.threads},
          {"vector_unit", row.unit}, {"gflops", spread_json(row.operations_per_second, kGiga)}};
}

Json row_json(const ReadingRow& row) {
  return {{"from", name_of(row.level)},
          {"bytes", row.bytes},
          {"threads", row.threads},
          {"gbytes_per_second", spread_json(row.bytes_per_second, kGiga)}};
}

Json row_json(const MeasuredUnit& unit) {
  return {{"vector_unit", unit.name},
          {"peak_product",
           {{"m", unit.peak_product.m}, {"n", unit.peak_product.n}, {"k", unit.peak_product.k}}}};
}

Json row_json(const TrainingRow& row) {
  Json json = {{"network", row.network},  {"layers", row.layers},
               {"hidden", row.hidden},    {"batch", row.batch},
               {"threads", row.threads},  {"precision", name_of(row.precision)},
               {"vector_unit", row.unit}, {"share_of_notes", row.share_of_notes}};
  add_speed(json, row.speed);
  return json;
}

Json row_json(const SpeedUpRow& row) {
  return {{"threads", row.threads},
          {"precision", name_of(row.precision)},
          {"vector_unit", row.unit},
          {"ratio", spread_json(row.ratio)}};
}

Json row_json(const ComposingRow& row) {
  Json json = {{"network", row.network},
               {"pieces", row.pieces},
               {"threads", row.threads},
               {"precision", name_of(row.precision)},
               {"vector_unit", row.unit}};
  add_speed(json, row.speed);
  return json;
}

template <typename Row>
Json rows_json(const std::vector<Row>& rows) {
  Json json = Json::array();
  for (const Row& row : rows) {
    json.push_back(row_json(row));
  }
  return json;
}

}  // namespace

Json benchmark_json(const BenchmarkReport& report) {
  Json json = {{"machine",
                {{"processor", report.machine.processor},
                 {"threads", report.machine.threads},
                 {"vector_unit", report.machine.vector_unit},
                 {"bfloat16_unit", report.machine.bfloat16_unit}}},
               {"options", {{"threads", report.options.threads}, {"quick", report.options.quick}}},
               {"music", nullptr},
               {"units", rows_json(report.units)},
               {"products", rows_json(report.products)},
               {"reading", rows_json(report.reading)},
               {"training", rows_json(report.training)},
               {"speed_ups", rows_json(report.speed_ups)},
               {"composing", rows_json(report.composing)}};
  if (report.music) {
    json["music"] = {{"origin", report.music->origin},
                     {"pieces", report.music->pieces},
                     {"notes", report.music->notes}};
  }
  return json;
}

}  // namespace bachprop
