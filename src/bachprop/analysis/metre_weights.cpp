#include "bachprop/analysis/metre_weights.h"

namespace bachprop {
namespace {

// 4/4
constexpr std::array<std::int16_t, 27> kPieceFour = {
    -12,  283,  40,   -149, -73, 161, 47,   306, -387, 98,   -50, -327, 250, 53,
    -281, -209, -138, 140,  -83, 177, -324, 388, -50,  -424, 480, 24,   -183};
constexpr std::array<std::int16_t, 42> kPlacesFour = {
    46,  -20, 10,  2,   -16, -10, 33, 3,  -4,  12,  7,  -11, 50,  -26,
    12,  -15, 10,  -13, 19,  -18, 52, 18, -20, -6,  85, 48,  5,   13,
    -68, -10, -18, -18, 14,  12,  -1, -1, 36,  -24, 89, -69, -22, -24};
constexpr std::array<std::int16_t, 9> kFirstFour = {37, 27, -50, -4, -89, -59, 153, -10, -39};
// 3/4
constexpr std::array<std::int16_t, 27> kPieceThree = {
    -356, 469, -33, 18,  102,  177,  -289, 298,  548, -287, -192, 178, -273, -273,
    217,  88,  -7,  238, -348, -122, 350,  -202, 63,  39,   -250, -3,  168};
constexpr std::array<std::int16_t, 35> kPlacesThree = {
    112, -6, 1,  -34, -5,  9,   21, 69, 6,   -17, 54,  -42, 11, -16, 4,   47,  -10, -11,
    -18, 5,  79, 13,  -29, -40, 9,  -8, -13, -45, -11, 17,  21, -7,  -21, -16, 21};
constexpr std::array<std::int16_t, 7> kFirstThree = {51, 9, -5, -16, -6, -22, -13};
// 2/4
constexpr std::array<std::int16_t, 27> kPieceTwo = {
    667,  -240, -415, -54, -79, 181, -148, 33,  -265, 470,  -12, -170, 585, -278,
    -221, -154, 0,    -11, -73, 146, -211, 328, -298, -110, 418, -300, -571};
constexpr std::array<std::int16_t, 28> kPlacesTwo = {85,  -1,  1,  -22, 28, 35,  -11, -10, 33, -21,
                                                     -10, 2,   48, 9,   3,  -16, 16,  -15, 47, -24,
                                                     -67, -35, -3, 27,  32, 9,   -21, -2};
constexpr std::array<std::int16_t, 5> kFirstTwo = {-5, 0, -39, 37, 24};
// 3/2
constexpr std::array<std::int16_t, 27> kPieceThreeHalves = {
    -562, -318, 212, -9,  56,  -120, -4,  106, -83,  46,  21, 298, -91, -90,
    218,  -81,  34,  -61, -80, 297,  -70, 16,  -151, 184, 42, 11,  488};
constexpr std::array<std::int16_t, 35> kPlacesThreeHalves = {
    43, 39, 19, -3, -6, 32, -3, 9,  -3, -1, 20, -2, 18, 3,   -2, 2,   -12, 21,
    -1, 0,  41, 58, 7,  1,  -6, 13, 14, 14, 12, -4, 27, -20, 11, -14, -9};
constexpr std::array<std::int16_t, 7> kFirstThreeHalves = {58, -6, -15, -7, -14, -8, -12};
// 6/8
constexpr std::array<std::int16_t, 27> kPieceSix = {
    -301, 254, 86,  -8,  53,  -218, 74, -380, 151, -18, 79,   420,  -184, -84,
    307,  198, 170, 154, 196, -115, 35, -181, 11,  220, -316, -131, 261};
constexpr std::array<std::int16_t, 35> kPlacesSix = {
    47, 26, -8, -1, -14, 28, 41,  -13, -21, 0,   74,  -29, -2, 19, -17, 41,  44, -22,
    -6, -7, 49, 20, 0,   5,  -14, -33, -10, -19, -10, 17,  1,  89, -38, -35, -10};
constexpr std::array<std::int16_t, 7> kFirstSix = {-5, -15, -65, -26, 2, 119, -3};
// 9/8
constexpr std::array<std::int16_t, 27> kPieceNine = {
    424,  -322, 109,  -8,   -43, -59,  23,   -234, 11,  -85,  129, -197, -155, 688,
    -201, -145, -297, -143, 24,  -225, -167, -63,  398, -265, -64, 374,  -439};
constexpr std::array<std::int16_t, 42> kPlacesNine = {
    73,  11, 2, -24, -5, 0, 31,  0, 18, -20, -1, 2,  29, -15, 13, -16, 7,   0,  21, 7,  13,
    -15, 2,  0, 46,  40, 4, -22, 2, -3, -9,  -1, -3, 14, 1,   -3, 10,  -19, -1, -5, 15, -2};
constexpr std::array<std::int16_t, 10> kFirstNine = {44, -3, -11, -18, -4, -10, -17, -4, 22, -2};
// 12/8
constexpr std::array<std::int16_t, 27> kPieceTwelve = {
    -277, 89,  -15, 111,  391, -34, 146, 89,   23,  -50, -8,   -63, -66, 49,
    188,  169, 456, -158, 131, 19,  189, -133, -28, 411, -165, 70,  378};
constexpr std::array<std::int16_t, 42> kPlacesTwelve = {
    44, 52, 30, -21, -25, 2,  9,   -6,  -10, -6, 10, 0,  24, -10, -25, 6, -10, 4,  3,   -14, -10,
    8,  -3, 1,  36,  4,   58, -20, -24, 2,   -6, -7, -5, 5,  -1,  1,   3, -18, 18, -14, 19,  -13};
constexpr std::array<std::int16_t, 13> kFirstTwelve = {90, -5, -4,  -11, -6, -7, -17,
                                                       -5, -4, -11, -6,  -9, -11};
// 3/8
constexpr std::array<std::int16_t, 27> kPieceThreeEighths = {
    399,  -261, 24,   125,  -459, -77,  174, -178, 172, -273, 71,   -43, -173, -74,
    -128, 63,   -187, -186, 261,  -211, 255, -381, 34,  67,   -364, -30, -22};
constexpr std::array<std::int16_t, 28> kPlacesThreeEighths = {
    66, -21, -5, -13, 16, -14, 22,  -8, 23,  -10, -6, -2,  15, -8,
    1,  -3,  44, -4,  -7, -11, -23, 8,  -28, 14,  19, -23, 17, -14};
constexpr std::array<std::int16_t, 4> kFirstThreeEighths = {37, -22, -25, 9};

constexpr std::array<MetreWeights, 8> kMetres = {
    MetreWeights{4, 4, 16, "0545154525453545", "aibicidieifigihi", kPieceFour, kPlacesFour,
                 kFirstFour, 51, 183},
    MetreWeights{3, 4, 12, "043414342434", "agbgcgdgegfg", kPieceThree, kPlacesThree, kFirstThree,
                 28, 13},
    MetreWeights{2, 4, 8, "03231323", "aebecede", kPieceTwo, kPlacesTwo, kFirstTwo, 22, 39},
    MetreWeights{3, 2, 24, "044434441444344424443444", "agggbgggcgggdgggegggfggg",
                 kPieceThreeHalves, kPlacesThreeHalves, kFirstThreeHalves, 43, 62},
    MetreWeights{6, 8, 12, "042434142434", "agbgcgdgegfg", kPieceSix, kPlacesSix, kFirstSix, 31,
                 53},
    MetreWeights{9, 8, 18, "053545153545253545", "ajbjcjdjejfjgjhjij", kPieceNine, kPlacesNine,
                 kFirstNine, 18, 32},
    MetreWeights{12, 8, 24, "053545253545153545253545", "ambmcmdmemfmgmhmimjmkmlm", kPieceTwelve,
                 kPlacesTwelve, kFirstTwelve, 67, 99},
    MetreWeights{3, 8, 6, "031323", "adbdcd", kPieceThreeEighths, kPlacesThreeEighths,
                 kFirstThreeEighths, -32, 19}};

}  // namespace

std::span<const MetreWeights> metre_weights() { return kMetres; }

}  // namespace bachprop
