#include "bachprop/report/training_curves.h"

#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"

namespace bachprop {
namespace {

LineSeries series_of(const TrainingRecord& record, const std::string& name,
                     double (*value)(const EpochRecord&)) {
  LineSeries series;
  series.name = name;
  for (const EpochRecord& epoch : record.epochs) {
    series.x.push_back(epoch.epoch);
    series.y.push_back(value(epoch));
  }
  return series;
}

}  // namespace

Report curves_report(const TrainingRecord& record, const std::vector<std::string>& summary) {
  Report report;
  report.title = "Learning curves";
  for (const std::string& sentence : summary) {
    report.items.emplace_back(Paragraph{sentence});
  }
  report.items.emplace_back(LineChart{
      "Cross-entropy of a note: dT + T + P",
      "epoch",
      "nats a note",
      {series_of(record, "training", [](const EpochRecord& e) { return e.training.sum(); }),
       series_of(record, "validation", [](const EpochRecord& e) { return e.validation.sum(); })}});
  report.items.emplace_back(LineChart{
      "Cross-entropy of each part of a note",
      "epoch",
      "nats a note",
      {series_of(record, "dT training", [](const EpochRecord& e) { return e.training.nats[0]; }),
       series_of(record, "dT validation",
                 [](const EpochRecord& e) { return e.validation.nats[0]; }),
       series_of(record, "T training", [](const EpochRecord& e) { return e.training.nats[1]; }),
       series_of(record, "T validation", [](const EpochRecord& e) { return e.validation.nats[1]; }),
       series_of(record, "P training", [](const EpochRecord& e) { return e.training.nats[2]; }),
       series_of(record, "P validation",
                 [](const EpochRecord& e) { return e.validation.nats[2]; })}});
  report.items.emplace_back(LineChart{
      "Accuracy of each part of a note",
      "epoch",
      "share guessed right",
      {series_of(record, "dT training",
                 [](const EpochRecord& e) { return e.training.accuracy[0]; }),
       series_of(record, "dT validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[0]; }),
       series_of(record, "T training", [](const EpochRecord& e) { return e.training.accuracy[1]; }),
       series_of(record, "T validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[1]; }),
       series_of(record, "P training", [](const EpochRecord& e) { return e.training.accuracy[2]; }),
       series_of(record, "P validation",
                 [](const EpochRecord& e) { return e.validation.accuracy[2]; })}});
  return report;
}

std::string curves_as_json_lines(const TrainingRecord& record) {
  std::string lines;
  for (const EpochRecord& epoch : record.epochs) {
    lines += json_text(to_json(epoch)) + "\n";
  }
  return lines;
}

}  // namespace bachprop
