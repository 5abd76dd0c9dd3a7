// How a network is trained.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/context/chord_order.h"
#include "bachprop/context/context_kind.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/model/network.h"
#include "bachprop/model/unrolled_network.h"
#include "bachprop/nn/cell.h"
#include "bachprop/nn/precision.h"
#include "bachprop/train/step_plan.h"

namespace bachprop {

enum class Schedule {
  kConstant,
  kCosine,  // from the learning rate at the first step to 0 at the last, along half a cosine
};

template <>
struct EnumNames<Schedule> {
  static constexpr std::string_view kWhat = "schedule";
  static constexpr std::array<std::pair<Schedule, std::string_view>, 2> kNames = {
      {{Schedule::kConstant, "constant"}, {Schedule::kCosine, "cosine"}}};
};

// How the training pieces are moved inside the pitch dictionary, in each epoch.
enum class Transposition {
  kRandom,  // each piece once, by a random number of semitones
  kAll,     // each piece in every key that fits
  kNone,    // each piece once, in its own key
};

template <>
struct EnumNames<Transposition> {
  static constexpr std::string_view kWhat = "transposition";
  static constexpr std::array<std::pair<Transposition, std::string_view>, 3> kNames = {
      {{Transposition::kRandom, "random"},
       {Transposition::kAll, "all"},
       {Transposition::kNone, "none"}}};
};

// The defaults are those of the preset `paper`. The table below says what each field means.
struct TrainOptions {
  int epochs = 0;
  int steps = 8000;
  // A StepPlan as text, open while a clock still decides; empty: whole epochs, as many as stated.
  std::string step_plan = {};
  int readings = 1;
  // Of the model's endings, where it was not found but decided; nothing: it is found.
  std::optional<double> end_bias = {};
  Transposition transpose = Transposition::kRandom;
  // The set must have the variants (corpus/augmentation.h): see with_rhythm_variants.
  bool rhythm_augmentation = false;
  double validation_share = 0.1;
  int validation_pieces = 0;
  std::uint64_t seed = 1;

  int layers = 3;
  int hidden = 128;
  Cell cell = Cell::kGru;
  ContextKind context = ContextKind::kNone;
  BarsFrom bars = BarsFrom::kFile;
  ChordOrders chord_orders = ChordOrders::kUp;
  int readout_hidden = 0;

  double learning_rate = 2e-3;
  Schedule schedule = Schedule::kCosine;
  int batch = 4;
  int truncation = 128;
  double dropout = 0;
  int critic_pieces = 0;
  double weight_decay = 0;
  double average_decay = 0;
  double clip_norm = 0.25;
  LossWeights loss_weights = {0.1, 0.3, 0.6};
  // The precision of the matrix products; everything else is in single precision always.
  Precision precision = Precision::kFloat32;
  int patience = 30;
  double target_loss = 0;

  friend bool operator==(const TrainOptions&, const TrainOptions&) = default;
};

// The one place that says what an option of training is: a new one is a field above and a row here.
inline void list_fields(TrainOptions& options, FieldList& fields) {
  constexpr int kMostEpochs = 1'000'000;
  fields(options.epochs, {.option = "--epochs",
                          .help = "how often every training piece is read",
                          .advice = "More where the curves are still falling at the end.",
                          .key = "epochs",
                          .in_every_file = true,
                          .limits = between(0, kMostEpochs),
                          .limits_of_option = between(1, kMostEpochs),
                          .usual = "as often as makes about --steps steps"});
  fields(options.steps,
         {.option = "--steps",
          .help = "how many times the network is corrected, about, in 10 to 1000 epochs, "
                  "unless --epochs is given",
          .advice = "Fewer for a first impression; more for thousands of pieces.",
          .need = Need::kRare,
          .key = "steps",
          .limits = between(1, 1e9)});
  fields(options.step_plan,
         {.option = "--step-plan",
          .value = "PLAN",
          .help = "as many steps as a training with --minutes came to, with the same learning "
                  "rates: the same model again on a machine of any speed",
          .advice = "The end of that training prints it, and its model states it.",
          .need = Need::kRare,
          .key = "step_plan",
          .check = wrong_in_step_plan,
          .usual = "whole epochs",
          .excludes = {"--epochs", "--steps"}});
  fields(options.readings,
         {.option = "--readings",
          .help = "how often an epoch reads every piece, each time as --transpose "
                  "says; fewer epochs come out",
          .advice = "More for a handful of pieces, whose epochs are over in no time.",
          .need = Need::kRare,
          .key = "readings",
          .limits = between(1, 100'000)});
  fields(options.end_bias,
         {.option = "--end-bias",
          .help = "what the model adds to the log-odds of ending, as with generate, in place of "
                  "what makes its pieces as long as those it learns from",
          .advice = "Where a training with --minutes had no time left to find it.",
          .need = Need::kRare,
          .key = "end_bias",
          .limits = between(-20, 20),
          .usual = "found by composing"});
  fields(
      options.transpose,
      {.option = "--transpose",
       .help = "the keys that pieces are read in: random, a new one in each epoch; all that fit; "
               "or none but their own",
       .advice = "none where the key is part of the style, as in music for one instrument; all "
                 "for a handful of pieces.",
       .key = "transpose",
       .in_every_file = true,
       .older_bool = {"none", "random"},
       .shortcut = {.option = "--no-transpose", .value = "none"}});
  fields(options.rhythm_augmentation,
         {.option = "--rhythm-augmentation",
          .help = "read every training piece with all its times multiplied by 1/8, 1/4 ... 3 or 4, "
                  "drawn anew in every epoch; the dictionaries grow",
          .advice = "For corpora that write the same music in different note values.",
          .need = Need::kRare,
          .key = "rhythm_augmentation"});
  fields(options.validation_share,
         {.option = "--validation",
          .help = "share of the pieces that are kept back to measure the training; from two pieces "
                  "on at least one is",
          .advice = "0 learns from every piece, but then nothing tells when to stop.",
          .key = "validation_share",
          .in_every_file = true,
          .limits = between(0, 0.9)});
  fields(options.validation_pieces,
         {.option = "--validation-pieces",
          .help = "measure the training on so many of the pieces that are kept back; 0: on all",
          .advice = "Where measuring a large corpus takes long beside learning from it.",
          .need = Need::kRare,
          .key = "validation_pieces",
          .limits = between(0, 1'000'000)});
  fields(options.seed, {.option = "--seed",
                        .help = "same seed, same model",
                        .advice = "Another one to see how much chance decides.",
                        .key = "seed",
                        .in_every_file = true});

  fields.heading("The network");
  fields(options.layers, {.option = "--layers",
                          .help = "layers",
                          .need = Need::kRare,
                          .key = "layers",
                          .in_every_file = true,
                          .limits = between(1, kMaxLayers)});
  fields(options.hidden, {.option = "--hidden",
                          .help = "units of each layer",
                          .advice = "More for large corpora; memory and time grow with the square.",
                          .need = Need::kRare,
                          .key = "hidden",
                          .name = "hidden units",
                          .in_every_file = true,
                          .limits = between(1, kMaxHidden)});
  fields(options.cell,
         {.option = "--cell",
          .help = "what layers consist of: feedforward (on the last four notes, without memory), "
                  "rnn (simple recurrent), lstm or gru",
          .advice = "To compare, or to have the network of a paper again.",
          .need = Need::kRare,
          .key = "cell"});
  fields(options.context,
         {.option = "--context",
          .help = "what the network sees beside the last note: lines (the line that a note goes on "
                  "from, earlier bars, and all of music), music (what sounds, the bar, what came "
                  "next before), window (three notes), or none",
          .need = Need::kRare,
          .key = "context"});
  fields(options.bars,
         {.option = "--bars",
          .help = "where the context of music has its bar lines: notes (also after a pick-up that "
                  "the file does not state), or file (as it states them)",
          .need = Need::kRare,
          .key = "bars"});
  fields(options.chord_orders,
         {.option = "--chords",
          .help = "the order in which the notes of a chord are written: up (from the bass), down "
                  "(from the top), or both; with other contexts than lines always up",
          .need = Need::kRare,
          .key = "chord_orders"});
  fields(options.readout_hidden, {.option = "--readout-hidden",
                                  .help = "hidden units of each readout; 0: as many as symbols",
                                  .need = Need::kRare,
                                  .key = "readout_hidden",
                                  .name = "readout units",
                                  .limits = between(0, kMaxHidden)});

  fields.heading("Learning");
  fields(options.learning_rate, {.option = "--lr",
                                 .help = "learning rate of Adam",
                                 .advice = "A quarter of it where the loss stops being a number.",
                                 .need = Need::kRare,
                                 .key = "learning_rate",
                                 .in_every_file = true,
                                 .limits = between(1e-9, 10)});
  fields(options.schedule,
         {.option = "--schedule",
          .help = "cosine: the learning rate falls to 0 along half a cosine; constant: it stays",
          .need = Need::kRare,
          .key = "schedule",
          .in_every_file = true,
          .shortcut = {.option = "--constant-lr", .value = "constant"}});
  fields(options.batch,
         {.option = "--batch",
          .help = "pieces side by side",
          .advice = "Small corpora learn best from many small steps: raise it only for large ones.",
          .need = Need::kRare,
          .key = "batch",
          .name = "batch size",
          .in_every_file = true,
          .limits = between(1, 4096)});
  fields(options.truncation, {.option = "--truncation",
                              .help = "notes that errors are carried back through",
                              .need = Need::kRare,
                              .key = "truncation",
                              .in_every_file = true,
                              .limits = between(1, 65536)});
  fields(options.dropout, {.option = "--dropout",
                           .help = "share of units left out while learning",
                           .advice = "More where validation rises while training still falls.",
                           .need = Need::kRare,
                           .key = "dropout",
                           .limits = between(0, 0.95)});
  fields(
      options.critic_pieces,
      {.option = "--critic",
       .help = "let the model compose so many pieces when it is trained, and a critic learn from "
               "them what it does wrong, which generate listens to; fewer where there are few "
               "training pieces; 0: no critic, and none with --minutes",
       .advice = "0 where the probabilities matter and not the pieces.",
       .need = Need::kRare,
       .key = "critic_pieces",
       .limits = between(0, 10'000)});
  fields(options.weight_decay,
         {.option = "--weight-decay",
          .help = "each step takes this times the learning rate of every parameter away (AdamW)",
          .need = Need::kRare,
          .key = "weight_decay",
          .limits = between(0, 10)});
  fields(options.average_decay,
         {.option = "--average",
          .help = "keep a running average of the parameters with this decay (EMA); 0: keep the "
                  "last ones",
          .need = Need::kRare,
          .key = "average_decay",
          .limits = between(0, 0.999999)});
  fields(
      options.clip_norm,
      {.option = "--clip",
       .help =
           "longest gradient of one correction, to which longer ones are shortened; 0: any length",
       .need = Need::kRare,
       .key = "clip_norm",
       .name = "clipping norm",
       .in_every_file = true,
       .limits = between(0, 1e9)});
  fields(options.loss_weights, {.option = "--weights",
                                .help = "weights of the losses of dT, T and P",
                                .need = Need::kRare,
                                .key = "loss_weights",
                                .name = "loss weight",
                                .in_every_file = true,
                                .limits = between(0, 1e6),
                                .parts = {"dT", "T", "P"}});
  fields(options.precision, {.key = "precision"});
  fields(options.patience,
         {.option = "--patience",
          .help = "stop after so many epochs without a better validation; 0: never",
          .need = Need::kRare,
          .key = "patience",
          .in_every_file = true,
          .limits = between(0, kMostEpochs)});
  fields(options.target_loss, {.option = "--target",
                               .help = "stop at this validation loss, nats a note in sum; 0: never",
                               .need = Need::kRare,
                               .key = "target_loss",
                               .limits = between(0, 1e6)});
  fields.heading("");
}

// An error that names the option and its limits.
[[nodiscard]] Result<void> validate(const TrainOptions& options);

// "music" and "paper", the one that most people want first.
inline constexpr std::array<std::string_view, 2> kPresets = {"music", "paper"};

// Options that go well together: `paper`, the network of the paper, or `music`, the one that
// predicts best. An error for any other name.
[[nodiscard]] Result<TrainOptions> preset_options(std::string_view name);

[[nodiscard]] nlohmann::json to_json(const TrainOptions& options);
// `where` begins the messages.
[[nodiscard]] Result<TrainOptions> train_options_from_json(const nlohmann::json& json,
                                                           const std::string& where);

}  // namespace bachprop
