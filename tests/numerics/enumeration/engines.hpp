// What the enumeration tests share: every way to run the engines, and delivered sets.
#pragma once

#include <algorithm>
#include <array>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <string>
#include <vector>

namespace steady::tests {

inline constexpr std::array engines{enumeration::Method::sweep, enumeration::Method::tree};

/// Every engine, SIMD level of this machine and 1 to `most_threads` threads.
inline std::vector<enumeration::Options> all_ways(int most_threads = 3) {
  std::vector<enumeration::Options> ways;
  for (const auto method : engines) {
    for (const auto simd : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512}) {
      if (simd > best_simd_level()) continue;
      for (int threads = 1; threads <= most_threads; ++threads) {
        enumeration::Options options;
        options.method = method;
        options.simd = simd;
        options.threads = threads;
        ways.push_back(options);
      }
    }
  }
  return ways;
}

inline std::string name(const enumeration::Options& options) {
  return std::string(to_string(options.method)) + ", " + std::string(to_string(options.simd)) +
         ", threads " + std::to_string(options.threads);
}

/// The delivered states, ascending; with a duplicate if one was delivered twice.
inline std::vector<network::PackedState> delivered(const network::Couplings& couplings,
                                                   double self_coupling,
                                                   const enumeration::Options& options) {
  std::vector<network::PackedState> states;
  enumeration::enumerate_fixed_points(couplings, self_coupling, options, [&](auto batch) {
    states.insert(states.end(), batch.begin(), batch.end());
  });
  std::sort(states.begin(), states.end());
  return states;
}

}  // namespace steady::tests
