// Figure `representations`: how alike the states of different inputs are, beyond what all share,
// layer by layer.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <steady/numerics/learning/inference.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
n = @inputs@; layers = @layers@; each = @each@
set palette defined (0 "#ffffff", 0.35 "#e69f00", 0.65 "#d55e00", 1 "#2d1160")
set cbrange [0:0.8]; set xrange [-0.5:n-0.5]; set yrange [n-0.5:-0.5]
set multiplot
unset key; unset colorbox
set size ratio -1
titles = "'input' 'layer 1' 'layer 2' 'layer 3'"
left(k) = k % 2 == 0 ? 0.10 : 0.46
low(k) = k < 2 ? 0.715 : 0.43
# Ticks are the classes of the inputs.
unset mxtics; unset mytics; unset xtics; unset ytics
do for [k=0:3] {
  set lmargin at screen left(k); set rmargin at screen left(k)+0.345
  set bmargin at screen low(k); set tmargin at screen low(k)+0.235
  set label 1 word(titles, k+1) center at graph 0.5,1.05
  set format x ""; set format y ""; set xlabel " "; set ylabel " "
  if (k > 1) { set format x "%g"; set xlabel "class of the input" offset 0,0.9 }
  if (k % 2 == 0) { set format y "%g"; set ylabel "class of the input" offset 0.7,0 }
  set xtics ("" 0) scale 0 offset 0,0.5; set ytics ("" 0) scale 0 offset 0.6,0
  set for [c=0:n/each-1] xtics add (sprintf(k > 1 ? "%d" : "", c) c*each+(each-1)/2.0)
  set for [c=0:n/each-1] ytics add (sprintf(k % 2 == 0 ? "%d" : "", c) c*each+(each-1)/2.0)
  if (k == 3) {
    set colorbox user origin screen 0.823,0.43 size screen 0.025,0.52
    set cbtics (tex ? "$\\le 0$" : "≤ 0" 0, "0.2" 0.2, "0.4" 0.4, "0.6" 0.6, tex ? "$\\ge 0.8$" : "≥ 0.8" 0.8)
    set cblabel "correlation of two states" offset -1.2,0
  }
  plot data using "column":"row":"correlation" every ::(k*n*n)::((k+1)*n*n-1) with image
  unset xtics; unset ytics
}
unset label 1; unset colorbox; set size noratio; set format "%g"

# Means over the pairs of one class and of different classes.
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.335; set bmargin at screen 0.095
set xrange [-0.2:layers+0.2]; set xtics ("input" 0, "1" 1, "2" 2, "3" 3) scale 1 offset 0,0
set yrange [*:*]; set ytics 0.1 scale 1 offset 0,0; set mytics 2; set offsets 0, 0, graph 0.45, graph 0.05
set xlabel "layer" offset 0,0.4
set ylabel "mean correlation" offset 0.6,0
is(s) = strcol("series") eq s ? column("layer") : NaN
set key at graph 0.03,0.95 left top Left reverse samplen 2.5 spacing 1.1
plot \
  data using (is("same-class")):(column("correlation")-column("correlation_error")):(0):(2*column("correlation_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c1 notitle, \
  data using (is("same-class")):"correlation" with linespoints lw 1.4 pt 7 ps 0.6 lc rgb c1 title "same class", \
  data using (is("other-class")):(column("correlation")-column("correlation_error")):(0):(2*column("correlation_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c3 notitle, \
  data using (is("other-class")):"correlation" with linespoints lw 1.4 dt 2 pt 5 ps 0.6 lc rgb c3 title "different classes"
unset multiplot
)gnuplot";

constexpr int layers = 3;
constexpr int hidden = 200;
constexpr int epochs = 10;
constexpr std::size_t inputs_each = 6;  // of every class
constexpr std::size_t classes = 10;
constexpr std::size_t inputs = inputs_each * classes;
constexpr std::size_t cells = inputs * inputs;

/// The first samples of every class, class after class.
learning::Dataset sorted_by_class(const learning::Dataset& data) {
  learning::Dataset chosen;
  chosen.input_size = data.input_size;
  chosen.classes = data.classes;
  for (std::size_t c = 0; c < classes; ++c) {
    std::size_t found = 0;
    for (std::size_t k = 0; k < data.samples() && found < inputs_each; ++k) {
      if (data.labels[k] != c) continue;
      const auto input = data.input(k);
      chosen.inputs.insert(chosen.inputs.end(), input.begin(), input.end());
      chosen.labels.push_back(data.labels[k]);
      ++found;
    }
    if (found < inputs_each)
      throw ResourceError(fmt::format("the test set has only {} samples of class {}", found, c));
  }
  return chosen;
}

bool spin(const std::vector<std::uint64_t>& states, std::size_t words, std::size_t a, int i) {
  const auto bit = static_cast<std::size_t>(i);
  return (states[a * words + bit / 64] >> (bit % 64) & 1) != 0;
}

/// Overlaps of all pairs of packed states of `bits` neurons, row by row; then their correlations:
/// the overlaps of s − ⟨s⟩, ⟨⟩ over the states, in units of their lengths. What all states have in
/// common hides in overlaps what tells them apart.
void append_overlaps(sampling::Row& row, const std::vector<std::uint64_t>& states, int bits) {
  const auto words = learning::Dataset::words(bits);
  std::vector<double> mean(static_cast<std::size_t>(bits), 0.0);
  for (int i = 0; i < bits; ++i)
    for (std::size_t a = 0; a < inputs; ++a)
      mean[static_cast<std::size_t>(i)] +=
          (spin(states, words, a, i) ? 1.0 : -1.0) / static_cast<double>(inputs);
  std::vector<double> overlap(cells, 0.0), centred(cells, 0.0);
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b)
      for (int i = 0; i < bits; ++i) {
        const double x = spin(states, words, a, i) ? 1.0 : -1.0;
        const double y = spin(states, words, b, i) ? 1.0 : -1.0;
        const double m = mean[static_cast<std::size_t>(i)];
        overlap[a * inputs + b] += x * y;
        centred[a * inputs + b] += (x - m) * (y - m);
      }
  for (const double sum : overlap) row.push_back(sum / bits);
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      const double lengths = std::sqrt(centred[a * inputs + a] * centred[b * inputs + b]);
      row.push_back(lengths > 0.0 ? centred[a * inputs + b] / lengths : 0.0);
    }
}

sampling::Row overlaps(const learning::Summary& trained, const learning::DataSets& sets,
                       const Trial& trial) {
  const auto data = sorted_by_class(sets.test);
  learning::InferenceOptions how;
  how.sweeps = trial.options.schedule.sweeps_inference;
  how.dynamics = trial.options.dynamics;
  how.keep_states = true;
  const auto states = learning::infer(trained.model, data, how).states;
  sampling::Row row;
  append_overlaps(row, data.inputs, data.input_size);
  for (const auto& layer : states) append_overlaps(row, layer, hidden);
  return row;
}

/// Mean over the pairs of one class, or of different classes, in one matrix of the row.
double mean_of_pairs(const sampling::Row& row, std::size_t matrix, bool same_class) {
  double sum = 0.0, count = 0.0;
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      if (a == b || (a / inputs_each == b / inputs_each) != same_class) continue;
      sum += row[matrix * cells + a * inputs + b];
      ++count;
    }
  return sum / count;
}

sampling::Estimate over_seeds(const std::vector<sampling::Row>& rows, std::size_t matrix,
                              bool same_class) {
  std::vector<double> means;
  for (const auto& row : rows) means.push_back(mean_of_pairs(row, matrix, same_class));
  return sampling::mean(means);
}

// Learned couplings lead from layer to layer, and every layer is shown the label, the first ones
// weakly: each makes the inputs of a class a little more alike (docs/learning.md,
// Hetero-association).
learning::Architecture steered_chain(learning::PresetNumbers numbers) {
  constexpr double label_strength = 2.0;
  numbers.layers = layers;
  numbers.self_coupling = numbers.coupling = 0.0;
  auto net = learning::chain(numbers);
  for (int l = 1; l <= layers; ++l) {
    auto& layer = net.layers[static_cast<std::size_t>(l) - 1];
    layer.internal = {};
    layer.feedback = learning::Feedback{label_strength * std::sqrt(double(l) / layers)};
  }
  for (auto& bridge : net.bridges) bridge.forward.pattern = learning::Pattern::dense;
  return net;
}

Trial chain_trial(const FigureRequest& request) {
  auto options = figure_training(request, epochs);
  options.schedule.form = learning::FeedbackForm::constant;
  options.schedule.sweeps_with = options.schedule.sweeps_inference = 8;
  options.schedule.sweeps_without = 0;
  return {steered_chain(figure_numbers(request, hidden)), options};
}

}  // namespace

Plot representations_figure(const FigureRequest& request) {
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, {chain_trial(request)}, seeds, overlaps)[0];
  Table table({"series", "layer", "row", "column", "overlap", "overlap_error", "correlation",
               "correlation_error", "samples"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t layer = 0; layer <= layers; ++layer)  // the image needs its cells in order
    for (std::size_t cell = 0; cell < cells; ++cell)
      table.add({std::string("matrix"), static_cast<std::int64_t>(layer),
                 static_cast<std::int64_t>(cell / inputs), static_cast<std::int64_t>(cell % inputs),
                 rows[0][2 * layer * cells + cell], none, rows[0][(2 * layer + 1) * cells + cell],
                 none, std::int64_t{1}});
  for (const bool same : {true, false})
    for (std::size_t layer = 0; layer <= layers; ++layer) {
      const auto overlap = over_seeds(rows, 2 * layer, same);
      const auto correlation = over_seeds(rows, 2 * layer + 1, same);
      table.add({std::string(same ? "same-class" : "other-class"), static_cast<std::int64_t>(layer),
                 none, none, overlap.value, overlap.error, correlation.value, correlation.error,
                 seeds});
    }
  auto notes = data_notes(request);
  notes.emplace_back("inputs", fmt::format("{} of the test set, {} of each class, sorted by class; "
                                           "the matrices are of the first seed",
                                           inputs, inputs_each));
  auto script = replaced(commands, "@inputs@", fmt::format("{}", inputs));
  script = replaced(script, "@each@", fmt::format("{}", inputs_each));
  return {table, replaced(script, "@layers@", fmt::format("{}", layers)), 13.0, notes};
}

}  // namespace steady::apps
