// The command as its users see it: columns, provenance, formats, and results that depend on
// nothing but what is asked.
#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/theory/entropy.hpp>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Names = std::vector<std::string>;

namespace {

/// Everything but the line that tells the command.
std::string without_command(const std::string& text) {
  std::string rest;
  for (const auto& line : lines(text))
    if (line.rfind("# command: ", 0) != 0) rest += line + "\n";
  return rest;
}

Names first(const Names& names, std::size_t count) {
  return {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

TEST_CASE("columns are the published interface") {
  CHECK(table_of("entropy --self-coupling 0").header ==
        Names{"self_coupling", "symmetry", "entropy"});
  CHECK(table_of("entropy --self-coupling 0 --size 10").header ==
        Names{"self_coupling", "symmetry", "size", "entropy", "mean_count",
              "log_mean_count_per_neuron"});
  CHECK(table_of("pairs --self-coupling 0 --overlap 0").header ==
        Names{"self_coupling", "overlap", "distance", "entropy", "entropy_given_typical"});
  CHECK(first(table_of("pairs --self-coupling 0 --size 4").header, 4) ==
        Names{"self_coupling", "size", "hamming_distance", "mean_pairs"});
  CHECK(table_of("modules --modules 3 --coupling 0.1 --self-coupling 0").header ==
        Names{"topology", "modules", "coupling", "self_coupling", "entropy"});
  CHECK(table_of("modules --modules 3 --coupling 0.1 --self-coupling 0 --size 9").header ==
        Names{"topology", "modules", "coupling", "self_coupling", "size", "entropy", "mean_count",
              "log_mean_count_per_neuron"});
  CHECK(first(table_of("cycles --size 4 --self-coupling 0").header, 3) ==
        Names{"size", "self_coupling", "mean_two_cycles"});
  CHECK(table_of("clusters --size 6 --self-coupling 0 --samples 2").header ==
        Names{"size", "self_coupling", "hamming_distance", "mean_pairs", "mean_pairs_error",
              "expected_pairs", "ensemble"});
  CHECK(first(table_of("clusters --size 6 --self-coupling 0 --samples 2 --clusters").header, 5) ==
        Names{"size", "self_coupling", "link_distance", "samples", "clusters"});
  CHECK(table_of("enumerate --size 6 --self-coupling 0 --samples 2").header ==
        Names{"size", "self_coupling", "symmetry", "samples", "mean_count", "mean_count_error",
              "expected_count", "annealed_entropy", "annealed_entropy_error", "typical_entropy",
              "typical_entropy_error", "empty_fraction", "empty_fraction_low",
              "empty_fraction_high", "ensemble"});
  CHECK(table_of("enumerate --size 6 --self-coupling 0 --samples 2 --per-sample").header ==
        Names{"size", "self_coupling", "symmetry", "sample", "count", "ensemble"});
}

TEST_CASE("provenance says how the table was made, and the command in it makes it again") {
  const std::string arguments = "enumerate --size 8,10 --self-coupling 0:0.4:0.2 --samples 5";
  const auto run = run_steady(arguments + " --seed 42");
  const auto table = parse_csv(run.out);
  CHECK_THAT(table.provenance.at("program"), StartsWith("steady "));
  CHECK(table.provenance.count("revision") == 1);
  CHECK(table.provenance.at("seed") == "42");
  CHECK(table.provenance.at("samples") == "5");
  CHECK(table.provenance.at("size") == "8,10");
  CHECK(table.provenance.at("self_coupling") == "0:0.4:0.2");
  CHECK(table.provenance.at("symmetry") == "0");
  const auto command = table.provenance.at("command");
  REQUIRE_THAT(command, StartsWith("steady "));
  CHECK(run_steady(command.substr(7)).out == run.out);
  CHECK(without_command(run_steady(arguments + " --seed 43").out) != without_command(run.out));
}

TEST_CASE("JSON holds what CSV holds") {
  for (const std::string arguments :
       {"entropy --self-coupling 0:1:0.1 --symmetry 0,0.5,1 --size 7,5000",
        "pairs --self-coupling -1,0.1 --size 9", "cycles --size 9,50 --self-coupling -0.5:0.5:0.1",
        "enumerate --size 4:8:2 --self-coupling -2,0,1 --samples 1"}) {
    INFO(arguments);
    const auto csv = table_of(arguments);
    const auto json = nlohmann::json::parse(run_steady(arguments + " --format json").out);
    REQUIRE(json["rows"].size() == csv.rows.size());
    for (std::size_t r = 0; r < csv.rows.size(); ++r) {
      REQUIRE(json["rows"][r].size() == csv.header.size());
      for (std::size_t c = 0; c < csv.header.size(); ++c) {
        const auto& value = json["rows"][r][csv.header[c]];
        const auto& text = csv.rows[r][c];
        if (value.is_null())
          CHECK(text == "nan");
        else if (value.is_string())
          CHECK(text == value.get<std::string>());
        else {  // JSON has no infinities: the largest double stands for them
          constexpr double most = std::numeric_limits<double>::max();
          CHECK(std::clamp(std::strtod(text.c_str(), nullptr), -most, most) == value.get<double>());
        }
      }
    }
    for (const auto& [key, value] : csv.provenance) CHECK(json["provenance"].contains(key));
  }
}

TEST_CASE("the option --out writes the same bytes as standard output and nothing beside") {
  const Folder folder;
  const auto file = folder.file("a b,c.csv").substr(0, folder.file("").size()) + "table.csv";
  const auto outcome = run_steady("entropy --self-coupling 0:1:0.1 --out " + file);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());
  CHECK(folder.names() == Names{"table.csv"});
  CHECK(without_command(folder.read("table.csv")) ==
        without_command(run_steady("entropy --self-coupling 0:1:0.1").out));
}

TEST_CASE("closed forms are printed with every digit") {
  const auto table = table_of("entropy --self-coupling 0:1:0.05 --symmetry 0,0.3,1 --size 20");
  REQUIRE(table.rows.size() == 63);
  const auto self_coupling = table.numbers("self_coupling"), symmetry = table.numbers("symmetry");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    CHECK(self_coupling[r] == static_cast<double>(r / 3) / 20.0);
    CHECK(table.numbers("entropy")[r] ==
          steady::theory::fixed_point_entropy(self_coupling[r], symmetry[r]));
    CHECK(table.numbers("log_mean_count_per_neuron")[r] ==
          steady::theory::log_mean_fixed_points(20, self_coupling[r], symmetry[r]) / 20);
  }
}

TEST_CASE("mean counts beyond double precision are inf, their logarithm stays finite") {
  const auto table = table_of("entropy --self-coupling 1 --size 100000");
  CHECK(table.column("mean_count")[0] == "inf");
  CHECK(table.numbers("log_mean_count_per_neuron")[0] ==
        Approx(table.numbers("entropy")[0]).epsilon(1e-4));
}

TEST_CASE("every command knows the ensembles of the list") {
  for (const std::string call :
       {"enumerate --size 8 --self-coupling 0.2", "clusters --size 8 --self-coupling 0.2",
        "relax --size 30 --self-coupling 0.8", "solve --size 30 --self-coupling 0.8"}) {
    CAPTURE(call);
    const auto table = table_of(call + " --ensemble binary --samples 3");
    CHECK(table.column("ensemble") == Names(table.rows.size(), "binary"));
    const auto plain = table_of(call + " --samples 3");
    CHECK(plain.column("ensemble") == Names(plain.rows.size(), "gaussian"));
    const auto unknown = run_steady(call + " --ensemble cauchy");
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.err, Contains("--ensemble"));
  }
  CHECK(table_of("threshold --sizes 10 --algorithm greedy --samples 30 --ensemble binary", 1)
            .rows.size() > 0);
  const auto sparse = run_steady(
      "relax --size 30 --self-coupling 0 --ensemble binary "
      "--mean-degree 3");
  CHECK(sparse.code == 2);
  CHECK_THAT(sparse.err, Contains("--mean-degree"));
}

TEST_CASE("binary networks have the mean count of their closed form", "[statistical]") {
  // |z| < 4 in ten rows, fixed seed: significance 6e-4 in all.
  const auto table = table_of(
      "enumerate --size 10:14:1 --self-coupling 0,0.4 --ensemble binary --samples 2000 --seed 5");
  const auto mean = table.numbers("mean_count");
  const auto error = table.numbers("mean_count_error");
  const auto expected = table.numbers("expected_count");
  REQUIRE(mean.size() == 10);
  for (std::size_t row = 0; row < mean.size(); ++row) {
    CAPTURE(row, mean[row], error[row], expected[row]);
    CHECK(std::abs(mean[row] - expected[row]) < 4.0 * error[row]);
  }
}

TEST_CASE("networks are the same in every command, whatever their fields, symmetry and degree") {
  const std::string networks =
      " --size 12 --self-coupling 0.2 --symmetry 0,0.6 --mean-degree 3,6 --external-field 0,0.7 "
      "--samples 12";
  const auto counts = table_of("enumerate" + networks);
  const auto pairs = table_of("clusters" + networks);
  const auto solved = table_of("solve" + networks);
  const auto relaxed = table_of("relax" + networks);
  REQUIRE(counts.rows.size() == 8);
  for (std::size_t r = 0; r < 8; ++r) {
    CAPTURE(r);
    CHECK(pairs.column("mean_pairs")[13 * r] == counts.column("mean_count")[r]);
    for (const std::string column : {"symmetry", "mean_degree", "external_field"}) {
      CHECK(pairs.column(column)[13 * r] == counts.column(column)[r]);
      CHECK(solved.column(column)[r] == counts.column(column)[r]);
      CHECK(relaxed.column(column)[r] == counts.column(column)[r]);
    }
    // What is found is there.
    const double full = 1.0 - counts.numbers("empty_fraction")[r];
    CHECK(solved.numbers("solved_fraction")[r] <= full + 1e-12);
    CHECK(relaxed.numbers("converged_fraction")[r] <= full + 1e-12);
    CHECK(solved.numbers("solved_fraction")[r] >= 0.5 * full);
  }
}

TEST_CASE("files of states tell the ensemble") {
  const Folder folder;
  const auto file = folder.file("states.h5");
  table_of("enumerate --size 10 --self-coupling 0.5 --samples 4 --ensemble binary --states " +
           file);
  const auto read = table_of("clusters --states " + file);
  CHECK(read.column("ensemble") == Names(read.rows.size(), "binary"));
  const auto drawn =
      table_of("clusters --size 10 --self-coupling 0.5 --samples 4 --ensemble binary");
  CHECK(read.column("mean_pairs") == drawn.column("mean_pairs"));
}

TEST_CASE("counts do not depend on threads, engine, vector instructions or --states") {
  const Folder folder;
  const std::string base =
      "enumerate --size 9,14 --self-coupling 0,0.5 --symmetry 0,0.7"
      " --samples 6 --per-sample";
  const auto rows = [&](const std::string& extra) {
    const auto outcome = run_steady(base + extra);
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    return parse_csv(outcome.out).rows;
  };
  const auto one = run_steady(base + " --threads 1");
  for (const char* threads : {" --threads 2", " --threads 3", " --threads 64"})
    CHECK(without_command(run_steady(base + threads).out) == without_command(one.out));
  const auto expected = parse_csv(one.out).rows;
  REQUIRE(expected.size() == 48);
  for (const char* extra : {" --method sweep", " --method tree", " --simd portable"})
    CHECK(rows(extra) == expected);
  CHECK(rows(" --threads 2 --states " + folder.file("states.h5")) == expected);
  CHECK(folder.names() == Names{"states.h5"});
}

TEST_CASE("a row of --per-sample is the count of the network that it names") {
  const auto table = table_of(
      "enumerate --size 11 --self-coupling 0.2 --symmetry 0.5 --samples 8 --seed 5"
      " --per-sample");
  const auto counts = table.numbers("count");
  REQUIRE(counts.size() == 8);
  for (std::uint64_t k = 0; k < counts.size(); ++k) {
    const auto couplings = steady::network::draw_couplings({0.5, {}}, 11, 5, k);
    std::uint64_t count = 0;
    for (std::uint64_t s = 0; s < (1u << 11); ++s)
      count += steady::network::is_fixed_point(couplings, 0.2, s) ? 1 : 0;
    CHECK(counts[k] == static_cast<double>(count));
  }
}

TEST_CASE("one network keeps its couplings as J_D grows, so its fixed points only increase") {
  const auto table =
      table_of("enumerate --size 13 --self-coupling -0.4:1.2:0.2 --samples 10 --per-sample");
  const auto counts = table.numbers("count");
  REQUIRE(counts.size() == 90);
  for (std::size_t i = 10; i < counts.size(); ++i) CHECK(counts[i] >= counts[i - 10]);
  CHECK(counts[85] > counts[5]);
}

TEST_CASE("summary rows are the statistics of the samples") {
  const std::string base = "enumerate --size 10 --self-coupling 0.3 --samples 40";
  const auto summary = table_of(base);
  const auto counts = table_of(base + " --per-sample").numbers("count");
  double sum = 0, logs = 0, empty = 0;
  for (const double count : counts) {
    sum += count;
    (count > 0 ? logs : empty) += count > 0 ? std::log(count) / 10 : 1.0;
  }
  CHECK(summary.numbers("mean_count")[0] == Approx(sum / 40).epsilon(1e-14));
  CHECK(summary.numbers("empty_fraction")[0] == Approx(empty / 40).epsilon(1e-14));
  CHECK(summary.numbers("typical_entropy")[0] == Approx(logs / (40 - empty)).epsilon(1e-12));
  CHECK(summary.numbers("annealed_entropy")[0] == Approx(std::log(sum / 40) / 10).epsilon(0.02));
  CHECK(summary.numbers("expected_count")[0] ==
        Approx(std::exp(steady::theory::log_mean_fixed_points(10, 0.3))).epsilon(1e-14));
  const double z = (summary.numbers("mean_count")[0] - summary.numbers("expected_count")[0]) /
                   summary.numbers("mean_count_error")[0];
  CHECK(std::abs(z) < 5);
}

TEST_CASE("what cannot be known is nan: errors from one network, logarithms of no fixed point") {
  const auto one = table_of("enumerate --size 10 --self-coupling 1 --samples 1");
  CHECK(one.column("mean_count_error")[0] == "nan");
  const auto none = table_of("enumerate --size 10 --self-coupling -3 --samples 4");
  CHECK(none.column("mean_count")[0] == "0");
  CHECK(none.column("annealed_entropy")[0] == "-inf");
  CHECK(none.column("typical_entropy")[0] == "nan");
  CHECK(none.column("empty_fraction")[0] == "1");
}

TEST_CASE("times appear only when asked for") {
  const std::string base = "enumerate --size 8 --self-coupling 0 --samples 3";
  CHECK_THAT(run_steady(base).out, !Contains("seconds"));
  const auto timed = table_of(base + " --timing");
  CHECK(timed.numbers("mean_seconds")[0] > 0);
  CHECK(table_of(base + " --timing --per-sample").numbers("nodes")[0] > 0);
}

TEST_CASE("the meter shows rate and time left on standard error only") {
  const std::string base = "enumerate --size 8 --self-coupling 0 --samples 3";
  const auto shown = run_steady(base + " --progress always");
  CHECK(shown.code == 0);
  CHECK_THAT(shown.err, Contains("3/3") && Contains("/s"));
  CHECK(without_command(shown.out) == without_command(run_steady(base).out));
}

TEST_CASE("help names the equation, an example and every column") {
  for (const char* name :
       {"entropy", "pairs", "cycles", "modules", "enumerate", "clusters", "replicas",
        "local-entropy", "transitions", "learn", "classify", "capacity"}) {
    const auto help = run_steady(std::string(name) + " --help");
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    CHECK_THAT(help.out, Contains("Equation:") && Contains("Columns:") && Contains("Example:"));
    CHECK_THAT(run_steady("--help").out, Contains(name));
  }
  const auto help = run_steady("enumerate --help").out;
  for (const auto& column : table_of("enumerate --size 4 --self-coupling 0 --samples 2").header)
    CHECK_THAT(help, Contains("  " + column + " "));
  CHECK_THAT(run_steady("--version").out, StartsWith("steady "));
  // Help wins over mistakes elsewhere on the line.
  CHECK(run_steady("entropy --self-coupling nonsense --help").code == 0);
}

TEST_CASE("every example in the help runs") {
  for (const char* name : {"entropy", "pairs", "cycles", "modules", "clusters", "replicas",
                           "local-entropy", "transitions", "learn", "capacity"}) {
    const auto text = lines(run_steady(std::string(name) + " --help").out);
    int examples = 0;
    for (const auto& line : text) {
      if (line.rfind("  steady ", 0) != 0) continue;
      CHECK(run_steady(line.substr(9)).code == 0);
      ++examples;
    }
    CHECK(examples >= 1);
  }
}
