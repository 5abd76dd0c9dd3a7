#include "bachprop/report/file_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bachprop/report/text.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;
using Files = std::vector<const FileOutcome*>;

constexpr std::size_t kShown = 10;  // unless verbose

// Over all files that were read.
struct Totals {
  std::uint64_t note_ons = 0;
  std::uint64_t notes = 0;
  std::uint64_t copies = 0;  // notes in files that are copies
  std::uint64_t percussion = 0;
  std::uint64_t unisons = 0;
  std::uint64_t overlaps = 0;
  std::uint64_t zero_length = 0;
  std::uint64_t long_notes = 0;
  std::uint64_t long_gaps = 0;
  std::uint64_t rounded_files = 0;
};

void add_count(std::uint64_t& total, std::int64_t count) {
  total += static_cast<std::uint64_t>(count);
}

bool is_rounded(const FileOutcome& file) {
  return file.rhythm.max_movement > 0 || file.rhythm.offset != 0;
}

Totals totals_of(std::span<const FileOutcome> files) {
  Totals totals;
  for (const FileOutcome& file : files) {
    if (file.status == FileStatus::kSkipped) {
      continue;
    }
    add_count(totals.note_ons, file.counts.note_ons);
    if (file.status == FileStatus::kCopy) {
      add_count(totals.copies, file.counts.note_ons);
      continue;
    }
    add_count(totals.percussion, file.counts.percussion_dropped);
    add_count(totals.unisons, file.counts.unisons_merged + file.rhythm.notes_merged);
    add_count(totals.overlaps, file.counts.overlaps_cut + file.rhythm.overlaps_cut);
    add_count(totals.zero_length, file.counts.zero_length_dropped);
    add_count(totals.long_notes, file.rhythm.notes_shortened);
    add_count(totals.long_gaps, file.rhythm.gaps_shortened);
    totals.rounded_files += is_rounded(file) ? 1 : 0;
    totals.notes += file.notes;
  }
  return totals;
}

template <typename Predicate>
Files files_where(std::span<const FileOutcome> files, Predicate predicate) {
  Files found;
  for (const FileOutcome& file : files) {
    if (predicate(file)) {
      found.push_back(&file);
    }
  }
  return found;
}

Files with_status(std::span<const FileOutcome> files, FileStatus status) {
  return files_where(files, [&](const FileOutcome& file) { return file.status == status; });
}

Files live_recordings(std::span<const FileOutcome> files) {
  return files_where(
      files, [](const FileOutcome& file) { return file.is_piece() && file.live.has_value(); });
}

// Live recordings are named as such.
Files rounded(std::span<const FileOutcome> files) {
  return files_where(files, [](const FileOutcome& file) {
    return file.is_piece() && !file.live && is_rounded(file);
  });
}

// A table where there is room, else a sentence.
std::string overview(std::span<const FileOutcome> files, const Totals& totals, std::size_t width) {
  const std::size_t repaired = with_status(files, FileStatus::kRepaired).size();
  const std::size_t copies = with_status(files, FileStatus::kCopy).size();
  const std::size_t skipped = with_status(files, FileStatus::kSkipped).size();
  const std::size_t live = live_recordings(files).size();
  const std::size_t read = files.size() - skipped;
  const std::array<std::pair<const char*, std::string>, 8> columns = {
      {{"files", grouped(files.size())},
       {"read", grouped(read)},
       {"repaired", grouped(repaired)},
       {"skipped", grouped(skipped)},
       {"copies", grouped(copies)},
       {"live", grouped(live)},
       {"note-ons", grouped(totals.note_ons)},
       {"notes", grouped(totals.notes)}}};
  constexpr std::array<std::size_t, 8> kWidths = {8, 9, 10, 9, 8, 7, 12, 12};
  std::string headings;
  std::string numbers;
  std::string sentence;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& [heading, number] = columns.at(i);
    headings += padded_left(heading, kWidths.at(i));
    numbers += padded_left(number, kWidths.at(i));
    sentence += fmt::format("{}{} {}", i == 0 ? "" : ", ", number, heading);
  }
  return display_width(headings) <= width ? headings + "\n" + numbers + "\n" : sentence + "\n";
}

// What was done to the notes, only what happened.
std::string changes(const Totals& totals) {
  std::vector<std::string> parts;
  const auto mention = [&](std::uint64_t count, std::string_view noun, std::string_view what) {
    if (count > 0) {
      parts.push_back(fmt::format("{} {}", counted(count, noun), what));
    }
  };
  mention(totals.copies, "note-on", "in copies of other files left out");
  mention(totals.unisons, "unison", "merged");
  mention(totals.overlaps, "overlapping note", "cut where the next of its pitch begins");
  mention(totals.percussion, "percussion note", "left out (--keep-percussion keeps them)");
  mention(totals.zero_length, "note", "of no length dropped");
  mention(totals.long_notes, "note", "shortened to the longest possible duration");
  mention(totals.long_gaps, "gap", "shortened to the longest possible duration");
  mention(totals.rounded_files, "file", "with onsets rounded to the grid, see below");
  std::string text;
  for (const std::string& part : parts) {
    text += "  " + part + "\n";
  }
  return text;
}

// At most `limit` of the files, each by `line`.
template <typename Line>
std::string list(const char* heading, const Files& files, std::size_t limit, Line line) {
  if (files.empty()) {
    return "";
  }
  std::string text = fmt::format("{}:\n", heading);
  for (std::size_t i = 0; i < std::min(files.size(), limit); ++i) {
    text += fmt::format("  {}: {}\n", printable(files[i]->name), line(*files[i]));
  }
  if (files.size() > limit) {
    text += fmt::format("  and {} more; bachprop inspect --verbose lists all\n",
                        grouped(files.size() - limit));
  }
  return text;
}

std::string repairs_of(const FileOutcome& file, bool verbose) {
  const auto& repairs = file.repairs;
  if (repairs.size() == 1) {
    return printable(repairs.front());
  }
  if (!verbose) {
    return fmt::format("{}, the first: {}", counted(repairs.size(), "repair"),
                       printable(repairs.front()));
  }
  std::string text = counted(repairs.size(), "repair");
  for (const std::string& repair : repairs) {
    text += "\n    " + printable(repair);
  }
  return text;
}

Json names_and(const Files& files, const char* key, Json (*value)(const FileOutcome&)) {
  Json json = Json::array();
  for (const FileOutcome* file : files) {
    json.push_back({{"file", file->name}, {key, value(*file)}});
  }
  return json;
}

}  // namespace

std::string file_report(std::span<const FileOutcome> files, bool verbose, std::size_t width) {
  if (files.empty()) {
    return "";
  }
  const std::size_t limit = verbose ? files.size() : kShown;
  const Totals totals = totals_of(files);
  std::string text = overview(files, totals, width) + changes(totals);
  text += list("repaired", with_status(files, FileStatus::kRepaired), limit,
               [&](const FileOutcome& file) { return repairs_of(file, verbose); });
  text += list("skipped", with_status(files, FileStatus::kSkipped), files.size(),
               [](const FileOutcome& file) { return printable(file.reason); });
  text += list("copies", with_status(files, FileStatus::kCopy), limit,
               [](const FileOutcome& file) { return printable(file.reason); });
  text += list("live", live_recordings(files), limit,
               [](const FileOutcome& file) { return *file.live; });
  text += list("rounded", rounded(files), limit,
               [](const FileOutcome& file) { return describe_rounding(file.rhythm); });
  return text;
}

Json file_report_json(std::span<const FileOutcome> files) {
  const Totals totals = totals_of(files);
  const Files skipped = with_status(files, FileStatus::kSkipped);
  return {
      {"files", files.size()},
      {"read", files.size() - skipped.size()},
      {"repaired", names_and(with_status(files, FileStatus::kRepaired), "repairs",
                             [](const FileOutcome& file) { return Json(file.repairs); })},
      {"skipped",
       names_and(skipped, "reason", [](const FileOutcome& file) { return Json(file.reason); })},
      {"copies", names_and(with_status(files, FileStatus::kCopy), "reason",
                           [](const FileOutcome& file) { return Json(file.reason); })},
      {"live", names_and(live_recordings(files), "reason",
                         [](const FileOutcome& file) { return Json(*file.live); })},
      {"rounded",
       names_and(rounded(files), "reason",
                 [](const FileOutcome& file) { return Json(describe_rounding(file.rhythm)); })},
      {"note_ons", totals.note_ons},
      {"notes", totals.notes},
      {"note_ons_in_copies", totals.copies},
      {"percussion_left_out", totals.percussion},
      {"unisons_merged", totals.unisons},
      {"overlaps_cut", totals.overlaps},
      {"zero_length_dropped", totals.zero_length},
      {"notes_shortened", totals.long_notes},
      {"gaps_shortened", totals.long_gaps},
      {"files_with_rounded_onsets", totals.rounded_files},
  };
}

}  // namespace bachprop
