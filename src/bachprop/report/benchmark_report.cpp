#include "bachprop/report/benchmark_report.h"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text_table.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

std::string counts_text(const char* name, const FrameCounts& counts) {
  return fmt::format("{} {} pieces, {} frames, {} notes", name, counts.pieces, counts.frames,
                     counts.notes);
}

std::string augmentation_text(const TrainOptions& options) {
  const std::string_view keys =
      options.transpose == Transposition::kRandom ? "each in a random key, new in every epoch"
      : options.transpose == Transposition::kAll  ? "each in every key that fits, in every epoch"
                                                  : "each in its own key";
  return fmt::format("training pieces only: {}; {}", keys,
                     options.rhythm_augmentation
                         ? "times multiplied by 1/8 to 4, drawn anew in every epoch"
                         : "times as they are");
}

std::string choice_text(const ComparisonReport& report) {
  return fmt::format(
      "test, measured once, after training{}; epoch {} of {} was chosen on the validation part",
      report.stopped ? " was stopped" : "", report.record.best_epoch, report.record.epochs.size());
}

void add_figures(Table& table, const char* name, double test, double valid) {
  table.rows.push_back({name, fmt::format("{:.3f}", test), fmt::format("{:.3f}", valid)});
}

double nats_of(const FrameLikelihood& score, double LogLikelihood::*feature) {
  return -(score.likelihood.log_likelihood.*feature) / as_double(score.likelihood.events);
}

double percent_of(const FrameLikelihood& score, std::int64_t Likelihood::*correct) {
  return 100 * as_double(score.likelihood.*correct) / as_double(score.likelihood.events);
}

Table scores_table(const FrameLikelihood& test, const FrameLikelihood& valid) {
  Table table{.header = {"nats", "test", "validation"}};
  add_figures(table, "a piece", test.nats_a_piece(), valid.nats_a_piece());
  add_figures(table, "a piece, without its END", test.nats_a_piece_without_end(),
              valid.nats_a_piece_without_end());
  add_figures(table, "a frame", test.nats_a_frame(), valid.nats_a_frame());
  add_figures(table, "a merged onset", test.nats_an_onset(), valid.nats_an_onset());
  add_figures(table, "a note or END", test.nats_a_note(), valid.nats_a_note());
  add_figures(table, "  of it dT", nats_of(test, &LogLikelihood::dt),
              nats_of(valid, &LogLikelihood::dt));
  add_figures(table, "  of it T", nats_of(test, &LogLikelihood::duration),
              nats_of(valid, &LogLikelihood::duration));
  add_figures(table, "  of it P", nats_of(test, &LogLikelihood::pitch),
              nats_of(valid, &LogLikelihood::pitch));
  add_figures(table, "guessed right, %: dT", percent_of(test, &Likelihood::correct_dt),
              percent_of(valid, &Likelihood::correct_dt));
  add_figures(table, "  T", percent_of(test, &Likelihood::correct_duration),
              percent_of(valid, &Likelihood::correct_duration));
  add_figures(table, "  P", percent_of(test, &Likelihood::correct_pitch),
              percent_of(valid, &Likelihood::correct_pitch));
  return table;
}

std::string published_text(const ComparisonReport& report) {
  std::string text = "\nPublished, times the frames of a test piece of this file:\nnats a piece\n";
  for (const PublishedFigure& figure : report.published->figures) {
    fmt::format_to(std::back_inserter(text), "{:>12.0f}  {} ({}; {}{}{})\n",
                   figure.nats_a_piece(report.test.counts), figure.model, figure.part,
                   figure.source, figure.remark.empty() ? "" : "; ", figure.remark);
  }
  fmt::format_to(std::back_inserter(text), "{:>12.0f}  this run\n", report.test.nats_a_piece());
  return text;
}

Json frame_counts_json(const FrameCounts& counts) {
  return {{"pieces", counts.pieces}, {"frames", counts.frames}, {"notes", counts.notes}};
}

Json feature_figures_json(double dt, double duration, double pitch) {
  return {{"dt", dt}, {"duration", duration}, {"pitch", pitch}};
}

Json score_json(const FrameLikelihood& score) {
  Json json = frame_counts_json(score.counts);
  json["nats"] = score.nats();
  json["nats_per_piece"] = score.nats_a_piece();
  json["nats_per_piece_without_end"] = score.nats_a_piece_without_end();
  json["nats_per_frame"] = score.nats_a_frame();
  json["nats_per_onset"] = score.nats_an_onset();
  json["nats_per_note"] = feature_figures_json(nats_of(score, &LogLikelihood::dt),
                                               nats_of(score, &LogLikelihood::duration),
                                               nats_of(score, &LogLikelihood::pitch));
  json["nats_per_note"]["sum"] = score.nats_a_note();
  json["accuracy"] = feature_figures_json(percent_of(score, &Likelihood::correct_dt) / 100,
                                          percent_of(score, &Likelihood::correct_duration) / 100,
                                          percent_of(score, &Likelihood::correct_pitch) / 100);
  return json;
}

Json published_json(const ComparisonReport& report) {
  Json figures = Json::array();
  for (const PublishedFigure& figure : report.published->figures) {
    figures.push_back(
        {{"model", figure.model},
         {"nats_per_piece", figure.nats_a_piece(report.test.counts)},
         {"published", figure.nats},
         {"unit", figure.cells_a_frame == 1 ? "nats a frame" : "nats a voice and frame"},
         {"part", figure.part},
         {"source", figure.source},
         {"remark", figure.remark}});
  }
  return figures;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> comparability(const ComparisonReport& report) {
  return {
      {"grid", report.published != nullptr
                   ? std::string(report.published->grid)
                   : fmt::format("frames of {} quarters", report.frame.to_string())},
      {"first frame and END", "both scored; a piece without its END stands beside"},
      {"held and repeated notes", "merged: a note is a maximal run of frames with its pitch"},
      {"voice labels", "none; a unison is one note"},
      {"split", fmt::format("{}; {}; {}", counts_text("train", report.train),
                            counts_text("valid", report.valid.counts),
                            counts_text("test", report.test.counts))},
      {"means", "total nats over all pieces, notes or frames; no mean of the pieces' means"},
      {"part", choice_text(report)},
      {"augmentation", augmentation_text(report.record.options)},
      {"context", "teacher-forced over whole pieces, the state carried from their beginning"},
      {"conditional leaks",
       "none: dT, T given dT, and P given both, of each note, from the notes before it"},
      {"vocabulary", "the dT, T and P of all three parts, as part of the format"},
      {"bound", "from above on the likelihood of a roll: other lists of notes give the same roll"},
  };
}

std::string comparison_text(const ComparisonReport& report, std::size_t width) {
  std::string text = text_table(scores_table(report.test, report.valid), width);
  fmt::format_to(std::back_inserter(text), "\n{:.1f} s of training, {} epochs\n\n", report.seconds,
                 report.record.epochs.size());
  for (const auto& [heading, sentence] : comparability(report)) {
    fmt::format_to(std::back_inserter(text), "{:<26}{}\n", heading + ":", sentence);
  }
  for (const std::string& change : describe(report.account)) {
    fmt::format_to(std::back_inserter(text), "{:<26}{}\n", "changed in the rolls:", change);
  }
  if (report.published != nullptr) {
    text += published_text(report);
  }
  return text;
}

Json comparison_json(const ComparisonReport& report) {
  Json json = {{"benchmark", report.published != nullptr ? Json(report.published->name) : Json()},
               {"file", report.file},
               {"frame", report.frame.to_string()},
               {"train", frame_counts_json(report.train)},
               {"valid", score_json(report.valid)},
               {"test", score_json(report.test)},
               {"seconds", report.seconds},
               {"stopped", report.stopped},
               {"options", to_json(report.record.options)},
               {"best_epoch", report.record.best_epoch},
               {"epochs", Json::array()},
               {"comparability", Json::object()}};
  for (const EpochRecord& epoch : report.record.epochs) {
    json["epochs"].push_back(Json(to_json(epoch)));
  }
  for (const auto& [heading, sentence] : comparability(report)) {
    json["comparability"][heading] = sentence;
  }
  json["changes"] = describe(report.account);
  if (report.published != nullptr) {
    json["published"] = published_json(report);
  }
  return json;
}

}  // namespace bachprop
