// How well velocities are told from notes alone: a velocity for all, the rules, what is learnt.
//
//   bench_velocities FOLDER...
//
// Every fifth folder below (of files that lie in none, every fifth file) is held out; the others
// are learnt from. So performances of one piece are never on both sides. Velocities are relative to
// the mean of their piece. "Explained" is the share of their variance; nats are those of a normal
// distribution, a note. The rules are also scaled to fit what is learnt from, which is kinder than
// what they play. "Deviation" and "step" are the standard deviations of velocities and of the
// differences between notes in a row: those that are drawn should have what people play.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/notation/sheet.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {
namespace {

using Values = std::vector<double>;

Values about_their_mean(Values values) {
  double sum = 0;
  for (const double value : values) {
    sum += value;
  }
  for (double& value : values) {
    value -= sum / as_double(values.size());
  }
  return values;
}

template <typename Velocities>
Values relative(const Velocities& velocities) {
  return about_their_mean({velocities.begin(), velocities.end()});
}

// By the rules, in the bars that `generate` would print.
Values by_rules(const Piece& piece) {
  const auto sheet = make_sheet(piece.score, {.is_composed = true});
  if (!sheet) {
    return Values(piece.score.notes.size());
  }
  check(sheet->offset.denominator() > 0, "a time has a denominator");
  std::vector<PlacedNote> notes;
  for (const Note& note : piece.score.notes) {
    notes.push_back({.note = note, .part = 0});
    notes.back().note.onset = std::max<Quarters>(note.onset - sheet->offset, 0);
  }
  return relative(velocities_of(notes, sheet->notated.bars, Dynamics::kShaped));
}

struct Sums {
  double played = 0;  // squares
  double rules = 0;
  double both = 0;  // products
  double notes = 0;
  double steps = 0;

  void add(const Values& velocities, const Values& other) {
    for (std::size_t i = 0; i < velocities.size(); ++i) {
      played += velocities[i] * velocities[i];
      rules += other[i] * other[i];
      both += velocities[i] * other[i];
      const double step = i > 0 ? velocities[i] - velocities[i - 1] : 0;
      steps += step * step;
    }
    notes += as_double(velocities.size());
  }
  // What is left of the squares beside the rules times a factor.
  [[nodiscard]] double beside(double factor) const {
    return played - 2 * factor * both + factor * factor * rules;
  }
};

Sums sums_of(const std::vector<const Piece*>& pieces) {
  Sums sums;
  for (const Piece* piece : pieces) {
    sums.add(relative(piece->score.velocities), by_rules(*piece));
  }
  return sums;
}

double nats(double variance, double mean_square) {
  return 0.5 * std::log(2 * std::numbers::pi * variance) + mean_square / (2 * variance);
}

void print_deviations(const char* name, const Sums& sums) {
  fmt::print("{:<28} deviation {:5.2f}  step {:5.2f}\n", name, std::sqrt(sums.played / sums.notes),
             std::sqrt(sums.steps / sums.notes));
}

void measure(const std::vector<const Piece*>& learnt, const std::vector<const Piece*>& held_out) {
  const Stopwatch watch;
  const VelocityModel model = learn_velocities(learnt, BarsFrom::kNotes);
  const double seconds = watch.seconds();
  if (model.pieces == 0) {
    fmt::print("too few files that somebody played\n");
    return;
  }
  const VelocityMeasure measured = measure_velocities(model, held_out, BarsFrom::kNotes);
  const Sums training = sums_of(learnt);
  const Sums sums = sums_of(held_out);
  const double scale = training.both / training.rules;
  fmt::print("{} pieces learnt from in {:.2f} s, {} held out with {} notes\n", model.pieces,
             seconds, held_out.size(), sums.notes);
  const double variance = training.played / training.notes;
  const auto row = [&](const std::string& name, double explained, double in_nats) {
    fmt::print("{:<28} explained {:6.1f} %  nats {:.3f}\n", name, 100 * explained, in_nats);
  };
  row("one for all", 0, nats(variance, sums.played / sums.notes));
  row("rules", 1 - sums.beside(1) / sums.played,
      nats(training.beside(1) / training.notes, sums.beside(1) / sums.notes));
  row(fmt::format("rules, times {:.2f}", scale), 1 - sums.beside(scale) / sums.played,
      nats(training.beside(scale) / training.notes, sums.beside(scale) / sums.notes));
  VelocityModel forgetful = learn_velocities(learnt, BarsFrom::kNotes);
  forgetful.memory = {};
  forgetful.noise =
      std::sqrt((1 - measure_velocities(forgetful, learnt, BarsFrom::kNotes).explained) * variance);
  row("learnt, from the notes", measured.explained,
      measure_velocities(forgetful, held_out, BarsFrom::kNotes).nats);
  fmt::print("{:<28} {:20} nats {:.3f}\n", "learnt, as it is drawn", "", measured.nats);
  Sums drawn;
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const Score& score = held_out[i]->score;
    const auto velocities = relative(
        draw_velocities(model, score.notes, bars_of(*held_out[i], BarsFrom::kNotes), Random{1, i}));
    drawn.add(velocities, Values(velocities.size()));
  }
  print_deviations("played", sums);
  print_deviations("drawn", drawn);
}

// The pieces that somebody played, by the folder they lie in.
int run(const std::vector<std::filesystem::path>& folders) {
  CollectOptions options;
  options.threads = available_threads();
  const auto read = load_pieces(folders, options);
  if (!read) {
    fmt::print(stderr, "{}\n", read.error().message());
    return 1;
  }
  std::map<std::string, std::vector<const Piece*>> groups;
  for (const Piece& piece : read->corpus.pieces) {
    if (!piece.score.velocities.empty()) {
      groups[piece.name.substr(0, piece.name.rfind('/'))].push_back(&piece);
    }
  }
  std::vector<const Piece*> learnt;
  std::vector<const Piece*> held_out;
  std::size_t number = 0;
  for (const auto& [name, pieces] : groups) {
    constexpr std::size_t kHeldOutOf = 5;
    auto& side = ++number % kHeldOutOf == 0 ? held_out : learnt;
    side.insert(side.end(), pieces.begin(), pieces.end());
  }
  measure(learnt, held_out);
  return 0;
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) { return bachprop::run({argv + 1, argv + argc}); }
