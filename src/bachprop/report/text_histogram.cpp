#include "bachprop/report/text_histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "bachprop/base/numbers.h"
#include "bachprop/report/text.h"

namespace bachprop {
namespace {

constexpr std::size_t kLongestBar = 40;
constexpr std::size_t kEighths = 8;
constexpr std::array kLeftEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::array kLowerEighths = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// `share` of `longest` columns; anything above 0 shows.
std::string bar(double share, std::size_t longest) {
  auto eighths = as_index(share * as_double(longest * kEighths));
  eighths = share > 0 ? std::max<std::size_t>(eighths, 1) : 0;
  std::string text;
  for (std::size_t i = 0; i < eighths / kEighths; ++i) {
    text += "█";
  }
  return text + kLeftEighths.at(eighths % kEighths);
}

// " 31.2 %"; what occurs is never "0.0 %".
std::string percent_text(std::size_t count, std::size_t total) {
  constexpr double kLeastShown = 0.05;
  const double share = total == 0 ? 0.0 : 100 * as_double(count) / as_double(total);
  return count > 0 && share < kLeastShown ? " <0.1 %" : fmt::format("{:>5.1f} %", share);
}

// Which rows are shown: the `most` most frequent ones, of equally frequent ones the first.
std::vector<bool> choose(const std::vector<HistogramRow>& rows, std::size_t most) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t i) { return rows[i].count; });
  std::vector<bool> chosen(rows.size(), false);
  for (std::size_t i = 0; i < std::min(most, order.size()); ++i) {
    chosen[order[i]] = true;
  }
  return chosen;
}

// The rows that are shown, the others summed up.
std::vector<HistogramRow> most_frequent(const std::vector<HistogramRow>& rows, std::size_t most) {
  const std::vector<bool> chosen = choose(rows, most);
  std::vector<HistogramRow> shown;
  HistogramRow others;
  std::size_t number_of_others = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (chosen[i]) {
      shown.push_back(rows[i]);
    } else {
      others.count += rows[i].count;
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

std::string text_histogram(const std::vector<HistogramRow>& rows, std::size_t most,
                           std::size_t width) {
  const auto shown = most_frequent(rows, most);
  std::size_t total = 0;
  std::size_t greatest = 1;
  std::size_t label_width = 0;
  for (const HistogramRow& row : shown) {
    total += row.count;
    greatest = std::max(greatest, row.count);
    label_width = std::max(label_width, display_width(row.label));
  }
  constexpr std::size_t kBesideBarAndLabel = 13;  // indent, gaps, percent, and its sign
  constexpr std::size_t kShortestBar = 4;
  const std::size_t taken = label_width + kBesideBarAndLabel;
  const std::size_t longest =
      std::clamp(width > taken ? width - taken : kShortestBar, kShortestBar, kLongestBar);
  std::string text;
  for (const HistogramRow& row : shown) {
    const double height = as_double(row.count) / as_double(greatest);
    text += fmt::format("  {}  {}  {}\n", padded_right(row.label, label_width),
                        percent_text(row.count, total), bar(height, longest));
  }
  return text;
}

std::string text_columns(const std::vector<std::size_t>& counts, std::size_t first,
                         std::size_t most) {
  const std::size_t greatest =
      counts.empty() ? 1 : std::max<std::size_t>(*std::ranges::max_element(counts), 1);
  std::string text;
  for (std::size_t i = first; i < counts.size() && i - first < most; ++i) {
    // Rounded up: what occurs shows.
    text += kLowerEighths.at((counts[i] * kEighths + greatest - 1) / greatest);
  }
  return text;
}

}  // namespace bachprop
