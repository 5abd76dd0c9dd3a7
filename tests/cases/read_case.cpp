#include "cases/read_case.h"

#include <variant>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/sound/timeline.h"

namespace bachprop {
namespace {

Quarters tick_of(const std::vector<std::byte>& bytes) {
  const auto file = read_smf(bytes, "case");
  if (!file) {
    return 0;
  }
  const auto* ticks = std::get_if<TicksPerQuarter>(&file->file.division);
  return ticks != nullptr ? Quarters(1, ticks->ticks) : Quarters(1, 480);
}

}  // namespace

CaseReading read_case(const std::filesystem::path& file) {
  CaseReading result;
  const auto bytes = read_file(file).value();
  auto reading = read_score(bytes, file.filename().string());
  if (!reading) {
    result.error = reading.error().message();
    return result;
  }
  result.reading = std::move(*reading);
  result.rhythm = normalise_rhythm(result.reading.score);
  result.tick = tick_of(bytes);
  if (auto sheet = make_sheet(result.reading.score)) {
    result.sheet = std::move(*sheet);
  }
  if (const auto timeline = read_timeline(bytes, "case")) {
    result.seconds = timeline->end_of_notes;
  }
  return result;
}

}  // namespace bachprop
