#include "feedback_frame.hpp"

#include "figure.hpp"
#include "layout.hpp"

namespace steady::apps {
std::string feedback_commands(const FeedbackFrame& frame) {
  std::string text = replaced(figure_script("feedback-frame"), "@COLUMN@", frame.column);
  text = replaced(text, "@RANGE@", frame.range);
  text = replaced(text, "@LABEL@", frame.label);
  text = replaced(text, "@KEY@", frame.key_height);
  return replaced(text, "@LINES@", frame.lines);
}

}  // namespace steady::apps
