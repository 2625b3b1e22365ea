#include <tests/bench/bench_dynamics_eigen.hpp>

#include <random>

#include <Eigen/Core>

namespace steady::bench {

struct PlainDynamics::Matrix {
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows;
};

PlainDynamics::PlainDynamics(const network::Couplings& couplings, double self_coupling)
    : matrix_(std::make_unique<Matrix>()), self_coupling_(static_cast<float>(self_coupling)) {
  const int n = couplings.size();
  matrix_->rows.resize(n, n);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) matrix_->rows(i, j) = static_cast<float>(couplings.value(i, j));
}

PlainDynamics::~PlainDynamics() = default;

double PlainDynamics::relax(const network::Spins& start, std::int64_t max_sweeps,
                            std::uint64_t seed) const {
  const auto n = static_cast<Eigen::Index>(start.size());
  Eigen::VectorXf s(n);
  for (Eigen::Index i = 0; i < n; ++i) s[i] = start[static_cast<std::size_t>(i)];
  std::mt19937_64 random(seed);
  const auto& rows = matrix_->rows;
  double flips = 0.0;
  for (std::int64_t sweep = 0; sweep < max_sweeps; ++sweep) {
    for (Eigen::Index visit = 0; visit < n; ++visit) {
      const auto i = static_cast<Eigen::Index>(random() % static_cast<std::uint64_t>(n));
      if (s[i] * rows.row(i).dot(s) + self_coupling_ >= 0.0F) continue;
      s[i] = -s[i];
      ++flips;
    }
    const Eigen::VectorXf fields = rows * s;
    if ((s.array() * fields.array() + self_coupling_ >= 0.0F).all()) break;
  }
  return flips;
}

double PlainDynamics::parallel_sweeps(const network::Spins& start, std::int64_t sweeps) const {
  const auto n = static_cast<Eigen::Index>(start.size());
  Eigen::VectorXf s(n);
  for (Eigen::Index i = 0; i < n; ++i) s[i] = start[static_cast<std::size_t>(i)];
  Eigen::VectorXf fields(n);
  double flips = 0.0;
  for (std::int64_t sweep = 0; sweep < sweeps; ++sweep) {
    fields.noalias() = matrix_->rows * s;
    for (Eigen::Index i = 0; i < n; ++i) {
      if (s[i] * fields[i] + self_coupling_ >= 0.0F) continue;
      s[i] = -s[i];
      ++flips;
    }
  }
  return flips;
}

}  // namespace steady::bench
