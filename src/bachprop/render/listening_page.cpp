#include "bachprop/render/listening_page.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "bachprop/render/page_parts.h"
#include "bachprop/render/piano_roll.h"

// Files that the build places into the program, see CMakeLists.txt.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char listening_page_begin[];
extern const char listening_page_end[];
extern const char listening_style_begin[];
extern const char listening_style_end[];
extern const char listening_script_begin[];
extern const char listening_script_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

Json item_json(const ListeningItem& item) {
  Json rolls = Json::array();
  for (const Excerpt& excerpt : item.excerpts) {
    rolls.push_back(piano_roll_json(excerpt.score));
  }
  return {{"id", item.id}, {"rolls", std::move(rolls)}};
}

}  // namespace

std::string render_listening_test(const ListeningTest& test) {
  Json items = Json::array();
  for (const ListeningItem& item : test.items) {
    items.push_back(item_json(item));
  }
  const Json data = {{"test", test.id},
                     {"music", test.options.music},
                     {"ticksPerQuarter", kRollTicksPerQuarter},
                     {"ticks", test.options.length().to_double() * kRollTicksPerQuarter},
                     {"items", std::move(items)}};
  std::string html(embedded(listening_page_begin, listening_page_end));
  fill_player_page(html, embedded(listening_style_begin, listening_style_end),
                   embedded(listening_script_begin, listening_script_end), data);
  return html;
}

}  // namespace bachprop
