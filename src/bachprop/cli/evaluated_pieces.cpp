#include "bachprop/cli/evaluated_pieces.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/cli/progress.h"
#include "bachprop/cli/text.h"
#include "bachprop/train/bundled_model.h"
#include "bachprop/train/training_set.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;
using Paths = std::vector<std::filesystem::path>;
// By SHA-256.
using Parts = std::map<std::string, Part>;

std::string name_of(const Paths& paths) {
  const std::filesystem::path path =
      paths.front().has_filename() ? paths.front() : paths.front().parent_path();
  std::string name = path.filename().string();
  if (name.empty() || name == "." || name == "..") {
    name = std::filesystem::absolute(path).lexically_normal().filename().string();
  }
  return paths.size() == 1 ? name : fmt::format("{} and {} more", name, paths.size() - 1);
}

Result<NamedPieces> read_set(const Paths& paths, const CollectOptions& options) {
  ProgressBar bar("reading " + printable(name_of(paths)), 0, "files");
  auto collection = load_pieces(
      paths, options, [&](std::size_t done, std::size_t total) { bar.show(done, total); });
  if (!collection) {
    return tl::unexpected(collection.error());
  }
  return NamedPieces{name_of(paths), std::move(collection->corpus.pieces),
                     std::move(collection->files)};
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
  for (const PieceRecord& piece : record.pieces) {
    parts.try_emplace(piece.sha256, piece.part);
  }
  return parts;
}

// The style whose bundled model wrote the pieces of the folder; empty: no one knows.
std::string style_that_wrote(const Paths& paths) {
  const auto bytes = read_file(paths.front() / "pieces.json");
  if (paths.size() != 1 || !bytes) {
    return {};
  }
  const std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const Json record = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!record.is_object() || !record.contains("model") || !record["model"].is_object() ||
      !record["model"].contains("sha256")) {
    return {};
  }
  for (const std::string& style : bundled_styles()) {
    const auto model = bundled_model(style);
    if (model && record["model"]["sha256"] == model->sha256) {
      return style;
    }
  }
  return {};
}

struct StatedParts {
  Parts parts;
  std::string by;  // "the bundled chorales model"
};

Result<StatedParts> stated_by_model(const Result<TrainedModel>& model) {
  return model.map([](const TrainedModel& known) {
    return StatedParts{parts_of(known.record), fmt::format("the {}", known.name)};
  });
}

Result<StatedParts> stated_by_split(const std::filesystem::path& path,
                                    const std::vector<Piece>& pieces) {
  const auto split = read_split(path);
  if (!split) {
    return tl::unexpected(split.error());
  }
  Corpus corpus;
  corpus.pieces = pieces;
  corpus.dictionaries = make_dictionaries(pieces);
  return split_as_stated(corpus, *split).map([&](const TrainingSet& set) {
    StatedParts stated{.parts = {}, .by = path.string()};
    for (const PieceRecord& piece : set.pieces) {
      stated.parts.try_emplace(piece.sha256, piece.part);
    }
    return stated;
  });
}

Result<StatedParts> stated_parts(const EvaluateInputs& inputs, const std::vector<Piece>& pieces) {
  if (!inputs.model.empty()) {
    return stated_by_model(load_model(inputs.model));
  }
  if (!inputs.split.empty()) {
    return stated_by_split(inputs.split, pieces);
  }
  std::string style = inputs.style;
  if (style.empty() && inputs.held_out.empty()) {
    style = style_that_wrote(inputs.generated);
  }
  return style.empty() ? StatedParts{} : stated_by_model(bundled_model(style));
}

// Pieces that the model learnt from stay in the corpus, others that it knows of are held out, and
// those that it does not know of are held out as well: it has not seen them.
Result<void> set_apart(EvaluatedPieces& read, const StatedParts& stated) {
  std::vector<Piece> learnt;
  for (Piece& piece : read.corpus.pieces) {
    const auto part = stated.parts.find(piece.sha256);
    const bool training = part != stated.parts.end() && part->second == Part::kTraining;
    (training ? learnt : read.held_out.pieces).push_back(std::move(piece));
  }
  const auto named = std::ranges::count(stated.parts, Part::kTraining, &Parts::value_type::second);
  if (learnt.empty()) {
    return fail(fmt::format(
        "{} learnt from {}, of which none is in the corpus that was given: give the one it was "
        "trained on with --corpus, or, where these are not by that model, say with --held-out what "
        "was not learnt from",
        stated.by, counted(static_cast<std::uint64_t>(named), "piece")));
  }
  read.corpus.pieces = std::move(learnt);
  read.held_out.name = "unseen human music";
  read.how_held_out = fmt::format(
      "By {}, {} of the corpus are what was learnt from, and {} are human music that was not "
      "(those "
      "that chose the best epoch among them).",
      stated.by, counted(read.corpus.pieces.size(), "piece"), read.held_out.pieces.size());
  if (std::ssize(read.corpus.pieces) < named) {
    read.how_held_out += fmt::format(" {} more that were learnt from are not in the corpus.",
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

}  // namespace

Result<EvaluatedPieces> read_evaluated_pieces(const EvaluateInputs& inputs) {
  EvaluatedPieces read;
  const auto take = [&](const Paths& paths, auto&& use) -> Result<void> {
    return read_set(paths, inputs.reading).map([&](NamedPieces&& pieces) {
      use(std::move(pieces));
    });
  };
  const auto add = [&](NamedPieces&& pieces) { read.generated.push_back(std::move(pieces)); };
  Result<void> done = take(inputs.generated, add);
  for (const std::filesystem::path& path : inputs.beside) {
    done = done.and_then([&] { return take({path}, add); });
  }
  done = done.and_then([&] {
    return take(inputs.corpus, [&](NamedPieces&& pieces) { read.corpus = std::move(pieces); });
  });
  if (done && !inputs.held_out.empty()) {
    done = take(inputs.held_out, [&](NamedPieces&& pieces) {
      read.held_out = std::move(pieces);
      read.held_out.name = "unseen human music";
      read.how_held_out = fmt::format("The unseen human music is {} given with --held-out.",
                                      counted(read.held_out.pieces.size(), "piece"));
    });
  }
  if (!done) {
    return tl::unexpected(done.error());
  }
  tell_apart(read.generated, inputs);
  const auto stated = stated_parts(inputs, read.corpus.pieces);
  if (!stated) {
    return tl::unexpected(stated.error());
  }
  done = stated->parts.empty() ? refuse_overlap(read) : set_apart(read, *stated);
  if (!done) {
    return tl::unexpected(done.error());
  }
  return read;
}

}  // namespace bachprop
