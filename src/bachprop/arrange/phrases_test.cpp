#include "bachprop/arrange/phrases.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

using Phrases = std::vector<Phrase>;

TEST(Phrases, EndAtRestsAndAfterLongNotes) {
  EXPECT_EQ(phrases_of({{0, 1, 60}, {1, 1, 62}, {3, 1, 64}, {4, 2, 62}, {6, 1, 60}}),
            (Phrases{{0, 2}, {2, 4}, {4, 5}}));
}

TEST(Phrases, GoOnAfterNotesOfTheUsualLength) {
  EXPECT_EQ(phrases_of({{0, 2, 60}, {2, 3, 62}, {5, 2, 64}}), (Phrases{{0, 3}}));
}

TEST(Phrases, OfNothingAreNone) { EXPECT_EQ(phrases_of({}), Phrases()); }

}  // namespace
}  // namespace bachprop
