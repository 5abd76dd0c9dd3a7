#include "bachprop/render/page_parts.h"

namespace bachprop {

std::string script_json(const nlohmann::ordered_json& json) {
  const std::string text =
      json.dump(-1, ' ', /*ensure_ascii=*/true, nlohmann::ordered_json::error_handler_t::replace);
  std::string escaped;
  for (const char c : text) {
    escaped += c == '<' ? std::string("\\u003c") : std::string(1, c);
  }
  return escaped;
}

}  // namespace bachprop
