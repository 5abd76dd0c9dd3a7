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
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kPitches = kHighestPitch + 1;
using Frame = std::bitset<kPitches>;

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

Result<Frame> frame_of(const Json& json) {
  if (!json.is_array()) {
    return fail("is not a list of pitches; write [] for silence");
  }
  Frame frame;
  for (const Json& number : json) {
    const auto pitch = pitch_of(number);
    if (!pitch) {
      // As text, a list could be as deep as the stack.
      const std::string what = number.is_structured() ? "a list" : json_text(number);
      return fail(fmt::format("{} is not a pitch; write MIDI numbers from {} to {}", what,
                              kLowestPitch, kHighestPitch));
    }
    frame.set(static_cast<std::size_t>(*pitch));
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
      return fail(fmt::format("frame {}: {}", frames.size(), frame.error().message));
    }
    frames.push_back(*frame);
  }
  return frames;
}

std::string digest_of(const std::vector<Frame>& frames) {
  std::vector<std::vector<std::size_t>> lists;
  for (const Frame& frame : frames) {
    auto& pitches = lists.emplace_back();
    for (std::size_t pitch = 0; pitch < kPitches; ++pitch) {
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

// Sorted by onset, then pitch.
std::vector<Run> runs_of(const std::vector<Frame>& frames) {
  std::vector<Run> runs;
  std::array<std::size_t, kPitches> begins{};
  Frame before;
  for (std::size_t i = 0; i <= frames.size(); ++i) {
    const Frame now = i < frames.size() ? frames[i] : Frame();
    const Frame changed = before ^ now;
    for (std::size_t pitch = 0; changed.any() && pitch < kPitches; ++pitch) {
      if (changed.test(pitch) && now.test(pitch)) {
        begins[pitch] = i;
      } else if (changed.test(pitch)) {
        runs.push_back({begins[pitch], pitch, i - begins[pitch]});
      }
    }
    before = now;
  }
  std::ranges::sort(runs, {}, [](const Run& run) { return std::tuple(run.first, run.pitch); });
  return runs;
}

tl::unexpected<Error> impossible(const char* what, std::size_t at, std::size_t length,
                                 const Quarters& frame) {
  return fail(fmt::format(
      "frame {}: {} of {} frames would be {} quarters, and possible are 16ths and 12ths of a "
      "quarter up to {}; choose another length of a frame",
      at, what, length, (frame * static_cast<std::int64_t>(length)).to_string(),
      kLongestDuration.to_string()));
}

Result<Score> score_of(const std::vector<Frame>& frames, const Quarters& frame) {
  Score score;
  std::size_t last = 0;
  for (const Run& run : runs_of(frames)) {
    const Note note{.onset = frame * static_cast<std::int64_t>(run.first),
                    .duration = frame * static_cast<std::int64_t>(run.length),
                    .pitch = static_cast<int>(run.pitch)};
    const std::size_t wait = run.first - std::exchange(last, run.first);
    if (!is_possible_duration(frame * static_cast<std::int64_t>(wait))) {
      return impossible("a wait", run.first, wait, frame);
    }
    if (!is_possible_duration(note.duration)) {
      return impossible("a note", run.first, run.length, frame);
    }
    score.notes.push_back(note);
  }
  return score;
}

Result<void> add_piece(const Json& json, std::string name, FramePart part, FrameCorpus& corpus) {
  auto frames = frames_of(json);
  if (!frames) {
    return fail(fmt::format("{}: {}", name, frames.error().message));
  }
  auto score = score_of(*frames, corpus.frame);
  if (!score) {
    return fail(fmt::format("{}: {}", name, score.error().message));
  }
  corpus.corpus.pieces.push_back({std::move(name), digest_of(*frames), *std::move(score)});
  corpus.parts.push_back(part);
  corpus.frames.push_back(std::ssize(*frames));
  return {};
}

Result<void> add_part(const Json& json, FramePart part, std::string_view name,
                      FrameCorpus& corpus) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_array() || found->empty()) {
    return fail(
        fmt::format("has no pieces under \"{}\"; needed are lists of pieces under "
                    "\"train\", \"valid\" and \"test\"",
                    name));
  }
  constexpr std::size_t kUsualDigits = 3;
  const std::size_t digits = std::max(kUsualDigits, std::to_string(found->size() - 1).size());
  for (std::size_t i = 0; i < found->size(); ++i) {
    auto added = add_piece((*found)[i], fmt::format("{}/{:0{}}", name, i, digits), part, corpus);
    if (!added) {
      return added;
    }
  }
  return {};
}

Result<void> add_parts(std::span<const std::byte> bytes, FrameCorpus& corpus) {
  Json json;
  try {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    json = Json::parse(text, text + bytes.size());
  } catch (const Json::exception& error) {
    return fail(fmt::format("is not JSON: {}", error.what()));
  }
  if (!json.is_object()) {
    return fail("is not a JSON object with the keys \"train\", \"valid\" and \"test\"");
  }
  for (const auto& [part, name] : kParts) {
    if (auto added = add_part(json, part, name, corpus); !added) {
      return added;
    }
  }
  return {};
}

}  // namespace

Result<FrameCorpus> parse_frames(std::span<const std::byte> bytes, const std::string& name,
                                 const Quarters& frame) {
  check(frame > 0, "a frame lasts");
  FrameCorpus corpus;
  corpus.frame = frame;
  if (auto added = add_parts(bytes, corpus); !added) {
    return fail(fmt::format("{}: {}", name, added.error().message));
  }
  corpus.corpus.dictionaries = make_dictionaries(corpus.corpus.pieces);
  return corpus;
}

Result<FrameCorpus> read_frames(const std::filesystem::path& path, const Quarters& frame) {
  const auto bytes = read_file(path);
  if (!bytes) {
    return tl::unexpected(bytes.error());
  }
  return parse_frames(*bytes, path.string(), frame);
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
