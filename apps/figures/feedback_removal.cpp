// Figure `feedback-removal`: what is left of a state when the label's feedback goes away.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <steady/numerics/learning/inference.hpp>

#include "figure.hpp"
#include "layout.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
fields = "0 0.1 0.25 0.5"
shade = sprintf("%s %s %s %s", c4, c3, c2, c1)
full = "13 9 5 7"
is(n) = abs(column("self_coupling") - n) < 1e-9 ? column("epoch") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set xrange [-0.4:@epochs@+0.4]; set xtics 2; set mxtics 2
set multiplot

# (a) Before the first epoch the state is lost with the feedback, later it stays.
set tmargin at screen 0.985; set bmargin at screen 0.55
set format x ""
set yrange [*:1.01]; set ytics autofreq; set mytics 2
set ylabel "overlap after removal" offset 0.6,0
set label 1 "(a)" right at graph 0.97,0.62
set key at graph 0.97,0.05 right bottom Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("overlap")-bar("overlap")):(0):(2*bar("overlap")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=4:1:-1] data using (is(word(fields,i)+0)):(column("overlap")) with linespoints lw 1.4 dt 5-i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) title JD." = ".word(fields,i)
unset label 1

# (b) But only with a self-coupling does it still know the class.
set tmargin at screen 0.53; set bmargin at screen 0.105
unset key
set format x "%g"
set yrange [0:0.98]; set ytics 0.2; set mytics 2
set xlabel "epoch" offset 0,0.4
set ylabel "accuracy" offset 0.6,0
set label 2 "(b)" left at graph 0.03,0.92
set arrow 1 from graph 0,first 0.1 to graph 1,first 0.1 nohead lw 0.7 dt (1,3) lc rgb grey
set label 3 "chance" right at graph 0.98,first 0.05 tc rgb grey
plot \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:4] data using (is(word(fields,i)+0)):(column("test_accuracy")) with linespoints lw 1.4 dt 5-i pt (word(full,i)+0) ps 0.6 lc rgb word(shade,i) notitle
unset label 2; unset label 3; unset arrow 1
unset multiplot
)gnuplot";

constexpr int hidden = 200;
constexpr std::size_t epochs = 10;
constexpr std::size_t shown_samples = 500;
constexpr double self_couplings[] = {0.0, 0.1, 0.25, 0.5};

/// States of training samples before and after, as in a step of the training; then the accuracy.
void look(const learning::Model& model, const learning::DataSets& data, const Trial& trial,
          sampling::Row& row) {
  learning::InferenceOptions how;
  how.dynamics = trial.options.dynamics;
  const auto some = data.train.slice(0, std::min(shown_samples, data.train.samples()));
  row.push_back(learning::steer(model, some, trial.options.schedule, how).overlap.front());
  row.push_back(accuracy_of(model, data.test, trial.options));
}

}  // namespace

Plot feedback_removal_figure(const FigureRequest& request) {
  std::vector<Trial> trials;
  for (const double self_coupling : self_couplings) {
    auto numbers = figure_numbers(request, hidden);
    numbers.self_coupling = self_coupling;
    trials.push_back(
        {learning::single(numbers), figure_training(request, static_cast<int>(epochs))});
  }
  const auto seeds = figure_seeds(request, 4);
  const auto nothing_more = [](const auto&, const auto&, const auto&) { return sampling::Row{}; };
  const auto rows = run_trials(request, trials, seeds, nothing_more, look);
  Table table({"self_coupling", "epoch", "hidden", "samples", "overlap", "overlap_error",
               "test_accuracy", "test_accuracy_error"});
  for (std::size_t t = 0; t < trials.size(); ++t)
    for (std::size_t e = 0; e <= epochs; ++e) {
      const auto overlap = estimate(rows[t], 2 * e), accuracy = estimate(rows[t], 2 * e + 1);
      table.add({self_couplings[t], static_cast<std::int64_t>(e), std::int64_t{hidden}, seeds,
                 overlap.value, overlap.error, accuracy.value, accuracy.error});
    }
  return {table, replaced(commands, "@epochs@", fmt::format("{}", epochs)), 9.5,
          data_notes(request)};
}

}  // namespace steady::apps
