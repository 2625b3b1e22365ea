// Vectors and symmetric matrices of the two parameters of a curve.
#pragma once

#include <array>

namespace steady::thresholds::detail {

using Vector = std::array<double, 2>;

/// A symmetric 2×2 matrix.
struct Matrix {
  double aa = 0.0, ab = 0.0, bb = 0.0;

  double determinant() const { return aa * bb - ab * ab; }
  Matrix inverse() const {
    const double d = determinant();
    return {bb / d, -ab / d, aa / d};
  }
  Vector operator*(const Vector& v) const { return {aa * v[0] + ab * v[1], ab * v[0] + bb * v[1]}; }
  void add(double weight, const Vector& x) {
    aa += weight * x[0] * x[0];
    ab += weight * x[0] * x[1];
    bb += weight * x[1] * x[1];
  }
  double form(const Vector& v) const {
    return aa * v[0] * v[0] + 2.0 * ab * v[0] * v[1] + bb * v[1] * v[1];
  }
};

/// A M A for symmetric A, M.
inline Matrix sandwich(const Matrix& bread, const Matrix& filling) {
  const Vector first = bread * Vector{1.0, 0.0}, second = bread * Vector{0.0, 1.0};
  const Vector inner = filling * second;
  return {filling.form(first), first[0] * inner[0] + first[1] * inner[1], filling.form(second)};
}

}  // namespace steady::thresholds::detail
