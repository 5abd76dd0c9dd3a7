// How a model file says what is usual in its corpus: `corpus` in docs/formats/model.md.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus_profile.h"

namespace bachprop {

[[nodiscard]] nlohmann::json to_json(const CorpusProfile& profile);
// `where` begins the messages. Throws nlohmann::json::exception where the JSON is of another type.
[[nodiscard]] Result<CorpusProfile> corpus_profile_from_json(const nlohmann::json& json,
                                                             const std::string& where);

}  // namespace bachprop
