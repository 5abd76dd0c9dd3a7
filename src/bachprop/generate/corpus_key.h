// The key and the register that a finished piece is put into.
#pragma once

#include <optional>

#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A network that learnt from transposed copies begins in any key, and as high as any copy was. By
// so many semitones a piece moves into a key drawn from the corpus's, of its own mode where the
// corpus has that, so that its lines lie where the corpus's do. Where they fit into some of the
// keys, only those are drawn, in proportion to their pieces; where they are too wide for all, the
// piece goes where the fewest notes lie outside. Keys in which a name needs a double sharp or flat,
// or a part of the piece more signs than any piece of the corpus, come last. No note leaves the
// dictionary. 0 where nothing is known of the corpus's keys, and for a piece without notes.
[[nodiscard]] int shift_into_corpus(const Score& score, const CorpusProfile& profile,
                                    const PitchDictionary& pitches, Random& random);

// By so many semitones the piece moves until its tonic is that of `key`, at the octave that fits
// the corpus best or, where nothing is known of that, lies nearest.
[[nodiscard]] int shift_into_key(const Score& score, const KeySignature& key,
                                 const CorpusProfile& profile, const PitchDictionary& pitches);

// Whether the piece is in minor as `key` is, or in major.
[[nodiscard]] bool has_mode_of(const Score& score, const KeySignature& key);

// Notes outside of the compass of their line, were the piece moved.
[[nodiscard]] int notes_outside(const Score& score, const CorpusProfile& profile, int shift = 0);

}  // namespace bachprop
