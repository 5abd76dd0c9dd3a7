#include "bachprop/context/piece_context.h"

#include <algorithm>
#include <iterator>

#include "bachprop/context/note_context.h"

namespace bachprop {

PieceContext::PieceContext(const ContextVocabulary& vocabulary, const Metre& metre,
                           std::span<const NoteSymbols> notes) {
  if (vocabulary.kind() == ContextKind::kNone) {
    return;
  }
  NoteContext context(vocabulary, metre);
  std::vector<int> entries;
  for (std::size_t i = 0; i <= notes.size(); ++i) {
    entries.clear();
    context.append_for_layers(entries);
    layers_.add(entries);
    entries.clear();
    if (i < notes.size()) {
      context.pass(notes[i].dt);
      context.append_for_readouts(entries);
      context.take(notes[i]);
    }
    readouts_.add(entries);
  }
}

void PieceContext::Lists::add(std::span<const int> list) {
  std::ranges::transform(list, std::back_inserter(entries),
                         [](int entry) { return static_cast<std::uint16_t>(entry); });
  ends.push_back(static_cast<std::uint32_t>(entries.size()));
}

std::span<const std::uint16_t> PieceContext::Lists::list(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends[index - 1];
  return std::span(entries).subspan(begin, ends[index] - begin);
}

}  // namespace bachprop
