#include "bachprop/corpus/data_file_kind.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bachprop {
namespace {

using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace)

// The first that fits counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kBeginnings = {{
    {"MATLAB "sv, "a MATLAB file"sv},
    {"(dp"sv, "a Python pickle"sv},
    {"(lp"sv, "a Python pickle"sv},
    {"}q\0"sv, "a Python pickle"sv},
    {"\x80\x02"sv, "a Python pickle"sv},
    {"\x80\x03"sv, "a Python pickle"sv},
    {"\x80\x04"sv, "a Python pickle"sv},
    {"\x80\x05"sv, "a Python pickle"sv},
    {"PK\x03\x04"sv, "a zip archive, as NumPy's .npz is"sv},
    {"\x93NUMPY"sv, "a NumPy array"sv},
    {"\x89HDF"sv, "an HDF5 file, as MATLAB's of version 7.3 is"sv},
    {"\x1f\x8b"sv, "a gzip file"sv},
}};

}  // namespace

std::string_view data_file_kind(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto* const found = std::ranges::find_if(
      kBeginnings, [&](const auto& beginning) { return text.starts_with(beginning.first); });
  return found == kBeginnings.end() ? std::string_view() : found->second;
}

}  // namespace bachprop
