#include "bachprop/report/epoch_line.h"

#include <fmt/format.h>

#include <array>

#include "bachprop/report/terminal_text.h"

namespace bachprop {
namespace {

// How much is said of the training and of the validation pieces.
enum class Detail { kNothing, kSum, kPitches, kParts };

struct Form {
  Detail training = Detail::kParts;
  Detail validation = Detail::kParts;
};

constexpr std::array<Form, 5> kForms = {{{Detail::kParts, Detail::kParts},
                                         {Detail::kSum, Detail::kParts},
                                         {Detail::kSum, Detail::kPitches},
                                         {Detail::kSum, Detail::kSum},
                                         {Detail::kNothing, Detail::kSum}}};

std::string scores_text(const FeatureMeans& scores, Detail detail) {
  constexpr double kPercent = 100;
  std::string text = fmt::format("{:.3f}", scores.sum());
  if (detail == Detail::kPitches) {
    text += fmt::format(" ({:.1f} %)", kPercent * scores.accuracy[2]);
  }
  if (detail == Detail::kParts) {
    text += fmt::format(" ({:.3f} {:.3f} {:.3f} | {:4.1f} {:4.1f} {:4.1f} %)", scores.nats[0],
                        scores.nats[1], scores.nats[2], kPercent * scores.accuracy[0],
                        kPercent * scores.accuracy[1], kPercent * scores.accuracy[2]);
  }
  return text;
}

std::string line_of(const EpochRecord& epoch, int epochs, const Form& form) {
  std::string line = fmt::format("epoch {:>4}/{}", epoch.epoch, epochs);
  if (form.training != Detail::kNothing) {
    line += "  train " + scores_text(epoch.training, form.training);
  }
  // A loss of 0 would be perfect; there is no piece to validate on.
  return line + "  valid " +
         (epoch.validation.sum() == 0 ? "–" : scores_text(epoch.validation, form.validation));
}

// The richest that fits.
Form form_in(const EpochRecord& epoch, int epochs, std::size_t width) {
  for (const Form& form : kForms) {
    if (display_width(line_of(epoch, epochs, form)) <= width) {
      return form;
    }
  }
  return kForms.back();
}

}  // namespace

std::string epoch_line(const EpochRecord& epoch, int epochs, std::size_t width) {
  return line_of(epoch, epochs, form_in(epoch, epochs, width));
}

std::string epoch_legend(int epochs, std::size_t width) {
  EpochRecord usual;
  usual.epoch = epochs;
  usual.validation.nats = {1, 1, 1};
  std::string sum =
      "each line: how badly the next note is guessed, of the pieces that are learnt from and of "
      "those kept back, in nats a note; lower is better";
  switch (form_in(usual, epochs, width).validation) {
    case Detail::kParts:
      return sum + " (dT T P | guessed right: dT T P)";
    case Detail::kPitches:
      return sum + " (pitches guessed right)";
    case Detail::kSum:
    case Detail::kNothing:
      break;
  }
  return sum;
}

}  // namespace bachprop
