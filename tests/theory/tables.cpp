// Every function of theory/ against 50-digit values (tests/oracles/theory_tables.py). Each test
// prints its worst row, so that a loss of accuracy shows before it fails.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <sstream>
#include <steady/theory/cycles.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/modules.hpp>
#include <steady/theory/pairs.hpp>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace {

using namespace steady::theory;
using Row = std::vector<std::string>;

std::vector<Row> read_table(const std::string& name) {
  std::ifstream file(std::string(STEADY_ORACLE_DIR) + "/" + name);
  REQUIRE(file.good());
  std::vector<Row> rows;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    Row row;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) row.push_back(field);
    rows.push_back(row);
  }
  rows.erase(rows.begin());  // the header
  return rows;
}

// strtod rather than stod: a reference below 1e-308 reads as zero, without an exception.
double number(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

struct Worst {
  double error = 0.0;
  std::string row;
  int rows = 0;

  void add(double value, const Row& fields) {
    ++rows;
    if (!(value > error) && !std::isnan(value)) return;
    error = std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
    row.clear();
    for (const auto& field : fields) row += field.substr(0, 24) + " ";
  }
  void print(const std::string& what) const {
    std::cout << std::left << std::setw(32) << what << std::right << std::setw(5) << rows
              << " rows, worst " << std::setprecision(2) << std::scientific << error << " at "
              << row << "\n";
  }
};

// |value − reference| relative to max(floor, |reference|): floor = 0 asks for relative accuracy,
// floor = 1 for what a logarithm of order one can carry.
double deviation(double value, double reference, double floor) {
  if (value == reference) return 0.0;
  return std::abs(value - reference) / std::max(floor, std::abs(reference));
}

struct Claim {
  std::function<double(double, double, double)> value;
  double tolerance;
  double floor;
};

int whole(double x) {
  return static_cast<int>(x);
}

const std::map<std::string, Claim> kClaims = {
    {"normal_cdf", {[](double x, double, double) { return normal_cdf(x); }, 2e-15, 0.0}},
    {"normal_density", {[](double x, double, double) { return normal_density(x); }, 1e-15, 0.0}},
    {"log_normal_cdf", {[](double x, double, double) { return log_normal_cdf(x); }, 2e-15, 0.0}},
    {"inverse_mills_ratio",
     {[](double x, double, double) { return inverse_mills_ratio(x); }, 3e-15, 0.0}},
    {"log_normal_cdf_ratio",
     {[](double a, double b, double) { return log_normal_cdf_ratio(a, b); }, 3e-15, 0.0}},
    {"fixed_point_entropy",
     {[](double j, double eta, double) { return fixed_point_entropy(j, eta); }, 2e-15, 1.0}},
    {"repelled_entropy",
     {[](double j, double eta, double) { return fixed_point_entropy(j, eta); }, 1e-14, 1.0}},
    {"log_mean_fixed_points",
     {[](double n, double j, double eta) { return log_mean_fixed_points(whole(n), j, eta); }, 1e-13,
      1.0}},
    {"log_mean_fixed_points_sparse",
     {[](double n, double j, double c) { return log_mean_fixed_points_sparse(whole(n), j, c); },
      1e-13, 1.0}},
    {"log_mean_pairs",
     {[](double n, double j, double k) { return log_mean_pairs(whole(n), j, whole(k)); }, 1e-12,
      1.0}},
    {"log_mean_square_fixed_points",
     {[](double n, double j, double) { return log_mean_square_fixed_points(whole(n), j); }, 1e-12,
      1.0}},
    {"log_mean_two_cycles",
     {[](double n, double j, double) { return log_mean_two_cycles(whole(n), j); }, 1e-12, 1.0}},
    {"modules_entropy_chain",
     {[](double l, double c, double j) { return modules_entropy(Topology::chain, whole(l), c, j); },
      1e-15, 1.0}},
    {"modules_entropy_ring",
     {[](double l, double c, double j) { return modules_entropy(Topology::ring, whole(l), c, j); },
      1e-15, 1.0}},
    {"modules_entropy_all",
     {[](double l, double c, double j) { return modules_entropy(Topology::all, whole(l), c, j); },
      1e-15, 1.0}},
    {"pair_entropy", {[](double j, double q, double) { return pair_entropy(j, q); }, 1e-12, 1.0}},
};

}  // namespace

TEST_CASE("theory agrees with 50-digit values", "[theory]") {
  std::map<std::string, Worst> worst;
  for (const Row& row : read_table("theory.csv")) {
    REQUIRE(row.size() == 5);
    const Claim& claim = kClaims.at(row[0]);
    const double value = claim.value(number(row[1]), number(row[2]), number(row[3]));
    worst[row[0]].add(deviation(value, number(row[4]), claim.floor), row);
  }
  CHECK(worst.size() == kClaims.size());  // no function went untested
  for (const auto& [name, record] : worst) {
    record.print(name);
    CAPTURE(name, record.row);
    CHECK(record.error <= kClaims.at(name).tolerance);
  }
}

TEST_CASE("the bivariate normal cdf agrees with 50-digit values", "[theory]") {
  Worst absolute;
  Worst logarithmic;
  Worst asymmetry;
  for (const Row& row : read_table("bivariate.csv")) {
    REQUIRE(row.size() == 5);
    const double a = number(row[0]);
    const double b = number(row[1]);
    const double rho = number(row[2]);
    const double value = bivariate_normal_cdf(a, b, rho);
    const double log_value = log_bivariate_normal_cdf(a, b, rho);
    absolute.add(std::abs(value - number(row[3])), row);
    // An error δ of ln Φ₂ is a relative error δ of Φ₂. Beyond |ln Φ₂| = 1e4 one rounding of the
    // logarithm itself exceeds 1e-12, and the claim is about the logarithm.
    const double reference = number(row[4]);
    logarithmic.add(std::abs(log_value - reference) / std::max(1.0, 1e-4 * std::abs(reference)),
                    row);
    asymmetry.add(std::abs(value - bivariate_normal_cdf(b, a, rho)), row);
  }
  absolute.print("Phi2, absolute");
  logarithmic.print("ln Phi2, relative in Phi2");
  asymmetry.print("Phi2(a,b) - Phi2(b,a)");
  CAPTURE(absolute.row, logarithmic.row);
  CHECK(absolute.error <= 1e-15);
  CHECK(logarithmic.error <= 1e-10);
  CHECK(asymmetry.error <= 1e-15);
}
