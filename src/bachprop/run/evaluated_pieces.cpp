#include "bachprop/run/evaluated_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "bachprop/base/try.h"
#include "bachprop/report/text.h"
#include "bachprop/run/stated_origin.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/training_set.h"

namespace bachprop {
namespace {

using Paths = std::vector<std::filesystem::path>;
// By SHA-256.
using Parts = std::map<std::string, SplitPart>;

std::string name_of(const Paths& paths) {
  const std::filesystem::path path =
      paths.front().has_filename() ? paths.front() : paths.front().parent_path();
  std::string name = path.filename().string();
  if (name.empty() || name == "." || name == "..") {
    std::error_code ignored;
    name = std::filesystem::weakly_canonical(path, ignored).filename().string();
  }
  return paths.size() == 1 ? name : fmt::format("{} and {} more", name, paths.size() - 1);
}

Result<NamedPieces> read_set(const Paths& paths, const CollectOptions& options,
                             const Watch& watch) {
  Stage stage(
      watch, {.label = "reading " + printable(name_of(paths)), .unit = "files", .can_stop = false});
  auto collection = TRY(load_pieces(
      paths, options, [&](std::size_t done, std::size_t total) { stage.show(done, total); }));
  return NamedPieces{name_of(paths), std::move(collection.corpus.pieces),
                     std::move(collection.files)};
}

// Sets of one name go by their paths.
void tell_apart(std::vector<NamedPieces>& sets, const EvaluateInputs& inputs) {
  const auto path_of = [&](std::size_t i) {
    return (i == 0 ? inputs.generated.front() : inputs.beside[i - 1]).string();
  };
  std::map<std::string, int> sets_of_name;
  for (const NamedPieces& set : sets) {
    ++sets_of_name[set.name];
  }
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (sets_of_name[sets[i].name] > 1) {
      sets[i].name = path_of(i);
    }
  }
}

Parts parts_of(const TrainingRecord& record) {
  Parts parts;
  for (const SplitPiece& piece : record.pieces) {
    parts.try_emplace(piece.sha256, piece.part);
  }
  return parts;
}

// A set of new pieces and what its pieces.json says of it.
struct NewPieces {
  const NamedPieces& set;
  std::optional<StatedOrigin> origin;
  std::optional<TrainedModel> writer;  // if that is a bundled model
};

std::optional<TrainedModel> bundled_model_of(const std::string& sha256) {
  for (const std::string& style : bundled_styles()) {
    auto model = bundled_model(style);
    if (model && model->sha256 == sha256) {
      return *std::move(model);
    }
  }
  return std::nullopt;
}

// A pieces.json that lists none of them is about others.
bool is_theirs(const std::optional<StatedOrigin>& origin, const NamedPieces& set) {
  return origin && unlisted(*origin, set.pieces) < set.pieces.size();
}

NewPieces with_origin(const NamedPieces& set, std::span<const std::filesystem::path> paths) {
  NewPieces pieces{.set = set, .origin = stated_origin_of(paths), .writer = {}};
  if (is_theirs(pieces.origin, set)) {
    pieces.writer = bundled_model_of(pieces.origin->model_sha256);
  }
  return pieces;
}

struct StatedParts {
  Parts parts;
  std::string by;           // "its own record"
  std::string model = {};   // "the bundled chorales model"; empty: a table says so
  std::string sha256 = {};  // of the model
};

StatedParts stated_by_model(const TrainedModel& model, bool is_bundled) {
  const std::string name = fmt::format("the {}{}", is_bundled ? "" : "model ", model.name);
  return {parts_of(model.record), "its own record", name, model.sha256};
}

Result<StatedParts> stated_by_split(const std::filesystem::path& path,
                                    const std::vector<Piece>& pieces) {
  const auto split = TRY(read_split(path));
  Corpus corpus;
  corpus.pieces = pieces;
  corpus.dictionaries = make_dictionaries(pieces);
  return split_as_stated(corpus, split).map([&](const TrainingSet& set) {
    StatedParts stated{.parts = {}, .by = path.string()};
    for (const SplitPiece& piece : set.pieces) {
      stated.parts.try_emplace(piece.sha256, piece.part);
    }
    return stated;
  });
}

Result<StatedParts> stated_parts(const EvaluateInputs& inputs, const std::vector<Piece>& pieces,
                                 const std::optional<TrainedModel>& writer) {
  if (!inputs.model.empty()) {
    return load_model(inputs.model).map([](const TrainedModel& model) {
      return stated_by_model(model, false);
    });
  }
  if (!inputs.split.empty()) {
    return stated_by_split(inputs.split, pieces);
  }
  if (!inputs.style.empty()) {
    return bundled_model(inputs.style).map([](const TrainedModel& model) {
      return stated_by_model(model, true);
    });
  }
  return inputs.held_out.empty() && writer ? stated_by_model(*writer, true) : StatedParts{};
}

// "32 pieces of 34 files; 2 were not read: no notes (a.mid, b.mid)".
std::string found_text(const NamedPieces& set) {
  std::string text = counted(set.pieces.size(), "piece");
  const auto skipped = std::ranges::count(set.files, FileStatus::kSkipped, &FileOutcome::status);
  if (!set.files.empty()) {
    text += fmt::format(" from {}", counted(set.files.size(), "file"));
  }
  if (skipped > 0) {
    text += fmt::format(", of which {} could not be read",
                        grouped(static_cast<std::uint64_t>(skipped)));
  }
  return text;
}

std::string learnt_text(const StatedParts& stated, const EvaluatedPieces& read) {
  const std::size_t unseen = read.held_out.pieces.size();
  const std::string by = fmt::format("By {}, {} learnt from", stated.by,
                                     stated.model.empty() ? "the model" : stated.model);
  const std::string learnt = counted(read.corpus.pieces.size(), "piece");
  if (unseen == 0) {
    return fmt::format("{} all of the corpus, {}.", by, learnt);
  }
  return fmt::format(
      "{} {} of the corpus; {} more {} human music that it did not learn "
      "from, though by some of it the best epoch may have been chosen.",
      by, learnt, grouped(unseen), unseen == 1 ? "is" : "are");
}

// Pieces that the model learnt from stay in the corpus, others that it knows of are held out, and
// those that it does not know of are held out as well: it has not seen them.
Result<void> set_apart(EvaluatedPieces& read, const StatedParts& stated) {
  std::vector<Piece> learnt;
  for (Piece& piece : read.corpus.pieces) {
    const auto part = stated.parts.find(piece.sha256);
    const bool training = part != stated.parts.end() && part->second == SplitPart::kTraining;
    (training ? learnt : read.held_out.pieces).push_back(std::move(piece));
  }
  const auto named =
      std::ranges::count(stated.parts, SplitPart::kTraining, &Parts::value_type::second);
  if (learnt.empty()) {
    return fail(
        stated.model.empty()
            ? fmt::format("{} names no piece of the corpus as train", stated.by)
            : fmt::format(
                  "{} learnt from {}, and none of them (by the bytes of the files) is among what "
                  "--corpus {} holds: {}. Give the files that it was trained on with --corpus; or, "
                  "where the new pieces are not by that model, say with --held-out what was not "
                  "learnt from",
                  stated.model, counted(static_cast<std::uint64_t>(named), "piece"),
                  read.corpus.name, found_text(read.corpus)));
  }
  read.corpus.pieces = std::move(learnt);
  read.held_out.name = "unseen human music";
  read.how_held_out = learnt_text(stated, read);
  if (std::ssize(read.corpus.pieces) < named) {
    read.how_held_out += fmt::format(" {} of those that it learnt from are not in the corpus.",
                                     named - std::ssize(read.corpus.pieces));
  }
  return {};
}

Result<void> refuse_overlap(const EvaluatedPieces& read) {
  std::set<std::string> known;
  for (const Piece& piece : read.corpus.pieces) {
    known.insert(piece.sha256);
  }
  for (const Piece& piece : read.held_out.pieces) {
    if (known.contains(piece.sha256)) {
      return fail(fmt::format(
          "{} of --held-out stands in the corpus too, so it is not unseen: leave such pieces out "
          "of one of them, or tell them apart with --model or --split",
          piece.name));
    }
  }
  return {};
}

// What would be held against itself is a slip of the hand.
Result<void> refuse_corpus_of_new_pieces(const EvaluateInputs& inputs) {
  std::error_code ignored;
  for (const std::filesystem::path& path : inputs.generated) {
    for (const std::filesystem::path& corpus : inputs.corpus) {
      if (std::filesystem::equivalent(path, corpus, ignored)) {
        return fail_at(path.string(), "stands for the new pieces and for --corpus",
                       "give with --corpus the music that their model learnt from");
      }
    }
  }
  return {};
}

// ---- Warnings ----

void warn_of_unlisted(const NewPieces& pieces, std::vector<std::string>& warnings) {
  const std::size_t strangers = pieces.origin ? unlisted(*pieces.origin, pieces.set.pieces) : 0;
  if (strangers > 0) {
    warnings.push_back(fmt::format(
        "{} of the {} of {} {} not listed in {}: {} may be another model's, or of an earlier run.",
        grouped(strangers), counted(pieces.set.pieces.size(), "piece"), pieces.set.name,
        strangers == 1 ? "is" : "are", pieces.origin->file.string(),
        strangers == 1 ? "it" : "they"));
  }
}

void warn_of_other_model(const NewPieces& pieces, const StatedParts& stated,
                         std::vector<std::string>& warnings) {
  constexpr std::size_t kDigits = 8;
  if (stated.model.empty() || !is_theirs(pieces.origin, pieces.set) ||
      pieces.origin->model_sha256 == stated.sha256) {
    return;
  }
  warnings.push_back(fmt::format(
      "{} says that another model wrote {}: {} (SHA-256 {}...), not {} ({}...), which was asked "
      "what is unseen.",
      pieces.origin->file.string(), pieces.set.name, pieces.origin->model_name,
      pieces.origin->model_sha256.substr(0, kDigits), stated.model,
      stated.sha256.substr(0, kDigits)));
}

void warn_of_seen(const NewPieces& pieces, const NamedPieces& held_out,
                  std::vector<std::string>& warnings) {
  if (!pieces.writer) {
    return;
  }
  const Parts parts = parts_of(pieces.writer->record);
  const auto seen = std::ranges::count_if(held_out.pieces, [&](const Piece& piece) {
    const auto part = parts.find(piece.sha256);
    return part != parts.end() && part->second == SplitPart::kTraining;
  });
  if (seen > 0) {
    warnings.push_back(fmt::format(
        "{} of the {} of unseen human music {} among those that the {} learnt from, which wrote {} "
        "by {}: {} not unseen.",
        seen, counted(held_out.pieces.size(), "piece"), seen == 1 ? "is" : "are",
        pieces.writer->name, pieces.set.name, pieces.origin->file.string(),
        seen == 1 ? "it is" : "they are"));
  }
}

}  // namespace

Result<EvaluatedPieces> read_evaluated_pieces(const EvaluateInputs& inputs, const Watch& watch) {
  EvaluatedPieces read;
  const auto take = [&](const Paths& paths, bool keep_copies, auto&& use) -> Result<void> {
    CollectOptions reading = inputs.reading;
    reading.keep_copies = keep_copies;
    return read_set(paths, reading, watch).map([&](NamedPieces&& pieces) {
      use(std::move(pieces));
    });
  };
  const auto add = [&](NamedPieces&& pieces) { read.generated.push_back(std::move(pieces)); };
  Result<void> done = refuse_corpus_of_new_pieces(inputs).and_then(
      [&] { return take(inputs.generated, /*keep_copies=*/true, add); });
  for (const std::filesystem::path& path : inputs.beside) {
    done = done.and_then([&] { return take({path}, /*keep_copies=*/true, add); });
  }
  done = done.and_then([&] {
    return take(inputs.corpus, /*keep_copies=*/false,
                [&](NamedPieces&& pieces) { read.corpus = std::move(pieces); });
  });
  if (done && !inputs.held_out.empty()) {
    done = take(inputs.held_out, /*keep_copies=*/false, [&](NamedPieces&& pieces) {
      read.held_out = std::move(pieces);
      read.held_out.name = "unseen human music";
      read.how_held_out = fmt::format("The unseen human music is {} given with --held-out.",
                                      counted(read.held_out.pieces.size(), "piece"));
    });
  }
  TRY(done);
  tell_apart(read.generated, inputs);
  std::vector<NewPieces> sets = {with_origin(read.generated.front(), inputs.generated)};
  for (std::size_t i = 0; i < inputs.beside.size(); ++i) {
    sets.push_back(with_origin(read.generated[i + 1], {&inputs.beside[i], 1}));
  }
  const auto stated = TRY(stated_parts(inputs, read.corpus.pieces, sets.front().writer));
  TRY(stated.parts.empty() ? refuse_overlap(read) : set_apart(read, stated));
  warn_of_other_model(sets.front(), stated, read.warnings);
  for (const NewPieces& set : sets) {
    warn_of_unlisted(set, read.warnings);
    warn_of_seen(set, read.held_out, read.warnings);
  }
  return read;
}

}  // namespace bachprop
