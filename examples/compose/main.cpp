// Composes one chorale with the bundled model and writes it as a MIDI file.
#include <bachprop/base/file_io.h>
#include <bachprop/generate/composer.h>
#include <bachprop/score/score_writer.h>
#include <bachprop/train/bundled_model.h>

#include <iostream>

#include "bachprop/base/try.h"

using namespace bachprop;  // NOLINT(google-build-using-namespace): an example

// What can go wrong comes back as a Result: a value or an error.
Result<std::size_t> compose_into(const std::string& path, std::uint64_t seed) {
  const auto model = TRY(bundled_model());
  const auto pieces = TRY(compose(model, {.pieces = 1, .seed = seed, .end_bias = model.end_bias}));
  const Score& score = pieces.front().score;
  return write_file(path, write_score(score)).map([&] { return score.notes.size(); });
}

int main(int argc, char** argv) {
  const std::string path = argc > 1 ? argv[1] : "chorale.mid";
  const auto notes = compose_into(path, /*seed=*/1);
  if (!notes) {
    std::cerr << notes.error().message() << '\n';
    return 1;
  }
  std::cout << path << ": " << *notes << " notes\n";
}
