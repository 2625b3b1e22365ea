// What studies of runs (relaxation, solving, searching) write down beside their outcomes where that
// is asked for: the states, files::Runs of one network after the other. Outcomes are the same with
// and without.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <steady/numerics/files/runs_file.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Cycles are kept while all those of a network together are not larger than so many bytes.
inline constexpr double most_cycle_bytes = 0x1p26;

struct KeepStates {
  files::RunsWriter* file = nullptr;
  std::string point;                      ///< group of network k: `point`network_`k`
  int digits = 1;                         ///< with which k is written: names in their order
  std::vector<std::int64_t> sweeps = {};  ///< relaxation: also the states after these, rising
};

/// The group of a sample with its attributes and without states. `how` is the study's key.
files::Runs runs_of(const KeepStates& keep, const network::NetworkSpec& networks,
                    double self_coupling, const Sample& sample, std::string_view study,
                    const std::string& how);

/// Appends a run that ended in this state. `unstable` as judged from scratch; `period` of the cycle
/// the state lies on, 0: none.
void add_end(files::Runs& runs, const network::Spins& end, int unstable, std::int64_t period = 0);

/// Neurons with x_i < 0, from scratch: by the values as read where the network is from a file, by
/// the couplings as drawn elsewhere.
int judged_anew(const network::NetworkSpec& networks, const network::Network& network,
                double self_coupling, std::uint64_t sample, const network::Spins& spins);

/// A study that also writes down its states; S has `run(sample, keep)` and `kept_bytes(keep)`.
template <class S>
struct Keeping : S {
  KeepStates keep;

  std::optional<typename S::Outcome> run(const Sample& sample) const {
    return S::run(sample, &keep);
  }
  double bytes() const { return S::bytes() + S::kept_bytes(keep); }
};

}  // namespace steady::studies
