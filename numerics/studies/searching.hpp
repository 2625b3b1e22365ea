// Study: whether a searcher finds a fixed point of a random network within its budget
// (docs/theory.md, section 7.4).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <steady/numerics/studies/kept_states.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>
#include <steady/numerics/thresholds/threshold.hpp>
#include <steady/theory/names.hpp>

namespace steady::studies {

/// What is varied to find a threshold.
enum class Control { self_coupling, coupling };
inline constexpr auto control_names = names<Control>(
    "control", {{Control::self_coupling, "self-coupling"}, {Control::coupling, "coupling"}});

struct SearchingEstimates {
  sampling::Interval found;  ///< networks in which a fixed point was found
  /// Median effort of those searches; NaN without any.
  double median_effort = std::numeric_limits<double>::quiet_NaN();
};

/// One search in each random network. The network of a sample is the same for every searcher and
/// J_D, and so are the random numbers of the search.
struct Searching {
  static constexpr std::string_view name = "searching";
  static constexpr int version = 2;

  network::NetworkSpec networks;
  double self_coupling = 0.0;
  std::string algorithm = "asynchronous";  ///< of search::searcher_names()
  /// In the searcher's unit. Of the budget, η is that of the networks.
  search::Budget budget = {};

  struct Outcome {
    bool found = false;
    double effort = 0.0;
    int unstable = 0;
    std::vector<DoubtfulNeuron> doubts = {};

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("found", &Outcome::found, "1: a fixed point, verified"),
          field("effort", &Outcome::effort, "spent, in the searcher's unit"),
          field("unstable", &Outcome::unstable, "neurons with x_i < 0 in the best state"),
          field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  search::Searcher searcher() const;
  /// The same point with another value of the control.
  Searching with(Control control, double value) const;

  std::optional<Outcome> run(const Sample& sample) const;
  /// Also writes the best state.
  std::optional<Outcome> run(const Sample& sample, const KeepStates* keep) const;
  /// The same in the network of the sample, drawn before.
  std::optional<Outcome> run_in(const network::Network& network, const Sample& sample,
                                const KeepStates* keep = nullptr) const;
  double kept_bytes(const KeepStates& keep) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Throws std::invalid_argument without networks.
  SearchingEstimates estimate(std::span<const Outcome> outcomes) const;
};

/// The largest effort of searchers by their unit.
struct Efforts {
  double max_sweeps = 1000.0;
  double max_iterations = 2000.0;
};

/// A point with the budget that `algorithm` has of these.
Searching searching(const network::NetworkSpec& networks, const std::string& algorithm,
                    const Efforts& efforts = {});

/// Where success sets in when the control is varied: trials of the point's other parameters.
/// thresholds::find_thresholds takes several at a time. Where the states are kept, each trial is a
/// network of the file.
thresholds::ThresholdStudy threshold_of(const Searching& point, Control control, std::uint64_t seed,
                                        const thresholds::ThresholdOptions& options,
                                        const std::optional<KeepStates>& keep = {});

}  // namespace steady::studies
