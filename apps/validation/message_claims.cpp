// Claims about message passing: the Bethe entropy of the symmetric point, and that solutions are
// fixed points.
#include <cmath>

#include <fmt/format.h>

#include <apps/validation/claims.hpp>
#include <steady/numerics/studies/agreement.hpp>
#include <steady/numerics/studies/solving.hpp>

namespace steady::apps {
namespace {

/// 1 where the messages do not have the entropy, which is the same in every network. They start at
/// the symmetric point, or beside it by a field ε, which moves the entropy by some ε², and have to
/// converge.
double misses_entropy(const network::NetworkSpec& spec, double self_coupling, double entropy,
                      double field, std::uint64_t seed, std::uint64_t sample) {
  messages::Options options;
  options.algorithm = messages::Algorithm::plain;
  options.self_coupling = self_coupling;
  options.symmetry = spec.ensemble.symmetry;
  options.tolerance = 1e-13;
  options.symmetry_breaking = field;
  const auto found = studies::Solving{spec, options}.run({seed, sample}).value();
  return std::abs(found.bethe_entropy - entropy) < 1e-10 ? 0.0 : 1.0;
}

messages::Options claiming(messages::Algorithm algorithm, double self_coupling) {
  messages::Options options;
  options.algorithm = algorithm;
  options.self_coupling = self_coupling;
  options.max_iterations = 500;
  return options;
}

}  // namespace

std::vector<Experiment> message_experiments(const ClosedForms& closed, Level level,
                                            std::uint64_t seed) {
  std::vector<Experiment> experiments;
  const auto entropy = [&](const network::NetworkSpec& spec, double self_coupling,
                           const std::string& what, double expected, double field = 0.0) {
    experiments.push_back(
        {{{fmt::format("Bethe entropy differs from theory, {}, J_D = {}", what, self_coupling), 0.0,
           0.0}},
         10,
         2.0,
         [=](std::uint64_t network, std::span<double> values) {
           values[0] = misses_entropy(spec, self_coupling, expected, field, seed, network);
         }});
  };
  for (const double self_coupling : {-0.5, 0.0, 0.1, 1.0}) {
    for (const double symmetry : {0.0, 0.5})
      entropy({.ensemble = {symmetry, {}}, .size = 30}, self_coupling,
              fmt::format("eta = {}", symmetry),
              closed.fixed_point_entropy(self_coupling, symmetry));
    // 0.375 lies on the grid of the couplings.
    entropy({.size = 10, .modules = 3, .topology = theory::Topology::chain, .coupling = 0.375},
            self_coupling, "chain of 3, lambda = 0.375",
            closed.modules_entropy(theory::Topology::chain, 3, 0.375, self_coupling));
  }
  // Small networks of other kinds do not always bring the messages back.
  for (const double self_coupling : {0.1, 1.0})
    entropy({.size = 100}, self_coupling, "eta = 0, from beside the symmetric point",
            closed.fixed_point_entropy(self_coupling, 0.0), 1e-6);
  const int size = level == Level::quick ? 26 : 34;
  for (const auto algorithm : {messages::Algorithm::reinforced, messages::Algorithm::focusing})
    for (const double self_coupling : {0.3, 0.5})
      experiments.push_back(
          {{{fmt::format("solutions of {} messages that are not enumerated, N = {}, J_D = {}",
                         to_string(algorithm), size, self_coupling),
             0.0, 0.0}},
           50,
           std::exp2(size - 16.0),
           [=, options = claiming(algorithm, self_coupling)](std::uint64_t network,
                                                             std::span<double> values) {
             const bool wrong =
                 studies::false_solution({.size = size}, options, {seed, network}).value();
             values[0] = wrong ? 1.0 : 0.0;
           }});
  return experiments;
}

}  // namespace steady::apps
