// Trainings behind the figures of learning: many small ones, side by side.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <apps/figures/figure.hpp>
#include <steady/numerics/studies/training.hpp>

namespace steady::apps {

/// The data of a figure: prototypes, or those in request.data (an own projection per seed). Throws
/// UsageError for a folder whose data have another size.
std::shared_ptr<const studies::TrainingData> figure_data(const FigureRequest& request);

/// Seeds at effort 1; the others in proportion, never fewer than two.
std::uint64_t figure_seeds(const FigureRequest& request, double at_effort_one);

/// Options of a figure's training. Real data: those of `learn`. Prototypes are few and easy: faster
/// rates and more sweeps show within seconds what takes real data many epochs.
learning::Options figure_training(const FigureRequest& request, int epochs);

/// Numbers for the presets that fit the data of the figure: λ_x = 5 for real data, 1 for
/// prototypes, so that the couplings matter.
learning::PresetNumbers figure_numbers(const FigureRequest& request, int hidden);

/// outcomes[point][seed]: every point of one seed has the same data, those of the figure. Throws
/// what studies::run_all throws.
std::vector<std::vector<studies::Training::Outcome>> run_trainings(
    const FigureRequest& request, std::vector<studies::Training> points, std::uint64_t seeds);

/// What the data were, for the provenance.
Provenance data_notes(const FigureRequest& request);

}  // namespace steady::apps
