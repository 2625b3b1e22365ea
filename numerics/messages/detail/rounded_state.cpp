#include <steady/numerics/messages/detail/rounded_state.hpp>

namespace steady::messages::detail {
namespace {

std::int8_t sign(double field, std::int8_t otherwise) {
  if (field == 0.0) return otherwise;
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
  const network::Spins& spins = state_->spins();
  for (std::size_t i = 0; i < total.size(); ++i)
    if (sign(total[i], spins[i]) != spins[i]) {
      state_->flip(static_cast<int>(i));
      ++turned_;
    }
  unstable_ = state_->count_below(threshold_);
}

}  // namespace steady::messages::detail
