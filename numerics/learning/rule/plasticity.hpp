// The local learning rule and its numbers (docs/learning.md).
#pragma once

#include <limits>
#include <tuple>
#include <vector>

#include <steady/numerics/options/described.hpp>

namespace steady::learning {

/// none, J_ij = J_ji, or J_ij = −J_ji, kept exactly: couplings start so and both of a pair get the
/// sum of the two updates (antisymmetric: the difference). Dense internal couplings only.
enum class Symmetry { none, symmetric, antisymmetric };
inline constexpr auto symmetry_names =
    names<Symmetry>("symmetry", {{Symmetry::none, "none"},
                                 {Symmetry::symmetric, "symmetric"},
                                 {Symmetry::antisymmetric, "antisymmetric"}});

/// Which states the readout learns from: those at the end of the training step, steered by the
/// label; or those of an inference (input only, Schedule::inference_sweeps sweeps from zero) that
/// precedes the step. Under strong feedback the two differ, and only the second is what it will
/// see.
enum class ReadoutStates { steered, free };
inline constexpr auto readout_states_names = names<ReadoutStates>(
    "readout states", {{ReadoutStates::steered, "steered"}, {ReadoutStates::free, "free"}});

/// How the rates change from epoch to epoch, as a factor of all of them. linear: from 1 in the
/// first batch to `final_factor` after the last. cosine: the same on half a cosine. constant: 1.
enum class RateForm { constant, linear, cosine };
inline constexpr auto rate_form_names = names<RateForm>(
    "rate form",
    {{RateForm::constant, "constant"}, {RateForm::linear, "linear"}, {RateForm::cosine, "cosine"}});

/// Fields are exact below four times this: no margin and no self-coupling is larger.
inline constexpr double largest_part = 256.0;

/// One update after each batch of B samples (theory: no backpropagation, no weight transport).
/// Neuron i of sample b is updated when s_i h_i ≤ κ, with h_i its field without self-coupling,
/// feedback and ferromagnetic part:
///   ΔJ_ij = η_J σ_J/√B Σ_b s_i s_j,  ΔW_in,ij = η_in λ_x/√(N B) Σ_b s_i x_j,  Δb_i = η_b/√B Σ_b
///   s_i
/// with σ_J = strength/√K the scale with which the couplings were drawn. The readout of class c:
/// when τ_c o_c ≤ κ_out, ΔW_out,cj = η_out/√(H B) t_c s_j, with t_c = target_right for the
/// right class and −target_wrong for the others, τ_c = sign t_c.
///
/// On the grid: every factor in front of a sum is rounded to floor(factor·2^20 + u) units, with u
/// the fractional part of n·0x9E3779B97F4A7C15/2^64 in batch n = 0, 1, … of the training: so the
/// mean of the rounded rates is the rate, however small it gets.
struct Plasticity {
  double rate = 0.005;                 ///< η_J
  double rate_input = 0.03;            ///< η_in
  double rate_readout = 0.1;           ///< η_out
  double rate_bias = 0.005;            ///< η_b
  std::vector<double> margin = {0.9};  ///< κ: one for all layers, or one each
  double margin_readout = 3.0;         ///< κ_out
  double target_right = 1.0;
  double target_wrong = 1.0;
  /// Weights shrink by 1 − decay · rate a batch: J and bridges, W_in, W_out with their own rates.
  /// Done every n = decay_interval batches at once, as w −= round(w · decay · n · rate now).
  double decay = 0.005;
  double decay_input = 0.0;
  double decay_readout = 0.005;
  ReadoutStates readout_states = ReadoutStates::steered;
  int decay_interval = 64;
  /// Samples whose label the network already knows by a margin of the readout, o_y − max_{c≠y} o_c
  /// > confidence in the inference that precedes the step, are not steered, and the layers do not
  /// learn from them; the readout does (8.7). Rates keep the B of all samples; own thresholds take
  /// the share among the steered. Infinite: all are. Otherwise needs ReadoutStates::free and
  /// labels.
  double confidence = std::numeric_limits<double>::infinity();
  Symmetry symmetry = Symmetry::none;
  /// Every neuron has its own threshold κ_i, adapted so that its share of updates tends to
  /// `update_target`: κ_i += threshold_rate (update_target − share in the batch). 0: κ is constant.
  double threshold_rate = 0.0;
  double update_target = 0.05;
  RateForm rate_form = RateForm::linear;
  double final_factor = 0.0;  ///< of the rates at the end

  /// All but decay_interval.
  static constexpr auto fields() {
    using options::field, options::bounds;
    using P = Plasticity;
    constexpr auto rates = bounds(0, 1e6);
    constexpr auto margins = bounds(-largest_part, largest_part);
    return std::tuple{
        field("rate", &P::rate, rates, "η_J of the couplings"),
        field("rate_input", &P::rate_input, rates, "η_in"),
        field("rate_readout", &P::rate_readout, rates, "η_out"),
        field("rate_bias", &P::rate_bias, rates, "η_b, where the network has biases"),
        field("margin", &P::margin, margins, "κ of all layers, or a list of one each"),
        field("margin_readout", &P::margin_readout, margins, "κ_out"),
        field("target_right", &P::target_right, bounds(1e-6, 1e6),
              "Readout target of the right class"),
        field("target_wrong", &P::target_wrong, bounds(1e-6, 1e6), "Minus that of the others"),
        field("decay", &P::decay, rates, "Weight decay of J, in units of its rate"),
        field("decay_input", &P::decay_input, rates, "The same of W_in"),
        field("decay_readout", &P::decay_readout, rates, "The same of W_out"),
        field("readout_states", &P::readout_states, readout_states_names,
              "What the readout learns from: states of the training, or of input alone"),
        field("confidence", &P::confidence,
              bounds(-1e6, 1e6).or_value(std::numeric_limits<double>::infinity()),
              "M: layers learn only from samples with o_y − max_c o_c ≤ M, eq. (8.7); with free "
              "readout states; left out: from all"),
        field("symmetry", &P::symmetry, symmetry_names,
              "Constraint on the couplings inside layers"),
        field("threshold_rate", &P::threshold_rate, bounds(0, largest_part),
              "How fast every neuron adapts its own margin; 0: one margin for all"),
        field("update_target", &P::update_target, bounds(0, 1),
              "Share of updates that it adapts the margin to"),
        field("rate_form", &P::rate_form, rate_form_names, "How the rates fall over the training"),
        field("final_factor", &P::final_factor, bounds(0, 1), "What is left of them at the end")};
  }
};

/// Throws DomainError or ArgumentError naming the field.
void validate(const Plasticity& plasticity, int layers);

/// Factor of the rates after the share `progress` in [0,1] of all batches.
double rate_factor(const Plasticity& plasticity, double progress);

}  // namespace steady::learning
