// A figure. A new one is NAME.cpp with a function `Figure NAME_figure()`, NAME.gp with its gnuplot
// commands, and one line in the list of CMakeLists.txt.
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
  /// 1 draws the figure of the paper, on two cores in well under a minute; statistical errors fall
  /// as its square root. Every figure states in its `samples` column how many networks that meant.
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

/// What a figure is made of besides its closed forms.
enum class Made {
  of_theory,    ///< nothing: no chance, and no number of samples
  of_networks,  ///< random networks
  of_learning   ///< networks that learned from request.data
};

struct Figure {
  std::string_view name;
  std::string_view summary;  ///< one line, starts with what is on the axes
  /// Numbers in docs/theory.md of what it draws: closed forms, and what is simulated, "2.1".
  std::vector<std::string_view> equations;
  Plot (*compute)(const FigureRequest&);
  Made made = Made::of_networks;
};

/// All figures, in the order of the list in apps/figures/CMakeLists.txt.
const std::vector<Figure>& figures();

/// The gnuplot text of NAME.gp beside the figures (dashes of the name are underscores in the file),
/// as it was when the program was built. Throws std::logic_error when there is none.
std::string figure_script(std::string_view name);

}  // namespace steady::apps
