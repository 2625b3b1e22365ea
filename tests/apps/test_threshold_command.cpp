// steady threshold and the figures of accessibility: the table, its order, its refusals.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <steady/numerics/search/searcher.hpp>
#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Names = std::vector<std::string>;

namespace {

CsvTable figure_data(const std::string& arguments, const std::string& name) {
  const Folder folder;
  const auto outcome =
      run_steady("figure " + name + arguments + " --formats svg --out " + folder.file(""));
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(folder.read(name + ".svg").size() > 5000);
  return parse_csv(folder.read(name + ".csv"));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string after_provenance(const std::string& text) {
  std::string rest;
  for (const auto& line : lines(text))
    if (line[0] != '#') rest += line + "\n";
  return rest;
}

/// threshold by (algorithm, size).
std::map<std::pair<std::string, std::string>, double> thresholds_of(const CsvTable& table) {
  std::map<std::pair<std::string, std::string>, double> result;
  const auto algorithms = table.column("algorithm"), sizes = table.column("size");
  const auto thresholds = table.numbers("threshold");
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    result[{algorithms[r], sizes[r]}] = thresholds[r];
  return result;
}

}  // namespace

TEST_CASE("columns of threshold are the published interface, theory first, limits last") {
  const auto table =
      table_of("threshold --sizes 20,40 --algorithm greedy,asynchronous --target-error 0.1");
  CHECK(table.header ==
        Names{"algorithm",      "size",       "threshold",       "threshold_error",
              "status",         "width",      "width_error",     "trials",
              "success_effort", "max_effort", "effort_unit",     "form",
              "amplitude",      "exponent",   "chi_squared",     "degrees_of_freedom",
              "form_spread",    "p_value",    "fit_chi_squared", "fit_degrees_of_freedom",
              "fit_p_value"});
  CHECK(table.column("algorithm") == Names{"gap_closing", "greedy", "greedy", "greedy",
                                           "asynchronous", "asynchronous", "asynchronous"});
  CHECK(table.column("size") == Names{"inf", "20", "40", "inf", "20", "40", "inf"});
  CHECK(table.column("form") == Names{"theory", "logistic", "logistic", "inverse-root", "logistic",
                                      "logistic", "inverse-root"});
  CHECK(std::abs(table.numbers("threshold")[0] - 0.0601) < 1e-4);  // docs/theory.md, (5.12)
  for (const double error : table.numbers("threshold_error")) CHECK(error > 0.0);
}

TEST_CASE("a limit is the weighted line through the thresholds") {
  const auto table =
      table_of("threshold --sizes 20,60 --algorithm asynchronous --target-error 0.1");
  const auto threshold = table.numbers("threshold");
  const double x = 1.0 / std::sqrt(20.0), y = 1.0 / std::sqrt(60.0);
  CHECK(threshold[3] == Approx((threshold[2] * x - threshold[1] * y) / (x - y)).epsilon(1e-9));
}

TEST_CASE("thresholds do not depend on the number of threads") {
  const std::string arguments =
      "threshold --sizes 20,50 --algorithm asynchronous,reinforced --samples 40 --max-sweeps 200 "
      "--max-iterations 300 --target-error 0.05 --threads ";
  const auto one = run_steady(arguments + "1"), five = run_steady(arguments + "5");
  CHECK(after_provenance(one.out) == after_provenance(five.out));
}

TEST_CASE("thresholds outside the searched interval are told by status and exit code 1") {
  const auto always =
      table_of("threshold --sizes 30,40 --algorithm asynchronous --low 2 --high 3", 1);
  CHECK(always.column("status") ==
        Names{"converged", "always_succeeds", "always_succeeds", "too_few_sizes"});
  CHECK(std::isnan(always.numbers("threshold")[1]));
  const auto outcome = run_steady(
      "threshold --sizes 60 --algorithm asynchronous --low -2 --high -1 --max-sweeps 50");
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.err, "asynchronous at size 60: never_succeeds"));
  CHECK(table_of("threshold --sizes 60 --algorithm asynchronous --samples 32 --max-sweeps 50 "
                 "--target-error 1e-4",
                 1)
            .column("status")[1] == "sample_limit");
}

TEST_CASE("a limit is converged only where the sizes test it and it passes", "[statistical]") {
  // Measured at N = 3200: .785(6); 1/N says .654(28).
  const std::string drift =
      "threshold --sizes 100,200,400 --algorithm asynchronous --max-sweeps 100 --target-error .006 "
      "--samples 800 --seed 5 --extrapolation ";
  const auto inverse = run_steady(drift + "inverse");
  CHECK(inverse.code == 1);
  CHECK(contains(inverse.err, "asynchronous at size inf: form_rejected"));
  const auto rejected = parse_csv(inverse.out);
  CHECK(rejected.column("status").back() == "form_rejected");
  CHECK(rejected.numbers("p_value").back() < 1e-4);
  const auto root = table_of(drift + "inverse-root", 1);
  CHECK(root.column("status").back() == "form_dependent");
  CHECK(root.numbers("form_spread").back() > root.numbers("threshold_error").back());
  const auto power = table_of(drift + "power");
  CHECK(power.column("status").back() == "no_degrees_of_freedom");
  CHECK(std::isnan(power.numbers("p_value").back()));
}

TEST_CASE("the curve of success is tested at each size, and can be chosen") {
  const std::string arguments =
      "threshold --sizes 60 --algorithm asynchronous --max-sweeps 50 --target-error 0.01 "
      "--samples 800";
  const auto logistic = table_of(arguments), probit = table_of(arguments + " --curve probit");
  for (const auto* table : {&logistic, &probit}) {
    CHECK(table->numbers("fit_degrees_of_freedom")[1] >= 3.0);
    CHECK(table->numbers("fit_p_value")[1] > 1e-3);
    CHECK(std::isnan(table->numbers("fit_p_value")[2]));
  }
  CHECK(logistic.column("form")[1] == "logistic");
  CHECK(probit.column("form")[1] == "probit");
  CHECK(probit.numbers("threshold")[1] == Approx(logistic.numbers("threshold")[1]).margin(0.01));
  // A logistic curve of width w has the deviation πw/√3.
  CHECK(probit.numbers("width")[1] / logistic.numbers("width")[1] == Approx(1.7).margin(0.2));
}

TEST_CASE("raw trials are those of the table, each on a network of its own") {
  const std::string arguments =
      "threshold --sizes 30,50 --algorithm greedy,asynchronous --max-sweeps 50 --samples 40 "
      "--target-error 0.05";
  const auto table = table_of(arguments, 1), trials = table_of(arguments + " --per-sample", 1);
  CHECK(trials.header == Names{"algorithm", "size", "control", "sample", "success", "effort"});
  std::map<std::pair<std::string, std::string>, double> counts;
  const auto algorithms = trials.column("algorithm"), sizes = trials.column("size");
  const auto success = trials.numbers("success"), effort = trials.numbers("effort"),
             sample = trials.numbers("sample");
  for (std::size_t r = 0; r < trials.rows.size(); ++r) {
    CHECK(sample[r] == counts[{algorithms[r], sizes[r]}]++);
    CHECK((success[r] == 0.0 || success[r] == 1.0));
    CHECK((effort[r] <= 50.0 && (success[r] == 1.0 || effort[r] == 50.0)));
  }
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    if (table.column("form")[r] == "logistic")
      CHECK(counts[{table.column("algorithm")[r], table.column("size")[r]}] ==
            table.numbers("trials")[r]);
}

TEST_CASE("excitatory coupling can be the control, with its own theory") {
  const auto table = table_of(
      "threshold --sizes 20,40 --algorithm asynchronous --modules 2 --control coupling "
      "--self-coupling 0 --high 3 --target-error 0.3");
  CHECK(std::abs(table.numbers("threshold")[0] - 0.4162) < 1e-4);  // docs/theory.md, (5.12)
  CHECK(table.numbers("threshold")[2] > table.numbers("threshold")[0]);
  const auto back = table_of(
      "threshold --sizes 20 --algorithm asynchronous --modules 2 --coupling 0.4162 "
      "--low -1 --target-error 0.5");
  CHECK(std::abs(back.numbers("threshold")[0]) < 1e-4);  // the same point of the line
  CHECK(table_of("threshold --sizes 20 --algorithm asynchronous --modules 4 --topology all "
                 "--coupling 0.2 --target-error 0.3")
            .column("algorithm") == Names{"asynchronous", "asynchronous"});
}

TEST_CASE("a budget of zero only judges the start, by every algorithm") {
  // A random state is a fixed point with probability Φ(J_D √(N/(N−1)))^N: one half at 1.778.
  for (const auto& [algorithm, budget] :
       std::vector<std::pair<std::string, std::string>>{{"asynchronous", " --max-sweeps"},
                                                        {"reinforced", " --max-iterations"},
                                                        {"annealing", " --max-sweeps"}}) {
    const auto table = table_of("threshold --sizes 20 --algorithm " + algorithm + budget +
                                " 0 --low 1 --high 3 --samples 2000 --target-error 0.03");
    CHECK(table.numbers("success_effort")[1] == 0.0);
    CHECK(table.numbers("threshold")[1] == Approx(1.778).margin(0.12));
  }
  // Fields add to the variance (N−1)/N of h_i.
  const auto table = table_of(
      "threshold --sizes 20 --algorithm asynchronous --max-sweeps 0 --external-field 1 --low 1.5 "
      "--high 4 --samples 2000 --target-error 0.04");
  CHECK(table.column("algorithm")[0] == "asynchronous");  // theory has no fields
  CHECK(table.numbers("threshold")[0] == Approx(1.778 * std::sqrt(1.0 + 20.0 / 19.0)).margin(0.15));
}

TEST_CASE("the help of threshold tells every searcher") {
  const auto help = run_steady("threshold --help").out;
  for (const auto& name : steady::search::searcher_names()) {
    CHECK(contains(help, "  " + name + " "));
    CHECK(contains(help, steady::search::make_searcher(name, {}).description));
  }
}

TEST_CASE("bad requests for thresholds exit with 2 and name the option") {
  for (const auto& [arguments, name] : std::vector<std::pair<std::string, std::string>>{
           {"", "--sizes"},
           {"--sizes 1", "--sizes"},
           {"--sizes 50,50", "--sizes"},
           {"--sizes 20000", "--sizes"},
           {"--sizes 50 --max-sweeps -1", "--max-sweeps"},
           {"--sizes 50 --max-iterations -1", "--max-iterations"},
           {"--sizes 50 --samples 0", "--samples"},
           {"--sizes 50 --target-error 0", "--target-error"},
           {"--sizes 50 --algorithm oracle", "--algorithm"},
           {"--sizes 50 --algorithm greedy,", "--algorithm"},
           {"--sizes 50 --algorithm greedy,greedy", "--algorithm"},
           {"--sizes 50 --low 1 --high 1", "--low"},
           {"--sizes 50 --low nan", "--low"},
           {"--sizes 50 --symmetry 1.5", "--symmetry"},
           {"--sizes 50 --modules 0", "--modules"},
           {"--sizes 50 --modules 2", "--coupling"},
           {"--sizes 50 --coupling 0.1", "--coupling"},
           {"--sizes 50 --self-coupling 0.1", "--self-coupling"},
           {"--sizes 50 --control coupling", "--control"},
           {"--sizes 50 --control coupling --modules 2 --coupling 1", "--coupling"},
           {"--sizes 50 --modules 20 --coupling 90", "--coupling"},
           {"--sizes 50 --modules 20 --control coupling --high 90", "--high"},
           {"--sizes 50 --modules 11 --coupling 0.1 --algorithm reinforced", "--modules"},
           {"--sizes 50 --curve cubic", "--curve"},
           {"--sizes 50 --extrapolation cubic", "--extrapolation"}}) {
    const auto outcome = run_steady("threshold " + arguments);
    INFO(arguments << ": " << outcome.err);
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, "steady: " + name));
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("networks that do not fit into memory are refused before they are drawn") {
  const auto outcome = run_steady("threshold --sizes 14000 --threads 4096");
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, "memory"));
  CHECK(contains(outcome.err, "14000"));
}

TEST_CASE("Ctrl-C ends a search for thresholds without a table") {
  RunSetup setup;
  setup.meanwhile = [](pid_t program) {
    usleep(300'000);
    kill(program, SIGINT);
  };
  const auto outcome =
      run_steady("threshold --sizes 2000 --samples 10000 --target-error 1e-5", setup);
  CHECK(outcome.code == 128 + SIGINT);
  CHECK(outcome.out.empty());
}

TEST_CASE("gap closing, message passing, annealing and dynamics come in this order",
          "[statistical]") {
  const auto found = thresholds_of(
      table_of("threshold --sizes 200,400 --algorithm reinforced,annealing,greedy,asynchronous"));
  for (const char* size : {"200", "400"}) {
    INFO(size);
    CHECK(found.at({"gap_closing", "inf"}) + 0.01 < found.at({"reinforced", size}));
    CHECK(found.at({"reinforced", size}) + 0.02 < found.at({"annealing", size}));
    CHECK(found.at({"annealing", size}) + 0.02 < found.at({"greedy", size}));
    CHECK(found.at({"greedy", size}) + 0.05 < found.at({"asynchronous", size}));
  }
}

TEST_CASE("figures of accessibility: complete files with the data of every series",
          "[statistical]") {
  const auto access = figure_data(" --samples 1", "accessibility");
  const auto series = access.column("series");
  for (const char* name : {"simulation", "curve", "theory"})
    CHECK(std::count(series.begin(), series.end(), name) > 0);
  const auto fraction = access.numbers("success_fraction"), low = access.numbers("fraction_low"),
             high = access.numbers("fraction_high");
  for (std::size_t r = 0; r < series.size(); ++r)
    if (series[r] == "simulation") CHECK((low[r] <= fraction[r] && fraction[r] <= high[r]));

  const auto thresholds = figure_data(" --samples 1", "thresholds");
  const auto rows = thresholds.column("series");
  CHECK(std::count(rows.begin(), rows.end(), "simulation") == 16);
  CHECK(std::count(rows.begin(), rows.end(), "theory") == 1);
}

TEST_CASE("modules-accessibility does not depend on threads; coupling helps, but not at first",
          "[statistical]") {
  const auto one = figure_data(" --samples 20 --threads 1", "modules-accessibility");
  const auto two = figure_data(" --samples 20 --threads 3", "modules-accessibility");
  CHECK(one.rows == two.rows);
  const auto series = one.column("series");
  const auto self_coupling = one.numbers("self_coupling"), coupling = one.numbers("coupling"),
             success = one.numbers("success_fraction");
  double at_small = 0.0, at_large = 0.0;
  for (std::size_t r = 0; r < series.size(); ++r) {
    if (series[r] != "simulation" || std::abs(self_coupling[r] - 0.35) > 1e-9) continue;
    (coupling[r] < 0.4 ? at_small : at_large) += success[r];
  }
  CHECK(at_large > at_small + 2.0);
  // The gap closes far below, from 0.0601 on the axis to nothing at λ = 0.416.
  CHECK(std::count(series.begin(), series.end(), "gap_closing") == 8);
}
