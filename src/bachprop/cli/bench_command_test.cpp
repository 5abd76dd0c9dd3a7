#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/nn/vector_limit.h"

namespace bachprop {
namespace {

struct Outcome {
  int exit_code = 0;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> words) {
  Outcome outcome;
  outcome.exit_code = run_command(add_bench_command, std::move(words), outcome.out, outcome.err);
  return outcome;
}

TEST(BenchCommand, PrintsPeakTrainingAndComposing) {
  const Outcome outcome = run({"bench", "--quick", "--threads", "1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part :
       {"Measured on", "Training reads", "bundled model", "matrix products", "second-level cache",
        "training", "composing", "of the peak", "of the roofline", "--quick"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
  }
}

TEST(BenchCommand, PrintsTheSameFiguresAsJson) {
  const Outcome outcome = run({"bench", "--quick", "--json", "--only", "batch 8"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_FALSE(json.at("training").empty());
  EXPECT_TRUE(json.at("composing").empty());
  for (const auto& row : json.at("training")) {
    EXPECT_EQ(row.at("batch"), 8);
    EXPECT_GT(row.at("fraction_of_peak").at("median"), 0);
  }
}

TEST(BenchCommand, ListsTheRowsWhenAskedForOneThatIsNone) {
  const Outcome outcome = run({"bench", "--only", "flying", "--threads", "2"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("training paper's, batch 32, 2 threads, fp32"), std::string::npos)
      << outcome.err;
}

TEST(BenchCommand, MeasuresOnTheVectorUnitsThatAreNamed) {
  const std::string narrowest = machine_vector_units().back();
  const Outcome outcome =
      run({"bench", "--quick", "--json", "--threads", "1", "--only", "composing paper's, 1 piece",
           "--precision", "fp32", "--simd", narrowest + ",auto"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto rows = nlohmann::json::parse(outcome.out).at("composing");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at(0).at("vector_unit"), narrowest);
  EXPECT_EQ(rows.at(1).at("vector_unit"), machine_vector_units().front());
}

TEST(BenchCommand, NamesTheVectorUnitsThatAreThereWhenAskedForOneThatIsNot) {
  const Outcome outcome = run({"bench", "--simd", "mmx"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find(machine_vector_units().front()), std::string::npos) << outcome.err;
}

TEST(BenchCommand, SaysWhereThePiecesAreThatItCannotRead) {
  const Outcome outcome = run({"bench", "--quick", "no-such-folder"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("no-such-folder"), std::string::npos) << outcome.err;
}

TEST(BenchCommand, RefusesNoThreads) { EXPECT_EQ(run({"bench", "--threads", "0"}).exit_code, 2); }

}  // namespace
}  // namespace bachprop
