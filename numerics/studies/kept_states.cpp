#include <steady/numerics/studies/kept_states.hpp>

#include <fmt/format.h>

#include <steady/numerics/network/given_networks.hpp>

namespace steady::studies {

files::Runs runs_of(const KeepStates& keep, const network::NetworkSpec& networks,
                    double self_coupling, const Sample& sample, std::string_view study,
                    const std::string& how) {
  files::Runs runs;
  runs.name = fmt::format("{}network_{:0{}}", keep.point, sample.index, keep.digits);
  runs.network =
      networks.from_file ? (*networks.from_file)[sample.index].source() : network::key(networks);
  runs.size = static_cast<std::int64_t>(network::neurons(networks));
  runs.self_coupling = self_coupling;
  runs.seed = sample.seed;
  runs.sample = sample.index;
  runs.texts = {{"study", std::string(study)}, {"parameters", how}};
  return runs;
}

void add_end(files::Runs& runs, const network::Spins& end, int unstable, std::int64_t period) {
  runs.end.insert(runs.end.end(), end.begin(), end.end());
  runs.verified.push_back(unstable == 0 ? 1 : 0);
  runs.period.push_back(unstable == 0 ? 1 : period);
  runs.columns["unstable"].push_back(unstable);
}

int judged_anew(const network::NetworkSpec& networks, const network::Network& network,
                double self_coupling, std::uint64_t sample, const network::Spins& spins) {
  if (networks.from_file)
    return (*networks.from_file)[sample].judged(spins, self_coupling).unstable;
  return network::count_unstable(network, self_coupling, spins);
}

}  // namespace steady::studies
