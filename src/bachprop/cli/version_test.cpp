#include "bachprop/cli/version.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bachprop {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;

const VersionFacts kFacts = {.version = "1.2.3",
                             .commit = "0123456789ab",
                             .compiler = "g++ 12.2.0",
                             .vector_units = {"AVX3", "AVX2"},
                             .bfloat16_units = {"AMX", "AVX512_BF16"},
                             .vector_unit = "AVX2",
                             .bfloat16_unit = "none"};

TEST(Version, NamesTheCommitAndTheVectorUnits) {
  EXPECT_EQ(version_text(kFacts),
            "bachprop 1.2.3 (commit 0123456789ab)\n"
            "built by g++ 12.2.0 for the vector units AVX3, AVX2; bfloat16 on AMX, AVX512_BF16\n"
            "uses on this machine AVX2; bfloat16 on none");
}

TEST(Version, MarksWhatIsNotCommitted) {
  VersionFacts facts = kFacts;
  facts.changed = true;
  EXPECT_THAT(version_text(facts),
              HasSubstr("(commit 0123456789ab, and changes that are not committed)"));
  EXPECT_EQ(version_json(facts)["uncommitted_changes"], true);
}

TEST(Version, SaysWhenTheCommitIsNotKnown) {
  VersionFacts facts = kFacts;
  facts.commit.clear();
  EXPECT_THAT(version_text(facts), HasSubstr("bachprop 1.2.3 (commit unknown)"));
  EXPECT_TRUE(version_json(facts)["commit"].is_null());
}

TEST(Version, UsesWhatIsCompiledIn) {
  const VersionFacts facts = version_facts();
  EXPECT_THAT(facts.version, MatchesRegex("[0-9]+.[0-9]+.[0-9]+"));
  EXPECT_THAT(facts.commit, AnyOf("", MatchesRegex("[0-9a-f]+")));
  EXPECT_THAT(facts.vector_units, Contains(facts.vector_unit));
  if (facts.bfloat16_unit != "none") {
    EXPECT_THAT(facts.bfloat16_units, Contains(facts.bfloat16_unit));
  }
}

}  // namespace
}  // namespace bachprop
