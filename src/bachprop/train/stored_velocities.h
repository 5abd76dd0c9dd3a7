// How a model file says how loud the notes of its corpus are played: `velocities` in
// docs/formats/model.md.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bachprop/base/result.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {

[[nodiscard]] nlohmann::json to_json(const VelocityModel& model);
// `where` begins the messages. Throws nlohmann::json::exception where the JSON is of another type.
[[nodiscard]] Result<VelocityModel> velocity_model_from_json(const nlohmann::json& json,
                                                             const std::string& where);

}  // namespace bachprop
