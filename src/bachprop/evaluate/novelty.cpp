#include "bachprop/evaluate/novelty.h"

#include <algorithm>
#include <map>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kNobody = -1;

// Notes of passages of kUsualPattern notes or more; `known[i]` is how many notes up to note i stand
// in a row in a known piece.
int notes_in_copies(std::span<const int> known) {
  int notes = 0;
  int left = 0;  // of the passage, before the note that is looked at
  for (std::size_t i = known.size(); i-- > 0;) {
    left = std::max(left - 1, known[i] >= kUsualPattern ? known[i] : 0);
    notes += left > 0 ? 1 : 0;
  }
  return notes;
}

NoveltyProfile profile_of(std::span<const int> known) {
  NoveltyProfile profile;
  for (std::size_t i = 0; i < known.size(); ++i) {
    for (std::size_t k = 1; k <= std::min<std::size_t>(i + 1, kLongestPattern); ++k) {
      ++profile.patterns[k];
      profile.own[k] += known[i] < as_int(k) ? 1 : 0;
    }
  }
  return profile;
}

// The pieces that hold the beginnings of most of what `piece` has in common with them.
std::vector<int> likely_sources(const PatternIndex& index, std::span<const PatternStep> steps,
                                int except) {
  constexpr std::size_t kMostSources = 3;
  std::map<int, int> notes_from;
  for (const PatternMatch& match : index.matches(steps, except)) {
    if (match.steps + 1 >= kUsualPattern) {
      ++notes_from[match.last.piece];
    }
  }
  std::vector<std::pair<int, int>> sources;
  for (const auto& [source, notes] : notes_from) {
    sources.emplace_back(-notes, source);
  }
  std::ranges::sort(sources);
  std::vector<int> likeliest;
  for (const auto& [notes, source] : sources) {
    if (likeliest.size() < kMostSources) {
      likeliest.push_back(source);
    }
  }
  return likeliest;
}

}  // namespace

NoveltyProfile& NoveltyProfile::operator+=(const NoveltyProfile& other) {
  for (std::size_t k = 1; k <= kLongestPattern; ++k) {
    patterns[k] += other.patterns[k];
    own[k] += other.own[k];
  }
  return *this;
}

KnownPatterns::KnownPatterns(std::vector<std::span<const Note>> pieces, PatternKind kind)
    : kind_(kind), pieces_(std::move(pieces)) {
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const PatternSequence piece = patterns_of(pieces_[i], kind_);
    index_.add(piece.steps);
    const int number = as_int(i);
    for (const PatternStep head : piece.heads) {
      Holders& holders = heads_.try_emplace(head, Holders{number, kNobody}).first->second;
      if (holders.first != number && holders.other == kNobody) {
        holders.other = number;
      }
    }
  }
  index_.finish();
}

bool KnownPatterns::holds_head(PatternStep head, int except) const {
  const auto holders = heads_.find(head);
  return holders != heads_.end() &&
         (holders->second.first != except || holders->second.other != kNobody);
}

Copy KnownPatterns::copy_at(std::span<const Note> piece, std::size_t last_note,
                            const PatternMatch& match) const {
  Copy copy{.notes = match.steps + 1,
            .first_note = as_int(last_note) - match.steps,
            .source = match.last.piece,
            .source_note = match.last.step + 1 - match.steps};
  const Note& first = piece[as_index(copy.first_note)];
  const Note& original = pieces_[as_index(copy.source)][as_index(copy.source_note)];
  copy.semitones = first.pitch - original.pitch;
  if (kind_ == PatternKind::kAnySpeed) {
    copy.duration_factor = first.duration / original.duration;
  }
  return copy;
}

Novelty KnownPatterns::novelty(std::span<const Note> piece, int except) const {
  Novelty novelty{.notes = as_int(piece.size())};
  const PatternSequence sequence = patterns_of(piece, kind_);
  const std::vector<PatternMatch> matches = index_.matches(sequence.steps, except);
  std::vector<int> known;  // for each note, how many up to it stand in a row in a known piece
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const int steps = i > 0 ? matches[i - 1].steps : 0;
    known.push_back(steps > 0 || holds_head(sequence.heads[i], except) ? steps + 1 : 0);
    if (steps > 0 && steps + 1 > novelty.longest()) {
      novelty.longest_copy = copy_at(piece, i, matches[i - 1]);
    }
  }
  novelty.profile = profile_of(known);
  novelty.notes_in_copies = notes_in_copies(known);
  return novelty;
}

std::vector<NearDuplicate> near_duplicates(std::span<const std::span<const Note>> pieces,
                                           std::span<const std::span<const Note>> known,
                                           bool among_themselves, double least_share) {
  check(!among_themselves || pieces.size() == known.size(),
        "pieces that are looked for among themselves are the known ones");
  PatternIndex index;
  for (const auto& piece : known) {
    index.add(patterns_of(piece, PatternKind::kExact).steps);
  }
  index.finish();
  std::vector<NearDuplicate> found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const int number = as_int(i);
    const auto steps = patterns_of(pieces[i], PatternKind::kExact).steps;
    NearDuplicate nearest{.piece = number, .of = kNobody};
    for (const int source :
         likely_sources(index, steps, among_themselves ? number : PatternIndex::kNoPiece)) {
      const KnownPatterns alone({known[as_index(source)]}, PatternKind::kExact);
      const double share = alone.novelty(pieces[i]).share_in_copies();
      if (share > nearest.share) {
        nearest.of = source;
        nearest.share = share;
      }
    }
    if (nearest.of != kNobody && nearest.share >= least_share) {
      found.push_back(nearest);
    }
  }
  return found;
}

}  // namespace bachprop
