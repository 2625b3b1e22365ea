// Whatever goes wrong ends with one clear line, the right exit code, and never a half-written file.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/stat.h>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;

namespace {

struct Bad {
  const char* arguments;
  const char* named;  ///< must appear in the message: the option or the file
};

void check_refused(const Bad& bad, int code) {
  INFO("steady " << bad.arguments);
  const auto outcome = run_steady(bad.arguments);
  INFO(outcome.err);
  CHECK(outcome.code == code);
  CHECK(outcome.out.empty());
  CHECK(lines(outcome.err).size() == 1);
  CHECK_THAT(outcome.err, Catch::Matchers::StartsWith("steady: "));
  CHECK_THAT(outcome.err, Catch::Matchers::Contains(bad.named));
}

/// Long enough to be interrupted; needs no forecast to be right.
const std::string long_run =
    "enumerate --size 30 --method sweep --self-coupling 0 --samples 100000 --max-time 1e15";

void wait_for_temporary(const Folder& folder, std::size_t files = 1) {
  for (int i = 0; i < 1000 && folder.names().size() < files; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace

TEST_CASE("bad usage exits with 2 and names the option") {
  const std::vector<Bad> all{
      {"", "SUBCOMMAND"},
      {"conquer", "conquer"},
      {"--frobnicate", "--frobnicate"},
      {"entropy", "--self-coupling"},
      {"entropy --frobnicate 1", "--frobnicate"},
      {"entropy --self-coupling 0 --frobnicate", "--frobnicate"},
      {"entropy --self-coupling 0 stray", "stray"},
      {"entropy --self-coupling", "--self-coupling"},
      {"entropy --self-coupling 0 --self-coupling 1", "--self-coupling"},
      {"entropy --self-coupling=", "--self-coupling"},
      {"entropy --self-coupling nan", "--self-coupling"},
      {"entropy --self-coupling inf", "--self-coupling"},
      {"entropy --self-coupling -inf", "--self-coupling"},
      {"entropy --self-coupling 1:0:0.1", "--self-coupling"},
      {"entropy --self-coupling 0:1", "--self-coupling"},
      {"entropy --self-coupling 0:1:0", "--self-coupling"},
      {"entropy --self-coupling 0,,1", "--self-coupling"},
      {"entropy --self-coupling x", "--self-coupling"},
      {"entropy --self-coupling 1e200", "--self-coupling"},
      {"entropy --self-coupling 0 --symmetry 1.0001", "--symmetry"},
      {"entropy --self-coupling 0 --symmetry -1.1", "--symmetry"},
      {"entropy --self-coupling 0 --size 1", "--size"},
      {"entropy --self-coupling 0 --format xml", "--format"},
      {"entropy --self-coupling 0 --progress maybe", "--progress"},
      {"entropy --self-coupling 0 --seed -1", "--seed"},
      {"entropy --self-coupling 0 --seed 1.5", "--seed"},
      {"entropy --self-coupling 0 --out=", "--out"},
      {"modules --modules 0 --coupling 0 --self-coupling 0", "--modules"},
      {"modules --modules 2 --coupling nan --self-coupling 0", "--coupling"},
      {"modules --modules 2 --coupling 0 --self-coupling 0 --topology tree", "--topology"},
      {"pairs --self-coupling 0", "--overlap"},
      {"pairs --self-coupling 0 --overlap 0 --size 10", "--size"},
      {"pairs --self-coupling 0 --overlap 1.5", "--overlap"},
      {"pairs --self-coupling 0 --size 1", "--size"},
      {"replicas --self-coupling 0.1 --replicas 0.5 --overlap 0.5", "--replicas"},
      {"replicas --self-coupling 0.1 --replicas nan --overlap 0.5", "--replicas"},
      {"replicas --self-coupling 0.1 --replicas 2 --overlap 0", "--overlap"},
      {"replicas --self-coupling 0.1 --replicas 2 --overlap 1", "--overlap"},
      {"replicas --self-coupling 0.1 --replicas 2", "--overlap"},
      {"replicas --self-coupling 1000 --replicas 2 --overlap 0.5", "--self-coupling"},
      {"local-entropy --self-coupling 0.1 --distance 0", "--distance"},
      {"local-entropy --self-coupling 0.1 --distance 0.6", "--distance"},
      {"local-entropy --self-coupling 0.1 --distance 0.1 --replicas 0.5", "--replicas"},
      {"local-entropy --distance 0.1", "--self-coupling"},
      {"transitions --replicas 1", "--replicas"},
      {"transitions --replicas 0.5", "--replicas"},
      {"transitions --tolerance 0", "--tolerance"},
      {"transitions --tolerance 1e-20", "--tolerance"},
      {"transitions --tolerance 1", "--tolerance"},
      {"transitions --from 1 --to 0", "--from"},
      {"cycles --self-coupling 0", "--size"},
      {"cycles --size 10", "--self-coupling"},
      {"clusters --size 10", "--self-coupling"},
      {"clusters --self-coupling 0", "--size"},
      {"enumerate --self-coupling 0", "--size"},
      {"enumerate --size 65 --self-coupling 0", "--size"},
      {"enumerate --size 1 --self-coupling 0", "--size"},
      {"enumerate --size 10.5 --self-coupling 0", "--size"},
      {"enumerate --size 10 --self-coupling nan", "--self-coupling"},
      {"enumerate --size 10 --self-coupling -1e101", "--self-coupling"},
      {"enumerate --size 10 --self-coupling 0 --symmetry 2", "--symmetry"},
      {"enumerate --size 10 --self-coupling 0 --samples 0", "--samples"},
      {"enumerate --size 10 --self-coupling 0 --threads 0", "--threads"},
      {"enumerate --size 10 --self-coupling 0 --threads -3", "--threads"},
      {"enumerate --size 10 --self-coupling 0 --method magic", "--method"},
      {"enumerate --size 10 --self-coupling 0 --simd sse9", "--simd"},
      {"enumerate --size 10 --self-coupling 0 --max-time nan", "--max-time"},
      {"enumerate --size 10 --self-coupling 0 --mean-degree 9.5", "--mean-degree"},
      {"enumerate --size 10 --self-coupling 0 --mean-degree 0", "--mean-degree"},
  };
  for (const auto& bad : all) check_refused(bad, 2);
}

TEST_CASE("an option that means nothing beside the others is refused, not ignored") {
  const std::vector<Bad> all{
      {"modules --modules 1 --coupling 0.3 --self-coupling 0", "--coupling"},
      {"modules --modules 1 --coupling 0 --self-coupling 0 --topology ring", "--topology"},
      {"transitions --self-coupling 0", "--self-coupling"},
      {"transitions --topology ring", "--topology"},
      {"transitions --modules 1 --topology chain", "--topology"},
      {"transitions --modules 2 --from -1", "--from"},
      {"transitions --modules 2 --to 5", "--to"},
      {"transitions --modules 2 --tolerance 1e-6", "--tolerance"},
      {"transitions --modules 2 --replicas 2,60", "--replicas"},
      {"validate --samples 100", "--samples"},
      {"validate --timing", "--timing"},
      {"threshold --sizes 40 --algorithm greedy --max-iterations 50", "--max-iterations"},
      {"threshold --sizes 40 --algorithm reinforced --max-sweeps 50", "--max-sweeps"},
      {"threshold --sizes 40 --algorithm greedy --topology all", "--topology"},
      {"threshold --sizes 40 --algorithm greedy --timing", "--timing"},
      {"relax --size 10 --self-coupling 0 --rule parallel --order random", "--order"},
      {"relax --size 10 --self-coupling 0 --topology all", "--topology"},
      {"clusters --size 10 --self-coupling 0 --timing", "--timing"},
      {"relax --size 10 --self-coupling 0 --modules 2 --topology all", "--topology"},
      {"relax --size 8 --self-coupling 0 --basins --max-sweeps 3", "--max-sweeps"},
      {"solve --size 10 --self-coupling 0 --transpose", "--transpose"},
      {"enumerate --size 10 --self-coupling 0 --ties on", "--ties"},
      {"clusters --states none.h5 --samples 5", "--samples"},
      {"clusters --states none.h5 --seed 5", "--seed"},
      {"clusters --states none.h5 --self-coupling 0", "--self-coupling"},
      {"clusters --states none.h5 --symmetry 0", "--symmetry"},
      {"clusters --states none.h5 --mean-degree 3", "--mean-degree"},
      {"clusters --states none.h5 --ensemble gaussian", "--ensemble"},
      {"clusters --states none.h5 --external-field 0", "--external-field"},
      {"clusters --states none.h5 --transpose", "--transpose"},
      {"clusters --size 10 --self-coupling 0 --link-distance 3", "--link-distance"},
      {"threshold --sizes 40 --algorithm greedy --extrapolation inverse", "--extrapolation"},
      {"threshold --sizes 40,50 --algorithm greedy --per-sample --extrapolation power",
       "--extrapolation"},
      {"capacity --size 10 --layers 1 --coupling 0.4", "--coupling"},
      {"capacity --size 10 --loads 0.1 --resolution 0.2", "--resolution"},
      {"capacity --size 10 --loads 0.001", "--loads"},
      {"capacity --size 10 --rate 0.3", "--rate"},
      {"capacity --size 10 --layers 2 --bridge-strength 0 --rate 0.3", "--rate"},
      {"capacity --size 10 --input-port identity --rate-input 0.3", "--rate-input"},
      {"figure list --latex", "--latex"},
      {"figure entropy --format json", "--format"},
      {"figure y-gap --samples 1000", "--samples"},
      {"figure phase-diagram --seed 2", "--seed"},
      {"learn --data prototypes --samples 3", "--samples"},
      {"learn --data prototypes --preset chain --layers 1 --coupling 2", "--coupling"},
      {"learn --data prototypes --model none.h5 --resume --force", "--force"},
      {"classify --model none.h5 --data none --seed 2", "--seed"},
      {"classify --model none.h5 --data none --samples 3", "--samples"},
  };
  for (const auto& bad : all) check_refused(bad, 2);
  // Closed forms: nothing is random, and no column holds a time.
  for (const std::string command :
       {"entropy --self-coupling 0", "pairs --self-coupling 0 --overlap 0",
        "replicas --self-coupling 0.1 --replicas 2 --overlap 0.5",
        "local-entropy --self-coupling 0.1 --distance 0.1", "transitions --tolerance 1e-2",
        "modules --modules 2 --coupling 0 --self-coupling 0", "cycles --size 4 --self-coupling 0"})
    for (const std::string option : {"--seed 1", "--samples 100", "--timing"}) {
      const std::string line = command + " " + option;
      check_refused({line.c_str(), option.substr(0, option.find(' ')).c_str()}, 2);
    }
}

TEST_CASE("files that cannot be written exit with 3, name the file, and cost no computation") {
  const Folder folder;
  const auto in_nowhere = folder.file("nowhere/x.csv"), directory = folder.file("");
  std::ofstream(folder.file("plain")) << "x";
  const auto below_file = folder.file("plain/x.csv");
  for (const std::string& name : {in_nowhere, below_file, directory, std::string("/dev/full")}) {
    const auto entropy = "entropy --self-coupling 0:1:0.1 --out " + name;
    check_refused({entropy.c_str(), name.c_str()}, 3);
  }
  const auto never_started = long_run + " --out " + in_nowhere;
  check_refused({never_started.c_str(), in_nowhere.c_str()}, 3);
  const auto states = "enumerate --size 10 --self-coupling 0 --states " + in_nowhere;
  check_refused({states.c_str(), in_nowhere.c_str()}, 3);
  CHECK(folder.names() == std::vector<std::string>{"plain"});
}

TEST_CASE("what would take too long or not fit in memory is refused with 3") {
  check_refused({"enumerate --size 64 --method sweep --self-coupling 0", "--max-time"}, 3);
  check_refused({"enumerate --size 24 --self-coupling 0 --max-time 0", "--max-time"}, 3);
  check_refused({"enumerate --size 8 --self-coupling 0 --samples 1000000000000000", "memory"}, 3);
  check_refused({"entropy --self-coupling 0:9:0.00001 --symmetry 0:1:0.00001", "memory"}, 3);
}

TEST_CASE("a full disk leaves the old file alone and nothing else") {
  const Folder folder;
  const auto file = folder.file("table.csv");
  std::ofstream(file) << "old";
  RunSetup limited;
  limited.file_size_limit = 4096;
  const auto outcome = run_steady("entropy --self-coupling 0:9:0.001 --out " + file, limited);
  CHECK(outcome.code == 3);
  CHECK(lines(outcome.err).size() == 1);
  CHECK_THAT(outcome.err, Catch::Matchers::Contains(file));
  CHECK(folder.names() == std::vector<std::string>{"table.csv"});
  CHECK(folder.read("table.csv") == "old");
}

TEST_CASE("a full disk behind standard output exits with 3") {
  RunSetup full;
  full.stdout_file = "/dev/full";
  for (const char* arguments :
       {"entropy --self-coupling 0", "--help", "entropy --help", "--version"}) {
    const auto outcome = run_steady(arguments, full);
    CHECK(outcome.code == 3);
    CHECK(lines(outcome.err).size() == 1);
    CHECK_THAT(outcome.err, Catch::Matchers::Contains("standard output"));
  }
}

TEST_CASE("a closed pipe ends quietly, as SIGPIPE would") {
  RunSetup closed;
  closed.close_stdout_reader = true;
  for (const char* arguments : {"entropy --self-coupling 0:9:0.001", "--help"}) {
    const auto outcome = run_steady(arguments, closed);
    CHECK(outcome.code == 128 + SIGPIPE);
    CHECK(outcome.err.empty());
  }
}

TEST_CASE("devices are written to, never replaced") {
  const auto outcome = run_steady("entropy --self-coupling 0 --out /dev/null");
  CHECK(outcome.code == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("Ctrl-C also ends a long table of closed forms") {
  const Folder folder;
  RunSetup setup;
  setup.meanwhile = [&](pid_t child) {
    wait_for_temporary(folder);
    kill(child, SIGINT);
  };
  const auto begin = std::chrono::steady_clock::now();
  const auto outcome = run_steady(
      "pairs --self-coupling 0.1,0.2 --size 1000000 --out " + folder.file("table.csv"), setup);
  CHECK(outcome.code == 130);
  CHECK(lines(outcome.err).size() == 1);
  CHECK(folder.names().empty());
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

TEST_CASE("Ctrl-C exits with 130 and leaves nothing behind") {
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}})
    for (const char* with_states : {"", " --states "}) {
      const Folder folder;
      RunSetup setup;
      const bool states = *with_states != '\0';
      setup.meanwhile = [&, number = signal](pid_t child) {
        wait_for_temporary(folder, states ? 2 : 1);
        kill(child, number);
      };
      const auto outcome =
          run_steady(long_run + " --progress never --out " + folder.file("table.csv") +
                         with_states + (states ? folder.file("states.h5") : std::string()),
                     setup);
      INFO(outcome.err);
      CHECK(outcome.code == code);
      CHECK_THAT(lines(outcome.err).back(), Catch::Matchers::Contains("interrupted"));
      CHECK(folder.names().empty());
    }
}
