// Which neurons of a given network rounding to the grid might have decided: named on standard error
// and in the provenance, not hidden.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <steady/numerics/studies/rounding.hpp>

#include <apps/frame/program.hpp>

namespace steady::apps {

class DoubtsReport {
 public:
  void add(std::uint64_t sample, const std::vector<studies::DoubtfulNeuron>& doubts);
  /// Nothing without doubts. Before the table is written.
  void tell(Run& run) const;

 private:
  std::map<std::uint64_t, std::map<std::int64_t, std::int64_t>> networks_;
};

/// Of outcomes[point][sample].
template <class Outcome>
void tell_doubts(const std::vector<std::vector<Outcome>>& outcomes, Run& run) {
  DoubtsReport report;
  for (const auto& samples : outcomes)
    for (std::size_t k = 0; k < samples.size(); ++k) report.add(k, samples[k].doubts);
  report.tell(run);
}

}  // namespace steady::apps
