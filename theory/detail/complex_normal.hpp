// Internal: the normal cdf at complex arguments, for contour integrals.
#pragma once

#include <complex>

namespace steady::theory::detail {

/// The Faddeeva function w(z) = e^(−z²) erfc(−iz) for Re z, Im z ≥ 0. Relative error below 1e-14.
// libcerf has it to 1e-13 only: parts of w differ by up to 3e-13 from this (2·10^6 random z, libcerf
// 1.3), its functions take C's _Complex, which is no C++, and Debian's package has no CMake files.
std::complex<double> faddeeva(std::complex<double> z);

/// Whether |Φ(ζ)| is as e^(−ζ²/2)/|ζ|, the 1 of the right half plane counting for nothing.
bool has_gaussian_size(std::complex<double> zeta);

/// ln[Φ(x + δ)/Φ(x)] + x δ + δ²/2 where has_gaussian_size(x + δ), Im δ ≥ 0: what is left of ln Φ
/// beside its Gaussian. Some branch of the logarithm.
std::complex<double> log_scaled_normal_ratio(double x, std::complex<double> delta);

/// ln Φ(ζ) for Re ζ ≥ 0, Im ζ ≥ 0 where not has_gaussian_size(ζ), on some branch.
std::complex<double> log_normal_cdf_right(std::complex<double> zeta);

}  // namespace steady::theory::detail
