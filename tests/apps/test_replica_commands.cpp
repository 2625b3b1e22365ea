// replicas, local-entropy, transitions and their figures: one physics, whichever command tells it.
#include <cmath>
#include <fstream>
#include <string>

#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Names = std::vector<std::string>;

namespace {

CsvTable figure_data(const std::string& name) {
  const Folder folder;
  const auto outcome = run_steady("figure " + name + " --formats svg --out " + folder.file(""));
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  return parse_csv(folder.read(name + ".csv"));
}

double last_in(const CsvTable& table, const std::string& column) {
  return table.numbers(column).back();
}

}  // namespace

TEST_CASE("columns of the replica commands are the published interface") {
  CHECK(table_of("replicas --self-coupling 0.1 --replicas 2.5 --overlap 0.5").header ==
        Names{"self_coupling", "replicas", "overlap", "distance", "entropy", "conjugate",
              "local_entropy", "complexity", "status"});
  CHECK(table_of("local-entropy --self-coupling 0.1 --distance 0.1").header ==
        Names{"self_coupling", "distance", "replicas", "local_entropy", "complexity", "upper_bound",
              "entropy", "conjugate", "status"});
  CHECK(table_of("transitions --tolerance 1e-3").header ==
        Names{"name", "replicas", "self_coupling", "uncertainty", "distance", "status"});
}

TEST_CASE("two replicas are a pair of fixed points") {
  const auto table =
      table_of("replicas --self-coupling -0.5,0,0.1,1 --replicas 2 --overlap 0.02:0.98:0.06");
  REQUIRE(table.rows.size() == 68);
  const auto self_coupling = table.numbers("self_coupling"), overlap = table.numbers("overlap"),
             entropy = table.numbers("entropy");
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    CHECK(std::abs(entropy[r] - steady::theory::pair_entropy(self_coupling[r], overlap[r])) <
          1e-12);
}

TEST_CASE("local-entropy with a given y is the row of replicas") {
  const auto clusters =
      table_of("local-entropy --self-coupling 0.08 --distance 0.125 --replicas 1,2.5,7");
  const auto tuples = table_of("replicas --self-coupling 0.08 --overlap 0.75 --replicas 1,2.5,7");
  for (const char* column : {"local_entropy", "complexity", "entropy", "conjugate"})
    CHECK(clusters.column(column) == tuples.column(column));
}

TEST_CASE("the densest clusters have no complexity and end at the entropy of all fixed points") {
  const auto table = table_of("local-entropy --self-coupling 0.08 --distance 0.01,0.1,0.499,0.5");
  for (const double complexity : table.numbers("complexity")) CHECK(std::abs(complexity) < 1e-8);
  const auto entropy = table.numbers("local_entropy"), bound = table.numbers("upper_bound");
  for (std::size_t r = 0; r < entropy.size(); ++r) CHECK(entropy[r] < bound[r]);
  CHECK(entropy[3] == steady::theory::fixed_point_entropy(0.08));
  CHECK(entropy[2] == Approx(entropy[3]).epsilon(0.01));
}

TEST_CASE("replica tables do not depend on the number of threads") {
  const auto rows = [](const std::string& threads) {
    return table_of("local-entropy --self-coupling 0.05,0.07 --distance 0.01:0.49:0.04 --threads " +
                    threads)
        .rows;
  };
  const auto one = rows("1");
  CHECK(rows("2") == one);
  CHECK(rows("5") == one);
}

TEST_CASE("a row without a saddle point is nan with its status, and the exit code is 1") {
  const auto outcome = run_steady("local-entropy --self-coupling 0.05 --distance 1e-8,0.1");
  CHECK(outcome.code == 1);
  CHECK(lines(outcome.err).size() == 1);
  CHECK_THAT(outcome.err, Catch::Matchers::Contains("1 of 2"));
  const auto table = parse_csv(outcome.out);
  CHECK(table.column("status") == Names{"beyond_range", "converged"});
  CHECK(table.column("local_entropy")[0] == "nan");
}

TEST_CASE("transitions of modules have a y-gap for each y and each self-coupling") {
  const auto table = table_of("transitions --modules 2 --replicas 2,5 --self-coupling 0,0.03");
  CHECK(table.column("name") == Names{"y_gap", "y_gap", "y_gap", "y_gap", "gap_closing",
                                      "gap_closing", "monotone", "monotone"});
  CHECK(table.column("self_coupling") == Names{"0", "0.03", "0", "0.03", "0", "0.03", "0", "0.03"});
  const auto replicas = table.column("replicas");
  CHECK(Names(replicas.begin(), replicas.begin() + 4) == Names{"2", "2", "5", "5"});
  const auto coupling = table.numbers("coupling");
  CHECK(coupling[0] == Approx(0.34088).margin(1.5e-5));
  CHECK(coupling[2] == Approx(0.41612).margin(1.5e-5));
  // No y-gap exceeds the largest, at either self-coupling.
  CHECK(coupling[2] <= coupling[4]);
  CHECK(coupling[3] <= coupling[5]);
}

TEST_CASE("the help names the largest y at which the program looks") {
  const auto help = run_steady("local-entropy --help").out;
  CHECK_THAT(help, Catch::Matchers::Contains("y = 10000"));
  CHECK_THAT(help, Catch::Matchers::Contains("from 1 to 100000"));
  // C > 0 up to there: the row says that the search has ended.
  const auto outcome = run_steady("local-entropy --self-coupling 0.05 --distance 1e-8");
  CHECK(parse_csv(outcome.out).column("status") == Names{"beyond_range"});
}

TEST_CASE("a bracket without a transition is told with the criterion at both ends") {
  const auto outcome = run_steady("transitions --from 0.2 --to 0.3 --tolerance 1e-3");
  CHECK(outcome.code == 1);
  CHECK(lines(outcome.err).size() == 1);
  for (const char* word : {"y_gap", "gap_closing", "monotone", "0.2", "0.3", "criterion"})
    CHECK_THAT(outcome.err, Catch::Matchers::Contains(word));
  const auto table = parse_csv(outcome.out);
  CHECK(table.column("status") == Names(3, "no_sign_change"));
  CHECK(table.column("self_coupling") == Names(3, "nan"));
}

TEST_CASE("figures of the densest clusters show the transitions of the table") {
  const auto table = table_of("transitions");
  REQUIRE(table.column("name") == Names{"y_gap", "gap_closing", "monotone"});
  const auto critical = table.numbers("self_coupling");
  CHECK(std::abs(critical[0] - 0.0427) < 1e-4);

  const auto figure = figure_data("local-entropy");
  const auto curve = figure.column("curve"), stretch = figure.column("stretch");
  const auto self_coupling = figure.numbers("self_coupling"),
             entropy = figure.numbers("local_entropy"), bound = figure.numbers("upper_bound");
  double lowest = 1.0;
  for (std::size_t r = 0; r < curve.size(); ++r) {
    if (curve[r] == "gap_closing") CHECK(self_coupling[r] == critical[1]);
    if (curve[r] == "monotone") CHECK(self_coupling[r] == critical[2]);
    if (curve[r] == "gap_closing") lowest = std::min(lowest, entropy[r]);
    // Negative only below the gap closing, falling only below the monotone transition.
    if (stretch[r] == "negative") CHECK(self_coupling[r] <= critical[1]);
    if (stretch[r] == "decreasing") CHECK(self_coupling[r] <= critical[2]);
    if (stretch[r] == "negative") CHECK(entropy[r] < 0.0);
    CHECK(entropy[r] < bound[r]);
    // The word is the derivative's, the numbers are the curve's: they must agree off the extrema.
    if (r > 0 && curve[r - 1] == curve[r] && stretch[r - 1] == stretch[r]) {
      if (stretch[r] == "rising") CHECK(entropy[r] >= entropy[r - 1]);
      if (stretch[r] == "decreasing") CHECK(entropy[r] <= entropy[r - 1]);
    }
  }
  CHECK(std::abs(lowest) < 1e-5);  // the gap closes where s touches zero
}

TEST_CASE("no y-gap of the figure is above the gap closing") {
  const auto figure = figure_data("y-gap");
  REQUIRE(figure.column("series").back() == "gap_closing");
  const double closing = last_in(figure, "self_coupling");
  const auto gaps = figure.numbers("self_coupling"), replicas = figure.numbers("replicas");
  for (std::size_t r = 0; r + 1 < gaps.size(); ++r) {
    CHECK(gaps[r] <= closing + 2e-6);
    if (replicas[r] == 2.0) CHECK(std::abs(gaps[r] - 0.0427) < 1e-4);
  }
}

TEST_CASE("two excitatory modules close the gap below the self-coupling of one") {
  const auto table = table_of("transitions --modules 2 --self-coupling 0,0.03 --tolerance 1e-3");
  CHECK(table.header == Names{"name", "self_coupling", "coupling", "uncertainty", "replicas",
                              "distance", "status"});
  REQUIRE(table.column("name") ==
          Names{"y_gap", "y_gap", "gap_closing", "gap_closing", "monotone", "monotone"});
  const auto all = table.numbers("coupling");
  CHECK(all[0] == Approx(0.3409).margin(2e-3));  // y = 2
  const std::vector<double> coupling(all.begin() + 2, all.end());
  CHECK(all[0] < coupling[0]);  // pairs fill their gap first
  CHECK(all[1] < coupling[1]);
  CHECK(coupling[0] > coupling[1]);  // less self-coupling takes more excitation
  CHECK(coupling[2] > coupling[0]);  // monotone lies above gap closing
  CHECK(coupling[3] > coupling[1]);
  CHECK(coupling[0] == Approx(0.416).margin(2e-3));
  const auto beyond = run_steady("transitions --modules 2 --self-coupling 0.08");
  CHECK(beyond.code == 1);
  CHECK_THAT(beyond.err,
             Catch::Matchers::Contains("no_sign_change") && Catch::Matchers::Contains("criterion"));
  const auto impossible = run_steady("transitions --modules 2 --tolerance 1e-8");
  CHECK(impossible.code == 2);
  CHECK_THAT(impossible.err, Catch::Matchers::Contains("--tolerance"));
}

TEST_CASE("clusters of stored states are those of the networks they came from") {
  const Folder folder;
  const auto states = folder.file("states.h5");
  const std::string point = " --size 12 --self-coupling 0.3 --samples 20";
  REQUIRE(run_steady("enumerate" + point + " --states " + states).code == 0);
  for (const char* what : {" --link-distance 2 --clusters", ""}) {
    const auto drawn = table_of("clusters" + point + what);
    const auto stored = table_of("clusters --states " + states + what);
    for (const auto& column : drawn.header) CHECK(stored.column(column) == drawn.column(column));
  }
  // A truncated file, and one of another program.
  const std::string bytes = folder.read("states.h5");
  for (const auto& text : {bytes.substr(0, bytes.size() / 2), std::string("not HDF5 at all")}) {
    std::ofstream(states, std::ios::binary | std::ios::trunc) << text;
    const auto refused = run_steady("clusters --states " + states);
    CHECK(refused.code == 3);
    CHECK(lines(refused.err).size() == 1);
    CHECK_THAT(refused.err, Catch::Matchers::Contains("states.h5"));
  }
}
