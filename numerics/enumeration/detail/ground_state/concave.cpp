#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <steady/numerics/enumeration/detail/ground_state/concave.hpp>

namespace steady::enumeration::detail {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

bool is_positive_definite(const Matrix& matrix) {
  return Eigen::LLT<Matrix>(matrix).info() == Eigen::Success;
}

/// How far one may go along the direction and stay positive definite, at most 1.
double step_length(const Matrix& from, const Matrix& direction) {
  constexpr double shorter = 0.8, inside = 0.95;
  double step = 1.0;
  while (!is_positive_definite(from + step * direction)) step *= shorter;
  return step < 1.0 ? inside * step : step;
}

/// min Σ u with Z = diag(u) − J ⪰ 0, beside its dual, max tr(J X) with X ⪰ 0 and X_ii = 1. One
/// predictor step each round towards Z X = μ; the gap is tr(Z X).
Vector smallest_diagonal(const Matrix& couplings) {
  constexpr double accuracy = 1e-3;
  constexpr int most_rounds = 100;
  const auto size = couplings.rows();
  Vector u = 1.1 * couplings.cwiseAbs().rowwise().sum();
  u.array() += 1e-3;
  Matrix x = Matrix::Identity(size, size);
  Matrix z = Matrix(u.asDiagonal()) - couplings;
  const auto gap = [&] { return z.cwiseProduct(x).sum(); };
  double mu = gap() / (2.0 * static_cast<double>(size));
  for (int round = 0; round < most_rounds && gap() > accuracy * u.sum(); ++round) {
    const Matrix inverse = z.llt().solve(Matrix::Identity(size, size));
    const Vector du =
        inverse.cwiseProduct(x).llt().solve(mu * inverse.diagonal() - Vector::Ones(size));
    const Matrix asymmetric = mu * inverse - x - inverse * du.asDiagonal() * x;
    const Matrix dx = 0.5 * (asymmetric + asymmetric.transpose());
    const double primal = step_length(x, dx);
    const double dual = step_length(z, Matrix(du.asDiagonal()));
    x += primal * dx;
    u += dual * du;
    z = Matrix(u.asDiagonal()) - couplings;
    mu = gap() / (2.0 * static_cast<double>(size));
    if (primal + dual > 1.8) mu *= 0.5;
  }
  return u;
}

/// Above what rounding may have left of diag(u) − J below zero.
void make_safe(Vector& u, const Matrix& couplings) {
  constexpr double margin = 1e-9;
  u.array() += margin * u.maxCoeff();
  if (!is_positive_definite(Matrix(u.asDiagonal()) - couplings))
    throw std::logic_error("concave_diagonals: the form is not concave");
}

}  // namespace

std::vector<std::vector<double>> concave_diagonals(const Component& component) {
  const int size = component.size();
  const Matrix all = Eigen::Map<const Matrix>(component.couplings.data(), size, size);
  const double unit = std::max(1.0, all.cwiseAbs().maxCoeff());
  std::vector<std::vector<double>> diagonals;
  for (int set = 0; set < size; ++set) {
    const Matrix free = all.bottomRightCorner(size - set, size - set) / unit;
    Vector u = smallest_diagonal(free);
    make_safe(u, free);
    u *= unit;
    diagonals.emplace_back(u.data(), u.data() + u.size());
  }
  return diagonals;
}

}  // namespace steady::enumeration::detail
