// The names and units of the corpus file's parts, for its writer and its reader.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "bachprop/base/quarters.h"

namespace bachprop::corpus_layout {

constexpr std::string_view kFormat = "bachprop-corpus";
constexpr int kVersion = 3;
// The first version that says where bars begin; in older files it is found from the notes.
constexpr int kVersionWithBars = 2;

// Times are whole numbers of this unit: the largest of which sixteenths and twelfths of a quarter
// are both multiples.
constexpr std::int64_t kUnitsPerQuarter = 48;
constexpr std::int64_t kMaxTime = std::numeric_limits<std::int32_t>::max();

// Metadata
constexpr const char* kFormatKey = "format";
constexpr const char* kVersionKey = "format_version";
constexpr const char* kUnitKey = "units_per_quarter";
constexpr const char* kOptionsKey = "options";
constexpr const char* kPiecesKey = "pieces";

// Tensors: N notes of all pieces one after the other, M pieces
constexpr const char* kOnsets = "note_onset";                   // i32 [N]
constexpr const char* kDurations = "note_duration";             // i32 [N]
constexpr const char* kPitches = "note_pitch";                  // u8  [N]
constexpr const char* kVoices = "note_voice";                   // i32 [N], -1: not known
constexpr const char* kVelocities = "note_velocity";            // u8  [N], 0: not known; or missing
constexpr const char* kFirstNotes = "piece_first_note";         // i64 [M + 1]
constexpr const char* kDtValues = "dictionary_dt";              // i32 [values]
constexpr const char* kDurationValues = "dictionary_duration";  // i32 [values]
constexpr const char* kPitchValues = "dictionary_pitch";        // u8  [pitches]

constexpr std::int32_t kVoiceNotKnown = -1;

}  // namespace bachprop::corpus_layout
