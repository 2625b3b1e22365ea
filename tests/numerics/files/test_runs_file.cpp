// States of runs in HDF5, written here and by h5py (tests/oracles/file_cases.py).
#include <fstream>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/runs_file.hpp>

using namespace steady::files;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

const fs::path cases = STEADY_FILE_CASES;

Runs some_runs() {
  Runs runs;
  runs.name = "size=3,sample=0";
  runs.network = "size=3 ensemble=gaussian symmetry=0";
  runs.size = 3;
  runs.self_coupling = 0.1;
  runs.seed = ~0ULL;
  runs.sample = 4;
  runs.texts = {{"rule", "parallel"}};
  runs.start = {1, -1, 1, -1, -1, -1};
  runs.end = {1, 1, 1, -1, 1, -1};
  runs.verified = {1, 0};
  runs.period = {1, 2};
  runs.cycle_first = {0, 0, 2};
  runs.cycle_states = {-1, 1, -1, 1, -1, 1};
  runs.sweep = {0, 5};
  runs.trajectory = {1, -1, 1, 1, 1, 1, -1, -1, -1, -1, 1, -1};
  runs.columns = {{"sweeps", {2, 100}}, {"energy", {-0.1, 1.0 / 3}}};
  return runs;
}

/// The rows that file_cases.py writes.
const std::vector<std::int8_t> rows = {1, -1, -1, 1, -1, -1, -1, 1, -1, -1, -1, 1, -1, -1, 1};

}  // namespace

TEST_CASE("Runs read back as they were written") {
  const ScratchFolder folder;
  const auto path = folder.path() / "runs.h5";
  const auto runs = some_runs();
  auto bare = Runs{};
  bare.name = "bare";
  bare.size = 2;
  bare.end = {1, -1};
  {
    RunsWriter writer(path, "1.0", "by hand");
    writer.add(runs);
    writer.add(bare);
    CHECK_THROWS_WITH(writer.add(bare), Contains("a group of that name"));
    CHECK_FALSE(fs::exists(path));
    writer.close();
  }
  CHECK(folder.entries() == 1);
  CHECK(is_runs_file(path));
  const RunsReader reader(path);
  CHECK(reader.version() == "1.0");
  CHECK(reader.provenance() == "by hand");
  REQUIRE(reader.names() == std::vector<std::string>{"bare", runs.name});
  const auto back = reader.read(runs.name);
  CHECK(back.network == runs.network);
  CHECK(back.self_coupling == 0.1);
  CHECK(back.seed == runs.seed);
  CHECK(back.sample == 4);
  CHECK(back.texts == runs.texts);
  CHECK(back.start == runs.start);
  CHECK(back.end == runs.end);
  CHECK(back.verified == runs.verified);
  CHECK(back.period == runs.period);
  CHECK(back.cycle_first == runs.cycle_first);
  CHECK(back.cycle_states == runs.cycle_states);
  CHECK(back.sweep == runs.sweep);
  CHECK(back.trajectory == runs.trajectory);
  CHECK(back.columns == runs.columns);
  CHECK(back.count() == 2);
  CHECK(reader.read("bare").end == bare.end);
}

TEST_CASE("Runs that h5py wrote are read, whatever kind of number their states are") {
  const RunsReader reader(cases / "runs_h5py.h5");
  const auto truth = reader.read("truth");
  CHECK(truth.network == "of h5py");
  CHECK(truth.self_coupling == 0.0);
  CHECK(truth.texts.at("remark") == "fixed length");
  CHECK(truth.end == rows);
  CHECK(reader.read("whole").end == rows);
  const auto real = reader.read("float");
  CHECK(real.end == rows);
  CHECK(real.start[0] == -1);
  CHECK(real.verified == std::vector<std::int8_t>{1, 0, 1});
  CHECK(real.period == std::vector<std::int64_t>{1, 0, 1});
  CHECK(real.columns.at("sweeps") == std::vector{3.0, 100.0, 7.0});
  CHECK_THROWS_WITH(reader.read("zero_one"), Contains("end: it holds 0") && Contains("2*x - 1"));
  CHECK_THROWS_WITH(RunsReader(cases / "one.h5"), Contains("no group /runs"));
  CHECK_FALSE(is_runs_file(cases / "one.h5"));
  CHECK_FALSE(is_runs_file(cases / "array.mtx"));
}

TEST_CASE("Runs that do not fit together are refused before they are written") {
  const ScratchFolder folder;
  RunsWriter writer(folder.path() / "runs.h5", "", "");
  const auto refuse = [&](const char* why, const auto& spoil) {
    auto runs = some_runs();
    spoil(runs);
    CHECK_THROWS_WITH(writer.add(runs), Contains(runs.name) && Contains(why));
  };
  refuse("another number", [](Runs& r) { r.start.pop_back(); });
  refuse("not of -1 and 1", [](Runs& r) { r.end[2] = 0; });
  refuse("cycle_first", [](Runs& r) { r.cycle_first.back() = 3; });
  refuse("trajectory", [](Runs& r) { r.sweep.push_back(7); });
  refuse("period", [](Runs& r) { r.period.push_back(7); });
  refuse("one number a run", [](Runs& r) { r.columns["x"] = {1.0}; });
  refuse("neither", [](Runs& r) { r.start.clear(), r.end.clear(); });
  refuse("without slashes", [](Runs& r) { r.name = "a/b"; });
}
