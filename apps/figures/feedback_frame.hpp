// What the figures of the test accuracy against a coupling have in common.
#pragma once

#include <string>

namespace steady::apps {

/// Two networks over one coupling, feedback removed in the dynamics or kept, and lines of theory.
struct FeedbackFrame {
  std::string column;      ///< of the table: the coupling
  std::string range;       ///< gnuplot: range and tics of the axis
  std::string label;       ///< gnuplot: of the axis
  std::string key_height;  ///< in units of the graph
  std::string lines;       ///< gnuplot: elements drawn below the accuracies, each with its comma
};

/// The commands of the figure. Its table has the series `feedback-removed` and `feedback-kept` with
/// test_accuracy and test_accuracy_error; is("SERIES") is the coupling of a series.
std::string feedback_commands(const FeedbackFrame& frame);

}  // namespace steady::apps
