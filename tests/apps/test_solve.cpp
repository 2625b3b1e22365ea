// steady solve: its table, its refusals, and that nothing depends on threads.
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include <sys/types.h>

#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady;
using namespace steady::tests;

TEST_CASE("solve prints one row a point, the same for any number of threads") {
  const std::string arguments = "solve --size 60,120 --self-coupling 0.3,0.6 --samples 6";
  const auto one = run_steady(arguments + " --threads 1");
  const auto two = run_steady(arguments + " --threads 3");
  REQUIRE(one.code == 0);
  const auto table = parse_csv(one.out);
  CHECK(table.rows == parse_csv(two.out).rows);
  CHECK(table.rows.size() == 4);
  const std::vector<std::string> promised{"size",          "self_coupling",   "algorithm",
                                          "samples",       "solved_fraction", "fraction_low",
                                          "fraction_high", "mean_iterations"};
  REQUIRE(table.header.size() > promised.size());
  for (std::size_t c = 0; c < promised.size(); ++c) CHECK(table.header[c] == promised[c]);
  const auto solved = table.numbers("solved_fraction"), low = table.numbers("fraction_low"),
             high = table.numbers("fraction_high");
  for (std::size_t r = 0; r < 4; ++r) {
    CHECK(low[r] <= solved[r]);
    CHECK(solved[r] <= high[r]);
  }
  CHECK(solved[1] == 1.0);
  CHECK(solved[3] == 1.0);
  CHECK(std::abs(table.numbers("margin")[0] - table.numbers("margin")[2]) < 1e-15);
  CHECK_THAT(one.out, !Catch::Matchers::Contains("seconds"));
  CHECK_THAT(run_steady(arguments + " --timing").out, Catch::Matchers::Contains("seconds"));
}

TEST_CASE("solve offers focusing, and plain with the Bethe entropy") {
  const auto focusing = parse_csv(
      run_steady("solve --size 100 --self-coupling 0.6 --samples 4 --algorithm focusing").out);
  CHECK(focusing.column("algorithm")[0] == "focusing");
  CHECK(focusing.numbers("solved_fraction")[0] > 0.0);
  const auto plain = parse_csv(
      run_steady("solve --size 50 --self-coupling 0.1,2 --samples 2 --algorithm plain").out);
  CHECK(std::abs(plain.numbers("bethe_entropy")[0] - theory::fixed_point_entropy(0.1)) < 1e-10);
  CHECK(std::abs(plain.numbers("bethe_entropy")[1] - theory::fixed_point_entropy(2.0)) < 1e-10);
  const auto modules = parse_csv(run_steady("solve --size 20 --modules 3 --coupling 0.5 "
                                            "--self-coupling 0 --samples 1 --algorithm plain "
                                            "--topology chain")
                                     .out);
  CHECK(std::abs(modules.numbers("bethe_entropy")[0] -
                 theory::modules_entropy(theory::Topology::chain, 3, 0.5, 0.0)) < 1e-10);
}

TEST_CASE("solve says that messages did not converge, or were not solved") {
  // At η > 0 the reaction R takes some iterations to settle.
  const auto outcome = run_steady(
      "solve --size 30 --self-coupling 0.5 --symmetry 0.8 --samples 2 --algorithm plain "
      "--max-iterations 1");
  CHECK(outcome.code == 1);
  CHECK_THAT(outcome.err, Catch::Matchers::Contains("converge"));
  CHECK(parse_csv(outcome.out).column("bethe_entropy")[0] == "nan");
  const auto hopeless = run_steady("solve --size 80 --self-coupling -1 --samples 3");
  CHECK(hopeless.code == 0);
  const auto table = parse_csv(hopeless.out);
  CHECK(table.numbers("solved_fraction")[0] == 0.0);
  CHECK(table.column("mean_iterations")[0] == "nan");
  CHECK(table.numbers("median_unstable")[0] >= 1.0);
}

TEST_CASE("solve takes sparse couplings as they are, and says where their entropy is not one") {
  // Stored as a matrix, since more than 1/8 of the couplings are present.
  const auto few = run_steady(
      "solve --size 30 --mean-degree 4 --self-coupling 0.2 --seed 5 --samples 3 --algorithm plain");
  CHECK(few.code == 1);
  CHECK_THAT(few.err, Catch::Matchers::Contains("entropy_reliable"));
  CHECK_THAT(few.err, !Catch::Matchers::Contains("converge"));
  const auto table = parse_csv(few.out);
  CHECK(table.numbers("bethe_entropy")[0] == Approx(0.19352604369).epsilon(1e-9));
  CHECK(table.numbers("bethe_entropy_error")[0] == Approx(0.0122368).epsilon(1e-5));
  CHECK(table.column("entropy_reliable")[0] == "false");
  const auto many = run_steady(
      "solve --size 200 --mean-degree 32 --self-coupling 0.2 --samples 3 --algorithm plain");
  CHECK(many.code == 0);
  CHECK(parse_csv(many.out).column("entropy_reliable")[0] == "true");
  const auto dense = run_steady("solve --size 6 --self-coupling 0.2 --samples 2 --algorithm plain");
  CHECK(dense.code == 0);
  CHECK(parse_csv(dense.out).column("entropy_reliable")[0] == "true");
}

TEST_CASE("solve refuses options that would change nothing") {
  struct Idle {
    const char* arguments;
    const char* named;
  };
  const Idle all[]{{"--algorithm plain --rate 0.1", "--rate"},
                   {"--algorithm plain --attempts 2", "--attempts"},
                   {"--algorithm plain --repair 2", "--repair"},
                   {"--algorithm plain --largest-field 3", "--largest-field"},
                   {"--algorithm plain --damping 0.2", "--damping"},
                   {"--algorithm plain --damping 0.2 --symmetry-breaking 0", "--damping"},
                   {"--algorithm focusing --largest-field 3", "--largest-field"},
                   {"--topology chain", "--topology"},
                   {"--modules 1 --topology all", "--topology"},
                   {"--modules 1,2 --coupling 0.3", "--coupling"}};
  for (const auto& idle : all) {
    INFO("steady solve " << idle.arguments);
    const auto outcome = run_steady("solve --size 20 --self-coupling 0.3 --samples 1 " +
                                    std::string(idle.arguments));
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err).size() == 1);
    CHECK_THAT(outcome.err, Catch::Matchers::Contains(idle.named));
  }
  // External fields leave nothing symmetric: there is something to damp.
  const std::string fields =
      "solve --size 20 --self-coupling 0.3 --samples 1 --algorithm plain --external-field 0.5";
  CHECK(parse_csv(run_steady(fields + " --damping 0.5").out).column("mean_iterations") !=
        parse_csv(run_steady(fields).out).column("mean_iterations"));
  // Every other option changes what every algorithm that takes it comes to.
  const std::string start =
      "solve --size 80 --self-coupling 0.12 --samples 6 --max-iterations 90 --algorithm ";
  const auto results = [](const CsvTable& table) {
    std::vector<std::string> cells;
    for (const auto* column : {"solved_fraction", "mean_iterations", "mean_iterations_error",
                               "median_unstable", "repaired_fraction", "bethe_entropy"})
      cells.push_back(table.column(column).at(0));
    return cells;
  };
  for (const std::string algorithm : {"reinforced", "focusing", "plain"}) {
    const std::string command =
        start + algorithm + (algorithm == "plain" ? " --symmetry-breaking 0.01 " : " ");
    const auto base = results(parse_csv(run_steady(command).out));
    for (const std::string option :
         {"--margin 0.2", "--rate 0.2", "--damping 0.4", "--added-variance 0.1",
          "--symmetry-breaking 0.5", "--largest-field 0.7", "--attempts 3", "--repair 0",
          "--mean-degree 6", "--symmetry 0.5"}) {
      const std::string name = option.substr(0, option.find(' '));
      if (command.find(name) != std::string::npos) continue;
      const bool protocol = name == "--rate" || name == "--attempts" || name == "--repair";
      const bool refused = (algorithm == "plain" && protocol) ||
                           (algorithm != "reinforced" && name == "--largest-field");
      const auto other = run_steady(command + option);
      INFO(algorithm << " " << option);
      CHECK((other.code == 2) == refused);
      if (!refused) CHECK(results(parse_csv(other.out)) != base);
    }
  }
}

TEST_CASE("solve refuses what it cannot do, naming the option") {
  struct Bad {
    const char* arguments;
    const char* named;
    int code;
  };
  const Bad all[]{
      {"--self-coupling 0.1", "--size", 2},
      {"--size 100", "--self-coupling", 2},
      {"--size 1 --self-coupling 0.1", "--size", 2},
      {"--size 100 --self-coupling nan", "--self-coupling", 2},
      {"--size 100 --self-coupling 0.1 --max-iterations 0", "--max-iterations", 2},
      {"--size 100 --self-coupling 0.1 --margin -0.1", "--margin", 2},
      {"--size 100 --self-coupling 0.1 --margin 0.1,0.2", "--margin", 2},
      {"--size 100 --self-coupling 0.1 --rate 0", "--rate", 2},
      {"--size 100 --self-coupling 0.1 --rate 1.1", "--rate", 2},
      {"--size 100 --self-coupling 0.1 --damping 1", "--damping", 2},
      {"--size 100 --self-coupling 0.1 --damping -0.1", "--damping", 2},
      {"--size 100 --self-coupling 0.1 --added-variance -1", "--added-variance", 2},
      {"--size 100 --self-coupling 0.1 --largest-field 0", "--largest-field", 2},
      {"--size 100 --self-coupling 0.1 --repair -1", "--repair", 2},
      {"--size 100 --self-coupling 0.1 --attempts 0", "--attempts", 2},
      {"--size 100 --self-coupling 0.1 --attempts 3000", "--attempts", 2},
      {"--size 100 --self-coupling 0.1 --modules 11", "--modules", 2},
      {"--size 100 --self-coupling 0.1 --modules 2 --coupling inf", "--coupling", 2},
      {"--size 100 --self-coupling 0.1 --topology tree", "--topology", 2},
      {"--size 100 --self-coupling 0.1 --coupling 0.3", "--coupling", 2},
      {"--size 100 --self-coupling 0.1 --symmetry 2", "--symmetry", 2},
      {"--size 100 --self-coupling 0.1 --mean-degree 100", "--mean-degree", 2},
      {"--size 100 --self-coupling 0.1 --algorithm magic", "--algorithm", 2},
      {"--size 1000000 --self-coupling 0.1", "--size", 2},
      {"--size 1000000 --mean-degree 100000 --self-coupling 0.1", "memory", 3},
      {"--size 100 --self-coupling 0.1 --out /nowhere/solve.csv", "/nowhere/solve.csv", 3}};
  for (const auto& bad : all) {
    INFO("steady solve " << bad.arguments);
    const auto outcome = run_steady(std::string("solve ") + bad.arguments);
    INFO(outcome.err);
    CHECK(outcome.code == bad.code);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err).size() == 1);
    CHECK_THAT(outcome.err, Catch::Matchers::Contains(bad.named));
  }
}

TEST_CASE("solve stops soon after Ctrl-C, also inside one long attempt") {
  RunSetup setup;
  setup.meanwhile = [](pid_t process) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    kill(process, SIGINT);
  };
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = run_steady(
      "solve --size 200 --self-coupling 0 --max-iterations 1000000000 --samples 2", setup);
  CHECK(outcome.code == 128 + SIGINT);
  CHECK(outcome.out.empty());
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}
