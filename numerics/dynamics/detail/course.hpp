// Internal: what happens along any run: records, the budget, the stop, and the summary.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/numerics/dynamics/detail/live_state.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>

namespace steady::dynamics::detail {

/// Time runs in ticks: `per_sweep` of them are a sweep (N visits or flips; one parallel update).
class Course {
 public:
  Course(const LiveState& state, const Options& options, int per_sweep);

  std::int64_t now() const { return now_; }
  /// Ticks until the budget is spent.
  std::int64_t left() const { return limit_ - now_; }
  /// Whether the state is one to end at.
  bool arrived() const { return stop_at_fixed_point_ && state_->unstable() == 0; }

  /// Ticks until the next record or state to keep.
  std::int64_t until_record() const { return next_stop_ - now_; }

  /// Lets `ticks` ≤ left() pass in which the state stays as it is.
  void pass(std::int64_t ticks) {
    now_ += ticks;
    if (now_ >= next_stop_) record_until_now();
  }
  /// The state has not changed until the end of the budget.
  void pass_all() { pass(left()); }
  /// Asked now and then: was a stop requested? The summary will say so.
  bool stopped();

  /// `flips` of single neurons so far.
  Summary finish(std::int64_t flips) const;

 private:
  void record_until_now();
  void keep_until_now();

  const LiveState* state_;
  Bits start_;
  Bits reference_;
  bool stop_at_fixed_point_;
  std::int64_t per_sweep_;
  std::int64_t limit_;
  std::int64_t now_ = 0;
  std::int64_t record_every_;
  std::int64_t next_record_;
  std::span<const std::int64_t> keep_after_;  // that are still to come
  std::int64_t next_stop_;                    // the next record or state to keep
  std::stop_token stop_;
  bool stopped_ = false;
  std::vector<Record> records_;
  std::vector<network::Spins> kept_;
};

/// T = 0, random order, without rejections.
Summary relax_by_flips(LiveState& state, const Options& options, network::RandomStream order);
/// T = 0, the most unstable neuron first.
Summary relax_greedily(LiveState& state, const Options& options);

/// Neuron after neuron. `flips(neuron, visit)` says whether visit number `visit` flips its neuron;
/// at T = 0 it must leave a state alone in which none is unstable.
template <class Flips>
Summary visit_one_by_one(LiveState& state, const Options& options, Visits visits,
                         const Flips& flips) {
  constexpr std::int64_t visits_between_questions = 4096;  // to the stop token
  Course course(state, options, state.size());
  const bool cold = options.temperature == 0.0;
  std::int64_t flipped = 0;
  while (!course.arrived() && course.left() > 0) {
    if (course.now() % visits_between_questions == 0 && course.stopped()) break;
    if (cold && state.unstable() == 0) {
      course.pass_all();
      break;
    }
    const int neuron = visits.next();
    if (flips(neuron, static_cast<std::uint64_t>(course.now()))) {
      state.flip(neuron);
      ++flipped;
    }
    course.pass(1);
  }
  return course.finish(flipped);
}

}  // namespace steady::dynamics::detail
