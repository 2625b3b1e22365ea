// Triples of fixed points at equal mutual distances (docs/theory.md, eq. (3.5)); η = 0.
#pragma once

namespace steady::theory {

/// ln E[ordered triples of fixed points whose three Hamming distances are all k], exact at any
/// size. −∞ where no such triple of states exists: k odd or 3k/2 > N. Distance 0 counts each fixed
/// point once. Relative accuracy about 1e-9 N.
///
/// Of the N neurons k/2 differ in the first state only, k/2 in the second, k/2 in the third, and
/// N − 3k/2 agree in all. Given the states, rows of J are independent, and the three stabilities
/// s_i^a h_i^a of neuron i are Gaussian with variance (N−1)/N and correlation
/// σ (N − 2k − σ)/(N−1), σ = s_i^a s_i^b = ±1. With a = J_D √(N/(N−1)),
/// ρ_s = (N−1−2k)/(N−1) and ρ_d = (N−2k+1)/(N−1) as in eq. (3.1),
///   E = 2^N N!/((k/2)!³ (N−3k/2)!) P(ρ_s)^(N−3k/2) P(−ρ_d)^(3k/2),
///   P(r) = ∫_{−∞}^a Dx Φ₂(y,y;(ρ_s−r²)/(1−r²)), y = (a − r x)/√(1−r²),
/// the probability that one Gaussian of correlation r with each of two others of correlation ρ_s
/// lies below a together with them.
///
/// Domain: size ≥ 2, |self_coupling| ≤ 1e6, 0 ≤ hamming_distance ≤ size; throws std::domain_error.
double log_mean_triples(int size, double self_coupling, int hamming_distance);

}  // namespace steady::theory
