// The replica action and what is built on it: evaluations per second, and how much of a search is
// spent in the integrand.
#include <chrono>
#include <cstdio>

#include <steady/numerics/solvers/transitions.hpp>
#include <steady/theory/replicas.hpp>

namespace {

using namespace steady;
using Clock = std::chrono::steady_clock;

template <class Function>
double seconds(const Function& function) {
  const auto start = Clock::now();
  function();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Seconds of one evaluation and of the table over (J_D, q), at a point typical of the searches.
double evaluation_time(double replicas, double distance, double conjugate) {
  const theory::ReplicaIntegral integral(0.06, 1.0 - 2.0 * distance);
  constexpr int repeats = 2000;
  volatile double sink = 0.0;
  return seconds([&] {
           for (int i = 0; i < repeats; ++i)
             sink = integral.at(replicas + 1e-6 * i, conjugate).value;
         }) /
         repeats;
}

void report(const char* name, solvers::Transition (*search)(const solvers::TransitionOptions&),
            double evaluation) {
  solvers::TransitionOptions options;
  solvers::Transition found{};
  const double spent = seconds([&] { found = search(options); });
  // Evaluations at large y cost more than the typical one: the share is a lower bound.
  std::printf(
      "%-12s J_D = %.8f +- %.0e  %.2f s, %ld evaluations (%.0f/s, >= %.0f %% of the time)\n", name,
      found.self_coupling, found.uncertainty, spent, found.evaluations,
      static_cast<double>(found.evaluations) / spent,
      100.0 * evaluation * static_cast<double>(found.evaluations) / spent);
}

}  // namespace

int main() {
  const double evaluation = evaluation_time(4.66, 0.016, 0.3);
  std::printf("replica action with all derivatives: %.1f us, %.0f/s\n", 1e6 * evaluation,
              1.0 / evaluation);
  const double table = seconds([] {
    for (int i = 0; i < 1000; ++i) theory::ReplicaIntegral(0.06 + 1e-6 * i, 0.968);
  });
  std::printf("table over (J_D, q): %.1f us\n", 1e3 * table);
  const double binomial = seconds([] {
    for (int i = 0; i < 100; ++i) theory::replica_action_binomial({0.06, 5.0, 0.968, 0.3});
  });
  std::printf("binomial sum, y = 5: %.1f us\n", 1e4 * binomial);
  report("gap_closing", solvers::gap_closing, evaluation);
  report("monotone", solvers::monotone, evaluation);
}
