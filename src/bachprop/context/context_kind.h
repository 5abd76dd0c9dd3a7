// The kinds of contexts that a network may be shown.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"

namespace bachprop {

enum class ContextKind {
  kNone,
  // The three notes before the last one: with it, the window of the feed-forward network.
  kWindow,
  // Sounding notes, for how long still, the place in the bar, and how the piece went on when it was
  // here before.
  kMusic,
  // The same, the lines that notes go on from, and what stood some bars before.
  kLines,
  // What a critic hears (train/critic.h).
  kCritic,
};

// Whether lines are followed, and what stood before.
[[nodiscard]] constexpr bool sees_lines(ContextKind kind) {
  return kind == ContextKind::kLines || kind == ContextKind::kCritic;
}

// Whether more is seen of the music than its last notes.
[[nodiscard]] constexpr bool sees_music(ContextKind kind) {
  return kind == ContextKind::kMusic || sees_lines(kind);
}

template <>
struct EnumNames<ContextKind> {
  static constexpr std::string_view kWhat = "context";
  static constexpr std::array<std::pair<ContextKind, std::string_view>, 5> kNames = {
      {{ContextKind::kNone, "none"},
       {ContextKind::kWindow, "window"},
       {ContextKind::kMusic, "music"},
       {ContextKind::kLines, "lines"},
       {ContextKind::kCritic, "critic"}}};
};

}  // namespace bachprop
