// enumerate --energies and --ground-states, relax --basins of networks of any size.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Catch::Matchers::Contains;

namespace {

void refused(const std::string& arguments, int code, const std::string& words) {
  const auto outcome = run_steady(arguments);
  CAPTURE(arguments, outcome.err);
  CHECK(outcome.code == code);
  CHECK(lines(outcome.err).size() == 1);
  CHECK_THAT(outcome.err, Contains(words));
}

const std::string symmetric = " --size 14 --symmetry 1 --samples 3 --seed 2";

}  // namespace

TEST_CASE("ground states are the lowest of the energies that enumerate tells") {
  const auto levels = table_of("enumerate --energies --per-sample --self-coupling 0" + symmetric);
  const auto grounds = table_of("enumerate --ground-states --per-sample" + symmetric);
  const auto samples = levels.numbers("sample"), energies = levels.numbers("energy");
  const auto states = levels.column("state");
  for (std::size_t row = 0, found = 0; row < samples.size(); ++row) {
    if (levels.numbers("level")[row] > 0.0) {
      CHECK(energies[row] >= energies[row - 1]);
      continue;
    }
    CHECK(energies[row] == grounds.numbers("energy")[found]);
    CHECK(states[row] == grounds.column("state")[found]);
    CHECK(grounds.column("proved")[found] == "true");
    ++found;
  }
  const auto counted = table_of("enumerate --self-coupling 0" + symmetric);
  const auto bins = table_of("enumerate --energies --energy-bin 0.1 --self-coupling 0" + symmetric);
  double sum = 0.0;
  for (const double count : bins.numbers("mean_count")) sum += count;
  CHECK(sum == Approx(counted.numbers("mean_count").front()));
  CHECK(bins.numbers("energy_high").front() - bins.numbers("energy_low").front() == Approx(0.1));
  const auto means = table_of("enumerate --ground-states" + symmetric);
  double mean = 0.0;
  for (const double energy : grounds.numbers("energy")) mean += energy / 3.0;
  CHECK(means.numbers("mean_energy").front() == Approx(mean));
  CHECK(means.numbers("mean_degeneracy").front() == 2.0);
  CHECK(means.numbers("proved_fraction").front() == 1.0);
}

TEST_CASE("energies of a file are in its units, and need its symmetry") {
  const Folder folder;
  // Three neurons with couplings 300, beyond the grid, one of them negative; a field on the first.
  std::ofstream(folder.file("J.csv")) << "7,300,300\n300,0,-300\n300,-300,0\n";
  std::ofstream(folder.file("b.csv")) << "30\n0\n0\n";
  const auto found = table_of("enumerate --ground-states --per-sample --network " +
                              folder.file("J.csv") + " --field " + folder.file("b.csv"));
  // s_0 = +1 and one of the others: E = −300 − 30.
  CHECK(found.numbers("energy") == std::vector<double>{-110.0});
  CHECK(found.numbers("degeneracy") == std::vector<double>{3.0});
  CHECK(found.column("state") == std::vector<std::string>{"++-"});
  CHECK(found.numbers("energy_rounding") == std::vector<double>{0.0});
  std::ofstream(folder.file("K.csv")) << "0,1,0.5\n1,0,0.25\n0.5,0.2500152587890625,0\n";
  refused("enumerate --ground-states --network " + folder.file("K.csv"), 2, "J_2,1");
  refused("enumerate --energies --network " + folder.file("K.csv"), 2, "K.csv");
  // Differences that the grid rounds away count as well.
  std::ofstream(folder.file("L.csv")) << "0,0.1\n0.1000000000000001,0\n";
  const auto rounded = run_steady("enumerate --ground-states --network " + folder.file("L.csv"));
  CHECK(rounded.code == 2);
  CHECK_THAT(rounded.err, Contains("J_1,0 = 0.1000000000000001"));
}

TEST_CASE("energies refuse what they cannot be") {
  const std::string asked = "enumerate --size 8 --samples 2 ";
  refused(asked + "--ground-states", 2, "--symmetry");
  refused(asked + "--energies --symmetry 0.5 --self-coupling 0", 2, "--symmetry");
  refused(asked + "--energies --symmetry 1", 2, "--self-coupling");
  refused(asked + "--energies --ground-states --symmetry 1 --self-coupling 0", 2,
          "--ground-states");
  refused(asked + "--self-coupling 0 --energy-bin 0.1", 2, "--energy-bin");
  refused(asked + "--self-coupling 0 --max-nodes 5", 2, "--max-nodes");
  refused(asked + "--ground-states --symmetry 1 --method tree", 2, "--method");
  refused(asked + "--ground-states --symmetry 1 --max-time 0", 3, "--max-time");
  const auto open =
      run_steady("enumerate --size 30 --samples 2 --symmetry 1 --ground-states --max-nodes 5");
  CHECK(open.code == 1);
  CHECK_THAT(open.err, Contains("2 network(s) are not proved"));
  CHECK(parse_csv(open.out).numbers("proved_fraction") == std::vector<double>{0.0});
  CHECK(parse_csv(open.out).numbers("mean_lower_bound").front() <
        parse_csv(open.out).numbers("mean_energy").front());
}

TEST_CASE("a search for ground states can be interrupted") {
  RunSetup setup;
  setup.meanwhile = [](pid_t program) {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    kill(program, SIGINT);
  };
  const auto stopped =
      run_steady("enumerate --size 64 --samples 5000 --symmetry 1 --ground-states", setup);
  CHECK(stopped.code == 130);
  CHECK(stopped.out.empty());
}

TEST_CASE("basins of larger networks are sampled, and say so") {
  const std::string asked =
      "relax --basins --size 200 --symmetry 1 --self-coupling 0 --samples 2 --max-sweeps 300";
  const auto one = table_of(asked + " --starts 60 --threads 1");
  CHECK(one.rows == table_of(asked + " --starts 60 --threads 3").rows);
  CHECK(table_of(asked).numbers("tried").front() == 1000.0);
  std::map<double, double> shares;
  for (std::size_t row = 0; row < one.rows.size(); ++row) {
    shares[one.numbers("sample")[row]] += one.numbers("share")[row];
    CHECK(one.numbers("share_low")[row] < one.numbers("share")[row]);
    CHECK(one.numbers("share_high")[row] > one.numbers("share")[row]);
  }
  for (const auto& [sample, sum] : shares) CHECK(sum == Approx(1.0));
  CHECK(one.column("state").front().empty());
  const auto hashes = one.column("state_hash");
  CHECK(hashes.front().size() == 16);
  CHECK(std::set<std::string>(hashes.begin(), hashes.end()).size() == hashes.size());
  CHECK(one.numbers("unseen_share").front() > 0.5);  // as many as starts, nearly
  const auto full = table_of(asked + " --starts 60 --full-states");
  CHECK(full.column("state").front().size() == 200);
  CHECK(full.column("state_hash") == hashes);
  // Chaos never settles.
  const auto restless = table_of(
      "relax --basins --rule parallel --size 3000 --mean-degree 6 --self-coupling 0 --samples 1 "
      "--starts 5 --max-sweeps 20");
  CHECK(restless.numbers("period") == std::vector<double>{-1.0});
  CHECK(restless.numbers("share") == std::vector<double>{1.0});
  CHECK(restless.numbers("share_low").front() < 1.0);
  for (const std::string how : {"--rule heat-bath", "--order greedy"})
    CHECK_THAT(run_steady("relax --basins --size 12 --self-coupling 0 --samples 1 " + how).err,
               Contains(how.substr(0, how.find(' ')) + ": basins are known of"));
}

TEST_CASE("sampled basins agree with those of all states, attractor by attractor") {
  for (const std::string rule : {"--rule parallel", "--order fixed", "--order random"}) {
    CAPTURE(rule);
    const std::string asked = "relax --basins --size 12 --self-coupling 0.2 --samples 1 " + rule;
    const auto exact = table_of(asked);
    const auto sampled = table_of(asked + " --starts 3000");
    std::map<std::string, double> share;
    for (std::size_t row = 0; row < exact.rows.size(); ++row)
      share[exact.column("state_hash")[row]] = exact.numbers("share")[row];
    CHECK(exact.numbers("share_low") == exact.numbers("share"));
    CHECK(exact.numbers("tried").front() == 4096.0);
    for (std::size_t row = 0; row < sampled.rows.size(); ++row) {
      const double starts = sampled.numbers("starts")[row];
      CHECK(starts == std::round(starts));
      if (sampled.numbers("period")[row] < 1.0) continue;
      const double p = share.at(sampled.column("state_hash")[row]);
      // 5 standard errors, for some 30 attractors.
      CHECK(std::abs(sampled.numbers("share")[row] - p) < 5.0 * std::sqrt(p * (1.0 - p) / 3000));
    }
  }
}
