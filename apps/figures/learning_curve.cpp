// Figure `learning-curve`: accuracy, and what the rule does, epoch after epoch.
#include <string>
#include <vector>

#include "figure.hpp"
#include "learning_runs.hpp"

namespace steady::apps {
namespace {

constexpr const char* commands = R"gnuplot(
is(s) = strcol("series") eq s ? column("epoch") : NaN
bar(name) = column(name."_error")
set lmargin at screen 0.17; set rmargin at screen 0.97
set xrange [0:*]; set xtics autofreq; set mxtics 2
set multiplot

# (a) Accuracy: symbols on the test set, dashes on the training set.
set tmargin at screen 0.985; set bmargin at screen 0.50
set format x ""
set yrange [*:*]; set ytics autofreq; set mytics 2; set offsets 0, 0, 0, graph 0.3
set ylabel "accuracy" offset 0.6,0
set label 1 "(a)" left at graph 0.03,0.93; set label 3 "dashed: training set" left at graph 0.04,0.09
set key at graph 0.97,0.06 right bottom Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:3] data using (is(word(series,i))):(column("train_accuracy")) with lines lw 1.2 dt (6,4) lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")-bar("test_accuracy")):(0):(2*bar("test_accuracy")) with vectors heads size screen 0.008,90 nofilled lw 0.8 lc rgb word(shade,i) notitle, \
  for [i=1:3] data using (is(word(series,i))):(column("test_accuracy")) with linespoints lw 1.2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title word(titles,i)
unset label 1; unset label 3; unset offsets

# (b) Neurons at which the rule acted (full), and which would still flip (open; none: no symbol).
set tmargin at screen 0.48; set bmargin at screen 0.105
set format x "%g"
set xlabel "epoch" offset 0,0.4
set logscale y; set format y "10^{%T}"; set yrange [*:0.9]; unset mytics
set ylabel "share of neurons" offset 0.6,0
set label 2 "(b)" right at graph 0.97,0.08
set key at graph 0.97,0.52 right center Left reverse samplen 2.5 spacing 1.1
plot \
  for [i=1:2] data using (is(word(series,i))):(column("update_fraction")) with linespoints lw 1.2 pt (word(full,i)+0) ps 0.5 lc rgb word(shade,i) title "updated, ".word(sizes,i), \
  for [i=1:2] data using (is(word(series,i))):(column("unstable_fraction") > 0 ? column("unstable_fraction") : NaN) with linespoints lw 1.2 dt (2,3) pt (word(open,i)+0) ps 0.5 lc rgb word(shade,i) title "unstable, ".word(sizes,i)
unset multiplot
)gnuplot";

constexpr int epochs = 12;

struct Curve {
  const char* series;
  const char* preset;
  int hidden;
};
constexpr Curve curves[] = {
    {"full-400", "single", 400}, {"full-100", "single", 100}, {"reservoir-400", "reservoir", 400}};

sampling::Row history(const learning::Summary& trained, const learning::DataSets&, const Trial&) {
  sampling::Row row;
  for (const auto& e : trained.state.history)
    row.insert(row.end(),
               {e.train_accuracy, e.test_accuracy, e.update_fraction, e.unstable_fraction});
  return row;
}

}  // namespace

Plot learning_curve_figure(const FigureRequest& request) {
  std::vector<Trial> trials;
  for (const auto& curve : curves)
    trials.push_back({learning::preset(curve.preset, figure_numbers(request, curve.hidden)),
                      figure_training(request, epochs)});
  const auto seeds = figure_seeds(request, 4);
  const auto rows = run_trials(request, trials, seeds, history);
  Table table({"series", "hidden", "epoch", "samples", "train_accuracy", "train_accuracy_error",
               "test_accuracy", "test_accuracy_error", "update_fraction", "update_fraction_error",
               "unstable_fraction", "unstable_fraction_error"});
  for (std::size_t c = 0; c < trials.size(); ++c)
    for (std::size_t e = 0; e < epochs; ++e) {
      std::vector<Cell> row{std::string(curves[c].series), std::int64_t{curves[c].hidden},
                            static_cast<std::int64_t>(e + 1), seeds};
      for (std::size_t k = 0; k < 4; ++k) {
        const auto found = estimate(rows[c], 4 * e + k);
        row.insert(row.end(), {found.value, found.error});
      }
      table.add(std::move(row));
    }
  const std::string names =
      "series = \"full-400 full-100 reservoir-400\"\n"
      "shade = sprintf(\"%s %s %s\", c1, c2, c3)\n"
      "full = \"7 5 9\"\n"
      "open = \"6 4 8\"\n"
      "sizes = \"400 100\"\n"
      "titles = \"'learned, 400' 'learned, 100' 'reservoir, 400'\"\n";
  return {table, names + commands, 10.0, data_notes(request)};
}

}  // namespace steady::apps
