// The list of figures: a new one is one file and one line in figures() below.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <apps/frame/table.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

/// How much is simulated, and with which random numbers.
struct FigureRequest {
  /// 1 draws the figure of the paper in well under a minute; statistical errors fall as its square
  /// root. Every figure states in its `samples` column how many networks that meant.
  double effort = 1.0;
  std::uint64_t seed = 1;
  int threads = 1;
  std::stop_token stop;
  /// A folder with a real data set for the figures of learning; empty: random prototypes.
  std::string data = {};
  /// Refuses more networks at a time than memory can hold; throws ResourceError.
  std::function<void(double rows)> check_rows;
  std::function<void(const sampling::Progress&)> on_progress;
};

/// A figure without its files: the numbers and the gnuplot commands that draw them.
struct Plot {
  Table table;
  /// Commands between `set output` and `unset output`. They read the table from the file `data`
  /// and write symbols through the variables of preamble.gp (see layout.cpp).
  std::string commands;
  double height;               ///< cm; the width is one column, 8.6 cm
  Provenance provenance = {};  ///< more lines above the table
};

struct Figure {
  std::string_view name;
  std::string_view summary;  ///< one line, starts with what is on the axes
  Plot (*compute)(const FigureRequest&);
  bool takes_data = false;  ///< shows what was learned from request.data
};

Plot accuracy_excitatory_figure(const FigureRequest&);
Plot accuracy_self_coupling_figure(const FigureRequest&);
Plot accuracy_width_figure(const FigureRequest&);
Plot capacity_depth_figure(const FigureRequest&);
Plot accessibility_figure(const FigureRequest&);
Plot clusters_figure(const FigureRequest&);
Plot cycles_figure(const FigureRequest&);
Plot relaxation_time_figure(const FigureRequest&);
Plot robustness_figure(const FigureRequest&);
Plot entropy_figure(const FigureRequest&);
Plot franz_parisi_figure(const FigureRequest&);
Plot feedback_removal_figure(const FigureRequest&);
Plot learning_curve_figure(const FigureRequest&);
Plot local_entropy_figure(const FigureRequest&);
Plot complexity_figure(const FigureRequest&);
Plot y_gap_figure(const FigureRequest&);
Plot pairs_figure(const FigureRequest&);
Plot phase_diagram_figure(const FigureRequest&);
Plot representations_figure(const FigureRequest&);
Plot symmetry_figure(const FigureRequest&);
Plot thresholds_figure(const FigureRequest&);
Plot modules_accessibility_figure(const FigureRequest&);

inline const std::vector<Figure>& figures() {
  static const std::vector<Figure> list{
      {"clusters", "Isolated fixed points and the largest cluster against J_D at finite N",
       clusters_figure},
      {"entropy", "Σ(J_D): closed form and exact enumeration of finite networks", entropy_figure},
      {"pairs", "S₂(d): pairs of fixed points at distance d, and the overlap gap", pairs_figure},
      {"franz-parisi", "S₂(d) − Σ: fixed points at distance d from a typical one",
       franz_parisi_figure},
      {"local-entropy", "s(d): fixed points in the densest clusters, across the transitions",
       local_entropy_figure},
      {"complexity", "C(s): number of clusters against their size, for several d and y",
       complexity_figure},
      {"y-gap", "J_D(y): below it groups of y fixed points have an overlap gap", y_gap_figure},
      {"phase-diagram", "J_D and λ: the transition lines of excitatory modules",
       phase_diagram_figure},
      {"accessibility", "success(J_D): who finds fixed points from which self-coupling on",
       accessibility_figure},
      {"thresholds", "J*(N): thresholds of searches against size, and their limits",
       thresholds_figure},
      {"modules-accessibility", "J_D and λ: where the dynamics of two modules finds fixed points",
       modules_accessibility_figure},
      {"relaxation-time", "Median sweeps to a fixed point against J_D, asynchronous and parallel",
       relaxation_time_figure},
      {"robustness",
       "Fixed points after a fraction of their neurons is flipped: return and overlap",
       robustness_figure},
      {"cycles", "Cycles of the parallel dynamics against J_D: share, period, number of 2-cycles",
       cycles_figure},
      {"symmetry", "Σ(η): from asymmetric to symmetric networks", symmetry_figure},
      {"learning-curve", "Accuracy and updates against the epochs of training",
       learning_curve_figure, true},
      {"accuracy-width", "Accuracy against H: learned couplings, reservoir, random features",
       accuracy_width_figure, true},
      {"accuracy-self-coupling",
       "Accuracy against J_D, with the transition and the accessibility threshold",
       accuracy_self_coupling_figure, true},
      {"accuracy-excitatory", "Accuracy against λ of two layers without self-coupling",
       accuracy_excitatory_figure, true},
      {"capacity-depth", "Hetero-associations a chain learns, P/N, against its depth L",
       capacity_depth_figure},
      {"representations", "Correlations of the states of all pairs of inputs, layer by layer",
       representations_figure, true},
      {"feedback-removal", "Overlap of the states before and after the feedback is removed",
       feedback_removal_figure, true}};
  return list;
}

}  // namespace steady::apps
