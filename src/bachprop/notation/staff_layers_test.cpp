#include "bachprop/notation/staff_layers.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Voices = std::vector<int>;

TEST(StaffLayers, KeepAChordInOneVoice) {
  EXPECT_EQ(staff_layers({{0, 1, 60}, {0, 1, 64}, {1, 1, 62}}), (Voices{0, 0, 0}));
}

TEST(StaffLayers, TakeNotesApartThatEndApart) {
  EXPECT_EQ(staff_layers({{0, 2, 60}, {0, 1, 64}, {1, 1, 65}}), (Voices{1, 0, 0}));
}

TEST(StaffLayers, TakeNotesApartThatBeginWhileAnotherSounds) {
  EXPECT_EQ(staff_layers({{0, 2, 60}, {1, 1, 64}, {2, 1, 65}}), (Voices{0, 1, 0}));
}

}  // namespace
}  // namespace bachprop
