#include "bachprop/run/training_snapshots.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "bachprop/base/try.h"
#include "bachprop/run/output_file.h"
#include "bachprop/train/trained_model.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

bool stands_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// At whose end the model was taken; nothing if there is no model.
std::optional<int> epoch_of_model(const fs::path& path) {
  const auto model = load_model(path);
  return model ? std::optional(model->record.best_epoch) : std::nullopt;
}

bool is_taken(const Snapshot& snapshot) { return epoch_of_model(snapshot.path) == snapshot.epoch; }

// Of the same training: another one would have other losses.
bool is_beginning_of(std::span<const EpochRecord> epochs, std::span<const EpochRecord> all) {
  return !epochs.empty() && epochs.size() <= all.size() &&
         std::ranges::equal(epochs, all.first(epochs.size()));
}

// A sentence on what stands where a snapshot does not; empty if nothing does.
std::string what_stands_at(const fs::path& path) {
  if (!stands_there(path)) {
    return {};
  }
  const auto epoch = epoch_of_model(path);
  return epoch ? fmt::format(" The file {} is of an earlier plan: the model of epoch {}.",
                             path.string(), *epoch)
               : fmt::format(" The file {} is no model.", path.string());
}

Result<int> percentage(std::string_view text) {
  int percent = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, percent);
  if (read.ec != std::errc() || read.ptr != end || percent < 1 || percent > 100) {
    return fail(
        fmt::format("\"{}\" is no percentage of the epochs: give whole numbers of 1 to 100 with "
                    "commas between them, as in 10,30,100",
                    text));
  }
  return percent;
}

int epoch_at(int percent, int epochs) { return (percent * epochs + 99) / 100; }

// "my.at-30.safetensors (epoch 6), my.at-100.safetensors (epoch 20)"
std::string list_of(std::span<const Snapshot> snapshots) {
  std::string list;
  for (const Snapshot& snapshot : snapshots) {
    list += fmt::format("{}{} (epoch {})", list.empty() ? "" : ", ", snapshot.path.string(),
                        snapshot.epoch);
  }
  return list;
}

}  // namespace

fs::path beside(const fs::path& model, const std::string& ending) {
  fs::path path = model;
  if (path.extension() == ".safetensors") {
    path.replace_extension();
  }
  return path += ending;
}

Result<std::vector<int>> snapshot_percentages(const std::string& text) {
  std::vector<int> percentages;
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto percent = TRY(percentage(std::string_view(text).substr(begin, end - begin)));
    if (std::ranges::find(percentages, percent) != percentages.end()) {
      return fail(fmt::format("{} stands there twice", percent));
    }
    percentages.push_back(percent);
    begin = end + 1;
  }
  return percentages;
}

std::vector<Snapshot> planned_snapshots(std::vector<int> percentages, int epochs,
                                        const fs::path& model) {
  std::ranges::sort(percentages);
  std::vector<Snapshot> snapshots;
  for (const int percent : percentages) {
    snapshots.push_back({.percent = percent,
                         .epoch = epoch_at(percent, epochs),
                         .path = beside(model, fmt::format(".at-{}.safetensors", percent))});
  }
  return snapshots;
}

std::vector<Snapshot> moved_snapshots(std::vector<Snapshot> snapshots, int done, int epochs) {
  for (Snapshot& snapshot : snapshots) {
    if (snapshot.epoch > done) {
      snapshot.epoch = std::max(done + 1, epoch_at(snapshot.percent, epochs));
    }
  }
  return snapshots;
}

std::vector<Snapshot> with_those_taken(std::vector<Snapshot> snapshots,
                                       const TrainingRecord& record) {
  for (Snapshot& snapshot : snapshots) {
    const auto model = load_model(snapshot.path);
    if (model && is_beginning_of(model->record.epochs, record.epochs)) {
      snapshot.epoch = model->record.best_epoch;
    }
  }
  return snapshots;
}

bool is_reached(const Snapshot& snapshot, int done) {
  return snapshot.epoch <= done && is_taken(snapshot);
}

Result<void> keep_other_models(std::span<const Snapshot> snapshots, int done) {
  for (const Snapshot& snapshot : snapshots) {
    if (snapshot.epoch <= done || !stands_there(snapshot.path) || is_taken(snapshot)) {
      continue;
    }
    const auto epoch = epoch_of_model(snapshot.path);
    return fail(fmt::format("{} is {}: rename it, or leave --snapshots out", snapshot.path.string(),
                            epoch ? fmt::format("the model of epoch {} of an earlier plan", *epoch)
                                  : fmt::format("there already, and it is not a model ({})",
                                                describe_file(snapshot.path))));
  }
  return {};
}

std::string unreached_snapshots(std::span<const Snapshot> snapshots, int done) {
  std::vector<Snapshot> unreached;
  std::ranges::copy_if(snapshots, std::back_inserter(unreached),
                       [&](const Snapshot& snapshot) { return snapshot.epoch > done; });
  if (unreached.empty()) {
    return {};
  }
  const bool old = std::ranges::any_of(
      unreached, [](const Snapshot& snapshot) { return stands_there(snapshot.path); });
  return fmt::format("Training ended before these snapshots, which were not written: {}.{}",
                     list_of(unreached),
                     old ? " Files of these names are from an earlier training." : "");
}

std::string missed_snapshots(std::span<const Snapshot> snapshots, int done) {
  std::vector<Snapshot> missed;
  std::ranges::copy_if(snapshots, std::back_inserter(missed), [&](const Snapshot& snapshot) {
    return snapshot.epoch <= done && !is_taken(snapshot);
  });
  if (missed.empty()) {
    return {};
  }
  std::string text = fmt::format(
      "The epochs of these snapshots are over, they are not written: {}.", list_of(missed));
  for (const Snapshot& snapshot : missed) {
    text += what_stands_at(snapshot.path);
  }
  return text;
}

}  // namespace bachprop
