#include "bachprop/report/text_histogram.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

TEST(TextHistogram, MakesTheMostFrequentBarTheLongest) {
  EXPECT_EQ(text_histogram({{"1/2", 1}, {"1", 3}}, 10),
            "  1/2   25.0 %  █████████████▎\n"
            "  1     75.0 %  ████████████████████████████████████████\n");
}

TEST(TextHistogram, SumsUpTheRarestRows) {
  EXPECT_EQ(text_histogram({{"a", 1}, {"b", 8}, {"c", 1}, {"d", 10}}, 2),
            "  b                       40.0 %  ████████████████████████████████\n"
            "  d                       50.0 %  ████████████████████████████████████████\n"
            "  2 other values in all   10.0 %  ████████\n");
}

TEST(TextHistogram, ShowsTheMostFrequentRowThoughManyEqualOnesComeFirst) {
  const std::string text = text_histogram({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}}, 2);
  EXPECT_NE(text.find("  a "), std::string::npos);
  EXPECT_NE(text.find("  d "), std::string::npos);
  EXPECT_EQ(text.find("  b "), std::string::npos);
}

TEST(TextHistogram, NeverShowsWhatOccursAsNothing) {
  EXPECT_NE(text_histogram({{"a", 1}, {"b", 100'000}}, 2).find(" <0.1 %  ▏"), std::string::npos);
}

TEST(TextHistogram, OfNothingIsEmpty) { EXPECT_EQ(text_histogram({}, 10), ""); }

TEST(TextColumns, ShowsWhateverOccurs) {
  EXPECT_EQ(text_columns({0, 1, 500, 1000}), " ▁▄█");
  EXPECT_EQ(text_columns({0}), " ");
}

}  // namespace
}  // namespace bachprop
