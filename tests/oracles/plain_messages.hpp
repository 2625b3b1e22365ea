// Message passing as in docs/theory.md, section 7.3, in doubles and obvious loops: the reference of
// the fast one. Every sum runs over a full matrix, every posterior over all 2^L configurations.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <steady/numerics/network/network.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/topology.hpp>

namespace steady::oracles {

class PlainMessages {
 public:
  using Vector = std::vector<double>;

  /// Messages at J_D = `self_coupling`; `symmetry` is η of the reaction term.
  PlainMessages(const network::Network& network, double self_coupling, double symmetry = 0.0)
      : size(static_cast<std::size_t>(network.size())),
        module_size(static_cast<std::size_t>(network.module_size())),
        modules(static_cast<std::size_t>(network.modules())),
        J_D(self_coupling),
        eta(symmetry),
        lambda(std::ldexp(network.coupling(), -20)),
        topology(network.topology()),
        homogeneous(network.has_homogeneous_variance()),
        J(size * size, 0.0),
        external(size, 0.0),
        own(size, 0.0) {
    for (std::size_t j = 0; j < size; ++j) {
      const auto column = network.column(static_cast<int>(j));
      for (std::size_t i = 0; i < column.dense.size(); ++i)
        J[(static_cast<std::size_t>(column.first) + i) * size + j] =
            std::ldexp(column.dense[i], -20);
      for (const auto& entry : column.sparse) {
        const auto i = static_cast<std::size_t>(entry.neuron);
        if (i / module_size == j / module_size) J[i * size + j] = std::ldexp(entry.value, -20);
      }
    }
    for (std::size_t i = 0; i < network.external_field().size(); ++i)
      external[i] = std::ldexp(network.external_field()[i], -20);
    for (std::size_t i = 0; i < network.self_couplings().size(); ++i)
      own[i] = std::ldexp(network.self_couplings()[i], -20);
    m = g = m_before = g_before = H = omega = total = log_Z = Vector(size, 0.0);
    X = Y = Vector(size, 0.0);
    V = A = R = Vector(size, 0.0);
    added = Vector(size, 0.0);
    moments();
  }

  std::size_t size, module_size, modules;
  double J_D, eta, lambda;
  theory::Topology topology;
  bool homogeneous;  ///< J² is taken as its mean 1/N; otherwise every coupling has its own
  double variance_floor = 0.0;
  double damping = 0.0;
  Vector J, external, own;
  Vector m, g, m_before, g_before;  ///< ⟨s⟩ and ⟨x⟩ now and one iteration ago
  Vector H, omega, V, A, R;         ///< what the rest of the network tells a neuron
  Vector added;                     ///< further fields on s: memory, focus, symmetry breaking
  Vector X, Y;                      ///< ⟨x²⟩, ⟨s x⟩
  Vector total, log_Z;              ///< atanh m; ln Z of a site, at the neuron of its module 0

  /// Eq. (7.3): fields from the means. Then (7.4)–(7.5): means from the fields.
  void iterate() {
    for (std::size_t i = 0; i < size; ++i) {
      double Jm = external[i], Jg = 0.0;
      for (std::size_t k = 0; k < size; ++k) Jm += J[i * size + k] * m[k];
      for (std::size_t k = 0; k < size; ++k) Jg += J[k * size + i] * g[k];
      mix(omega[i], Jm - V[i] * g_before[i] - R[i] * m_before[i]);
      mix(H[i], Jg - A[i] * m_before[i] - R[i] * g_before[i]);
    }
    m_before = m;
    g_before = g;
    posteriors();
    moments();
  }

  /// Variances and reactions, eq. (7.4).
  void moments() {
    for (std::size_t i = 0; i < size; ++i) {
      V[i] = A[i] = R[i] = 0.0;
      for (std::size_t k = i / module_size * module_size; k < (i / module_size + 1) * module_size;
           ++k) {
        const double mean_square = 1.0 / static_cast<double>(module_size);
        const double into = homogeneous ? mean_square : J[i * size + k] * J[i * size + k];
        const double out = homogeneous ? mean_square : J[k * size + i] * J[k * size + i];
        V[i] += into * (1.0 - m[k] * m[k]);
        A[i] += out * (X[k] - g[k] * g[k]);
        R[i] += eta * into * (Y[k] - m[k] * g[k]);
      }
      if (V[i] < variance_floor) V[i] = variance_floor;
    }
  }

  /// Means under the law of a site, eq. (7.5): all neurons i of the L modules together.
  void posteriors() {
    for (std::size_t i = 0; i < module_size; ++i) {
      const std::size_t states = std::size_t{1} << modules;
      Vector log_weight(states, 0.0);
      std::vector<Vector> u(states, Vector(modules));
      double largest = -1e300;
      for (std::size_t sigma = 0; sigma < states; ++sigma) {
        for (std::size_t l = 0; l < modules; ++l) {
          const std::size_t k = l * module_size + i;
          double neighbours = 0.0;
          for (std::size_t o = 0; o < modules; ++o)
            if (o != l && theory::are_neighbours(topology, static_cast<int>(modules),
                                                 static_cast<int>(l), static_cast<int>(o)))
              neighbours += spin(sigma, o);
          const double s = spin(sigma, l);
          u[sigma][l] =
              (J_D + own[k] + R[k] + s * omega[k] + lambda * s * neighbours) / std::sqrt(V[k]);
          log_weight[sigma] += s * (H[k] + added[k]) + theory::log_normal_cdf(u[sigma][l]);
        }
        largest = std::max(largest, log_weight[sigma]);
      }
      double norm = 0.0;
      for (const double w : log_weight) norm += std::exp(w - largest);
      log_Z[i] = largest + std::log(norm);
      for (std::size_t l = 0; l < modules; ++l) {
        const std::size_t k = l * module_size + i;
        double up = 0.0, down = 0.0;
        g[k] = X[k] = Y[k] = 0.0;
        for (std::size_t sigma = 0; sigma < states; ++sigma) {
          const double p = std::exp(log_weight[sigma] - largest) / norm;
          const double s = spin(sigma, l);
          const double mills = theory::inverse_mills_ratio(u[sigma][l]) / std::sqrt(V[k]);
          (s > 0 ? up : down) += p;
          g[k] += p * s * mills;
          Y[k] += p * mills;
          X[k] -= p * u[sigma][l] * mills / std::sqrt(V[k]);
        }
        m[k] = up - down;
        total[k] = 0.5 * (std::log(up) - std::log(down));
      }
    }
  }

  /// The Bethe free entropy (7.6) of all its arguments, total (not per neuron).
  double free_entropy() {
    const Vector m0 = m, g0 = g, X0 = X, Y0 = Y;
    posteriors();  // ln Z of the fields as they are
    m = m0, g = g0, X = X0, Y = Y0;
    double sum = 0.0;
    for (std::size_t i = 0; i < module_size; ++i) sum += log_Z[i];
    for (std::size_t i = 0; i < size; ++i) {
      sum -= H[i] * m[i] + (omega[i] - external[i]) * g[i] + 0.5 * V[i] * X[i] + R[i] * Y[i];
      for (std::size_t k = 0; k < size; ++k) {
        const double coupling = J[i * size + k];
        if (i / module_size != k / module_size) continue;
        const double square =
            homogeneous ? 1.0 / static_cast<double>(module_size) : coupling * coupling;
        sum += coupling * g[i] * m[k];
        sum += 0.5 * square * (X[i] - g[i] * g[i]) * (1.0 - m[k] * m[k]);
        sum += 0.5 * eta * square * (Y[i] - m[i] * g[i]) * (Y[k] - m[k] * g[k]);
      }
    }
    return sum;
  }

 private:
  static double spin(std::size_t sigma, std::size_t l) { return (sigma >> l) & 1 ? 1.0 : -1.0; }
  void mix(double& old, double fresh) const { old = damping * old + (1.0 - damping) * fresh; }
};

}  // namespace steady::oracles
