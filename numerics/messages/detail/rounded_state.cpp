#include <steady/numerics/messages/detail/rounded_state.hpp>

namespace steady::messages::detail {
namespace {

std::int8_t sign(double field, int otherwise) {
  if (field == 0.0) return static_cast<std::int8_t>(otherwise);
  return field > 0.0 ? 1 : -1;
}

}  // namespace

RoundedState::RoundedState(const network::Network& network, double self_coupling)
    : network_(network),
      threshold_(network::stability_threshold(self_coupling)),
      first_(static_cast<std::size_t>(network.size()), 1) {}

void RoundedState::follow(std::span<const double> total) {
  turned_ = 0;
  if (!state_) {
    turned_ = network_.size();
    for (std::size_t i = 0; i < total.size(); ++i) first_[i] = sign(total[i], first_[i]);
    state_.emplace(network_, first_);
  }
  for (int i = 0; i < state_->size(); ++i)
    turned_ += state_->set(i, sign(total[static_cast<std::size_t>(i)], state_->spin(i)));
  unstable_ = state_->count_below(threshold_);
}

}  // namespace steady::messages::detail
