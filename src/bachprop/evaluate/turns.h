// How lines and chords go on after what came before, as trigrams of a corpus.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

// What is followed through a piece.
enum class Stream {
  kTopDegrees,       // of the key, for each note of the top line, apart in major and minor
  kTopIntervals,     // from note to note of it
  kTopDurations,     // of its notes, by note_length_class
  kBottomDegrees,    // the same of the bottom line
  kBottomIntervals,  //
  kChords,           // at each moment: the degree of its lowest note, and what stands over it
};
template <>
struct EnumNames<Stream> {
  static constexpr std::string_view kWhat = "stream";
  static constexpr std::array<std::pair<Stream, std::string_view>, 6> kNames = {
      {{Stream::kTopDegrees, "top_degrees"},
       {Stream::kTopIntervals, "top_intervals"},
       {Stream::kTopDurations, "top_durations"},
       {Stream::kBottomDegrees, "bottom_degrees"},
       {Stream::kBottomIntervals, "bottom_intervals"},
       {Stream::kChords, "chords"}}};
};
constexpr std::size_t kStreams = EnumNames<Stream>::kNames.size();

// The symbols of a stream through a piece, each below 2^16. One for each line note or moment; of
// intervals one fewer.
[[nodiscard]] std::vector<std::uint32_t> symbols_of(const HeardMusic& piece, Stream stream);

// How often one, two and three symbols in a row were met, stream by stream.
class TurnCounts {
 public:
  void add(const HeardMusic& piece);
  void add(const TurnCounts& other);

  // For each symbol from the third on -ln of its probability after the two before it, in nats. It
  // is small where the symbol was met there, greater where it was met after the one before, or at
  // all. Counts of `own` are taken off, which were added to these.
  [[nodiscard]] std::vector<double> surprises(Stream stream,
                                              const std::vector<std::uint32_t>& symbols,
                                              const TurnCounts* own) const;

  // The counts by keys that mean nothing to others; for files. Sorted.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::int64_t>> entries() const;
  void set(std::uint64_t key, std::int64_t count) { counts_[key] = count; }

 private:
  [[nodiscard]] double count(std::uint64_t key, const TurnCounts* own) const;

  std::unordered_map<std::uint64_t, std::int64_t> counts_;
};

}  // namespace bachprop
