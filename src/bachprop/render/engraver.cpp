#include "bachprop/render/engraver.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <pugixml.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/child_process.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// A run takes a third of a second to begin. More scores a run would only make the steps of the
// progress, and what a bad score costs, larger.
constexpr std::size_t kScoresARun = 16;
constexpr std::size_t kMostPages = 999;
// MuseScore 3 and 4: positions are in tenths of the units of the drawings.
constexpr double kPositionsAUnit = 10;

constexpr const char* kHowToInstall =
    "install one: sudo apt install musescore3, or name it with --engraver or $BACHPROP_ENGRAVER. "
    "MusicXML files need none here: any notation program opens them";

const std::vector<std::string>& usual_names() {
  static const std::vector<std::string> names = {
      "mscore3",     "musescore3", "musescore",  "mscore",  "mscore4portable",
      "MuseScore-4", "MuseScore4", "musescore4", "mscore4", "org.musescore.MuseScore"};
  return names;
}

Result<Engraver> named_engraver(const fs::path& named) {
  const fs::path found = named.has_parent_path() ? named : find_program({named.string()});
  std::error_code ignored;
  if (found.empty() || !fs::is_regular_file(found, ignored)) {
    return fail_at(named.string(), "there is no such program to draw sheet music", kHowToInstall);
  }
  return Engraver{fs::absolute(found, ignored)};
}

// One score of a run, in a folder of its own: where a score has no title, its file's name gets into
// the drawing.
struct EngravedSheet {
  std::size_t number = 0;
  fs::path folder;

  [[nodiscard]] std::string name(std::string_view ending) const {
    return fmt::format("{}/score{}", number, ending);
  }
  [[nodiscard]] fs::path file(std::string_view ending) const { return folder / name(ending); }
};

nlohmann::json job_of(const EngravedSheet& sheet, const EngravingOptions& options) {
  auto outputs = nlohmann::json::array();
  if (options.svg) {
    outputs.push_back(sheet.name(".svg"));
  }
  if (options.pdf) {
    outputs.push_back(sheet.name(".pdf"));
  }
  if (options.places) {
    outputs.push_back(sheet.name(".spos"));
  }
  return {{"in", sheet.name(".musicxml")}, {"out", std::move(outputs)}};
}

// Nothing of the user's is read or written, and no two runs meet. Without QT_HASH_SEED the objects
// of a PDF file come in another order each time.
std::map<std::string, std::string> environment_in(const fs::path& home) {
  return {{"QT_QPA_PLATFORM", "offscreen"},
          {"QT_HASH_SEED", "0"},
          {"LC_ALL", "C.UTF-8"},
          {"LANGUAGE", "C"},
          {"HOME", home.string()},
          {"XDG_CONFIG_HOME", (home / "config").string()},
          {"XDG_DATA_HOME", (home / "data").string()},
          {"XDG_CACHE_HOME", (home / "cache").string()},
          {"XDG_RUNTIME_DIR", (home / "runtime").string()},
          {"TMPDIR", (home / "tmp").string()}};
}

Result<void> make_home(const fs::path& home) {
  for (const char* name : {"config", "data", "cache", "runtime", "tmp"}) {
    TRY(make_directories(home / name));
    std::error_code ignored;
    fs::permissions(home / name, fs::perms::owner_all, ignored);
  }
  return {};
}

Result<std::string> text_in(const fs::path& file) {
  return read_file(file).map([](const std::vector<std::byte>& bytes) {
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
}

// The time of writing becomes a fixed one of the same length, so that nothing in the file moves.
std::string without_date(std::string pdf) {
  constexpr std::string_view kMark = "/CreationDate (D:";
  std::size_t digit = pdf.find(kMark);
  if (digit == std::string::npos) {
    return pdf;
  }
  digit += kMark.size();
  for (const char replacement : std::string_view("20000101000000")) {
    if (digit < pdf.size() && pdf[digit] >= '0' && pdf[digit] <= '9') {
      pdf[digit++] = replacement;
    }
  }
  return pdf;
}

// The number of digits follows from the number of pages.
std::vector<std::string> svg_pages_of(const EngravedSheet& sheet) {
  for (int digits = 1; digits <= 3; ++digits) {
    std::vector<std::string> pages;
    while (pages.size() < kMostPages) {
      auto page = text_in(sheet.file(fmt::format("-{:0{}}.svg", pages.size() + 1, digits)));
      if (!page) {
        break;
      }
      pages.push_back(std::move(*page));
    }
    if (!pages.empty()) {
      return pages;
    }
  }
  return {};
}

// Elements are rectangles on pages, events the times at which they begin, in milliseconds.
std::vector<MusicPlace> places_in(const std::string& positions) {
  pugi::xml_document document;
  if (!document.load_string(positions.c_str())) {
    return {};
  }
  const pugi::xml_node score = document.child("score");
  std::vector<MusicPlace> elements;
  for (const pugi::xml_node element : score.child("elements").children("element")) {
    elements.push_back({.page = element.attribute("page").as_int(),
                        .x = element.attribute("x").as_double() / kPositionsAUnit,
                        .top = element.attribute("y").as_double() / kPositionsAUnit,
                        .height = element.attribute("sy").as_double() / kPositionsAUnit});
  }
  std::vector<MusicPlace> places;
  for (const pugi::xml_node event : score.child("events").children("event")) {
    const std::size_t element = event.attribute("elid").as_uint();
    if (element < elements.size()) {
      places.push_back(elements[element]);
      places.back().second = event.attribute("position").as_double() / 1000;
    }
  }
  std::ranges::stable_sort(places, {}, &MusicPlace::second);
  return places;
}

// The files that the run left of a score; nothing unless all of it is there.
std::optional<Engraving> engraving_of(const EngravedSheet& sheet, const EngravingOptions& options) {
  Engraving engraving;
  if (options.svg) {
    engraving.svg_pages = svg_pages_of(sheet);
  }
  if (options.pdf) {
    engraving.pdf = without_date(text_in(sheet.file(".pdf")).value_or(""));
  }
  const Result<std::string> positions =
      options.places ? text_in(sheet.file(".spos")) : Result<std::string>("");
  if ((options.svg && engraving.svg_pages.empty()) || (options.pdf && engraving.pdf.empty()) ||
      !positions) {
    return std::nullopt;
  }
  engraving.places = places_in(*positions);
  return engraving;
}

// The last lines of what a program said, in one.
std::string last_words(const std::string& output) {
  constexpr std::size_t kMost = 300;
  std::string words = output.substr(output.size() - std::min(output.size(), kMost));
  std::ranges::replace(words, '\n', ' ');
  words.erase(words.find_last_not_of(' ') + 1);
  return words.empty() ? "it said nothing" : fmt::format("it said: {}", words);
}

// MuseScore of Debian 12 refuses what is no MusicXML. That of Debian 13 draws what it can, and says
// so.
bool takes_for_invalid(const ChildOutcome& outcome) {
  const auto says = [&](std::string_view words) {
    return outcome.output.find(words) != std::string::npos;
  };
  return says("is not a valid MusicXML file") || (says("importmxml") && says("assertion failed"));
}

std::string describe_end(const ChildOutcome& outcome, const EngravingOptions& options) {
  if (takes_for_invalid(outcome)) {
    return "it does not take the MusicXML for valid";
  }
  if (outcome.end == ChildEnd::kTimeOver) {
    return fmt::format("it was not done after {} seconds", options.seconds);
  }
  const std::string how = outcome.end == ChildEnd::kCrashed
                              ? std::string("it crashed")
                              : fmt::format("it ended with exit code {}", outcome.exit_code);
  return fmt::format("{}; {}", how, last_words(outcome.output));
}

class Run {
 public:
  Run(const Engraver& engraver, const EngravingOptions& options, fs::path folder,
      std::function<bool()> go_on)
      : engraver_(engraver),
        options_(options),
        folder_(std::move(folder)),
        go_on_(std::move(go_on)) {}

  // One result for each score; the error is that the program cannot be started, or was stopped.
  Result<std::vector<Result<Engraving>>> engrave(std::span<const std::string> scores) {
    auto outcome = TRY(start(scores));
    std::vector<Result<Engraving>> results;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      results.push_back(result_of(i, outcome));
    }
    clear();
    return is_clean(outcome) || scores.size() == 1 ? std::move(results) : one_by_one(scores);
  }

 private:
  static bool is_clean(const ChildOutcome& outcome) {
    return outcome.end == ChildEnd::kExited && outcome.exit_code == 0 &&
           !takes_for_invalid(outcome);
  }
  [[nodiscard]] EngravedSheet sheet(std::size_t number) const { return {number, folder_ / "work"}; }

  Result<ChildOutcome> start(std::span<const std::string> scores) {
    TRY(prepare(scores));
    // Most scores take a second or two; where one does not, each is tried by itself.
    constexpr int kSecondsEach = 5;
    const auto limit =
        std::chrono::seconds(options_.seconds + kSecondsEach * as_int(scores.size() - 1));
    auto outcome = run_child(engraver_.program, {"-j", "job.json"},
                             {.folder = folder_ / "work",
                              .environment = environment_in(folder_ / "home"),
                              .limit = limit,
                              .go_on = go_on_});
    if (outcome && outcome->end == ChildEnd::kStopped) {
      return fail("stopped while sheet music was drawn");
    }
    return outcome;
  }

  Result<void> prepare(std::span<const std::string> scores) {
    auto made =
        make_home(folder_ / "home").and_then([&] { return make_directories(folder_ / "work"); });
    auto jobs = nlohmann::json::array();
    for (std::size_t i = 0; made && i < scores.size(); ++i) {
      jobs.push_back(job_of(sheet(i), options_));
      const fs::path file = sheet(i).file(".musicxml");
      made = make_directories(file.parent_path()).and_then([&] {
        return write_file(file, scores[i]);
      });
    }
    return made ? write_file(folder_ / "work" / "job.json", jobs.dump()) : made;
  }

  void clear() const {
    std::error_code ignored;
    fs::remove_all(folder_ / "work", ignored);
  }

  [[nodiscard]] Result<Engraving> result_of(std::size_t number, const ChildOutcome& outcome) const {
    std::optional<Engraving> engraving =
        is_clean(outcome) ? engraving_of(sheet(number), options_) : std::nullopt;
    if (!engraving) {
      return fail(fmt::format("{} drew no sheet music: {}", engraver_.program.string(),
                              describe_end(outcome, options_)));
    }
    return std::move(*engraving);
  }

  // One bad score ends a whole run, or leaves it in doubt which one it was.
  Result<std::vector<Result<Engraving>>> one_by_one(std::span<const std::string> scores) {
    std::vector<Result<Engraving>> results;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      auto result = engrave(scores.subspan(i, 1));
      if (!result) {
        return result;
      }
      results.push_back(std::move(result->front()));
    }
    return results;
  }

  const Engraver& engraver_;
  const EngravingOptions& options_;
  fs::path folder_;
  std::function<bool()> go_on_;
};

}  // namespace

Result<Engraver> find_engraver(const fs::path& named) {
  const char* environment = std::getenv("BACHPROP_ENGRAVER");
  if (!named.empty() || (environment != nullptr && *environment != '\0')) {
    return named_engraver(named.empty() ? fs::path(environment) : named);
  }
  const fs::path found = find_program(usual_names());
  if (found.empty()) {
    return fail("there is no program here that draws sheet music", kHowToInstall);
  }
  return Engraver{found};
}

Result<std::vector<Result<Engraving>>> engrave(const Engraver& engraver,
                                               std::span<const std::string> scores,
                                               const EngravingOptions& options,
                                               const EngravingProgress& progress) {
  const auto folder = TRY(TemporaryFolder::create());
  std::vector<Result<Engraving>> engravings;
  Run run(engraver, options, folder.path(),
          [&] { return !progress || progress(engravings.size(), scores.size()); });
  while (engravings.size() < scores.size()) {
    const std::size_t left = scores.size() - engravings.size();
    auto some = run.engrave(scores.subspan(engravings.size(), std::min(left, kScoresARun)));
    if (!some) {
      return some;
    }
    std::ranges::move(*some, std::back_inserter(engravings));
  }
  return engravings;
}

}  // namespace bachprop
