// Trainings behind the figures of learning: many small ones, side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <apps/figures/figure.hpp>
#include <steady/numerics/learning/encodings.hpp>
#include <steady/numerics/learning/trainer.hpp>
#include <steady/numerics/sampling/estimators.hpp>

namespace steady::apps {

/// The data of one seed: prototypes, or those in request.data (an own projection per seed).
learning::DataSets figure_data(const FigureRequest& request, std::uint64_t sample);

/// Seeds at effort 1; the others in proportion, never fewer than two.
std::uint64_t figure_seeds(const FigureRequest& request, double at_effort_one);

/// One training of a figure.
struct Trial {
  learning::Architecture net;
  learning::Options options;
};

/// Options of a figure's training on one thread. Real data: those of `learn`. Prototypes are few and
/// easy: faster rates and more sweeps show within seconds what takes real data many epochs.
learning::Options figure_training(const FigureRequest& request, int epochs);

/// Numbers for the presets that fit the data of the figure: λ_x = 5 for real data, 1 for prototypes,
/// so that the couplings matter.
learning::PresetNumbers figure_numbers(const FigureRequest& request, int hidden);

/// What is asked of a trained network: a row of numbers.
using Question =
    std::function<sampling::Row(const learning::Summary&, const learning::DataSets&, const Trial&)>;

/// What is asked after every epoch, and of the untrained network before the first: numbers to
/// append to the row.
using EpochQuestion = std::function<void(const learning::Model&, const learning::DataSets&,
                                         const Trial&, sampling::Row&)>;

/// rows[trial][seed]: the numbers of every epoch, then those of the end. Every trial of one seed
/// has the same data. Throws Interrupted.
std::vector<std::vector<sampling::Row>> run_trials(const FigureRequest& request,
                                                   const std::vector<Trial>& trials,
                                                   std::uint64_t seeds, const Question& question,
                                                   const EpochQuestion& epoch_question = {});

/// Share of right answers on a set.
double accuracy_of(const learning::Model& model, const learning::Dataset& data,
                   const learning::Options& options);

/// The usual question: accuracy on the test set, and on the training set.
sampling::Row accuracies(const learning::Summary& trained, const learning::DataSets& data,
                         const Trial& trial);

/// Column `index` of the rows of one trial.
sampling::Estimate estimate(const std::vector<sampling::Row>& rows, std::size_t index);

/// What the data were, for the provenance.
Provenance data_notes(const FigureRequest& request);

}  // namespace steady::apps
