// Figures of one piece, most of them those that the literature knows by name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "bachprop/score/score.h"

namespace bachprop {

// "MusPy": Dong et al. 2020, "MusPy: A Toolkit for Symbolic Music Generation", with the figures of
// its implementation, version 0.5. "mgeval": Yang & Lerch 2020, "On the evaluation of generative
// models in music". Where ours differ from theirs, the definition or docs/evaluation.md says so.
// All notes of a piece count as one part. Beats are quarters.
struct PieceMetric {
  std::string_view key;                     // for files
  std::string_view name;                    // for people
  std::string_view source;                  // "MusPy", "mgeval", both, or "own"
  std::string_view definition;              // one sentence, with the unit
  double (*value)(const Score&) = nullptr;  // not a number where it is undefined
};

[[nodiscard]] std::span<const PieceMetric> all_piece_metrics();

// The metric of that key; nothing if there is none.
[[nodiscard]] const PieceMetric* find_piece_metric(std::string_view key);

// mgeval's features of more than one number: as PieceMetric.
struct VectorMetric {
  std::string_view key;
  std::string_view name;
  std::string_view definition;
  // Always of the same size for a metric; all not a number where it is undefined.
  std::vector<double> (*values)(const Score&) = nullptr;
};

[[nodiscard]] std::span<const VectorMetric> all_vector_metrics();

// A note's class of length is the nearest of whole, half, quarter, 8th, 16th; dotted half, quarter,
// 8th, 16th; half, quarter and 8th triplet. They are in this order, and the first of equally near
// ones is taken.
constexpr int kNoteLengthClasses = 12;
[[nodiscard]] int note_length_class(const Quarters& duration);

}  // namespace bachprop
