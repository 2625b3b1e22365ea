// --states, --start and --record: states out of the commands and into them.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <vector>

#include <unistd.h>

#include <tests/catch.hpp>

#include <steady/numerics/files/runs_file.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Catch::Matchers::Contains;
using steady::files::RunsReader;

namespace {

const std::string file_cases = STEADY_FILE_CASES;
const std::string network_cases = STEADY_NETWORK_CASES;

std::string written(const Folder& folder, const std::string& name, const std::string& text) {
  std::ofstream(folder.file(name)) << text;
  return folder.file(name);
}

}  // namespace

TEST_CASE("tables are the same with --states, and fixed points kept are ends to start from") {
  const Folder folder;
  const auto kept = " --states " + folder.file("runs.h5");
  const std::string relax = "relax --size 40 --self-coupling 0.8 --samples 2 --starts 5";
  CHECK(table_of(relax + kept + " --record 0,3").rows == table_of(relax).rows);
  CHECK(folder.names() == std::vector<std::string>{"runs.h5"});
  const RunsReader reader(folder.file("runs.h5"));
  REQUIRE(reader.names() == std::vector<std::string>{"network_0", "network_1"});
  const auto runs = reader.read("network_1");
  CHECK(runs.verified == std::vector<std::int8_t>(5, 1));
  CHECK(runs.sweep == std::vector<std::int64_t>{0, 3});
  CHECK_THAT(reader.provenance(), Contains("self_coupling: 0.8"));
  const auto start = " --start " + folder.file("runs.h5");
  const auto again = table_of("relax --size 40 --self-coupling 0.8 --samples 2 --max-sweeps 50" +
                              start + " --start-data-set network_1");
  CHECK(again.column("starts") == std::vector<std::string>{"5"});
  CHECK(again.provenance.at("starts") == "5");
  CHECK(again.numbers("converged_fraction").front() >= 0.5);  // all of network 1
  const auto refused = run_steady("relax --size 40 --self-coupling 0.8" + start);
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("--start-data-set") && Contains("network_0"));
  const std::string solve = "solve --size 40 --self-coupling 0.8 --samples 2";
  CHECK(table_of(solve + kept).rows == table_of(solve).rows);
  const std::string threshold = "threshold --sizes 20 --symmetry 0.5 --algorithm greedy";
  CHECK(run_steady(threshold + kept).out.find("greedy,20") != std::string::npos);
  const RunsReader trials(folder.file("runs.h5"));
  CHECK(trials.names().size() >= 16);
  CHECK(trials.read(trials.names().front()).texts.at("study") == "searching");
}

TEST_CASE("starts are read from text, NumPy and files that h5py wrote, 0 and 1 where told") {
  const Folder folder;
  const std::string relax = "relax --size 5 --self-coupling 9 --samples 3 ";
  const auto starts = [&](const std::string& options) {
    return table_of(relax + options).numbers("starts").front();
  };
  CHECK(starts("--start " + file_cases + "/runs_h5py.h5 --start-data-set whole") == 3);
  CHECK(starts("--start " + file_cases + "/runs_h5py.h5 --start-data-set truth") == 3);
  const auto text = written(folder, "pm.csv", "1,-1,1,1,-1\n-1,-1,-1,1,1\n");
  const auto bits = written(folder, "01.txt", "1 0 1 1 0\n0 0 0 1 1\n");
  const auto keep = [&](const std::string& start) {
    table_of(relax + "--start " + start + " --states " + folder.file("runs.h5"));
    return RunsReader(folder.file("runs.h5")).read("network_2").start;
  };
  CHECK(keep(text) == std::vector<std::int8_t>{1, -1, 1, 1, -1, -1, -1, -1, 1, 1});
  CHECK(keep(bits + " --states-as 01") == keep(text));
  const auto refused = [&](const std::string& options, int code, const std::string& why) {
    const auto outcome = run_steady(relax + options);
    CHECK(outcome.code == code);
    CHECK(outcome.out.empty());
    CHECK(lines(outcome.err).size() == 1);
    CHECK_THAT(outcome.err, Contains(why));
  };
  refused("--start " + bits, 3, "--states-as 01");
  refused("--start " + written(folder, "zero.csv", "1,0,-1,1,1\n"), 3, "no third state");
  refused("--start " + written(folder, "short.csv", "1,-1,1\n"), 3, "states of 5 neurons");
  refused("--start " + folder.file("none.csv"), 3, "none.csv");
  refused("--start " + text + " --starts 2", 2, "--start");
  refused("--states-as 01", 2, "needs --network, --start");
  refused("--record 3", 2, "--states");
  refused("--max-sweeps 9 --record 10 --states " + folder.file("new.h5"), 2, "--max-sweeps 9");
  refused("--basins --states " + folder.file("new.h5"), 2, "--basins");
  CHECK(run_steady("solve --size 9 --self-coupling 1 --algorithm plain --states x.h5").code == 2);
}

TEST_CASE("the way of the yeast network into its largest basin is written sweep after sweep") {
  const Folder folder;
  // Li et al., PNAS 101, 4781 (2004): the cell cycle, from the excited G1 state (Cln3 on) back.
  const auto start = written(folder, "start.csv", "1,0,0,0,1,0,0,0,1,0,0\n");
  const auto states = folder.file("runs.h5");
  table_of("relax --network " + network_cases +
           "/yeast11_weights_01_convention.csv --states-as 01 --rule parallel --record 0:20:1 "
           "--start " +
           start + " --states " + states);
  const auto runs = RunsReader(states).read("network_0");
  CHECK(runs.verified == std::vector<std::int8_t>{1});
  CHECK(runs.sweep.size() == 21);
  CHECK(runs.end == std::vector<std::int8_t>{-1, -1, -1, -1, 1, -1, -1, -1, 1, -1, -1});
  CHECK(std::equal(runs.end.begin(), runs.end.end(), runs.trajectory.end() - 11));
}

TEST_CASE("Ctrl-C leaves nothing of --states") {
  const Folder folder;
  RunSetup setup;
  setup.meanwhile = [&](pid_t child) {
    for (int i = 0; i < 5000 && folder.names().empty(); ++i) usleep(1000);
    kill(child, SIGINT);
  };
  const auto outcome =
      run_steady("relax --size 2000 --self-coupling 0 --samples 1000 --progress never --states " +
                     folder.file("runs.h5"),
                 setup);
  CHECK(outcome.code == 130);
  CHECK(folder.names().empty());
}
