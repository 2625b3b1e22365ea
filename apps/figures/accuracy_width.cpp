// Figure `accuracy-width`: what learning the couplings adds to a random network of the same width.
#include <string>
#include <vector>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
series = "single reservoir random-features"
shade = sprintf("%s %s %s", c1, c2, c3)
full = "7 5 9"
titles = "'learned couplings' 'reservoir' 'random features'"
is(s) = strcol("series") eq s ? column("hidden") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set tmargin at screen 0.98; set bmargin at screen 0.16
set logscale x 2
set xrange [40:1000]; set xtics (50, 100, 200, 400, 800); unset mxtics
set ytics autofreq; set mytics 2
set xlabel "neurons ".(tex ? "$H$" : "{/:Italic H}") offset 0,0.4
set ylabel "accuracy on the test set" offset 0.6,0
set offsets 0, 0, 0, graph 0.12
set key at graph 0.98,0.03 right bottom Left reverse samplen 3 spacing 1.1
plot \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")) with linespoints lw 1.4 dt i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title word(titles,i)
)gnuplot";

constexpr int epochs = 8;
constexpr int widths[] = {50, 100, 200, 400, 800};
constexpr const char* presets[] = {"single", "reservoir", "random-features"};

}  // namespace

Plot accuracy_width_figure(const FigureRequest& request) {
  std::vector<Trial> trials;
  for (const auto* name : presets)
    for (const int hidden : widths)
      trials.push_back({learning::preset(name, figure_numbers(request, hidden)),
                        figure_training(request, epochs)});
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, trials, seeds, accuracies);
  Table table({"series", "hidden", "epochs", "samples", "test_accuracy", "test_accuracy_error",
               "train_accuracy", "train_accuracy_error"});
  for (std::size_t t = 0; t < trials.size(); ++t) {
    const auto test = estimate(rows[t], 0), train = estimate(rows[t], 1);
    table.add({trials[t].net.name, std::int64_t{trials[t].net.layers[0].size}, std::int64_t{epochs},
               seeds, test.value, test.error, train.value, train.error});
  }
  return {table, commands, 6.5, data_notes(request)};
}

}  // namespace steady::apps
