#include "bachprop/corpus/frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/data_file_kind.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMidiPitches = kHighestPitch + 1;
using Frame = std::bitset<kMidiPitches>;

constexpr std::string_view kConverter =
    "tools/piano_rolls.py makes the lists of pitches that this command reads";

// By name, so that the pieces come sorted.
constexpr std::array<std::pair<FramePart, std::string_view>, 3> kParts = {
    {{FramePart::kTest, "test"}, {FramePart::kTrain, "train"}, {FramePart::kValid, "valid"}}};

std::optional<int> pitch_of(const Json& json) {
  if (!json.is_number()) {
    return std::nullopt;
  }
  const auto pitch = json.get<double>();
  const bool fits = pitch >= kLowestPitch && pitch <= kHighestPitch && pitch == std::floor(pitch);
  return fits ? std::optional(static_cast<int>(pitch)) : std::nullopt;
}

// [0, 0, 1, ...]: a switch for each key. Read as pitches it would be the notes 0 and 1.
bool is_row_of_switches(const Json& json) {
  constexpr std::size_t kMoreThanAChord = 24;
  return json.size() > kMoreThanAChord && std::ranges::all_of(json, [](const Json& number) {
           return number.is_boolean() || number == 0 || number == 1;
         });
}

Result<Frame> frame_of(const Json& json) {
  if (!json.is_array()) {
    return fail("is not a list of pitches", "write [] for silence");
  }
  if (is_row_of_switches(json)) {
    return fail(fmt::format("{} zeros and ones are no pitches", json.size()), kConverter);
  }
  Frame frame;
  for (const Json& number : json) {
    const auto pitch = pitch_of(number);
    if (!pitch) {
      // As text, a list could be as deep as the stack.
      const std::string what = number.is_structured() ? "a list" : json_text(number);
      return fail(fmt::format("{} is not a pitch", what),
                  fmt::format("write MIDI numbers from {} to {}", kLowestPitch, kHighestPitch));
    }
    frame.set(as_index(*pitch));
  }
  return frame;
}

Result<std::vector<Frame>> frames_of(const Json& json) {
  if (!json.is_array()) {
    return fail("is not a list of frames");
  }
  std::vector<Frame> frames;
  for (const Json& element : json) {
    auto frame = frame_of(element);
    if (!frame) {
      return fail(fmt::format("frame {}: {}", frames.size(), frame.error().message()));
    }
    frames.push_back(*frame);
  }
  return frames;
}

std::string digest_of(const std::vector<Frame>& frames) {
  std::vector<std::vector<std::size_t>> lists;
  for (const Frame& frame : frames) {
    auto& pitches = lists.emplace_back();
    for (std::size_t pitch = 0; pitch < kMidiPitches; ++pitch) {
      if (frame.test(pitch)) {
        pitches.push_back(pitch);
      }
    }
  }
  return sha256_hex(as_bytes_of(json_text(Json(lists))));
}

// A run of frames in which a pitch sounds.
struct Run {
  std::size_t first = 0;
  std::size_t pitch = 0;
  std::size_t length = 0;
};

void sort(std::vector<Run>& runs) {
  std::ranges::sort(runs, {}, [](const Run& run) { return std::tuple(run.first, run.pitch); });
}

// Sorted by onset, then pitch.
std::vector<Run> runs_of(const std::vector<Frame>& frames) {
  std::vector<Run> runs;
  std::array<std::size_t, kMidiPitches> begins{};
  Frame before;
  for (std::size_t i = 0; i <= frames.size(); ++i) {
    const Frame now = i < frames.size() ? frames[i] : Frame();
    const Frame changed = before ^ now;
    for (std::size_t pitch = 0; changed.any() && pitch < kMidiPitches; ++pitch) {
      if (changed.test(pitch) && now.test(pitch)) {
        begins[pitch] = i;
      } else if (changed.test(pitch)) {
        runs.push_back({begins[pitch], pitch, i - begins[pitch]});
      }
    }
    before = now;
  }
  sort(runs);
  return runs;
}

// The most frames that a dT or a duration may last; 0 when not even one.
std::size_t longest_in_frames(const Quarters& frame) {
  const Quarters most = kLongestDuration / frame;
  std::int64_t frames = most.numerator() / most.denominator();
  while (frames > 0 && !is_possible_duration(frame * frames)) {
    --frames;
  }
  return as_index(frames);
}

// Each run in parts of at most `longest` frames.
std::vector<Run> struck_again(const std::vector<Run>& runs, std::size_t longest) {
  std::vector<Run> parts;
  for (Run run : runs) {
    for (; run.length > longest; run.first += longest, run.length -= longest) {
      parts.push_back({run.first, run.pitch, longest});
    }
    parts.push_back(run);
  }
  sort(parts);
  return parts;
}

tl::unexpected<Error> impossible(const char* what, std::size_t at, std::size_t length,
                                 const Quarters& frame) {
  return fail(fmt::format("frame {}: {} of {} frames would be {} quarters, and possible are 16ths "
                          "and 12ths of a quarter up to {}",
                          at, what, length, (frame * static_cast<std::int64_t>(length)).to_string(),
                          kLongestDuration.to_string()),
              "choose another length of a frame");
}

// Counts notes longer than `longest` frames, for the account.
void count_long_notes(const std::vector<Run>& runs, std::size_t longest, const std::string& piece,
                      FrameAccount& account) {
  for (const Run& run : runs) {
    if (run.length > longest && account.notes_struck_again++ == 0) {
      account.first_struck_again = fmt::format("{}: frame {}: pitch {} lasts {} frames", piece,
                                               run.first, run.pitch, run.length);
    }
  }
}

// The distance between two onsets, shortened to the longest possible. Nothing sounds in what is
// left out, since a note that goes on is struck again in time.
std::size_t possible_wait(std::size_t wait, std::size_t longest, std::size_t at,
                          const std::string& piece, FrameAccount& account) {
  if (wait <= longest) {
    return wait;
  }
  if (account.silences_shortened++ == 0) {
    account.first_silence =
        fmt::format("{}: frame {}: {} frames after the onset before it", piece, at, wait);
  }
  account.frames_of_silence_lost += static_cast<std::int64_t>(wait - longest);
  return longest;
}

Result<Score> frames_score(const std::vector<Frame>& frames, const std::string& piece,
                           const Quarters& frame, FrameAccount& account) {
  // Where none is possible, the first note says so.
  const std::size_t longest = std::max<std::size_t>(longest_in_frames(frame), 1);
  const std::vector<Run> runs = runs_of(frames);
  count_long_notes(runs, longest, piece, account);
  Score score;
  Quarters onset = 0;
  std::size_t last = 0;
  for (const Run& run : struck_again(runs, longest)) {
    const std::size_t wait = possible_wait(run.first - std::exchange(last, run.first), longest,
                                           run.first, piece, account);
    const Quarters gap = frame * static_cast<std::int64_t>(wait);
    const Quarters duration = frame * static_cast<std::int64_t>(run.length);
    if (!is_possible_duration(gap)) {
      return impossible("a wait", run.first, wait, frame);
    }
    if (!is_possible_duration(duration)) {
      return impossible("a note", run.first, run.length, frame);
    }
    onset += gap;
    score.notes.push_back({.onset = onset, .duration = duration, .pitch = as_int(run.pitch)});
  }
  return score;
}

Result<void> add_piece(const Json& json, std::string name, FramePart part, FrameCorpus& corpus) {
  auto frames = frames_of(json);
  if (!frames) {
    corpus.account.pieces_left_out.push_back(fmt::format("{}: {}", name, frames.error().message()));
    return {};
  }
  auto score = TRY(at(name, frames_score(*frames, name, corpus.frame, corpus.account)));
  corpus.corpus.pieces.push_back({std::move(name), digest_of(*frames), std::move(score)});
  corpus.parts.push_back(part);
  corpus.frames.push_back(std::ssize(*frames));
  return {};
}

// "\"train\", \"val\" and 3 more".
std::string keys_of(const Json& json) {
  constexpr std::size_t kMost = 6;
  std::string keys;
  std::size_t named = 0;
  for (const auto& [key, value] : json.items()) {
    if (named++ < kMost) {
      keys += fmt::format("{}{}", keys.empty() ? "" : ", ", json_text(Json(key)));
    }
  }
  return keys.empty()     ? "it has no keys at all"
         : named <= kMost ? "its keys are " + keys
                          : fmt::format("its keys are {} and {} more", keys, named - kMost);
}

Result<void> add_part(const Json& json, FramePart part, std::string_view name,
                      FrameCorpus& corpus) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_array() || found->empty()) {
    return fail(
        fmt::format("has no pieces under \"{}\"", name),
        fmt::format("needed are lists of pieces under \"train\", \"valid\" and \"test\"; {}",
                    keys_of(json)));
  }
  const std::size_t pieces_before = corpus.corpus.pieces.size();
  const std::size_t left_out_before = corpus.account.pieces_left_out.size();
  constexpr std::size_t kUsualDigits = 3;
  const std::size_t digits = std::max(kUsualDigits, std::to_string(found->size() - 1).size());
  for (std::size_t i = 0; i < found->size(); ++i) {
    auto added = add_piece((*found)[i], fmt::format("{}/{:0{}}", name, i, digits), part, corpus);
    if (!added) {
      return added;
    }
  }
  if (corpus.corpus.pieces.size() == pieces_before) {
    return fail(fmt::format("none of the {} under \"{}\" can be read: {}",
                            counted(found->size(), "piece"), name,
                            corpus.account.pieces_left_out[left_out_before]));
  }
  return {};
}

bool is_part(std::string_view key) {
  return std::ranges::find(kParts, key, [](const auto& part) { return part.second; }) !=
         kParts.end();
}

Result<void> add_parts(std::span<const std::byte> bytes, FrameCorpus& corpus) {
  if (const std::string_view kind = data_file_kind(bytes); !kind.empty()) {
    return fail(fmt::format("is {}, not JSON", kind), kConverter);
  }
  Json json;
  try {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    json = Json::parse(text, text + bytes.size());
  } catch (const Json::exception& error) {
    return fail(fmt::format("is not JSON: {}", error.what()), kConverter);
  }
  if (!json.is_object()) {
    return fail("is not a JSON object with the keys \"train\", \"valid\" and \"test\"");
  }
  for (const auto& [part, name] : kParts) {
    TRY(add_part(json, part, name, corpus));
  }
  for (const auto& [key, value] : json.items()) {
    if (!is_part(key)) {
      corpus.account.unknown_keys.push_back(key);
    }
  }
  return {};
}

// "train/017: ...; and 3 more".
std::string named(const std::vector<std::string>& all, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(all.size(), most); ++i) {
    text += (i == 0 ? "" : "; ") + all[i];
  }
  return all.size() > most ? fmt::format("{}; and {} more", text, all.size() - most) : text;
}

}  // namespace

std::vector<std::string> describe(const FrameAccount& account) {
  constexpr std::size_t kMost = 10;
  const auto number = [](std::int64_t count) { return static_cast<std::uint64_t>(count); };
  std::vector<std::string> sentences;
  if (const auto& left_out = account.pieces_left_out; !left_out.empty()) {
    sentences.push_back(
        fmt::format("{} left out: {}", counted(left_out.size(), "piece"), named(left_out, kMost)));
  }
  if (!account.unknown_keys.empty()) {
    sentences.push_back(fmt::format("ignored keys beside \"train\", \"valid\" and \"test\": {}",
                                    named(account.unknown_keys, kMost)));
  }
  if (account.notes_struck_again > 0) {
    sentences.push_back(fmt::format(
        "{} longer than {} quarters, the longest possible duration, struck again after it, which "
        "gives the same frames; the first: {}",
        counted(number(account.notes_struck_again), "note"), kLongestDuration.to_string(),
        account.first_struck_again));
  }
  if (account.silences_shortened > 0) {
    sentences.push_back(fmt::format(
        "{} shortened so that no two onsets are more than {} quarters apart, {} in all, which the "
        "counts of frames still hold; the first: {}",
        counted(number(account.silences_shortened), "silence"), kLongestDuration.to_string(),
        counted(number(account.frames_of_silence_lost), "frame"), account.first_silence));
  }
  return sentences;
}

Result<FrameCorpus> parse_frames(std::span<const std::byte> bytes, const std::string& name,
                                 const Quarters& frame) {
  check(frame > 0, "a frame lasts");
  FrameCorpus corpus;
  corpus.frame = frame;
  TRY(at(name, add_parts(bytes, corpus)));
  corpus.corpus.dictionaries = make_dictionaries(corpus.corpus.pieces);
  return corpus;
}

Result<FrameCorpus> read_frames(const std::filesystem::path& path, const Quarters& frame) {
  const auto bytes = TRY(read_file(path));
  return parse_frames(bytes, path.string(), frame);
}

FrameCounts count_part(const FrameCorpus& frames, FramePart part) {
  FrameCounts counts;
  for (std::size_t i = 0; i < frames.parts.size(); ++i) {
    if (frames.parts[i] == part) {
      ++counts.pieces;
      counts.frames += frames.frames[i];
      counts.notes += std::ssize(frames.corpus.pieces[i].score.notes);
    }
  }
  return counts;
}

}  // namespace bachprop
