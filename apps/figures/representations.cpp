// Figure `representations`: how alike the states of different inputs are, layer by layer.
#include <bit>
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
n = @inputs@; layers = @layers@
set palette defined (0 "#ffffff", 0.35 "#e69f00", 0.65 "#d55e00", 1 "#2d1160")
set cbrange [-0.2:0.8]; set xrange [-0.5:n-0.5]; set yrange [n-0.5:-0.5]
set multiplot
unset key; unset colorbox; unset xtics; unset ytics
set size ratio -1
titles = "'input' 'layer 1' 'layer 2' 'layer 3'"
left(k) = k % 2 == 0 ? 0.015 : 0.43
low(k) = k < 2 ? 0.675 : 0.365
do for [k=0:3] {
  set lmargin at screen left(k); set rmargin at screen left(k)+0.385
  set bmargin at screen low(k); set tmargin at screen low(k)+0.275
  set label 1 word(titles, k+1) center at graph 0.5,1.05
  if (k == 3) {
    set colorbox user origin screen 0.835,0.369 size screen 0.025,0.577
    set cbtics 0.2
    set cblabel "overlap" offset -0.8,0
  }
  plot data using "column":"row":"overlap" every ::(k*n*n)::((k+1)*n*n-1) with image
}
unset label 1; unset colorbox; set size noratio

# Means over the pairs of one class and of different classes.
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.315; set bmargin at screen 0.095
set xrange [-0.2:layers+0.2]; set xtics ("input" 0, "1" 1, "2" 2, "3" 3); set yrange [-0.05:*]; set ytics 0.2; set mytics 2; set offsets 0, 0, graph 0.45, 0
set xlabel "layer" offset 0,0.4
set ylabel "mean overlap" offset 0.6,0
is(s) = strcol("series") eq s ? column("layer") : NaN
set key at graph 0.03,0.95 left top Left reverse samplen 2.5 spacing 1.1
plot \
  data using (is("same-class")):(column("overlap")-column("overlap_error")):(0):(2*column("overlap_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c1 notitle, \
  data using (is("same-class")):"overlap" with linespoints lw 1.4 pt 7 ps 0.6 lc rgb c1 title "same class", \
  data using (is("other-class")):(column("overlap")-column("overlap_error")):(0):(2*column("overlap_error")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb c3 notitle, \
  data using (is("other-class")):"overlap" with linespoints lw 1.4 dt 2 pt 5 ps 0.6 lc rgb c3 title "different classes"
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

/// Overlaps of all pairs of packed states of `bits` neurons, row by row.
void append_overlaps(sampling::Row& row, const std::vector<std::uint64_t>& states, int bits) {
  const auto words = learning::Dataset::words(bits);
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      int different = 0;
      for (std::size_t w = 0; w < words; ++w)
        different += std::popcount(states[a * words + w] ^ states[b * words + w]);
      row.push_back(1.0 - 2.0 * different / bits);
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

/// Mean overlap of the pairs of one class, or of different classes, in one layer's matrix.
double mean_overlap(const sampling::Row& row, std::size_t layer, bool same_class) {
  double sum = 0.0, count = 0.0;
  for (std::size_t a = 0; a < inputs; ++a)
    for (std::size_t b = 0; b < inputs; ++b) {
      if (a == b || (a / inputs_each == b / inputs_each) != same_class) continue;
      sum += row[layer * cells + a * inputs + b];
      ++count;
    }
  return sum / count;
}

Trial chain_trial(const FigureRequest& request) {
  auto numbers = figure_numbers(request, hidden);
  numbers.layers = layers;
  numbers.coupling = 1.0;
  if (request.data.empty()) {  // what makes inputs of a class most alike
    numbers.coupling = 0.8;
    numbers.feedback_strength = 3.0;
  }
  auto options = figure_training(request, epochs);
  options.schedule.sweeps_with = options.schedule.sweeps_without = 8;
  options.schedule.sweeps_inference = 8;
  return {learning::chain(numbers), options};
}

}  // namespace

Plot representations_figure(const FigureRequest& request) {
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, {chain_trial(request)}, seeds, overlaps)[0];
  Table table({"series", "layer", "row", "column", "overlap", "overlap_error", "samples"});
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t layer = 0; layer <= layers; ++layer)  // the image needs its cells in order
    for (std::size_t cell = 0; cell < cells; ++cell)
      table.add({std::string("matrix"), static_cast<std::int64_t>(layer),
                 static_cast<std::int64_t>(cell / inputs), static_cast<std::int64_t>(cell % inputs),
                 rows[0][layer * cells + cell], none, std::int64_t{1}});
  for (const bool same : {true, false})
    for (std::size_t layer = 0; layer <= layers; ++layer) {
      std::vector<double> means;
      for (const auto& row : rows) means.push_back(mean_overlap(row, layer, same));
      const auto found = sampling::mean(means);
      table.add({std::string(same ? "same-class" : "other-class"), static_cast<std::int64_t>(layer),
                 none, none, found.value, found.error, seeds});
    }
  auto notes = data_notes(request);
  notes.emplace_back("inputs", fmt::format("{} of the test set, {} of each class, sorted by class; "
                                           "the matrices are of the first seed",
                                           inputs, inputs_each));
  return {table,
          replaced(replaced(commands, "@inputs@", fmt::format("{}", inputs)), "@layers@",
                   fmt::format("{}", layers)),
          12.5, notes};
}

}  // namespace steady::apps
