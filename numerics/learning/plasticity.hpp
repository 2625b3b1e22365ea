// The local learning rule and its numbers (docs/learning.md).
#pragma once

#include <limits>
#include <string_view>
#include <vector>

namespace steady::learning {

/// none, J_ij = J_ji, or J_ij = −J_ji, kept exactly: couplings start so and both of a pair get the
/// sum of the two updates (antisymmetric: the difference). Dense internal couplings only.
enum class Symmetry { none, symmetric, antisymmetric };

/// Which states the readout learns from: those at the end of the training step, steered by the
/// label; or those of an inference (input only, Schedule::sweeps_inference sweeps from zero) that
/// precedes the step. Under strong feedback the two differ, and only the second is what it will
/// see.
enum class ReadoutStates { steered, free };

/// How the rates change from epoch to epoch, as a factor of all of them. linear: from 1 in the
/// first batch to `final_factor` after the last. cosine: the same on half a cosine. constant: 1.
enum class RateForm { constant, linear, cosine };

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
  double rate = 0.005;                  ///< η_J ≥ 0
  double rate_input = 0.03;             ///< η_in ≥ 0
  double rate_readout = 0.1;            ///< η_out ≥ 0
  double rate_bias = 0.005;             ///< η_b ≥ 0
  std::vector<double> margins = {0.9};  ///< κ: one for all layers, or one each
  double margin_readout = 3.0;          ///< κ_out
  double target_right = 1.0;            ///< > 0
  double target_wrong = 1.0;            ///< > 0
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
  double final_factor = 0.0;  ///< of the rates at the end, in [0,1]
};

/// Throws std::invalid_argument / std::domain_error naming the field.
void validate(const Plasticity& plasticity, int layers);

/// Factor of the rates after the share `progress` in [0,1] of all batches.
double rate_factor(const Plasticity& plasticity, double progress);

/// These throw std::invalid_argument for an unknown name.
Symmetry parse_symmetry(std::string_view name);
RateForm parse_rate_form(std::string_view name);
ReadoutStates parse_readout_states(std::string_view name);
std::string_view to_string(Symmetry symmetry);
std::string_view to_string(RateForm form);
std::string_view to_string(ReadoutStates states);

}  // namespace steady::learning
