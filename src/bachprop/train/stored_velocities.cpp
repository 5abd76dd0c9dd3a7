#include "bachprop/train/stored_velocities.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "bachprop/base/json_text.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

// A velocity that is drawn stays a number.
bool is_possible(double value) {
  constexpr double kGreatest = 1e6;
  return std::abs(value) <= kGreatest;
}

}  // namespace

Json to_json(const VelocityModel& model) {
  return {{"pieces", model.pieces},
          {"level", model.level},
          {"weights", model.weights},
          {"memory", model.memory},
          {"noise", model.noise}};
}

Result<VelocityModel> velocity_model_from_json(const Json& json, const std::string& where) {
  VelocityModel model{.pieces = whole_number<std::int64_t>(json.at("pieces")),
                      .level = json.at("level").get<double>(),
                      .weights = json.at("weights").get<std::vector<double>>(),
                      .memory = json.at("memory").get<std::array<double, kVelocityMemory>>(),
                      .noise = json.at("noise").get<double>()};
  const bool fits = model.pieces > 0 && model.weights.size() == kVelocityFeatures + 1 &&
                    model.level >= 0 && is_possible(model.level) && model.noise >= 0 &&
                    is_possible(model.noise) && std::ranges::all_of(model.weights, &is_possible) &&
                    std::ranges::all_of(model.memory, &is_possible);
  if (!fits) {
    return fail_at(where, "its velocities are not those of this program");
  }
  return model;
}

}  // namespace bachprop
