#include <steady/numerics/dynamics/detail/course.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace steady::dynamics::detail {
namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();

std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  return b != 0 && a > never / b ? never : a * b;
}

}  // namespace

Course::Course(const LiveState& state, const Options& options, int per_sweep)
    : state_(&state),
      start_(state.up_places()),
      reference_(options.reference.empty() ? Bits{} : state.bits_of(options.reference)),
      stop_at_fixed_point_(options.stop_at_fixed_point),
      per_sweep_(per_sweep),
      limit_(saturating_product(options.max_sweeps, per_sweep)),
      record_every_(options.record_every),
      next_record_(record_every_ > 0 ? 0 : never),
      keep_after_(options.keep_after),
      next_stop_(0),
      stop_(options.stop) {
  record_until_now();
}

void Course::keep_until_now() {
  const auto next = [this] {
    return keep_after_.empty() ? never : saturating_product(keep_after_.front(), per_sweep_);
  };
  for (; next() <= now_ && next() != never; keep_after_ = keep_after_.subspan(1))
    kept_.push_back(state_->spins());
  next_stop_ = std::min(next_record_, next());
}

void Course::record_until_now() {
  while (next_record_ <= now_ && next_record_ != never) {
    records_.push_back({next_record_ / per_sweep_,
                        static_cast<double>(state_->unstable()) / state_->size(),
                        state_->magnetisation(), state_->overlap(start_),
                        reference_.empty() ? std::numeric_limits<double>::quiet_NaN()
                                           : state_->overlap(reference_)});
    const auto step = saturating_product(record_every_, per_sweep_);
    next_record_ = next_record_ > never - step ? never : next_record_ + step;
  }
  keep_until_now();
}

bool Course::stopped() {
  stopped_ = stopped_ || stop_.stop_requested();
  return stopped_;
}

Summary Course::finish(std::int64_t flips) const {
  Summary summary;
  summary.unstable = state_->unstable();
  summary.status = summary.unstable == 0 ? Status::fixed_point : Status::budget;
  if (stopped_) summary.status = Status::stopped;
  summary.spins = state_->spins();
  summary.sweeps = static_cast<double>(now_) / static_cast<double>(per_sweep_);
  summary.flips = flips;
  summary.overlap_with_start = state_->overlap(start_);
  summary.records = records_;
  summary.kept = kept_;
  return summary;
}

}  // namespace steady::dynamics::detail
