// Figures: complete files, data that is the theory's, the same bytes for any number of threads,
// and clear words when something is missing. gnuplot is one of the test packages.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include <unistd.h>

#include <steady/theory/entropy.hpp>
#include <steady/theory/pairs.hpp>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

/// Data without the line that quotes the command.
std::string without_command(const std::string& text) {
  std::string result;
  for (const auto& line : lines(text))
    if (line.rfind("# command: ", 0) != 0) result += line + "\n";
  return result;
}

/// A value of PATH for one test; the program inherits it.
class Path {
 public:
  explicit Path(const std::string& value) : before_(std::getenv("PATH")) {
    setenv("PATH", value.c_str(), 1);
  }
  ~Path() { setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("figure list names every figure first on its line") {
  const auto outcome = run_steady("figure list");
  CHECK(outcome.code == 0);
  Names names;
  for (const auto& line : lines(outcome.out)) names.push_back(line.substr(0, line.find(' ')));
  CHECK(names == Names{"entropy",
                       "clusters",
                       "pairs",
                       "franz-parisi",
                       "local-entropy",
                       "complexity",
                       "y-gap",
                       "phase-diagram",
                       "accessibility",
                       "thresholds",
                       "modules-accessibility",
                       "relaxation-time",
                       "robustness",
                       "cycles",
                       "symmetry",
                       "learning-curve",
                       "accuracy-width",
                       "accuracy-self-coupling",
                       "accuracy-excitatory",
                       "capacity-depth",
                       "representations",
                       "feedback-removal"});
}

TEST_CASE("every figure names equations that docs/theory.md has, in its list and in the help") {
  std::ifstream file(STEADY_THEORY);
  const std::string theory{std::istreambuf_iterator<char>(file), {}};
  REQUIRE(contains(theory, "**(2.1)**"));
  const auto help = run_steady("figure --help").out;
  const std::regex number(R"(\([0-9A-Z]+\.[0-9]+\))");
  for (const auto& line : lines(run_steady("figure list").out)) {
    INFO(line);
    CHECK(contains(help, line));
    std::sregex_iterator at(line.begin(), line.end(), number), end;
    CHECK(at != end);
    for (; at != end; ++at) {
      INFO(at->str());
      // "**(2.1)** Σ = …", or with its subject, "**(1.2) Fixed points.** …".
      CHECK(
          (contains(theory, "**" + at->str() + "**") || contains(theory, "**" + at->str() + " ")));
    }
  }
}

TEST_CASE("bad figure requests exit with 2 and name what is wrong") {
  const Folder folder;
  const std::string out = " --out " + folder.file("new");
  for (const auto& [arguments, named] : std::vector<std::pair<std::string, std::string>>{
           {"figure", "NAME"},
           {"figure phase", "'phase'"},
           {"figure pairs --formats pdf,,png", "--formats"},
           {"figure pairs --formats eps", "'eps'"},
           {"figure pairs --formats pdf,pdf", "twice"},
           {"figure pairs --formats pdf,", "--formats"},
           {"figure pairs --data prototypes", "--data"},
           {"figure capacity-depth --data prototypes", "--data"},
           {"figure pairs --samples 0", "--samples"}}) {
    INFO(arguments);
    const auto outcome = run_steady(arguments + out);
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, named));
    CHECK(folder.names().empty());
  }
}

TEST_CASE("a figure is data, script and picture, all complete") {
  const Folder folder;
  const auto outcome =
      run_steady("figure pairs --samples 1 --latex --out " + folder.file("new/deep"));
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.empty());
  Names written;
  for (const auto& entry : fs::directory_iterator(folder.file("new/deep")))
    written.push_back(entry.path().filename().string());
  CHECK(sorted(written) == Names{"pairs-latex.pdf", "pairs-latex.tex", "pairs.csv", "pairs.gp",
                                 "pairs.pdf", "pairs.png", "pairs.svg"});
  CHECK(lines(outcome.out).size() == written.size());
  CHECK(folder.read("new/deep/pairs.pdf").rfind("%PDF", 0) == 0);
  CHECK(contains(folder.read("new/deep/pairs.svg"), "</svg>"));
  CHECK(contains(folder.read("new/deep/pairs-latex.tex"), "$J_D$"));
}

TEST_CASE("the script remakes the figure by hand from the data beside it") {
  const Folder folder;
  REQUIRE(run_steady("figure pairs --samples 1 --formats svg --out " + folder.file("")).code == 0);
  const auto drawn = folder.read("pairs.svg");
  fs::remove(folder.file("pairs.svg"));
  const std::string command = "cd '" + folder.file("") + "' && gnuplot pairs.gp 2>&1";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(folder.read("pairs.svg") == drawn);
}

TEST_CASE("data of the symmetry figure: closed forms are the theory's, for every series") {
  const Folder folder;
  REQUIRE(run_steady("figure symmetry --samples 3 --formats svg --out " + folder.file("")).code ==
          0);
  const auto table = parse_csv(folder.read("symmetry.csv"));
  for (const char* key : {"program", "revision", "command", "seed", "samples", "figure"})
    CHECK(table.provenance.count(key) == 1);
  CHECK(table.header == Names{"series", "size", "self_coupling", "symmetry", "entropy",
                              "finite_size_entropy", "samples", "annealed_entropy",
                              "annealed_entropy_error", "typical_entropy", "typical_entropy_error",
                              "empty_fraction"});
  const auto series = table.column("series");
  const auto size = table.numbers("size"), self_coupling = table.numbers("self_coupling"),
             symmetry = table.numbers("symmetry"), entropy = table.numbers("entropy"),
             finite = table.numbers("finite_size_entropy");
  int enumerated = 0;
  for (std::size_t r = 0; r < series.size(); ++r) {
    CHECK(entropy[r] == steady::theory::fixed_point_entropy(self_coupling[r], symmetry[r]));
    if (series[r] == "closed_form") continue;
    const int n = static_cast<int>(size[r]);
    CHECK(finite[r] == steady::theory::log_mean_fixed_points(n, self_coupling[r], symmetry[r]) / n);
    enumerated += series[r] == "enumeration" ? 1 : 0;
  }
  CHECK(enumerated == 36);
}

TEST_CASE("data of the pairs figure: theory at every distance, and ± symmetric counts") {
  const Folder folder;
  REQUIRE(run_steady("figure pairs --samples 2 --formats svg --out " + folder.file("")).code == 0);
  const auto table = parse_csv(folder.read("pairs.csv"));
  const auto series = table.column("series");
  const auto size = table.numbers("size"), self_coupling = table.numbers("self_coupling"),
             distance = table.numbers("distance"), entropy = table.numbers("entropy"),
             k = table.numbers("hamming_distance");
  for (std::size_t r = 0; r < series.size(); ++r) {
    if (series[r] == "closed_form") {
      CHECK(entropy[r] == steady::theory::pair_entropy(self_coupling[r], 1 - 2 * distance[r]));
      continue;
    }
    const int n = static_cast<int>(size[r]), at = static_cast<int>(k[r]);
    CHECK(distance[r] == k[r] / n);
    if (series[r] == "finite_size") {
      CHECK(entropy[r] == steady::theory::log_mean_pairs(n, self_coupling[r], at) / n);
    } else if (2 * at <= n) {
      // Fixed points come as s and −s: as many pairs at N − k as at k.
      const auto mirror = r + static_cast<std::size_t>(n - 2 * at);
      CHECK(entropy[r] == entropy[mirror]);
    }
  }
}

TEST_CASE("data do not depend on the number of threads") {
  const Folder folder;
  const auto data = [&folder](const std::string& figure, const std::string& extra) {
    const auto outcome = run_steady("figure " + figure + " --samples 2 --formats svg --out " +
                                    folder.file("") + extra);
    INFO(outcome.err);
    CHECK(outcome.code == 0);
    return without_command(folder.read(figure + ".csv"));
  };
  for (const char* figure : {"clusters", "pairs", "symmetry"}) {
    const auto one = data(figure, " --threads 1");
    CHECK(data(figure, " --threads 2") == one);
    CHECK(data(figure, " --threads 5") == one);
    CHECK(data(figure, " --seed 2") != one);
  }
}

TEST_CASE("without gnuplot the data and the script are still written, and the exit code is 3") {
  const Folder folder;
  Outcome outcome{};
  {
    const Path nowhere(folder.file("nowhere"));
    outcome = run_steady("figure pairs --samples 1 --out " + folder.file("out"));
  }
  CHECK(outcome.code == 3);
  CHECK(lines(outcome.err).size() == 1);
  CHECK(contains(outcome.err, "gnuplot"));
  CHECK(fs::exists(folder.file("out/pairs.csv")));
  CHECK(fs::exists(folder.file("out/pairs.gp")));
  CHECK_FALSE(fs::exists(folder.file("out/pairs.pdf")));
}

TEST_CASE("a gnuplot that fails is quoted, and leaves no picture") {
  const Folder folder;
  fs::create_directories(folder.file("bin"));
  std::ofstream(folder.file("bin/gnuplot"))
      << "#!/bin/sh\necho half > pairs.pdf\necho 'the pen is dry' >&2\nexit 1\n";
  fs::permissions(folder.file("bin/gnuplot"), fs::perms::owner_all);
  Outcome outcome{};
  {
    const Path broken(folder.file("bin") + ":/bin:/usr/bin");
    outcome = run_steady("figure pairs --samples 1 --out " + folder.file("out"));
  }
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "the pen is dry"));
  CHECK_FALSE(fs::exists(folder.file("out/pairs.pdf")));
  CHECK(std::distance(fs::directory_iterator(folder.file("out")), fs::directory_iterator()) == 2);
}

TEST_CASE("a picture cut short by a full disk is noticed") {
  const Folder folder;
  fs::create_directories(folder.file("bin"));
  std::ofstream(folder.file("bin/gnuplot")) << "#!/bin/sh\necho '%PDF half' > pairs.pdf\n";
  fs::permissions(folder.file("bin/gnuplot"), fs::perms::owner_all);
  Outcome outcome{};
  {
    const Path broken(folder.file("bin") + ":/bin:/usr/bin");
    outcome = run_steady("figure pairs --samples 1 --formats pdf --out " + folder.file("out"));
  }
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "pairs.pdf"));
  CHECK_FALSE(fs::exists(folder.file("out/pairs.pdf")));
}

TEST_CASE("an --out that cannot be a directory exits with 3 before anything is computed") {
  const Folder folder;
  std::ofstream(folder.file("file")) << "not a directory\n";
  for (const auto& out :
       {folder.file("file"), folder.file("file/below"), std::string("/proc/steady-figures")}) {
    const auto outcome = run_steady("figure entropy --samples 1000000 --out " + out);
    INFO(outcome.err);
    CHECK(outcome.code == 3);
    CHECK(contains(outcome.err, out));
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("more networks than memory holds are refused") {
  const Folder folder;
  for (const char* figure : {"clusters", "pairs", "symmetry", "entropy"}) {
    const auto refused = run_steady(std::string("figure ") + figure +
                                    " --samples 1000000000000 --out " + folder.file(""));
    CHECK(refused.code == 3);
    CHECK(contains(refused.err, "memory"));
    CHECK(folder.names().empty());
  }
}

TEST_CASE("Ctrl-C leaves no file of an unfinished figure") {
  const Folder folder;
  RunSetup setup;
  setup.meanwhile = [&folder](pid_t program) {
    // Its working folder shows that the computation has begun.
    for (int i = 0; i < 1000 && folder.names().empty(); ++i) usleep(10000);
    kill(program, SIGINT);
  };
  const auto outcome = run_steady("figure pairs --samples 2000 --out " + folder.file(""), setup);
  CHECK(outcome.code == 130);
  CHECK(folder.names().empty());
}

TEST_CASE("figures of learning do not depend on threads, and learn the data they are given") {
  const Folder folder;
  const std::string base = "figure feedback-removal --samples 1 --formats svg";
  REQUIRE(run_steady(base + " --threads 1 --out " + folder.file("one")).code == 0);
  REQUIRE(run_steady(base + " --threads 2 --out " + folder.file("two")).code == 0);
  const auto one = folder.read("one/feedback-removal.csv");
  CHECK(without_command(one) == without_command(folder.read("two/feedback-removal.csv")));
  const auto table = parse_csv(one);
  const auto overlap = table.numbers("overlap"), accuracy = table.numbers("test_accuracy");
  // J_D = 0.5: the state does not survive the removal before learning, but does afterwards.
  REQUIRE(overlap.size() == 44);
  CHECK(overlap[33] < 0.8);
  CHECK(overlap[43] > 0.95);
  CHECK(accuracy[33] < 0.3);
  CHECK(accuracy[43] > 0.7);
  CHECK(accuracy[10] < 0.4);  // J_D = 0
  const auto refused =
      run_steady(base + " --data " + folder.file("one") + " --out " + folder.file("three"));
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "neither idx files"));
}

TEST_CASE("enumeration lies on the exact finite-size entropy", "[statistical]") {
  // 36 points share networks in groups of nine; |z| < 5 holds for all with probability > 0.9999.
  const Folder folder;
  REQUIRE(run_steady("figure symmetry --samples 100 --formats svg --out " + folder.file("")).code ==
          0);
  const auto table = parse_csv(folder.read("symmetry.csv"));
  const auto series = table.column("series");
  const auto exact = table.numbers("finite_size_entropy"),
             found = table.numbers("annealed_entropy"),
             error = table.numbers("annealed_entropy_error");
  for (std::size_t r = 0; r < series.size(); ++r)
    if (series[r] == "enumeration") CHECK(std::abs(found[r] - exact[r]) < 5 * error[r]);
}
