// The table of the figures that show numbers of fixed points: closed form, exact mean at finite N,
// and enumeration, told apart by the column `series`.
#pragma once

#include <vector>

#include <apps/figures/measure.hpp>

namespace steady::apps {

class CountsTable {
 public:
  CountsTable();

  /// Σ(J_D, η), eqs. (2.1), (2.3): series closed_form, size inf.
  void add_closed_form(double self_coupling, double symmetry);

  /// ln E[#]/N, eqs. (2.2), (2.4), exact at this size: series finite_size.
  void add_finite_size(const studies::Counting& at);

  /// What enumeration of random networks found: series enumeration.
  void add_enumeration(const Measurement& point, const studies::CountingEstimates& found);

  /// For the provenance: what the estimates mean and how empty samples enter them.
  static Provenance notes(const std::string& left_out);

  const Table& table() const { return table_; }

 private:
  Table table_;
};

}  // namespace steady::apps
