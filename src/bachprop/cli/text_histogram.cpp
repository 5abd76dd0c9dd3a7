#include "bachprop/cli/text_histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "bachprop/cli/text.h"

namespace bachprop {
namespace {

constexpr std::size_t kBarWidth = 40;
constexpr std::size_t kEighths = 8;
constexpr std::array kLeftEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::array kLowerEighths = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// `share` of the full width; anything above 0 shows.
std::string bar(double share) {
  auto eighths = static_cast<std::size_t>(share * static_cast<double>(kBarWidth * kEighths));
  eighths = share > 0 ? std::max<std::size_t>(eighths, 1) : 0;
  std::string text;
  for (std::size_t i = 0; i < eighths / kEighths; ++i) {
    text += "█";
  }
  return text + kLeftEighths.at(eighths % kEighths);
}

// The least count that is shown in a row of its own.
std::size_t threshold(const std::vector<HistogramRow>& rows, std::size_t most) {
  if (rows.size() <= most) {
    return 0;
  }
  std::vector<std::size_t> counts;
  for (const HistogramRow& row : rows) {
    counts.push_back(row.count);
  }
  std::ranges::sort(counts, std::ranges::greater());
  return counts[most - 1];
}

// The rows that are shown, the others summed up.
std::vector<HistogramRow> shortened(const std::vector<HistogramRow>& rows, std::size_t most) {
  const std::size_t least = threshold(rows, most);
  std::vector<HistogramRow> shown;
  HistogramRow others;
  std::size_t number_of_others = 0;
  for (const HistogramRow& row : rows) {
    if (row.count >= least && shown.size() < most) {
      shown.push_back(row);
    } else {
      others.count += row.count;
      ++number_of_others;
    }
  }
  if (number_of_others > 0) {
    others.label = fmt::format("{} in all", counted(number_of_others, "other value"));
    shown.push_back(others);
  }
  return shown;
}

}  // namespace

std::string text_histogram(const std::vector<HistogramRow>& rows, std::size_t most) {
  const auto shown = shortened(rows, most);
  std::size_t total = 0;
  std::size_t greatest = 1;
  std::size_t label_width = 0;
  for (const HistogramRow& row : shown) {
    total += row.count;
    greatest = std::max(greatest, row.count);
    label_width = std::max(label_width, row.label.size());
  }
  std::string text;
  for (const HistogramRow& row : shown) {
    const auto count = static_cast<double>(row.count);
    text += fmt::format("  {:<{}}  {:>5.1f} %  {}\n", row.label, label_width,
                        total == 0 ? 0.0 : 100 * count / static_cast<double>(total),
                        bar(count / static_cast<double>(greatest)));
  }
  return text;
}

std::string text_columns(const std::vector<std::size_t>& counts) {
  const std::size_t greatest =
      counts.empty() ? 1 : std::max<std::size_t>(*std::ranges::max_element(counts), 1);
  std::string text;
  for (const std::size_t count : counts) {
    // Rounded up: what occurs shows.
    text += kLowerEighths.at((count * kEighths + greatest - 1) / greatest);
  }
  return text;
}

}  // namespace bachprop
