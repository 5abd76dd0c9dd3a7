#include "bachprop/report/sheet_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bachprop/analysis/local_keys.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/render/musical_names.h"
#include "bachprop/report/text.h"
#include "bachprop/score/changes.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;

const char* source_word(SheetSource source) {
  switch (source) {
    case SheetSource::kOptions:
      return "given";
    case SheetSource::kScore:
      return "stated";
    case SheetSource::kNotes:
      return "found";
  }
  return "";
}

std::string metre_text(const TimeSignature& signature) {
  return fmt::format("{}/{}", signature.numerator, signature.denominator);
}

std::string with_changes(const std::string& first, std::size_t changes) {
  return changes > 0 ? fmt::format("{} and {}", first, counted(changes, "change")) : first;
}

std::string pickup_text(const Quarters& pickup) {
  return fmt::format("a pick-up of {} quarter{}", mixed_number(pickup), pickup > 1 ? "s" : "");
}

std::uint64_t voices_in(const Sheet& sheet) {
  return sheet.score.voice_names.empty() ? static_cast<std::uint64_t>(voices_of(sheet.score))
                                         : sheet.score.voice_names.size();
}

std::vector<std::string> instruments_of(const Sheet& sheet) {
  std::vector<std::string> names;
  for (const Part& part : sheet.arrangement.parts) {
    names.push_back(part.instrument.name);
  }
  return names;
}

// "F sharp major" and "E flat minor" where six signs lead to both names.
std::string local_key_name(const Key& key) {
  const int fifths = (key.tonic + (key.minor ? 3 : 0)) % 12 * 7 % 12;
  const bool sharps = fifths < 6 || (fifths == 6 && !key.minor);
  return key_name({0, sharps ? fifths : fifths - 12, key.minor});
}

std::string instruments_text(const Sheet& sheet) {
  constexpr std::size_t kMostNamed = 8;
  const std::vector<std::string> names = instruments_of(sheet);
  return names.size() > kMostNamed ? counted(names.size(), "part")
                                   : printable(fmt::format("{}", fmt::join(names, ", ")));
}

}  // namespace

std::string describe_sheet(const Sheet& sheet) {
  const ScoreHead& head = sheet.head;
  std::string text = fmt::format(
      "{} ({}), {} ({})",
      with_changes(key_name(head.key_signatures.front()), count_changes(head.key_signatures)),
      source_word(sheet.key_from),
      with_changes(metre_text(head.time_signatures.front()), count_changes(head.time_signatures)),
      source_word(sheet.time_from));
  if (head.pickup > 0) {
    text += fmt::format(", {} ({})", pickup_text(head.pickup), source_word(sheet.pickup_from));
  }
  return text + fmt::format(", {}, {}; for {}", counted(sheet.notated.bars.size(), "bar"),
                            counted(voices_in(sheet), "voice"), instruments_text(sheet));
}

Json sheet_json(const Sheet& sheet) {
  const ScoreHead& head = sheet.head;
  Json local_keys = Json::array();
  for (const LocalKey& local : local_keys_of(sheet.score)) {
    local_keys.push_back(
        {{"quarter", local.onset.to_double()}, {"key", local_key_name(local.key)}});
  }
  return {{"title", head.title},
          {"key", key_name(head.key_signatures.front())},
          {"key_changes", count_changes(head.key_signatures)},
          {"key_from", source_word(sheet.key_from)},
          {"local_keys", std::move(local_keys)},
          {"time", metre_text(head.time_signatures.front())},
          {"time_changes", count_changes(head.time_signatures)},
          {"time_from", source_word(sheet.time_from)},
          {"pickup_quarters", head.pickup.to_double()},
          {"pickup_from", source_word(sheet.pickup_from)},
          {"bars", sheet.notated.bars.size()},
          {"voices", voices_in(sheet)},
          {"parts", instruments_of(sheet)},
          {"remarks", sheet.remarks}};
}

}  // namespace bachprop
