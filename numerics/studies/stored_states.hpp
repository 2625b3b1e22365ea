// Studies that compare the fixed points of a network (pair counting, clusters), of fixed points
// that a file keeps (enumeration::StatesFile) instead of enumerating them.
#pragma once

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/machine.hpp>
#include <steady/numerics/sampling/tasks.hpp>
#include <steady/numerics/studies/fixed_points.hpp>

namespace steady::studies {

/// The outcomes of all networks of one point.
template <class S>
struct Measured {
  S at;
  /// Networks that somebody gave: the law in `at` is not theirs.
  bool given = false;
  std::vector<typename S::Outcome> networks = {};
};

/// The networks of a file and what a study S makes of their fixed points by its `measure(states)`,
/// in about `seconds_of(number of states)`.
template <class S>
class StoredStates {
 public:
  /// `study_of(networks, self_coupling)` makes the point. Throws files::FileError as StatesReader
  /// does, and for a network that lacks some of its fixed points.
  template <class StudyOf>
  StoredStates(const std::filesystem::path& file, const StudyOf& study_of) : reader_(file) {
    for (const auto& record : reader_.networks()) {
      if (!record.complete)
        throw files::FileError("cannot use", file,
                               "network " + record.name + " lacks some of its fixed points");
      points_.push_back(study_of(record.key.networks, record.key.self_coupling));
      const auto states = static_cast<double>(record.count);
      seconds_.push_back(1e-6 * states + S::seconds_of(states));
      most_states_ = std::max(most_states_, states);
    }
  }

  /// That one thread is expected to need.
  double seconds() const {
    double all = 0.0;
    for (const double one : seconds_) all += one;
    return all;
  }

  /// In the order of the file, where networks of the same point follow each other. Throws
  /// sampling::LackOfMemory, sampling::Stopped, and what the file throws.
  std::vector<Measured<S>> measure(sampling::RunOptions how) const {
    sampling::require_memory(fixed_points_bytes(most_states_) * how.threads,
                             "the largest sets of fixed points on all threads", "fewer --threads");
    how.costs = seconds_;
    const auto& records = reader_.networks();
    std::mutex one_reader;
    std::vector<typename S::Outcome> outcomes(points_.size());
    sampling::parallel_for(points_.size(), how, [&](std::size_t i) {
      std::unique_lock reading(one_reader);
      const auto states = reader_.read(records[i]);
      reading.unlock();
      outcomes[i] = points_[i].measure(states);
    });
    std::vector<Measured<S>> measured;
    for (std::size_t r = 0; r < points_.size(); ++r) {
      if (measured.empty() || measured.back().at.key() != points_[r].key())
        measured.push_back({points_[r], !records[r].key.source.empty()});
      measured.back().networks.push_back(std::move(outcomes[r]));
    }
    return measured;
  }

 private:
  enumeration::StatesReader reader_;
  std::vector<S> points_;
  std::vector<double> seconds_;
  double most_states_ = 0.0;
};

}  // namespace steady::studies
