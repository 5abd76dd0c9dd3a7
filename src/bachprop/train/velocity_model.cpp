#include "bachprop/train/velocity_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/positive_definite.h"
#include "bachprop/corpus/corpus_profile.h"

namespace bachprop {
namespace {

constexpr std::size_t kFewestPieces = 5;
constexpr std::size_t kFewestNotes = 2000;
constexpr std::size_t kMostNotes = 200'000;
// Keeps the weights of features that hardly vary small.
constexpr double kPenalty = 30;

using Memory = std::array<double, kVelocityMemory>;

double mean_velocity(const Piece& piece) {
  const auto& velocities = piece.score.velocities;
  return std::accumulate(velocities.begin(), velocities.end(), 0.0) / as_double(velocities.size());
}

double predicted(const VelocityModel& model, const VelocityFeatures& features) {
  return std::inner_product(features.begin(), features.end(), model.weights.begin(),
                            model.weights.back());
}

// Walks through the notes of a piece and remembers what the features do not explain.
class Unexplained {
 public:
  explicit Unexplained(const std::vector<Note>& notes) : notes_(notes), lines_(lines_of(notes)) {}

  // Before the next note: of the note before in its line; a mean over the chords before; of those
  // notes of its chord that were taken, or else of the chord before.
  [[nodiscard]] Memory remembered() {
    if (next_ > 0 && notes_[next_].onset != notes_[next_ - 1].onset) {
      end_chord();
    }
    return {line(next_), average_, struck_ > 0 ? sum_ / struck_ : chord_before_};
  }

  void take(double value) {
    line(next_++) = value;
    sum_ += value;
    ++struck_;
  }

 private:
  static constexpr double kShareOfNewest = 0.25;

  [[nodiscard]] double& line(std::size_t note) {
    return of_lines_.at(as_index(static_cast<int>(lines_[note])));
  }

  void end_chord() {
    chord_before_ = sum_ / struck_;
    average_ += kShareOfNewest * (chord_before_ - average_);
    sum_ = 0;
    struck_ = 0;
  }

  const std::vector<Note>& notes_;
  std::vector<ChordLine> lines_;
  std::size_t next_ = 0;
  std::array<double, kLines> of_lines_ = {};  // of the newest note of each
  double average_ = 0;
  double chord_before_ = 0;
  double sum_ = 0;  // of the chord so far
  int struck_ = 0;
};

// Calls visit(remembered, residual) for each note of a piece.
template <typename Visit>
void for_each_residual(const VelocityModel& model, const Piece& piece,
                       const std::vector<VelocityFeatures>& features, const Visit& visit) {
  const double mean = mean_velocity(piece);
  Unexplained unexplained(piece.score.notes);
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double residual = piece.score.velocities[i] - mean - predicted(model, features[i]);
    visit(unexplained.remembered(), residual);
    unexplained.take(residual);
  }
}

// The normal equations of a least-squares fit, gathered row by row.
template <std::size_t kColumns>
class LeastSquares {
 public:
  void add(const std::array<double, kColumns>& row, double value) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      const double x = row[i];
      for (std::size_t j = 0; j <= i; ++j) {
        a_[i * kColumns + j] += x * row[j];
      }
      b_[i] += x * value;
    }
  }

  [[nodiscard]] std::vector<double> solution() && {
    for (std::size_t i = 0; i < kColumns; ++i) {
      a_[i * kColumns + i] += kPenalty;
    }
    solve_positive_definite(a_, b_);
    return std::move(b_);
  }

 private:
  std::vector<double> a_ = std::vector<double>(kColumns * kColumns);
  std::vector<double> b_ = std::vector<double>(kColumns);
};

std::size_t count_notes_of(std::span<const Piece* const> pieces) {
  return std::accumulate(
      pieces.begin(), pieces.end(), std::size_t{0},
      [](std::size_t sum, const Piece* piece) { return sum + piece->score.notes.size(); });
}

std::vector<const Piece*> played_ones(std::span<const Piece* const> pieces) {
  std::vector<const Piece*> played;
  std::ranges::copy_if(pieces, std::back_inserter(played),
                       [](const Piece* piece) { return !piece->score.velocities.empty(); });
  return played;
}

// Evenly spread, about as many as have kMostNotes.
std::vector<const Piece*> enough_of(const std::vector<const Piece*>& pieces) {
  const std::size_t notes = std::max(count_notes_of(pieces), kMostNotes);
  const std::size_t count = std::max(kFewestPieces, pieces.size() * kMostNotes / notes);
  std::vector<const Piece*> enough;
  for (std::size_t i = 0; i < count; ++i) {
    enough.push_back(pieces[i * pieces.size() / count]);
  }
  return enough;
}

// The features of a piece and the row of a fit that they make, with 1 for the intercept.
std::array<double, kVelocityFeatures + 1> row_of(const VelocityFeatures& features) {
  std::array<double, kVelocityFeatures + 1> row = {};
  std::ranges::copy(features, row.begin());
  row.back() = 1;
  return row;
}

void learn_weights(std::span<const Piece* const> pieces,
                   const std::vector<std::vector<VelocityFeatures>>& features,
                   VelocityModel& model) {
  LeastSquares<kVelocityFeatures + 1> fit;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const double mean = mean_velocity(*pieces[p]);
    model.level += mean / as_double(pieces.size());
    for (std::size_t i = 0; i < features[p].size(); ++i) {
      fit.add(row_of(features[p][i]), pieces[p]->score.velocities[i] - mean);
    }
  }
  model.weights = std::move(fit).solution();
}

void learn_memory(std::span<const Piece* const> pieces,
                  const std::vector<std::vector<VelocityFeatures>>& features,
                  VelocityModel& model) {
  LeastSquares<kVelocityMemory> fit;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for_each_residual(model, *pieces[p], features[p],
                      [&](const Memory& memory, double residual) { fit.add(memory, residual); });
  }
  std::ranges::copy(std::move(fit).solution(), model.memory.begin());
}

double remembered_part(const VelocityModel& model, const Memory& memory) {
  return std::inner_product(memory.begin(), memory.end(), model.memory.begin(), 0.0);
}

double squared_surprise(const VelocityModel& model, const Memory& memory, double residual) {
  const double surprise = residual - remembered_part(model, memory);
  return surprise * surprise;
}

void learn_noise(std::span<const Piece* const> pieces,
                 const std::vector<std::vector<VelocityFeatures>>& features, VelocityModel& model) {
  double sum = 0;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    for_each_residual(model, *pieces[p], features[p], [&](const Memory& memory, double residual) {
      sum += squared_surprise(model, memory, residual);
    });
  }
  model.noise = std::sqrt(sum / as_double(count_notes_of(pieces)));
}

// Of a normal distribution of that variance, where the squares are of that mean.
double nats_of_normal(double variance, double mean_square) {
  return 0.5 * std::log(2 * std::numbers::pi * variance) + mean_square / (2 * variance);
}

// Nearly normal, of mean 0 and deviation 1, and no further than 6: the same on every machine.
double standard_noise(Random& random) {
  constexpr int kTerms = 12;
  double sum = -kTerms / 2.0;
  for (int i = 0; i < kTerms; ++i) {
    sum += random.uniform();
  }
  return sum;
}

}  // namespace

VelocityModel learn_velocities(std::span<const Piece* const> pieces, BarsFrom bars) {
  const std::vector<const Piece*> played = played_ones(pieces);
  if (played.size() < kFewestPieces || count_notes_of(played) < kFewestNotes) {
    return {};
  }
  const std::vector<const Piece*> learnt = enough_of(played);
  std::vector<std::vector<VelocityFeatures>> features;
  for (const Piece* piece : learnt) {
    features.push_back(velocity_features(piece->score.notes, bars_of(*piece, bars)));
  }
  VelocityModel model{.pieces = std::ssize(learnt)};
  learn_weights(learnt, features, model);
  learn_memory(learnt, features, model);
  learn_noise(learnt, features, model);
  return model;
}

VelocityMeasure measure_velocities(const VelocityModel& model, std::span<const Piece* const> pieces,
                                   BarsFrom bars) {
  check(model.pieces > 0, "velocities were learnt");
  const std::vector<const Piece*> played = played_ones(pieces);
  double total = 0;
  double left = 0;
  double surprise = 0;
  for (const Piece* piece : played) {
    const double mean = mean_velocity(*piece);
    for (const std::uint8_t velocity : piece->score.velocities) {
      total += (velocity - mean) * (velocity - mean);
    }
    for_each_residual(model, *piece, velocity_features(piece->score.notes, bars_of(*piece, bars)),
                      [&](const Memory& memory, double residual) {
                        left += residual * residual;
                        surprise += squared_surprise(model, memory, residual);
                      });
  }
  const auto notes = as_double(count_notes_of(played));
  return {.pieces = std::ssize(played),
          .explained = 1 - left / total,
          .nats = nats_of_normal(model.noise * model.noise, surprise / notes),
          .flat_nats = nats_of_normal(total / notes, total / notes)};
}

std::vector<std::uint8_t> draw_velocities(const VelocityModel& model,
                                          const std::vector<Note>& notes, const Metre& bars,
                                          Random random) {
  constexpr double kSoftest = 1;
  constexpr double kLoudest = 127;
  if (model.pieces == 0) {
    return {};
  }
  std::vector<std::uint8_t> velocities;
  Unexplained unexplained(notes);
  for (const VelocityFeatures& features : velocity_features(notes, bars)) {
    const Memory memory = unexplained.remembered();
    // Of what is remembered no more may come than a velocity can be.
    const double beside = std::clamp(
        remembered_part(model, memory) + model.noise * standard_noise(random), -kLoudest, kLoudest);
    unexplained.take(beside);
    const double velocity = model.level + predicted(model, features) + beside;
    velocities.push_back(
        static_cast<std::uint8_t>(std::lround(std::clamp(velocity, kSoftest, kLoudest))));
  }
  return velocities;
}

std::string velocity_summary(const LearntVelocities& learnt) {
  if (learnt.model.pieces == 0) {
    return "Velocities were not learnt, as too few of the files were played: new pieces are "
           "shaped by rules.";
  }
  std::string text = fmt::format("Velocities were learnt from {} that somebody played",
                                 counted(static_cast<std::uint64_t>(learnt.model.pieces), "piece"));
  if (learnt.validation.pieces > 0) {
    text += fmt::format("; on {} for validation the notes explain {:.0f} % of how they vary",
                        counted(static_cast<std::uint64_t>(learnt.validation.pieces), "piece"),
                        100 * learnt.validation.explained);
  }
  return text + ".";
}

}  // namespace bachprop
