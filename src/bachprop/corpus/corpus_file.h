// The corpus file that `bachprop prepare` writes. Format: docs/formats/corpus.md.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/corpus/packed_corpus.h"

namespace bachprop {

// The file's bytes: equal corpora give equal bytes. Needs a corpus as collect_corpus makes it:
// all times multiples of 1/48 of a quarter, and the dictionaries those of its pieces.
[[nodiscard]] std::vector<std::byte> corpus_bytes(Corpus corpus);

// Written as a whole or not at all, and without having the file's bytes in memory.
[[nodiscard]] Result<void> save_corpus(const PackedCorpus& corpus,
                                       const std::filesystem::path& path,
                                       IfThere if_there = IfThere::kReplace);

// Everything is checked before it is used. A truncated, damaged, edited or foreign file, and one
// that a newer bachprop wrote, give errors that say so.
[[nodiscard]] Result<Corpus> load_corpus(const std::filesystem::path& path);

// `name` begins each error message.
[[nodiscard]] Result<Corpus> parse_corpus(std::span<const std::byte> bytes,
                                          const std::string& name);

}  // namespace bachprop
