#include "bachprop/cli/training_options.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "bachprop/base/json_text.h"
#include "bachprop/cli/precision_option.h"

namespace bachprop {
namespace {

// The system would end the program without a word.
Result<void> refuse_more_than_the_memory(const TrainingSet& set, const TrainOptions& options) {
  constexpr double kGigabyte = 1e9;
  const double needed = training_bytes(set, options);
  const double there =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  if (needed > there) {
    return fail(
        fmt::format("this network and batch need {:.1f} GB, this machine has {:.1f}: take fewer "
                    "--layers, --hidden units, a smaller --batch or --truncation",
                    needed / kGigabyte, there / kGigabyte));
  }
  return {};
}

}  // namespace

void add_training_options(CLI::App& command, TrainingArguments& arguments) {
  TrainOptions& options = arguments.options;
  command
      .add_option("--preset", arguments.preset,
                  "paper: the network of the paper, so far the only preset")
      ->check(CLI::IsMember({"paper"}))
      ->capture_default_str();
  command.add_option("--epochs", options.epochs,
                     "times that every piece is read (default: as many as give 8,000 steps)");
  command.add_option("--layers", options.layers, "GRU layers")->capture_default_str();
  command.add_option("--hidden", options.hidden, "units a layer")->capture_default_str();
  command.add_option("--batch", options.batch, "pieces side by side")->capture_default_str();
  command
      .add_option("--truncation", options.truncation, "notes that errors are carried back through")
      ->capture_default_str();
  command.add_option("--lr", options.learning_rate, "learning rate of Adam")->capture_default_str();
  command.add_flag("--constant-lr", arguments.constant_rate,
                   "keep the learning rate instead of lowering it to 0 along a cosine");
  command.add_option("--clip", options.clip_norm, "longest gradient; 0: any")
      ->capture_default_str();
  command.add_option("--weights", options.loss_weights, "weights of the losses of dT, T and P")
      ->capture_default_str();
  add_precision_option(command, arguments.precision);
  command
      .add_option("--target", options.target_loss,
                  "stop at this validation loss, nats a note in sum; 0: never")
      ->capture_default_str();
  auto* transpose =
      command
          .add_option("--transpose", arguments.transpose,
                      "random: every training piece in a new random key in every epoch; all: in "
                      "every key that fits, in every epoch; none: in its own key")
          ->check(CLI::IsMember({"random", "all", "none"}))
          ->capture_default_str();
  command.add_flag("--no-transpose", arguments.no_transpose, "the same as --transpose none")
      ->excludes(transpose);
  command.add_flag("--rhythm-augmentation", options.rhythm_augmentation,
                   "read every training piece with all its times multiplied by 1/8, 1/4 ... 3 or "
                   "4, drawn anew in every epoch; the dictionaries grow");
  command
      .add_option("--patience", options.patience,
                  "stop after so many epochs without a better validation; 0: never")
      ->capture_default_str();
  command.add_option("--seed", options.seed, "same seed, same model")->capture_default_str();
  command
      .add_option("--threads", arguments.threads,
                  "the result does not depend on it; a batch of 4 keeps two busy")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command.add_flag("--json", arguments.json, "print JSON");
}

Result<TrainOptions> training_options(const TrainingArguments& arguments) {
  TrainOptions options = arguments.options;
  options.schedule = arguments.constant_rate ? Schedule::kConstant : Schedule::kCosine;
  const auto transpose =
      transposition_from_name(arguments.no_transpose ? "none" : arguments.transpose);
  if (!transpose) {
    return tl::unexpected(transpose.error());
  }
  options.transpose = *transpose;
  const auto precision = usable_precision(arguments.precision);
  if (!precision) {
    return tl::unexpected(precision.error());
  }
  options.precision = *precision;
  if (auto valid = validate(options); !valid) {
    return tl::unexpected(valid.error());
  }
  return options;
}

Result<TrainingSet> complete(TrainingSet set, const Corpus& corpus, TrainOptions& options) {
  if (options.target_loss > 0 && set.validation.empty()) {
    return fail(
        "--target needs validation pieces, and there are none: raise --validation or leave "
        "--target "
        "out");
  }
  if (options.rhythm_augmentation) {
    auto augmented = with_rhythm_variants(set, corpus);
    if (!augmented) {
      return augmented;
    }
    set = *std::move(augmented);
  }
  if (options.epochs == 0) {
    options.epochs = automatic_epochs(set, options);
  }
  if (auto fits = refuse_more_than_the_memory(set, options); !fits) {
    return tl::unexpected(fits.error());
  }
  return set;
}

void print_beginning(const Trainer& trainer, const TrainingArguments& arguments) {
  const TrainingSet& set = trainer.set();
  const TrainOptions& options = trainer.record().options;
  fmt::print(
      stderr,
      "{} training pieces ({} notes), {} validation pieces ({} notes)\n"
      "dictionaries: {} dT, {} T, {} P; {} GRU layers of {}, {} parameters\n"
      "{} epochs of {} steps, batch {}, truncation {}, learning rate {}, seed {}, {}, {} threads\n",
      set.training.size(), count_notes(set.training), set.validation.size(),
      count_notes(set.validation), set.dictionaries.dt.size() - 1,
      set.dictionaries.duration.size() - 1, set.dictionaries.pitch.size() - 1, options.layers,
      options.hidden, trainer.parameter_count(), options.epochs, trainer.steps_per_epoch(),
      options.batch, options.truncation, options.learning_rate, options.seed,
      name_of(options.precision), arguments.threads);
  if (!arguments.json) {
    fmt::print("each line: nats a note in sum (dT T P | guessed right: dT T P)\n");
  }
}

void print_epoch(const EpochRecord& epoch, const TrainOptions& options, bool json) {
  if (json) {
    fmt::print("{}\n", json_text(to_json(epoch)));
  } else {
    const auto part = [](const Score3& s) {
      return fmt::format("{:.3f} ({:.3f} {:.3f} {:.3f} | {:4.1f} {:4.1f} {:4.1f} %)", s.sum(),
                         s.nats[0], s.nats[1], s.nats[2], 100 * s.accuracy[0], 100 * s.accuracy[1],
                         100 * s.accuracy[2]);
    };
    fmt::print("epoch {:>4}/{}  train {}  valid {}\n", epoch.epoch, options.epochs,
               part(epoch.training), part(epoch.validation));
  }
  std::fflush(stdout);
}

}  // namespace bachprop
