// What MusicXML calls values, beams, steps and syllables.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "bachprop/analysis/spelled_pitch.h"
#include "bachprop/base/enum_names.h"
#include "bachprop/notation/notated_score.h"

namespace bachprop {

template <>
struct EnumNames<NoteType> {
  static constexpr std::string_view kWhat = "value of a note";
  static constexpr std::array<std::pair<NoteType, std::string_view>, 13> kNames = {
      {{NoteType::kLong, "long"},
       {NoteType::kBreve, "breve"},
       {NoteType::kWhole, "whole"},
       {NoteType::kHalf, "half"},
       {NoteType::kQuarter, "quarter"},
       {NoteType::kEighth, "eighth"},
       {NoteType::k16th, "16th"},
       {NoteType::k32nd, "32nd"},
       {NoteType::k64th, "64th"},
       {NoteType::k128th, "128th"},
       {NoteType::k256th, "256th"},
       {NoteType::k512th, "512th"},
       {NoteType::k1024th, "1024th"}}};
};

template <>
struct EnumNames<Beam> {
  static constexpr std::string_view kWhat = "beam";
  static constexpr std::array<std::pair<Beam, std::string_view>, 5> kNames = {
      {{Beam::kBegin, "begin"},
       {Beam::kContinue, "continue"},
       {Beam::kEnd, "end"},
       {Beam::kForwardHook, "forward hook"},
       {Beam::kBackwardHook, "backward hook"}}};
};

template <>
struct EnumNames<Step> {
  static constexpr std::string_view kWhat = "step";
  static constexpr std::array<std::pair<Step, std::string_view>, 7> kNames = {{{Step::kC, "C"},
                                                                               {Step::kD, "D"},
                                                                               {Step::kE, "E"},
                                                                               {Step::kF, "F"},
                                                                               {Step::kG, "G"},
                                                                               {Step::kA, "A"},
                                                                               {Step::kB, "B"}}};
};

template <>
struct EnumNames<Syllabic> {
  static constexpr std::string_view kWhat = "place in a word";
  static constexpr std::array<std::pair<Syllabic, std::string_view>, 4> kNames = {
      {{Syllabic::kSingle, "single"},
       {Syllabic::kBegin, "begin"},
       {Syllabic::kMiddle, "middle"},
       {Syllabic::kEnd, "end"}}};
};

}  // namespace bachprop
