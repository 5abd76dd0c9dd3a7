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
};

template <>
struct EnumNames<ContextKind> {
  static constexpr std::string_view kWhat = "context";
  static constexpr std::array<std::pair<ContextKind, std::string_view>, 3> kNames = {
      {{ContextKind::kNone, "none"},
       {ContextKind::kWindow, "window"},
       {ContextKind::kMusic, "music"}}};
};

}  // namespace bachprop
