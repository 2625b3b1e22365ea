#include <steady/numerics/messages/solver.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <steady/numerics/messages/detail/beliefs.hpp>
#include <steady/numerics/messages/detail/few_inputs.hpp>
#include <steady/numerics/messages/detail/products.hpp>
#include <steady/numerics/messages/detail/protocol.hpp>
#include <steady/numerics/messages/detail/repair.hpp>
#include <steady/numerics/messages/detail/rounded_state.hpp>
#include <steady/theory/domain.hpp>

namespace steady::messages {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void require_valid(const Options& o, const network::Network& network) {
  options::check(o);
  require_within("attempts", o.attempts, 1, o.max_iterations);
  require_at_least("repair_unstable", *o.repair_unstable, 0);
  require_within("modules", network.modules(), 1, max_modules);
}

/// Whether the entropy of converged plain messages is one of the network.
bool reliable(const network::Network& network) {
  return network.has_homogeneous_variance() || effective_inputs(network) >= reliable_inputs;
}

/// One attempt; its parts refer to each other.
class Attempt {
 public:
  Attempt(const network::Network& network, detail::Products& products, const Options& options,
          const network::RandomStream& random, int number)
      : network_(network),
        options_(options),
        beliefs_(network, products,
                 {options.self_coupling - options.margin, options.symmetry, options.added_variance,
                  options.variance_floor, options.damping, options.simd}),
        protocol_(options, network.size(), random, number),
        state_(network, options.self_coupling),
        average_state_(network, options.self_coupling),
        average_(static_cast<std::size_t>(network.size()), 0.0),
        repair_(network, options.self_coupling, options.repair_steps) {}

  Summary run() {
    summary_.unstable = network_.size() + 1;  // any state is better
    while (!finished()) {
      ++summary_.iterations;
      beliefs_.gather_fields();
      protocol_.fields(summary_.iterations, beliefs_.total_fields(), beliefs_.added);
      beliefs_.update_means();
      summary_.largest_change = beliefs_.largest_change();
      if (std::isnan(summary_.largest_change)) {
        summary_.status = Status::diverged;
        break;
      }
      round(state_, beliefs_.total_fields());
      if (options_.algorithm != Algorithm::plain && options_.average_weight > 0.0) round_average();
    }
    conclude();
    return std::move(summary_);
  }

 private:
  bool finished() {
    const bool plain = options_.algorithm == Algorithm::plain;
    if (!plain && summary_.unstable == 0) {
      summary_.status = Status::solved;
    } else if (plain && summary_.largest_change <= options_.tolerance) {
      summary_.status = reliable(network_) ? Status::converged : Status::few_inputs;
    } else if (summary_.iterations == options_.max_iterations) {
      summary_.status = Status::iteration_limit;
    } else if (options_.stop.stop_requested()) {
      summary_.status = Status::stopped;
    } else {
      return false;
    }
    return true;
  }

  void round_average() {
    const auto& total = beliefs_.total_fields();
    for (std::size_t i = 0; i < total.size(); ++i)
      average_[i] += options_.average_weight * (total[i] - average_[i]);
    if (summary_.unstable > 0) round(average_state_, average_);
  }

  /// Tests the signs of the fields, and what is next to them.
  void round(detail::RoundedState& state, const std::vector<double>& fields) {
    state.follow(fields);
    if (state.unstable() < summary_.unstable) {
      summary_.unstable = state.unstable();
      summary_.spins = state.spins();
    }
    if (options_.algorithm == Algorithm::plain || state.turned() == 0) return;
    if (state.unstable() == 0 || state.unstable() > *options_.repair_unstable) return;
    if (!repair_.run(state.state())) return;
    summary_.repaired = true;
    summary_.unstable = 0;
    summary_.spins = repair_.spins();
  }

  void conclude() {
    if (summary_.spins.empty()) summary_.spins = state_.spins();  // no iteration was completed
    summary_.unstable = network::count_unstable(network_, options_.self_coupling, summary_.spins);
    if (summary_.status == Status::solved && summary_.unstable != 0)
      throw std::logic_error("messages: a solution is not a fixed point");
    if (options_.algorithm != Algorithm::plain || summary_.status == Status::diverged) return;
    summary_.magnetisations = beliefs_.magnetisations();
    if (summary_.status != Status::converged && summary_.status != Status::few_inputs) return;
    summary_.bethe_entropy = beliefs_.bethe_entropy();
    if (summary_.status == Status::converged) correct_entropy();
  }

  /// Eq. (7.16), where it holds; elsewhere its size is the error.
  void correct_entropy() {
    summary_.systematic_error = 0.0;
    if (network_.has_homogeneous_variance()) return;
    const auto terms = beliefs_.few_inputs(detail::input_sums(network_));
    if (at_symmetric_point()) {
      summary_.bethe_entropy += terms.first + terms.second;
      summary_.systematic_error = std::abs(terms.second);
    } else {
      summary_.systematic_error = std::abs(terms.first) + std::abs(terms.second);
    }
  }

  bool at_symmetric_point() const {
    const auto& m = summary_.magnetisations;
    return options_.symmetry == 0.0 && network_.modules() == 1 &&
           std::all_of(m.begin(), m.end(), [](double each) { return std::abs(each) < 1e-4; });
  }

  const network::Network& network_;
  const Options& options_;
  detail::Beliefs beliefs_;
  detail::Protocol protocol_;
  detail::RoundedState state_, average_state_;
  std::vector<double> average_;
  detail::Repair repair_;
  Summary summary_;
};

bool ends(Status status) {
  return status != Status::iteration_limit && status != Status::diverged;
}

/// The later attempt, but with the best state of both.
Summary better(Summary before, Summary later) {
  if (before.unstable <= later.unstable) {
    later.unstable = before.unstable;
    later.spins = std::move(before.spins);
  }
  return later;
}

}  // namespace

Options::Options()
    : margin(nan), rate(nan), symmetry_breaking(nan), added_variance(nan), largest_field(nan) {}
Summary::Summary() : bethe_entropy(nan), systematic_error(nan), largest_change(nan) {}

Algorithm parse_algorithm(std::string_view name) {
  return algorithm_names.parse(name);
}

std::string_view to_string(Algorithm algorithm) {
  return algorithm_names.of(algorithm);
}

std::string_view to_string(Status status) {
  return status_names.of(status);
}

double effective_inputs(const network::Network& network) {
  const auto sums = detail::input_sums(network);
  double sum = 0.0;
  for (std::size_t i = 0; i < sums.squares.size(); ++i)
    if (sums.fourths[i] > 0.0) sum += sums.squares[i] * sums.squares[i] / sums.fourths[i];
  return sum / static_cast<double>(network.size());
}

Summary solve(const network::Network& network, const Options& options,
              network::RandomStream random) {
  const Options o = resolved(options, network.size());
  require_valid(o, network);
  const auto products = o.algorithm == Algorithm::plain ? detail::exact_products(network, o.simd)
                                                        : detail::fast_products(network, o.simd);
  Options one = o;
  one.max_iterations = o.max_iterations / o.attempts;
  Summary best = Attempt(network, *products, one, random, 0).run();
  for (int number = 1; number < o.attempts && !ends(best.status); ++number) {
    Summary next = Attempt(network, *products, one, random, number).run();
    next.iterations += best.iterations;
    best = better(std::move(best), std::move(next));
  }
  return best;
}

double solve_bytes(Algorithm algorithm, const network::NetworkSpec& networks) {
  const double n = networks.size, neurons = n * networks.modules;
  const bool exact = algorithm == Algorithm::plain || networks.ensemble.mean_degree;
  const double bytes_per_coupling = !exact ? 2.0 : network::is_sparse(networks) ? 0.0 : 4.0;
  return bytes_per_coupling * (n + 32.0) * neurons + 200.0 * neurons;
}

}  // namespace steady::messages
