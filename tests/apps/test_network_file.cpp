// --network: networks of one's own in the commands, and what is refused.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/files/arrays.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Catch::Matchers::Contains;

namespace {

const std::string cases = STEADY_NETWORK_CASES;
const std::string yeast = cases + "/yeast11_weights_01_convention.csv";

}  // namespace

TEST_CASE("the yeast network has its seven fixed points and their basins") {
  const auto counted = table_of("enumerate --network " + yeast + " --states-as 01");
  CHECK(counted.numbers("mean_count") == std::vector<double>{7.0});
  CHECK(counted.numbers("samples") == std::vector<double>{1.0});
  CHECK(counted.provenance.at("samples") == "1");
  CHECK(counted.column("ensemble") == std::vector<std::string>{"given"});
  const auto basins =
      table_of("relax --network " + yeast + " --states-as 01 --rule parallel --basins");
  CHECK(basins.numbers("starts") == std::vector<double>{1764, 151, 109, 9, 7, 7, 1});
  CHECK(basins.numbers("period") == std::vector<double>(7, 1.0));
  // The stationary G1 state of the paper: Cdh1 and Sic1 on.
  CHECK(basins.column("state").front() == "00001000100");
}

TEST_CASE("three Hebbian patterns make eight fixed points, whatever the file") {
  for (const std::string file : {"/hebb24.csv", "/hebb24.npy"}) {
    const auto found = run_steady("enumerate --network " + cases + file);
    CHECK(found.code == 0);
    CHECK_THAT(found.err, Contains("rounded"));  // multiples of 1/24
    CHECK(parse_csv(found.out).numbers("mean_count") == std::vector<double>{8.0});
  }
  const auto relaxed = run_steady("relax --starts 20 --network " + cases + "/hebb24.csv");
  CHECK(parse_csv(relaxed.out).numbers("converged_fraction") == std::vector<double>{1.0});
  const auto solved = run_steady("solve --network " + cases + "/hebb24.csv --attempts 5");
  CHECK(parse_csv(solved.out).numbers("solved_fraction") == std::vector<double>{1.0});
}

TEST_CASE("networks of a file run in equilibrium, beside a pattern of a file") {
  const Folder folder;
  const std::string run = "relax --equilibrate --network " + cases + "/hebb24.csv --sweeps 3000 ";
  // One of the three patterns that it was made of; and twice.
  const std::string pattern = "-1,1,1,1,-1,-1,1,1,-1,-1,1,-1,-1,1,-1,-1,1,1,-1,-1,1,1,1,1\n";
  std::ofstream(folder.file("one.csv")) << pattern;
  std::ofstream(folder.file("two.csv")) << pattern << pattern;
  const auto two = run_steady(run + "--temperature 0.3 --pattern " + folder.file("two.csv"));
  CHECK(two.code == 2);
  CHECK_THAT(two.err, Contains("2 states"));
  const auto beside =
      parse_csv(run_steady(run + "--temperature 1.5 --pattern " + folder.file("one.csv")).out);
  CHECK(beside.numbers("abs_pattern_overlap").front() > 0.1);
  const auto cold = run_steady(run + "--temperature 0.3 --rule parallel");
  const auto table = parse_csv(cold.out);
  CHECK(table.numbers("energy").front() == Approx(-0.457).margin(0.02));
  CHECK(std::isnan(table.numbers("energy_error").front()));  // one network
  // The yeast's couplings are not symmetric.
  const auto cells = table_of(
      "relax --equilibrate --states-as 01 --temperature 1 --sweeps 2000 "
      "--network " +
      yeast);
  CHECK(cells.column("status").front() == "equilibrated");
  CHECK(std::isnan(cells.numbers("energy").front()));
  CHECK(cells.numbers("alignment_thermal_error").front() > 0.0);
}

TEST_CASE("the diagonal and fields of a file count, and rows feed neurons") {
  const Folder folder;
  const auto file = folder.file("J.csv");
  std::ofstream(file) << "2,1\n0,3\n";
  const auto count = [&](const std::string& more) {
    return table_of("enumerate --network " + file + more).numbers("mean_count").front();
  };
  // Neuron 0 hears neuron 1 with 1 and itself with 2: every state is stable.
  CHECK(count("") == 4.0);
  // Without the diagonal neuron 0 follows neuron 1, which hears nothing and keeps its state.
  CHECK(count(" --diagonal ignore") == 2.0);
  CHECK(count(" --diagonal ignore --self-coupling 1") == 4.0);
  CHECK(count(" --diagonal ignore --transpose") == 2.0);
  std::ofstream(folder.file("b.csv")) << "0\n5\n";
  CHECK(count(" --field " + folder.file("b.csv")) == 2.0);  // 5 holds neuron 1 up against 3
}

TEST_CASE("a states file holds the whole network: fields, diagonal and unit come back with it") {
  const Folder folder;
  const auto states = folder.file("states.h5");
  const auto count = [](const std::string& of) {
    return table_of("enumerate --network " + of).numbers("mean_count").front();
  };
  // Neurons 0 and 1 agree, neuron 2 is up; up, neuron 1 has the stability 2000 − 1800 − 500 + J_D.
  std::ofstream(folder.file("J.csv")) << "-1000,3000,0\n2000,-500,0\n0,4000,0\n";
  std::ofstream(folder.file("b.csv")) << "0\n-1800\n5000\n";
  CHECK(count(folder.file("J.csv") + " --field " + folder.file("b.csv") + " --states " + states) ==
        1.0);
  CHECK(count(states + " --self-coupling 299.75") == 1.0);
  CHECK(count(states + " --self-coupling 300.25") == 2.0);
  CHECK_THAT(run_steady("enumerate --states-as 01 --network " + states).err,
             Contains("leave --states-as 01 out"));
  // The cell cycle is made of thresholds.
  CHECK(count(yeast + " --states-as 01 --states " + states) == 7.0);
  CHECK(count(states) == 7.0);
}

TEST_CASE("random fields are written and read with their networks") {
  const Folder folder;
  const std::string drawn = "enumerate --size 14 --self-coupling 0.3 --per-sample --samples ";
  for (const std::string name : {"J.npz", "J.h5"}) {
    const auto file = folder.file(name);
    const auto counts =
        table_of(drawn + "3 --external-field 1 --write-network " + file).numbers("count");
    CHECK(
        table_of("enumerate --self-coupling 0.3 --per-sample --network " + file).numbers("count") ==
        counts);
  }
  // Of several strengths, each network with its own field.
  const auto file = folder.file("states.h5");
  auto counts = table_of(drawn + "3 --external-field 0,1 --states " + file).numbers("count");
  auto back =
      table_of("enumerate --self-coupling 0.3 --per-sample --network " + file).numbers("count");
  std::sort(counts.begin(), counts.end());
  std::sort(back.begin(), back.end());
  CHECK(back == counts);
  CHECK_THAT(run_steady(drawn + "1 --external-field 1 --write-network " + folder.file("J.csv")).err,
             Contains(".npz or .h5"));
}

TEST_CASE("where rounding could decide, the numbers as read do, and neurons are named") {
  // Neuron 0 hears the others, which copy it, against a field: 0.1 + 0.2 is above 0.3, and below
  // 0.30000000000000004, by less than any grid can tell.
  const Folder folder;
  std::ofstream(folder.file("J.csv")) << "0,0.1,0.2\n1,0,0\n1,0,0\n";
  const std::string network = " --network " + folder.file("J.csv") + " --field ";
  const auto check = [&](const std::string& field, double fixed_points) {
    CAPTURE(field);
    std::ofstream(folder.file("b.csv")) << field << "\n0\n0\n";
    const auto counted = run_steady("enumerate" + network + folder.file("b.csv"));
    CHECK_THAT(counted.err, Contains("neurons (counted from 0) of network 0: 0"));
    const auto table = parse_csv(counted.out);
    CHECK(table.numbers("mean_count").front() == fixed_points);
    CHECK(table.provenance.at("doubtful_neurons") == "network 0: 0");
    const auto basins = parse_csv(
        run_steady("relax --basins --rule parallel" + network + folder.file("b.csv")).out);
    const auto periods = basins.numbers("period");
    CHECK(std::count(periods.begin(), periods.end(), 1.0) == fixed_points);
    CHECK(basins.provenance.at("doubtful_neurons") == "network 0: 0");
    // From every state with neurons 1 and 2 up: the run ends where it stands, or moves on.
    const auto judged = parse_csv(
        run_steady("relax --max-sweeps 0 --starts 2000" + network + folder.file("b.csv")).out);
    CHECK(judged.numbers("converged_fraction").front() * 8.0 == Approx(fixed_points).epsilon(0.15));
  };
  check("-0.3", 2.0);
  check("-0.30000000000000004", 1.0);
}

TEST_CASE("fields come from any array of a file of several") {
  const Folder folder;
  std::ofstream(folder.file("J.csv")) << "0,1\n1,0\n";
  for (const std::string name : {"b.npz", "b.h5"}) {
    CAPTURE(name);
    steady::files::ArrayWriter writer(folder.file(name));
    writer.add("none", std::vector<double>{0.0, 0.0});
    writer.add("strong", std::vector<double>{3.0, 0.0});
    writer.close();
    const auto with = [&](const std::string& more) {
      return run_steady("enumerate --network " + folder.file("J.csv") + " --field " +
                        folder.file(name) + more);
    };
    const auto count = [&](const std::string& array) {
      return parse_csv(with(" --field-data-set " + array).out).numbers("mean_count").front();
    };
    CHECK(count("none") == 2.0);
    CHECK(count("strong") == 1.0);
    CHECK_THAT(with("").err, Contains("none") && Contains("give the name of one"));
    CHECK_THAT(with(" --field-data-set weak").err, Contains("weak"));
  }
}

TEST_CASE("what never settles has a row of its own among the basins") {
  const Folder folder;
  std::ofstream(folder.file("chase.txt")) << "0 1\n-1 0\n";
  const auto random = table_of("relax --basins --network " + folder.file("chase.txt"));
  CHECK(random.numbers("period") == std::vector<double>{0.0});
  CHECK(random.numbers("share") == std::vector<double>{1.0});
  CHECK(random.column("state") == std::vector<std::string>{""});
  const auto cycle =
      table_of("relax --basins --rule parallel --network " + folder.file("chase.txt"));
  CHECK(cycle.numbers("period") == std::vector<double>{4.0});
  CHECK(cycle.numbers("share") == std::vector<double>{1.0});
}

TEST_CASE("networks that were written are read as the same") {
  const Folder folder;
  const std::string random = " --size 12 --self-coupling 0.2 --seed 4";
  for (const std::string name : {"J.csv", "J.tsv", "J.npy", "J.npz", "J.mtx", "J.h5"}) {
    CAPTURE(name);
    const auto file = folder.file(name);
    const auto counts =
        table_of("enumerate --samples 1 --write-network " + file + random).numbers("mean_count");
    CHECK(table_of("enumerate --self-coupling 0.2 --network " + file).numbers("mean_count") ==
          counts);
  }
  for (const std::string name : {"all.npz", "all.h5"}) {
    const auto file = folder.file(name);
    const auto drawn = table_of("relax --samples 11 --write-network " + file + random);
    const auto read = table_of("relax --self-coupling 0.2 --seed 4 --network " + file);
    CHECK(read.numbers("samples") == std::vector<double>{11.0});
    CHECK(read.column("mean_sweeps") == drawn.column("mean_sweeps"));
    CHECK(read.column("mean_overlap_with_start") == drawn.column("mean_overlap_with_start"));
  }
}

TEST_CASE("clusters of a file's networks are those of its fixed points") {
  const Folder folder;
  table_of("enumerate --network " + yeast + " --states-as 01 --states " + folder.file("all.h5"));
  for (const std::string what : {"", " --clusters --link-distance 3"}) {
    const auto direct = table_of("clusters --network " + yeast + " --states-as 01" + what);
    const auto stored = table_of("clusters --states " + folder.file("all.h5") + what);
    for (const auto& column : direct.header) {
      CAPTURE(column);
      if (column != "symmetry")  // that is in no file of states
        CHECK(direct.column(column) == stored.column(column));
    }
  }
  const auto pairs = table_of("clusters --network " + yeast + " --states-as 01");
  CHECK(pairs.numbers("mean_pairs").front() == 7.0);
  CHECK(pairs.column("expected_pairs").front() == "nan");
}

TEST_CASE("thresholds of networks that were written are those of the networks drawn") {
  const Folder folder;
  std::string files;
  for (const std::string size : {"12", "20"}) {
    const auto file = folder.file("J" + size + ".npz");
    table_of("relax --self-coupling 0 --max-sweeps 0 --samples 40 --size " + size +
             " --write-network " + file);
    files += (files.empty() ? "" : ",") + file;
  }
  const std::string how =
      " --algorithm asynchronous --max-sweeps 30 --samples 40 --target-error 0.01";
  const auto drawn = table_of("threshold --sizes 12,20" + how, 1);
  const auto read = table_of("threshold --network " + files + how, 1);
  REQUIRE(drawn.column("algorithm").front() == "gap_closing");
  REQUIRE(read.rows.size() == 3);  // theory does not know networks of a file
  for (std::size_t r = 0; r < 3; ++r) CHECK(read.rows[r] == drawn.rows[r + 1]);
}

TEST_CASE("notes on rounding belong to what is judged, and to runs that are") {
  const std::string network = " --network " + cases + "/hebb24.csv";
  const auto thermal = run_steady("relax --equilibrate --sweeps 100 --temperature 1" + network);
  CHECK_THAT(thermal.err, Contains("rounded"));
  CHECK_THAT(thermal.err, !Contains("judged"));
  CHECK_THAT(run_steady("relax" + network).err, Contains("judged"));
  const auto refused = run_steady("threshold --ties on" + network);
  CHECK(refused.code == 2);
  CHECK(lines(refused.err).size() == 1);
}

TEST_CASE("the symmetry is that of the networks of a file that are used") {
  const Folder folder;
  {
    steady::files::ArrayWriter writer(folder.file("J.npz"), "");
    writer.add("a", steady::files::DenseMatrix{2, 2, {0.0, 1.0, 1.0, 0.0}});
    writer.add("b", steady::files::DenseMatrix{2, 2, {0.0, 1.0, -1.0, 0.0}});
    writer.close();
  }
  const std::string run = "relax --network " + folder.file("J.npz");
  CHECK(table_of(run).numbers("symmetry") == std::vector<double>{0.0});
  CHECK(table_of(run + " --samples 1").numbers("symmetry") == std::vector<double>{1.0});
}

TEST_CASE("networks of different sizes in one file are refused with their names") {
  const Folder folder;
  {
    steady::files::ArrayWriter writer(folder.file("J.npz"), "");
    writer.add("large", steady::files::DenseMatrix{3, 3, std::vector<double>(9, 1.0)});
    writer.add("small", steady::files::DenseMatrix{2, 2, std::vector<double>(4, 1.0)});
    writer.close();
  }
  const auto refused = run_steady("enumerate --network " + folder.file("J.npz"));
  CHECK(refused.code == 3);
  for (const char* part : {"J.npz:large", "J.npz:small", "--data-set"})
    CHECK_THAT(refused.err, Contains(part));
}

TEST_CASE("two ways to say which networks, or none, are refused in words") {
  const auto refused = [](const std::string& arguments, int code, const std::string& words) {
    const auto run = run_steady(arguments);
    CAPTURE(arguments);
    CHECK(run.code == code);
    CHECK_THAT(run.err, Contains(words));
    CHECK(lines(run.err).size() == 1);
  };
  const Folder folder;
  std::ofstream(folder.file("ragged.csv")) << "0,1\n1\n";
  std::ofstream(folder.file("flat.csv")) << "0,1,2\n1,0,2\n";
  std::ofstream(folder.file("three.csv")) << "1\n2\n3\n";
  std::ofstream large(folder.file("large.csv"));
  for (int i = 0; i < 65; ++i) {
    for (int j = 0; j < 65; ++j) large << (j == 0 ? "" : ",") << (i == j ? 0 : 1);
    large << '\n';
  }
  large.close();
  refused("relax --self-coupling 0", 2, "--network");
  refused("relax --size 5", 2, "--self-coupling");
  refused("relax --size 5 --self-coupling 0 --states-as 01", 2, "needs --network");
  refused("enumerate --size 5 --network " + yeast, 2, "only one");
  refused("enumerate --seed 3 --network " + yeast, 2, "--seed");
  refused("relax --symmetry 1 --network " + yeast, 2, "--symmetry");
  refused("enumerate --samples 2 --network " + yeast, 2, "1 network");
  refused("enumerate --network " + folder.file("large.csv"), 2, "at most 64");
  refused("relax --basins --size 8 --self-coupling 0 --max-sweeps 5", 2, "--max-sweeps");
  refused("relax --size 8 --self-coupling 0 --full-states", 2, "--full-states");
  refused("enumerate --size 9 --self-coupling 0 --write-network " + folder.file("a.npy"), 2,
          "one network");
  refused("enumerate --size 9 --self-coupling 0 --write-network " + folder.file("a.doc"), 2,
          ".npz");
  refused("relax --size 9,10 --self-coupling 0 --write-network " + folder.file("a.npz"), 2,
          "one kind");
  refused("solve --write-network " + folder.file("a.npz") + " --network " + yeast, 2, "--network");
  refused("clusters --seed 3 --network " + yeast, 2, "--seed");
  refused("clusters --network " + folder.file("large.csv"), 2, "at most 64");
  refused("relax --basins --seed 3 --network " + yeast, 2, "--seed");
  refused("threshold --network " + yeast, 2, "relax");
  refused("threshold --sizes 11 --network " + yeast, 2, "only one");
  refused("threshold --control coupling --network " + yeast, 2, "--control");
  refused("threshold --network " + yeast + "," + yeast + " --field " + folder.file("three.csv"), 2,
          "--field");
  refused("enumerate --network " + folder.file("none.csv"), 3, "none.csv");
  refused("enumerate --network " + folder.file("ragged.csv"), 3, "line 2");
  refused("enumerate --network " + folder.file("flat.csv"), 3, "N x N matrix");
  refused("enumerate --network " + yeast + " --field " + folder.file("three.csv"), 3, "11");
}
