#include "bachprop/run/training_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/count_text.h"
#include "bachprop/base/file_io.h"
#include "bachprop/run/output_file.h"
#include "bachprop/train/checkpoint.h"

namespace bachprop {
namespace {

// Also a link that leads nowhere.
bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

Result<CheckpointProgress> progress_so_far(const TrainingRequest& request) {
  const std::string path = checkpoint_path(request).string();
  return read_file(path).and_then(
      [&](const auto& bytes) { return checkpoint_progress(bytes, path); });
}

// What an earlier training left is not overwritten by a slip of the hand.
Result<void> refuse_to_lose_a_training(const TrainingRequest& request) {
  const auto earlier = earlier_file(request);
  if (request.resume || request.restart || !earlier) {
    return {};
  }
  const auto path = checkpoint_path(request).string();
  const auto progress = progress_so_far(request);
  if (!progress) {
    return fail(fmt::format("{} is there already: choose another -o, or replace it with --restart",
                            earlier->string()));
  }
  if (progress->finished) {
    return fail(
        fmt::format("{} holds a finished training ({}): choose another -o, go on with "
                    "--resume and more --epochs, or lose it and its model with --restart",
                    path, counted(static_cast<std::uint64_t>(progress->epochs_done), "epoch")));
  }
  // By the clock it may not be decided yet how many they shall be.
  const std::string done =
      progress->step_plan == StepPlan().text()
          ? counted(static_cast<std::uint64_t>(progress->epochs_done), "epoch")
          : fmt::format("{} of {} epochs", progress->epochs_done, progress->epochs);
  return fail(
      fmt::format("{} holds an unfinished training ({} done): go on with "
                  "--resume, lose it with --restart, or choose another -o",
                  path, done));
}

Result<void> check_outputs(const TrainingRequest& request) {
  std::vector<std::filesystem::path> inputs = request.source.paths;
  inputs.push_back(request.source.split);
  auto fine = check_output(request.output, inputs, "model.safetensors");
  for (const Snapshot& snapshot : planned_snapshots(request.snapshots, 1, request.output)) {
    fine = fine.and_then([&] { return check_output(snapshot.path, inputs, "model.safetensors"); });
  }
  return fine;
}

// An error where there is a file of another kind than describe_file calls "a trained model" or the
// like; a link to one will do.
Result<void> refuse_other_kinds(const std::filesystem::path& path, std::string_view kind,
                                const char* name_of_kind) {
  std::error_code ignored;
  if (!is_there(path) ||
      describe_file(std::filesystem::canonical(path, ignored)).starts_with(kind)) {
    return {};
  }
  return fail(fmt::format("{} is there already, and it is not a {} ({}): choose another -o",
                          path.string(), name_of_kind, describe_file(path)));
}

// Curves and snapshots belong to the model or the checkpoint beside them.
Result<void> refuse_files_without_training(const TrainingRequest& request,
                                           const std::vector<Snapshot>& snapshots) {
  if (is_there(request.output) || is_there(checkpoint_path(request))) {
    return {};
  }
  std::vector<std::filesystem::path> files = curves_paths(request);
  std::ranges::transform(snapshots, std::back_inserter(files), &Snapshot::path);
  const auto taken = std::ranges::find_if(files, is_there);
  return taken == files.end()
             ? Result<void>()
             : fail(fmt::format("{} is there already, without a training ({}): choose another -o",
                                taken->string(), describe_file(*taken)));
}

// --restart replaces trainings, and nothing else.
Result<void> refuse_to_lose_another_file(const TrainingRequest& request) {
  if (request.resume) {
    return {};
  }
  const auto snapshots = planned_snapshots(request.snapshots, 1, request.output);
  auto fine = refuse_other_kinds(request.output, "a trained model", "model").and_then([&] {
    return refuse_other_kinds(checkpoint_path(request), "the checkpoint of a training",
                              "checkpoint");
  });
  for (const Snapshot& snapshot : snapshots) {
    fine = fine.and_then(
        [&] { return refuse_other_kinds(snapshot.path, "a trained model", "model"); });
  }
  return fine.and_then([&] { return refuse_files_without_training(request, snapshots); });
}

// A longer plan has other epochs under the names of the snapshots so far. By the clock, nobody
// knows the epochs before the training is restored.
Result<void> refuse_to_lose_snapshots(const TrainingRequest& request) {
  if (!request.resume || request.snapshots.empty() || request.options.epochs == 0) {
    return {};
  }
  const auto progress = progress_so_far(request);
  return progress ? keep_other_models(planned_snapshots(request.snapshots, request.options.epochs,
                                                        request.output),
                                      progress->epochs_done)
                  : Result<void>();  // what is wrong is said when it is restored
}

}  // namespace

std::filesystem::path checkpoint_path(const TrainingRequest& request) {
  return beside(request.output, ".checkpoint.safetensors");
}

std::vector<std::filesystem::path> curves_paths(const TrainingRequest& request) {
  return {beside(request.output, ".curves.jsonl"), beside(request.output, ".curves.html")};
}

std::optional<std::filesystem::path> earlier_file(const TrainingRequest& request) {
  std::vector<std::filesystem::path> files = curves_paths(request);
  files.insert(files.begin(), {request.output, checkpoint_path(request)});
  const auto first = std::ranges::find_if(files, is_there);
  return first == files.end() ? std::nullopt : std::optional(*first);
}

Result<TrainingLock> take_place(const TrainingRequest& request) {
  return check_outputs(request)
      .and_then([&] { return refuse_to_lose_another_file(request); })
      .and_then([&] { return prepare_output(request.output); })
      .and_then([&] { return TrainingLock::take(request.output); })
      .and_then([&](TrainingLock lock) {
        return refuse_to_lose_a_training(request)
            .and_then([&] { return refuse_to_lose_snapshots(request); })
            .map([&] { return std::move(lock); });
      });
}

}  // namespace bachprop
