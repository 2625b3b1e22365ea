// steady relax: its table, its refusals, and that nothing depends on threads.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <thread>

#include <sys/types.h>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/theory/cycles.hpp>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady;
using namespace steady::tests;

TEST_CASE("relax prints one row a point, the same for any number of threads") {
  for (const std::string starts : {"1", "70"}) {
    const std::string arguments =
        "relax --size 30,60 --self-coupling 0.3,1 --samples 6 --max-sweeps 50 --starts " + starts;
    const auto table = table_of(arguments + " --threads 1");
    CHECK(table.rows == table_of(arguments + " --threads 3").rows);
    CHECK(table.rows.size() == 4);
    const std::vector<std::string> promised{"size",
                                            "self_coupling",
                                            "rule",
                                            "max_sweeps",
                                            "samples",
                                            "converged_fraction",
                                            "fraction_low",
                                            "fraction_high",
                                            "mean_sweeps",
                                            "median_sweeps",
                                            "mean_overlap_with_start",
                                            "cycle_fraction"};
    REQUIRE(table.header.size() > promised.size());
    for (std::size_t c = 0; c < promised.size(); ++c) CHECK(table.header[c] == promised[c]);
    const auto fraction = table.numbers("converged_fraction"), low = table.numbers("fraction_low"),
               high = table.numbers("fraction_high");
    for (std::size_t r = 0; r < 4; ++r) {
      CHECK(low[r] <= fraction[r]);
      CHECK(fraction[r] <= high[r]);
      CHECK(table.rows[r].size() == table.header.size());
    }
    CHECK(fraction[1] == 1.0);
    CHECK(low[1] < 1.0);
  }
  CHECK_THAT(run_steady("relax --size 10 --self-coupling 1 --samples 2").out,
             !Catch::Matchers::Contains("seconds"));
  CHECK(table_of("relax --size 10 --self-coupling 1 --samples 2 --timing").header.back() ==
        "mean_seconds");
}

TEST_CASE("a row of relax are the statistics of runs that a library user can repeat") {
  const auto table = table_of(
      "relax --size 40 --self-coupling 0.6 --samples 5 --seed 9 --order permutation "
      "--max-sweeps 100");
  double sweeps = 0.0, overlap = 0.0, settled = 0.0;
  std::vector<double> times;
  for (std::uint64_t sample = 0; sample < 5; ++sample) {
    const auto network = network::draw_network({.size = 40}, 9, sample);
    network::RandomStream states(9, "initial state", sample);
    dynamics::Options options;
    options.order = dynamics::Order::permutation;
    options.self_coupling = 0.6;
    options.max_sweeps = 100;
    const auto end = dynamics::relax(network, network::random_spins(40, states), options,
                                     {9, "relaxation", sample << 32});
    overlap += end.overlap_with_start / 5.0;
    if (end.status != dynamics::Status::fixed_point) continue;
    settled += 1.0;
    sweeps += end.sweeps;
    times.push_back(end.sweeps);
  }
  REQUIRE(settled == 5.0);
  std::sort(times.begin(), times.end());
  CHECK(table.numbers("converged_fraction")[0] == 1.0);
  CHECK(table.numbers("mean_sweeps")[0] == Approx(sweeps / 5.0).epsilon(1e-12));
  CHECK(table.numbers("median_sweeps")[0] == Approx(times[2]).epsilon(1e-12));
  CHECK(table.numbers("mean_overlap_with_start")[0] == Approx(overlap).epsilon(1e-12));
}

TEST_CASE("relax knows its limits") {
  // Every state is a fixed point; then none; a strong field aligns everyone in a sweep or so.
  const auto frozen = table_of("relax --size 20 --self-coupling 100 --samples 4 --starts 3");
  CHECK(frozen.numbers("mean_sweeps")[0] == 0.0);
  CHECK(frozen.numbers("mean_overlap_with_start")[0] == 1.0);
  const auto restless =
      table_of("relax --size 20 --self-coupling -100 --rule parallel --samples 4 --max-sweeps 9");
  CHECK(restless.numbers("converged_fraction")[0] == 0.0);
  CHECK(std::isinf(restless.numbers("median_sweeps")[0]));
  CHECK(restless.column("mean_sweeps")[0] == "nan");
  CHECK(restless.numbers("mean_cycle_length")[0] == 2.0);
  CHECK(restless.numbers("mean_transient")[0] == 0.0);
  CHECK(restless.numbers("two_cycle_starts")[0] == 1.0);
  const auto judged = table_of("relax --size 400 --self-coupling 0 --samples 20 --max-sweeps 0");
  CHECK(judged.numbers("mean_unstable_fraction")[0] == Approx(0.5).margin(0.03));
  CHECK(judged.numbers("mean_overlap_with_start")[0] == 1.0);
  // No cycle can be seen there, which is not to see that there is none.
  for (const std::string unseen : {"--rule asynchronous", "--rule parallel --temperature 0.5",
                                   "--rule parallel --max-sweeps 1"}) {
    INFO(unseen);
    const auto table = table_of("relax --size 20 --self-coupling -100 --samples 4 " + unseen);
    for (const std::string column : {"cycle_fraction", "cycle_fraction_low", "cycle_fraction_high",
                                     "two_cycle_starts", "two_cycle_starts_error"})
      CHECK(table.column(column)[0] == "nan");
  }
  CHECK(table_of("relax --size 20 --self-coupling -100 --samples 4 --rule parallel --max-sweeps 2")
            .numbers("two_cycle_starts")[0] == 1.0);
  const auto aligned =
      table_of("relax --size 50 --self-coupling 0 --samples 4 --external-field 50");
  CHECK(aligned.numbers("converged_fraction")[0] == 1.0);
  CHECK(aligned.numbers("mean_sweeps")[0] < 20.0);
  // Symmetric networks in parallel: periods of one or two.
  const auto symmetric = table_of(
      "relax --size 30 --self-coupling 0 --symmetry 1 --rule parallel --samples 30 --starts 8");
  CHECK(symmetric.numbers("converged_fraction")[0] + symmetric.numbers("cycle_fraction")[0] ==
        Approx(1.0));
  CHECK(symmetric.numbers("mean_cycle_length")[0] == 2.0);
  CHECK(symmetric.numbers("mean_cycle_length_error")[0] == 0.0);
}

TEST_CASE(
    "relax runs every rule of the list, and the cold heat bath is the asynchronous dynamics") {
  const std::string common = "relax --size 30 --self-coupling 0.6 --samples 5 --max-sweeps 40 ";
  for (const auto& rule : dynamics::rule_names.all()) {
    const auto table = table_of(common + "--temperature 0.5 --rule " + rule);
    CHECK(table.column("rule")[0] == rule);
  }
  for (const std::string how : {"--starts 1", "--starts 3 --order permutation", "--order greedy"}) {
    auto bath = table_of(common + how + " --rule heat-bath"), plain = table_of(common + how);
    for (std::size_t c = 0; c < bath.header.size(); ++c)
      if (bath.header[c] != "rule") CHECK(bath.rows[0][c] == plain.rows[0][c]);
  }
  // The same law, other runs.
  const std::string hot = "relax --size 60 --self-coupling 0.8 --temperature 0.4 --samples 200 ";
  const auto bath = table_of(hot + "--rule heat-bath"), plain = table_of(hot);
  CHECK(bath.rows[0] != plain.rows[0]);
  const double error =
      std::hypot(bath.numbers("mean_sweeps_error")[0], plain.numbers("mean_sweeps_error")[0]);
  CHECK(std::abs(bath.numbers("mean_sweeps")[0] - plain.numbers("mean_sweeps")[0]) < 4.0 * error);
  const auto refused = run_steady(common + "--rule heat");
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Catch::Matchers::Contains("asynchronous, parallel, heat-bath"));
}

TEST_CASE("relax takes modules, sparse networks, temperatures and every order") {
  for (const char* more : {"--modules 3 --coupling 0.4 --topology chain", "--mean-degree 4",
                           "--order greedy", "--order fixed", "--temperature 0,0.1 --max-sweeps 20",
                           "--symmetry 0.5 --order permutation"}) {
    const auto table =
        table_of("relax --size 30 --self-coupling 0.7 --samples 3 --starts 2 " + std::string(more));
    CHECK(table.numbers("converged_fraction").front() > 0.0);
  }
}

TEST_CASE("relax, solve and threshold take sparse networks far larger than a matrix can be") {
  const auto relaxed =
      table_of("relax --size 20000 --mean-degree 10 --self-coupling 1 --samples 2 --threads 1");
  CHECK(relaxed.numbers("converged_fraction")[0] == 1.0);
  const auto solved =
      table_of("solve --size 3000 --mean-degree 10 --self-coupling 1 --samples 1 --threads 1");
  CHECK(solved.numbers("solved_fraction")[0] == 1.0);
  const auto found = table_of(
      "threshold --sizes 300,400 --mean-degree 8 --algorithm asynchronous --samples 40 "
      "--target-error 0.2 --max-sweeps 50");
  CHECK(found.column("algorithm")[0] == "asynchronous");  // the theory is that of dense networks
  for (const double threshold : found.numbers("threshold")) CHECK(std::abs(threshold - 0.5) < 0.4);
  for (const std::string command : {"relax --size", "solve --size", "threshold --sizes"}) {
    const std::string rest = command[0] == 't' ? "" : " --self-coupling 1";
    const auto dense = run_steady(command + " 14178" + rest);
    CHECK(dense.code == 2);
    CHECK_THAT(dense.err, Catch::Matchers::Contains("14177"));
    CHECK_THAT(dense.err, Catch::Matchers::Contains(command.substr(command.find("--"))));
    const auto full = run_steady(command + " 200" + rest + " --mean-degree 200");
    CHECK(full.code == 2);
    CHECK_THAT(full.err, Catch::Matchers::Contains("--mean-degree"));
  }
}

TEST_CASE("relax refuses what makes no sense with 2, and what cannot fit with 3") {
  const std::string base = "relax --size 20 --self-coupling 0.5 --samples 2 ";
  for (const auto& [more, named] : std::vector<std::pair<std::string, std::string>>{
           {"--max-sweeps -1", "--max-sweeps"},
           {"--temperature -0.1", "--temperature"},
           {"--temperature nan", "--temperature"},
           {"--order greedy --temperature 0.1", "--temperature"},
           {"--rule parallel --order fixed", "--order"},
           {"--rule serial", "--rule"},
           {"--coupling 0.3", "--coupling"},
           {"--coupling 0,0.3 --modules 1,2", "--coupling"},
           {"--order steepest", "--order"},
           {"--starts 0", "--starts"},
           {"--modules 0", "--modules"},
           {"--modules 100 --coupling 20", "--coupling"},
           {"--mean-degree 0", "--mean-degree"},
           {"--mean-degree 20", "--mean-degree"},
           {"--external-field -1", "--external-field"},
           {"--symmetry 2", "--symmetry"},
           {"--topology star", "--topology"}}) {
    const auto outcome = run_steady(base + more);
    INFO(more << "\n" << outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Matchers::Contains(named));
  }
  const auto large =
      run_steady("relax --size 1000000 --mean-degree 1000 --modules 1000 --self-coupling 0.5");
  CHECK(large.code == 3);
  CHECK_THAT(large.err, Catch::Matchers::Contains("memory"));
}

TEST_CASE("Ctrl-C ends relax in the middle of one long run") {
  RunSetup setup;
  setup.meanwhile = [](pid_t child) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    kill(child, SIGINT);
  };
  for (const char* more : {"", " --starts 3", " --rule parallel", " --temperature 0.5"}) {
    const auto outcome = run_steady(
        "relax --size 200 --self-coupling 0 --samples 1 --max-sweeps 1000000000 --progress never" +
            std::string(more),
        setup);
    INFO(more << "\n" << outcome.err);
    CHECK(outcome.code == 130);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("data of the figures of the dynamics: the same for any threads, and true") {
  const Folder folder;
  const auto data = [&folder](const std::string& figure, const std::string& more) {
    const auto outcome = run_steady("figure " + figure + " --samples 2 --formats svg --out " +
                                    folder.file("") + more);
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.err.empty());
    return parse_csv(folder.read(figure + ".csv"));
  };
  const auto cycles = data("cycles", "");
  const auto series = cycles.column("series");
  const auto J = cycles.numbers("self_coupling"), size = cycles.numbers("size"),
             count = cycles.numbers("two_cycles"), error = cycles.numbers("two_cycles_error"),
             share = cycles.numbers("cycle_fraction"),
             settled = cycles.numbers("converged_fraction");
  std::size_t seen = 0;
  for (std::size_t r = 0; r < series.size(); ++r) {
    const double exact = std::exp(theory::log_mean_two_cycles(static_cast<int>(size[r]), J[r]));
    if (series[r] == "closed_form") CHECK(count[r] == Approx(exact).epsilon(1e-12));
    if (series[r] == "dynamics") CHECK(share[r] + settled[r] == Approx(1.0).epsilon(1e-12));
    if (series[r] != "exhaustive" || exact < 0.1) continue;
    CHECK(std::abs(count[r] - exact) < 5.0 * error[r]);
    ++seen;
  }
  CHECK(seen > 5);

  const auto robustness = data("robustness", " --threads 1");
  CHECK(data("robustness", " --threads 3").rows == robustness.rows);
  const auto flipped = robustness.numbers("flipped"), overlap = robustness.numbers("overlap"),
             returned = robustness.numbers("returned_fraction"),
             low = robustness.numbers("returned_low"), high = robustness.numbers("returned_high");
  CHECK(std::count(returned.begin(), returned.end(), 0.0) > 0);
  for (std::size_t r = 0; r < flipped.size(); ++r) {
    CHECK(low[r] <= returned[r]);
    CHECK(high[r] - low[r] > 0.0);  // none of a few says little, and so does each of a few
  }
  for (std::size_t r = 1; r < flipped.size(); ++r) {
    if (flipped[r] < flipped[r - 1]) continue;
    CHECK(overlap[r] < overlap[r - 1] + 0.05);
    CHECK(returned[r] <= returned[r - 1] + 0.1);
  }
}

TEST_CASE("a mean to which one network contributes is the value of that network") {
  // One of these networks goes to a cycle, of period 766; one converges, after 296.43 sweeps.
  for (const std::string samples : {"60", "80", "95", "100"}) {
    const auto cycles = table_of(
        "relax --size 40 --self-coupling 0 --rule parallel --max-sweeps 1000 --samples " + samples);
    CHECK(cycles.numbers("cycle_fraction")[0] == Approx(1.0 / std::stod(samples)));
    CHECK(cycles.numbers("mean_cycle_length")[0] == 766.0);
    CHECK(cycles.column("mean_cycle_length_error")[0] == "nan");
    CHECK(cycles.numbers("mean_transient")[0] == 229.0);
  }
  const auto sweeps =
      table_of("relax --size 100 --self-coupling 0.14 --samples 60 --max-sweeps 300 --seed 3");
  CHECK(sweeps.numbers("mean_sweeps")[0] == Approx(296.43).epsilon(1e-12));
  CHECK(sweeps.column("mean_sweeps_error")[0] == "nan");
}

TEST_CASE("what was not seen in any network has an upper limit, not the error zero") {
  const auto table = table_of(
      "relax --size 30 --self-coupling 1 --rule parallel --samples 40 --max-sweeps 500 --starts 2");
  CHECK(table.numbers("mean_unstable_fraction")[0] == 0.0);
  CHECK(table.numbers("mean_unstable_fraction_error")[0] == Approx(1.0 / 41.0));
  CHECK(table.numbers("two_cycle_starts_error")[0] == Approx(1.0 / 41.0));
  const auto counted = table_of("enumerate --size 16 --self-coupling -0.3 --samples 20 --seed 7");
  CHECK(counted.numbers("mean_count")[0] == 0.0);
  CHECK(counted.numbers("mean_count_error")[0] == Approx(2.0 / 21.0));
  CHECK(counted.numbers("mean_count_error")[0] > counted.numbers("expected_count")[0]);
  CHECK(counted.numbers("empty_fraction")[0] == 1.0);
  CHECK(counted.numbers("empty_fraction_low")[0] == Approx(20.0 / 21.0));
  CHECK(counted.numbers("empty_fraction_high")[0] == 1.0);
}

TEST_CASE("relax --equilibrate averages over what is stationary, the same for any threads") {
  const std::string hot =
      "relax --size 20 --self-coupling 0 --symmetry 1 --equilibrate --temperature 1.5,3 --samples "
      "6 "
      "--burn-in 50 --sweeps 1500 ";
  const auto table = table_of(hot + "--threads 1");
  CHECK(table.rows == table_of(hot + "--threads 3").rows);
  CHECK(table.rows.size() == 2);
  CHECK(table.column("status") == std::vector<std::string>(2, "equilibrated"));
  const auto energy = table.numbers("energy"), error = table.numbers("energy_error"),
             thermal = table.numbers("energy_thermal_error"), time = table.numbers("energy_time");
  for (std::size_t r = 0; r < 2; ++r) {
    const double beta = r == 0 ? 1.0 / 1.5 : 1.0 / 3.0;
    CHECK(std::abs(energy[r] + 0.5 * beta * 0.95) < 6.0 * error[r] + 0.02);
    CHECK(thermal[r] < error[r]);
    CHECK(time[r] >= 0.5);
  }
  CHECK(table.provenance.count("burn_in") == 1);
  CHECK(table.provenance.count("max_sweeps") == 0);
  CHECK(std::isnan(table.numbers("pattern_overlap").front()));
  // One network a row: its mean is that of the table.
  const auto each = table_of(hot + "--per-sample");
  REQUIRE(each.rows.size() == 12);
  double sum = 0.0;
  for (std::size_t k = 0; k < 6; ++k) sum += each.numbers("energy")[k] / 6.0;
  CHECK(sum == Approx(energy[0]));
  CHECK(std::isnan(each.numbers("energy_error")[0]));
  const auto bins = table_of(hot + "--overlap-bins 7");
  REQUIRE(bins.rows.size() == 14);
  double shares = 0.0;
  for (std::size_t b = 0; b < 7; ++b) shares += bins.numbers("bin_share")[b];
  CHECK(shares == Approx(1.0));
  const auto plain = table_of("relax --size 10 --self-coupling 1 --samples 2");
  CHECK(plain.provenance.count("burn_in") == 0);
}

TEST_CASE("relax --equilibrate says with 1 what is not in equilibrium, and refuses with 2") {
  const std::string base =
      "relax --size 30 --self-coupling 0 --symmetry 1 --samples 2 --equilibrate ";
  const auto short_run = run_steady(base + "--temperature 0.5 --sweeps 50 --burn-in 0");
  CHECK(short_run.code == 1);
  CHECK_THAT(short_run.err, Catch::Matchers::Contains("not equilibrated"));
  const auto table = parse_csv(short_run.out);
  CHECK(table.column("status").front() == "too short");
  CHECK(std::isnan(table.numbers("energy_thermal_error").front()));
  CHECK(std::isfinite(table.numbers("energy").front()));
  for (const auto& [more, named] : std::vector<std::pair<std::string, std::string>>{
           {"", "--temperature"},
           {"--temperature 0,1", "--temperature"},
           {"--temperature 1 --max-sweeps 50", "--max-sweeps"},
           {"--temperature 1 --starts 2", "--starts"},
           {"--temperature 1 --basins", "--basins"},
           {"--temperature 1 --order greedy", "greedy"},
           {"--temperature 1 --rule parallel --order fixed", "--order"},
           {"--temperature 1 --sweeps 0", "--sweeps"},
           {"--temperature 1 --overlap-bins -1", "--overlap-bins"}}) {
    const auto outcome = run_steady(base + more);
    INFO(more << "\n" << outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK_THAT(outcome.err, Catch::Matchers::Contains(named));
  }
  for (const std::string alone :
       {"--burn-in 10", "--sweeps 10", "--overlap-bins 4", "--pattern x.csv", "--per-sample"}) {
    const auto outcome = run_steady("relax --size 30 --self-coupling 0 --samples 2 " + alone);
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.err, Catch::Matchers::Contains("--equilibrate"));
  }
  CHECK(run_steady(base + "--temperature 1 --pattern /no/such/file.csv").code == 3);
}
