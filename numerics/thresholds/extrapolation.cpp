// Thresholds of finite sizes continued to N → ∞, eq. (7.10): weighted least squares by GSL.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_multifit_nlinear.h>

#include <steady/numerics/thresholds/extrapolation.hpp>

namespace steady::thresholds {
namespace {

constexpr double lowest_exponent = 0.05;
constexpr double highest_exponent = 4.0;

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using GslVector = std::unique_ptr<gsl_vector, Deleter<gsl_vector_free>>;
using GslMatrix = std::unique_ptr<gsl_matrix, Deleter<gsl_matrix_free>>;
using LinearWorkspace =
    std::unique_ptr<gsl_multifit_linear_workspace, Deleter<gsl_multifit_linear_free>>;
using NonlinearWorkspace =
    std::unique_ptr<gsl_multifit_nlinear_workspace, Deleter<gsl_multifit_nlinear_free>>;

/// Sizes enter as N/N_0 with their geometric mean N_0, so that the parameters are of one order.
struct Data {
  std::span<const SizeThreshold> points;
  double unit = 1.0;

  std::size_t count() const { return points.size(); }
  double size(std::size_t i) const { return points[i].size / unit; }
};

Data data_of(std::span<const SizeThreshold> points) {
  double logs = 0.0;
  for (const auto& point : points) logs += std::log(point.size);
  return {points, std::exp(logs / static_cast<double>(points.size()))};
}

struct LinearFit {
  double constant, slope, constant_error, slope_error, chi_squared;
};

/// threshold = constant + slope · f(size), weights 1/error².
template <class Function>
LinearFit fit_linear(const Data& data, const Function& f) {
  const std::size_t n = data.count();
  const GslMatrix design(gsl_matrix_alloc(n, 2)), covariance(gsl_matrix_alloc(2, 2));
  const GslVector weights(gsl_vector_alloc(n)), values(gsl_vector_alloc(n)),
      coefficients(gsl_vector_alloc(2));
  for (std::size_t i = 0; i < n; ++i) {
    gsl_matrix_set(design.get(), i, 0, 1.0);
    gsl_matrix_set(design.get(), i, 1, f(data.size(i)));
    gsl_vector_set(weights.get(), i, 1.0 / (data.points[i].error * data.points[i].error));
    gsl_vector_set(values.get(), i, data.points[i].threshold);
  }
  const LinearWorkspace workspace(gsl_multifit_linear_alloc(n, 2));
  double chi_squared = 0.0;
  const int status =
      gsl_multifit_wlinear(design.get(), weights.get(), values.get(), coefficients.get(),
                           covariance.get(), &chi_squared, workspace.get());
  if (status != GSL_SUCCESS)
    throw std::runtime_error(fmt::format("extrapolate: {}", gsl_strerror(status)));
  return {gsl_vector_get(coefficients.get(), 0), gsl_vector_get(coefficients.get(), 1),
          std::sqrt(gsl_matrix_get(covariance.get(), 0, 0)),
          std::sqrt(gsl_matrix_get(covariance.get(), 1, 1)), chi_squared};
}

int power_residuals(const gsl_vector* parameters, void* context, gsl_vector* residuals) {
  const auto& data = *static_cast<const Data*>(context);
  const double limit = gsl_vector_get(parameters, 0), amplitude = gsl_vector_get(parameters, 1),
               exponent = gsl_vector_get(parameters, 2);
  for (std::size_t i = 0; i < data.count(); ++i)
    gsl_vector_set(
        residuals, i,
        limit + amplitude * std::pow(data.size(i), -exponent) - data.points[i].threshold);
  return GSL_SUCCESS;
}

int power_jacobian(const gsl_vector* parameters, void* context, gsl_matrix* jacobian) {
  const auto& data = *static_cast<const Data*>(context);
  const double amplitude = gsl_vector_get(parameters, 1), exponent = gsl_vector_get(parameters, 2);
  for (std::size_t i = 0; i < data.count(); ++i) {
    const double decay = std::pow(data.size(i), -exponent);
    gsl_matrix_set(jacobian, i, 0, 1.0);
    gsl_matrix_set(jacobian, i, 1, decay);
    gsl_matrix_set(jacobian, i, 2, -amplitude * decay * std::log(data.size(i)));
  }
  return GSL_SUCCESS;
}

/// At a fixed exponent the fit is linear: the best of a grid is where the search starts.
std::array<double, 3> power_start(const Data& data) {
  constexpr int steps = 64;
  std::array<double, 3> best{};
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k <= steps; ++k) {
    const double exponent =
        lowest_exponent * std::pow(highest_exponent / lowest_exponent, k / double{steps});
    const auto fit = fit_linear(data, [&](double n) { return std::pow(n, -exponent); });
    if (fit.chi_squared < least) {
      least = fit.chi_squared;
      best = {fit.constant, fit.slope, exponent};
    }
  }
  return best;
}

Limit fit_power(const Data& data) {
  Limit limit;
  limit.form = Extrapolation::power;
  limit.degrees_of_freedom = static_cast<int>(data.count()) - 3;
  const auto start = power_start(data);
  auto parameters = gsl_multifit_nlinear_default_parameters();
  parameters.scale = gsl_multifit_nlinear_scale_levenberg;
  const NonlinearWorkspace workspace(
      gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, data.count(), 3));
  Data context = data;
  gsl_multifit_nlinear_fdf problem{};
  problem.f = power_residuals;
  problem.df = power_jacobian;
  problem.n = data.count();
  problem.p = 3;
  problem.params = &context;
  const GslVector initial(gsl_vector_alloc(3)), weights(gsl_vector_alloc(data.count()));
  for (std::size_t p = 0; p < 3; ++p) gsl_vector_set(initial.get(), p, start[p]);
  for (std::size_t i = 0; i < data.count(); ++i)
    gsl_vector_set(weights.get(), i, std::pow(data.points[i].error, -2.0));
  gsl_multifit_nlinear_winit(initial.get(), weights.get(), &problem, workspace.get());
  int reason = 0;
  const int status = gsl_multifit_nlinear_driver(1000, 1e-12, 1e-15, 0.0, nullptr, nullptr, &reason,
                                                 workspace.get());
  const gsl_vector* found = gsl_multifit_nlinear_position(workspace.get());
  const double exponent = gsl_vector_get(found, 2), amplitude = gsl_vector_get(found, 1);
  // Without progress at the minimum itself GSL says so, and means it is done.
  if (status != GSL_SUCCESS && status != GSL_ENOPROG) return limit;
  if (!(exponent > lowest_exponent * 1.001 && exponent < highest_exponent * 0.999)) return limit;
  const GslMatrix covariance(gsl_matrix_alloc(3, 3));
  gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace.get()), 0.0, covariance.get());
  const auto variance = [&](std::size_t p) { return gsl_matrix_get(covariance.get(), p, p); };
  const double unit = std::pow(data.unit, exponent), log_unit = std::log(data.unit);
  limit.value = gsl_vector_get(found, 0);
  limit.error = std::sqrt(variance(0));
  limit.amplitude = amplitude * unit;
  // c = a N_0^ω depends on both.
  limit.amplitude_error =
      unit * std::sqrt(std::max(
                 0.0, variance(1) + std::pow(amplitude * log_unit, 2) * variance(2) +
                          2.0 * amplitude * log_unit * gsl_matrix_get(covariance.get(), 1, 2)));
  limit.exponent = exponent;
  limit.exponent_error = std::sqrt(variance(2));
  const gsl_vector* residuals = gsl_multifit_nlinear_residual(workspace.get());
  limit.chi_squared = 0.0;
  for (std::size_t i = 0; i < data.count(); ++i)
    limit.chi_squared += std::pow(gsl_vector_get(residuals, i), 2);
  limit.converged = limit.error > 0.0 && std::isfinite(limit.error);
  return limit;
}

Limit fit_given_exponent(const Data& data, Extrapolation form, double exponent) {
  const auto fit = fit_linear(data, [&](double n) { return std::pow(n, -exponent); });
  const double unit = std::pow(data.unit, exponent);
  return {true,
          form,
          fit.constant,
          fit.constant_error,
          fit.slope * unit,
          fit.slope_error * unit,
          exponent,
          0.0,
          fit.chi_squared,
          static_cast<int>(data.count()) - 2};
}

Limit fit_logarithm(const Data& data) {
  const auto fit = fit_linear(Data{data.points, 1.0}, [](double n) { return std::log(n); });
  return {true,
          Extrapolation::logarithm,
          fit.constant,
          fit.constant_error,
          fit.slope,
          fit.slope_error,
          0.0,
          0.0,
          fit.chi_squared,
          static_cast<int>(data.count()) - 2};
}

void require_thresholds(std::span<const SizeThreshold> points, Extrapolation form) {
  std::vector<int> sizes;
  for (const auto& point : points) {
    if (point.size < 1) throw ArgumentError("size", fmt::format("= {} < 1", point.size));
    if (!std::isfinite(point.threshold))
      throw ArgumentError("threshold", fmt::format("= {} at size {}", point.threshold, point.size));
    if (!(point.error > 0.0 && std::isfinite(point.error)))
      throw ArgumentError(
          "error", fmt::format("= {} at size {} is not finite and > 0", point.error, point.size));
    sizes.push_back(point.size);
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  if (sizes.size() < parameters_of(form))
    throw ArgumentError("sizes", fmt::format(": {} different for {} parameters", sizes.size(),
                                             parameters_of(form)));
}

}  // namespace

Limit extrapolate(std::span<const SizeThreshold> thresholds, Extrapolation form) {
  [[maybe_unused]] static const gsl_error_handler_t* const previous = gsl_set_error_handler_off();
  require_thresholds(thresholds, form);
  const Data data = data_of(thresholds);
  switch (form) {
    case Extrapolation::power:
      return fit_power(data);
    case Extrapolation::inverse:
      return fit_given_exponent(data, form, 1.0);
    case Extrapolation::inverse_root:
      return fit_given_exponent(data, form, 0.5);
    case Extrapolation::logarithm:
      break;
  }
  return fit_logarithm(data);
}

double scaled_error(const Limit& limit) {
  if (limit.degrees_of_freedom <= 0) return limit.error;
  return limit.error * std::sqrt(std::max(1.0, limit.chi_squared / limit.degrees_of_freedom));
}

double extrapolation_at(const Limit& limit, double size) {
  if (limit.form == Extrapolation::logarithm) return limit.value + limit.amplitude * std::log(size);
  return limit.value + limit.amplitude * std::pow(size, -limit.exponent);
}

}  // namespace steady::thresholds
