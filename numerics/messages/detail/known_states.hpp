// Internal: which of the latest states were seen before.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <steady/numerics/network/spins.hpp>

namespace steady::messages::detail {

/// Remembers the last 64 states it was given, all of one length, and compares every spin.
class KnownStates {
 public:
  bool contains(const network::Spins& spins) const {
    const auto hash = hash_of(spins);
    for (std::size_t k = 0; k < hashes_.size(); ++k)
      if (hashes_[k] == hash && states_[k] == spins) return true;
    return false;
  }

  void add(const network::Spins& spins) {
    if (hashes_.size() < most) {
      hashes_.push_back(hash_of(spins));
      states_.push_back(spins);
      return;
    }
    hashes_[oldest_] = hash_of(spins);
    states_[oldest_] = spins;
    oldest_ = (oldest_ + 1) % most;
  }

 private:
  static constexpr std::size_t most = 64;

  /// Of eight spins at a time; only to be quick: equal hashes are no proof.
  static std::uint64_t hash_of(const network::Spins& spins) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < spins.size(); i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, spins.data() + i, std::min<std::size_t>(8, spins.size() - i));
      hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
      hash ^= hash >> 32;
    }
    return hash;
  }

  std::vector<std::uint64_t> hashes_;
  std::vector<network::Spins> states_;
  std::size_t oldest_ = 0;
};

}  // namespace steady::messages::detail
