// The dynamics as it is written on paper: every field from scratch at every step, no bits, no
// cleverness; the choices are drawn from the same random numbers as the library's.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/dynamics/detail/choices.hpp>
#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network.hpp>

namespace steady::oracles {

class PlainDynamics {
 public:
  PlainDynamics(const network::Network& network, std::span<const std::int8_t> start,
                const dynamics::Options& options, network::RandomStream order,
                network::RandomStream noise)
      : network_(network),
        options_(options),
        start_(start.begin(), start.end()),
        spins_(start_),
        order_(order),
        noise_stream_(noise),
        noise_(options.self_coupling, options.temperature, noise) {}

  /// The law of relax: random order at T = 0 by waiting times.
  dynamics::Summary alone() {
    using dynamics::Order;
    if (options_.rule == dynamics::Rule::parallel) return parallel();
    if (options_.order == Order::greedy) return greedy();
    if (options_.order == Order::random && options_.temperature == 0.0) return by_waiting_times();
    return by_visits();
  }

  /// Neuron after neuron, whatever the order.
  dynamics::Summary by_visits() {
    dynamics::detail::Visits visits(options_.order, size(), order_);
    record(0);
    while (!arrived() && time_ < limit()) {
      const int neuron = visits.next();
      if (flips(neuron, static_cast<std::uint64_t>(time_))) flip(neuron);
      if (++time_ % size() == 0) record(time_ / size());
    }
    return summary(size());
  }

 private:
  int size() const { return network_.size(); }
  std::int64_t limit() const { return options_.max_sweeps * size(); }
  // From scratch after every flip.
  const std::vector<std::int32_t>& fields() const {
    if (fields_.empty()) fields_ = network::local_fields(network_, spins_);
    return fields_;
  }
  std::int32_t stability(int i) const {
    return spins_[static_cast<std::size_t>(i)] * fields()[static_cast<std::size_t>(i)] + own(i);
  }
  std::int32_t own(int i) const {
    const auto all = network_.self_couplings();
    return all.empty() ? 0 : all[static_cast<std::size_t>(i)];
  }
  std::int32_t cold_threshold() const {
    return network::stability_threshold(options_.self_coupling);
  }
  std::int32_t threshold(std::uint64_t visit) {
    return options_.temperature > 0.0 ? noise_.threshold(visit) : cold_threshold();
  }
  bool flips(int neuron, std::uint64_t visit) {
    if (options_.rule == dynamics::Rule::heat_bath && options_.temperature > 0.0)
      return bath_state(neuron, visit) != spins_[static_cast<std::size_t>(neuron)];
    return stability(neuron) < threshold(visit);
  }
  // (7.14): up where U exceeds the probability of down.
  int bath_state(int neuron, std::uint64_t visit) const {
    const auto i = static_cast<std::size_t>(neuron);
    const double field =
        fields()[i] * 0x1p-20 + (options_.self_coupling + own(neuron) * 0x1p-20) * spins_[i];
    const double uniform = network::open_uniform(noise_stream_.block(visit / 4)[visit % 4]);
    return uniform > 1.0 / (1.0 + std::exp(2.0 * field / options_.temperature)) ? 1 : -1;
  }
  std::vector<int> unstable() const {
    std::vector<int> list;
    for (int i = 0; i < size(); ++i)
      if (stability(i) < cold_threshold()) list.push_back(i);
    return list;
  }
  bool arrived() const { return options_.stop_at_fixed_point && unstable().empty(); }
  void flip(int i) {
    auto& spin = spins_[static_cast<std::size_t>(i)];
    spin = static_cast<std::int8_t>(-spin);
    fields_.clear();
    ++flips_;
  }
  void record(std::int64_t sweep) {
    if (options_.record_every == 0 || sweep % options_.record_every != 0) return;
    records_.push_back({sweep, static_cast<double>(unstable().size()) / size(),
                        network::magnetisation(spins_), network::overlap(spins_, start_),
                        options_.reference.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                   : network::overlap(spins_, options_.reference)});
  }

  dynamics::Summary by_waiting_times() {
    record(0);
    while (!arrived() && time_ < limit()) {
      const auto list = unstable();
      const auto next = list.empty() ? dynamics::detail::Flip{0, limit() + 1}
                                     : dynamics::detail::next_flip(
                                           order_.next(), static_cast<int>(list.size()), size());
      for (std::int64_t visit = 1; visit <= next.visits && time_ < limit(); ++visit) {
        if (visit == next.visits) flip(list[static_cast<std::size_t>(next.index)]);
        if (++time_ % size() == 0) record(time_ / size());
      }
    }
    return summary(size());
  }

  dynamics::Summary greedy() {
    record(0);
    while (!arrived() && time_ < limit()) {
      const auto list = unstable();
      if (!list.empty()) {
        int worst = list.front();
        for (const int i : list)
          if (stability(i) < stability(worst)) worst = i;
        flip(worst);
      }
      if (++time_ % size() == 0) record(time_ / size());
    }
    return summary(size());
  }

  dynamics::Summary parallel() {
    const bool detect = options_.detect_cycles && options_.temperature == 0.0;
    std::vector<network::Spins> seen;
    record(0);
    while (!arrived()) {
      const bool at_rest = options_.temperature == 0.0 && unstable().empty();
      for (std::size_t t = 0; detect && !at_rest && t < seen.size(); ++t) {
        if (seen[t] != spins_) continue;
        auto result = summary(1);
        result.status = dynamics::Status::cycle;
        result.transient = static_cast<std::int64_t>(t);
        result.cycle_length = time_ - result.transient;
        return result;
      }
      if (time_ >= options_.max_sweeps) break;
      seen.push_back(spins_);
      std::vector<int> flipping;
      for (int i = 0; i < size(); ++i)
        if (stability(i) < threshold(static_cast<std::uint64_t>(time_ * size() + i)))
          flipping.push_back(i);
      for (const int i : flipping) flip(i);
      record(++time_);
    }
    return summary(1);
  }

  dynamics::Summary summary(int ticks_per_sweep) const {
    dynamics::Summary result;
    result.unstable = static_cast<int>(unstable().size());
    result.status = result.unstable == 0 ? dynamics::Status::fixed_point : dynamics::Status::budget;
    result.spins = spins_;
    result.sweeps = static_cast<double>(time_) / ticks_per_sweep;
    result.flips = flips_;
    result.overlap_with_start = network::overlap(spins_, start_);
    result.records = records_;
    return result;
  }

  const network::Network& network_;
  dynamics::Options options_;
  network::Spins start_;
  network::Spins spins_;
  network::RandomStream order_;
  network::RandomStream noise_stream_;
  dynamics::detail::Noise noise_;
  mutable std::vector<std::int32_t> fields_;
  std::int64_t time_ = 0;
  std::int64_t flips_ = 0;
  std::vector<dynamics::Record> records_;
};

inline dynamics::Summary plain_relax(const network::Network& network,
                                     std::span<const std::int8_t> start,
                                     const dynamics::Options& options,
                                     const network::RandomStream& random) {
  return PlainDynamics(network, start, options, random, random).alone();
}

/// What relax_all promises for one of its starts.
inline dynamics::Summary plain_relax_in_block(const network::Network& network,
                                              std::span<const std::int8_t> start,
                                              const dynamics::Options& options,
                                              const dynamics::Streams& streams, std::size_t k) {
  const network::RandomStream own(streams.seed, streams.purpose, streams.first + k);
  if (options.rule == dynamics::Rule::parallel || options.order == dynamics::Order::greedy)
    return plain_relax(network, start, options, own);
  const network::RandomStream common(streams.seed, std::string(streams.purpose) + ", order",
                                     streams.first + k / 64 * 64);
  return PlainDynamics(network, start, options, common, own).by_visits();
}

}  // namespace steady::oracles
