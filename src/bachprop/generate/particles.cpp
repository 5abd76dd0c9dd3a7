#include "bachprop/generate/particles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// How often each goes on.
std::vector<int> offspring_of(std::span<const double> log_weights, double share) {
  const double highest = std::ranges::max(log_weights);
  std::vector<double> weights;
  double sum = 0;
  for (const double weight : log_weights) {
    weights.push_back(std::exp(weight - highest));
    sum += weights.back();
  }
  std::vector<int> offspring(weights.size());
  const double count = as_double(weights.size());
  double reached = 0;
  std::size_t drawn = 0;
  std::size_t likeliest = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    reached += weights[i] / sum * count;
    for (; drawn < weights.size() && as_double(drawn) + share < reached; ++drawn) {
      ++offspring[i];
    }
    likeliest = weights[i] > weights[likeliest] ? i : likeliest;
  }
  // Rounding left a rest.
  offspring[likeliest] += as_int(weights.size() - drawn);
  return offspring;
}

}  // namespace

std::vector<Succession> successions(std::span<const double> log_weights, double share) {
  const std::vector<int> offspring = offspring_of(log_weights, share);
  std::vector<int> free;
  for (std::size_t i = 0; i < offspring.size(); ++i) {
    if (offspring[i] == 0) {
      free.push_back(as_int(i));
    }
  }
  std::vector<Succession> all;
  for (std::size_t i = 0; i < offspring.size(); ++i) {
    for (int copy = 1; copy < offspring[i]; ++copy) {
      all.push_back({.from = as_int(i), .to = free[all.size()]});
    }
  }
  return all;
}

}  // namespace bachprop
