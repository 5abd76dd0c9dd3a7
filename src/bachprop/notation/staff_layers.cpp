#include "bachprop/notation/staff_layers.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>

namespace bachprop {
namespace {

// What a voice sounded last.
struct Layer {
  Quarters onset = -1;
  Quarters end = 0;
};

bool takes(const Layer& layer, const Note& note) {
  return layer.end <= note.onset ||
         (layer.onset == note.onset && layer.end == note.onset + note.duration);
}

}  // namespace

std::vector<int> staff_layers(const std::vector<Note>& notes) {
  std::vector<std::size_t> order(notes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {},
                    [&](std::size_t i) { return std::tuple(notes[i].onset, -notes[i].pitch, i); });
  std::vector<int> voices(notes.size());
  std::vector<Layer> layers;
  for (const std::size_t i : order) {
    const auto taking =
        std::ranges::find_if(layers, [&](const Layer& layer) { return takes(layer, notes[i]); });
    const auto voice = taking - layers.begin();
    if (taking == layers.end()) {
      layers.emplace_back();
    }
    layers[static_cast<std::size_t>(voice)] = {notes[i].onset, notes[i].onset + notes[i].duration};
    voices[i] = static_cast<int>(voice);
  }
  return voices;
}

}  // namespace bachprop
