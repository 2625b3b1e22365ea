#include "counts_table.hpp"

#include <limits>

#include <steady/theory/entropy.hpp>

namespace steady::apps {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

double finite_size_entropy(const studies::Counting& at) {
  return network::log_expected_count(at.networks, at.self_coupling) / at.networks.size;
}

double entropy(const studies::Counting& at) {
  return theory::fixed_point_entropy(at.self_coupling, at.networks.ensemble.symmetry);
}

}  // namespace

CountsTable::CountsTable()
    : table_({"series", "size", "self_coupling", "symmetry", "entropy", "finite_size_entropy",
              "samples", "annealed_entropy", "annealed_entropy_error", "typical_entropy",
              "typical_entropy_error", "empty_fraction"}) {}

void CountsTable::add_closed_form(double self_coupling, double symmetry) {
  table_.add({std::string("closed_form"), infinite, self_coupling, symmetry,
              theory::fixed_point_entropy(self_coupling, symmetry), none, none, none, none, none,
              none, none});
}

void CountsTable::add_finite_size(const studies::Counting& at) {
  table_.add({std::string("finite_size"), std::int64_t{at.networks.size}, at.self_coupling,
              at.networks.ensemble.symmetry, entropy(at), finite_size_entropy(at), none, none, none,
              none, none, none});
}

void CountsTable::add_enumeration(const Measurement& point,
                                  const studies::CountingEstimates& found) {
  const studies::Counting& at = point.at;
  table_.add({std::string("enumeration"), std::int64_t{at.networks.size}, at.self_coupling,
              at.networks.ensemble.symmetry, entropy(at), finite_size_entropy(at), point.networks,
              found.annealed_entropy.value, found.annealed_entropy.error,
              found.typical_entropy.value, found.typical_entropy.error,
              found.empty_fraction.estimate});
}

Provenance CountsTable::notes(const std::string& left_out) {
  Provenance notes{
      {"annealed_entropy", std::string("ln(mean #)/N over all networks, those with # = 0 included; "
                                       "jackknife error")},
      {"typical_entropy",
       std::string("mean of ln(#)/N over the networks with # > 0; empty_fraction "
                   "of the networks had none")}};
  if (!left_out.empty()) notes.emplace_back("left_out_as_too_costly", left_out);
  return notes;
}

}  // namespace steady::apps
