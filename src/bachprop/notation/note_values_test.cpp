#include "bachprop/notation/note_values.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(NoteValue, OfALengthIsItsNameAndDots) {
  EXPECT_EQ(value_of(1), (NoteValue{NoteType::kQuarter, 0}));
  EXPECT_EQ(value_of({3, 2}), (NoteValue{NoteType::kQuarter, 1}));
  EXPECT_EQ(value_of({7, 4}), (NoteValue{NoteType::kQuarter, 2}));
  EXPECT_EQ(value_of(28), (NoteValue{NoteType::kLong, 2}));
  EXPECT_EQ(value_of({1, 256}), (NoteValue{NoteType::k1024th, 0}));
}

TEST(NoteValue, DoesNotExistForEveryLength) {
  EXPECT_EQ(value_of(0), std::nullopt);
  EXPECT_EQ(value_of({5, 4}), std::nullopt);
  EXPECT_EQ(value_of({1, 3}), std::nullopt);
  EXPECT_EQ(value_of({15, 8}), std::nullopt);  // three dots
  EXPECT_EQ(value_of(32), std::nullopt);
  EXPECT_EQ(value_of({1, 512}), std::nullopt);
  EXPECT_EQ(value_of({3, 512}), (NoteValue{NoteType::k1024th, 1}));
}

TEST(NoteValue, LastsAsLongAsItSays) {
  for (int type = 0; type <= static_cast<int>(NoteType::k1024th); ++type) {
    for (int dots = 0; dots <= kMostDots; ++dots) {
      const NoteValue value = {static_cast<NoteType>(type), dots};
      EXPECT_EQ(value_of(length_of(value)), value);
    }
  }
  EXPECT_EQ(length_of(NoteType::kBreve), 8);
  EXPECT_EQ(length_of(NoteType::k16th), Quarters(1, 4));
  EXPECT_EQ(length_of({NoteType::kHalf, 2}), Quarters(7, 2));
}

}  // namespace
}  // namespace bachprop
