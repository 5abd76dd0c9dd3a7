// Whatever the bytes, reading them as a corpus file ends in an error that says something or in a
// corpus that keeps its promises and is written and read back as it was.
//
// The first byte tells what the others are: 0, a file as it stands, which the checksum mostly
// stops; anything else, the parts of a file, which is put together here with a checksum that fits.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/score/score_promises.h"
#include "fuzz_target.h"

namespace bachprop {
namespace {

void check_corpus(std::span<const std::byte> bytes) {
  const auto corpus = parse_corpus(bytes, "fuzz");
  if (!corpus) {
    check(corpus.error().message().starts_with("fuzz: "), "an error names the file");
    return;
  }
  for (const Piece& piece : corpus->pieces) {
    check(!find_broken_promise(piece.score), "a loaded score keeps the promises of a score");
    const auto symbols = encode(piece.score, corpus->dictionaries);
    check(symbols.has_value(), "a corpus's dictionaries hold its notes");
    check(decode(*symbols, corpus->dictionaries).notes == piece.score.notes,
          "decoding gives back what was encoded");
  }
  const auto again = parse_corpus(corpus_bytes(*corpus), "again");
  check(again.has_value() && *again == *corpus, "a written corpus is read back as it was");
}

// Takes values from the front of the input; zeros after its end.
class Input {
 public:
  explicit Input(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename T>
  T take() {
    std::array<std::byte, sizeof(T)> raw{};
    const std::size_t size = std::min(sizeof(T), bytes_.size());
    std::copy_n(bytes_.begin(), size, raw.begin());
    bytes_ = bytes_.subspan(size);
    T value{};
    std::memcpy(&value, raw.data(), sizeof(T));
    return value;
  }

  std::string take_text(std::size_t length) {
    const auto text = bytes_.first(std::min(length, bytes_.size()));
    bytes_ = bytes_.subspan(text.size());
    return {reinterpret_cast<const char*>(text.data()), text.size()};
  }

  // `count` values that are stored as Narrow.
  template <typename T, typename Narrow>
  std::vector<T> take_list(std::size_t count) {
    std::vector<T> values;
    for (std::size_t i = 0; i < count; ++i) {
      values.push_back(static_cast<T>(take<Narrow>()));
    }
    return values;
  }

 private:
  std::span<const std::byte> bytes_;
};

template <typename T>
void add(SafetensorsWriter& writer, const char* name, const std::vector<T>& values) {
  writer.add<T>(name, values, {static_cast<std::int64_t>(values.size())});
}

// A dictionary that fits the notes, so that the fuzzer gets past it.
template <typename T>
std::vector<T> sorted_set(const std::vector<T>& values) {
  const std::set<T> set(values.begin(), values.end());
  return {set.begin(), set.end()};
}

std::vector<std::int32_t> dt_values(const std::vector<std::int32_t>& onsets,
                                    const std::vector<std::int64_t>& first_notes) {
  std::vector<std::int32_t> values;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    const bool begins =
        std::ranges::find(first_notes, static_cast<std::int64_t>(i)) != first_notes.end();
    values.push_back(static_cast<std::int32_t>(onsets[i] - (begins ? 0 : last)));
    last = onsets[i];
  }
  return sorted_set(values);
}

std::vector<std::uint8_t> pitch_values(const std::vector<std::uint8_t>& pitches) {
  std::vector<std::uint8_t> values;
  if (!pitches.empty()) {
    const auto [lowest, highest] = std::ranges::minmax(pitches);
    for (int pitch = lowest; pitch <= highest; ++pitch) {
      values.push_back(static_cast<std::uint8_t>(pitch));
    }
  }
  return values;
}

std::vector<std::byte> file_of_parts(Input input) {
  SafetensorsWriter writer;
  writer.set_metadata("format", "bachprop-corpus");
  writer.set_metadata("format_version", "1");
  writer.set_metadata("units_per_quarter", "48");
  writer.set_metadata("options", R"({"keep_percussion":false})");
  const std::size_t notes = input.take<std::uint8_t>();
  const std::size_t first_notes = input.take<std::uint8_t>();
  const std::size_t text_length = input.take<std::uint16_t>();
  const std::string pieces = input.take_text(text_length);
  writer.set_metadata("pieces", pieces);
  const auto onsets = input.take_list<std::int32_t, std::int32_t>(notes);
  const auto durations = input.take_list<std::int32_t, std::int32_t>(notes);
  const auto pitches = input.take_list<std::uint8_t, std::uint8_t>(notes);
  const auto starts = input.take_list<std::int64_t, std::int8_t>(first_notes);
  add(writer, "note_onset", onsets);
  add(writer, "note_duration", durations);
  add(writer, "note_pitch", pitches);
  add(writer, "note_voice", input.take_list<std::int32_t, std::int8_t>(notes));
  add(writer, "piece_first_note", starts);
  add(writer, "dictionary_dt", dt_values(onsets, starts));
  add(writer, "dictionary_duration", sorted_set(durations));
  add(writer, "dictionary_pitch", pitch_values(pitches));
  return writer.bytes();
}

// The container holds JSON, and JSON is UTF-8: other text cannot be written in the first place.
bool is_ascii(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte < std::byte{0x80}; });
}

}  // namespace
}  // namespace bachprop

// The name is libFuzzer's.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bachprop;  // NOLINT(google-build-using-namespace)
  const auto bytes = std::as_bytes(std::span(data, size));
  if (bytes.empty()) {
    return 0;
  }
  if (bytes.front() == std::byte{0}) {
    check_corpus(bytes.subspan(1));
    return 0;
  }
  constexpr std::size_t kHead = 5;
  const std::size_t text_length =
      size < kHead ? 0 : std::size_t{data[3]} + std::size_t{data[4]} * 256;
  const auto text = bytes.subspan(std::min(kHead, size));
  if (is_ascii(text.first(std::min(text_length, text.size())))) {
    check_corpus(file_of_parts(Input(bytes.subspan(1))));
  }
  return 0;
}
