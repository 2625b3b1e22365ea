#include "run.hpp"

#include "errors.hpp"
#include "machine.hpp"
#include "signals.hpp"

namespace steady::apps {

Run::Run(const Common& common_options, Provenance resolved, Output output,
         std::set<std::string> given)
    : common(common_options),
      stop(stop_requested()),
      progress(common_options.progress),
      provenance(std::move(resolved)),
      output_(std::move(output)),
      given_(std::move(given)) {}

void Run::refuse(const std::vector<std::string>& options, const std::string& why) const {
  for (const auto& option : options)
    if (given(option)) throw UsageError(option, why);
}

sampling::RunOptions Run::task_options() {
  sampling::RunOptions options;
  options.threads = common.threads;
  options.stop = stop;
  options.on_progress = [this](const auto& now) { progress.update(now); };
  return options;
}

void Run::check_rows(double rows) const {
  constexpr double bytes_per_row = 1000;  // cells, their text, and the engine's row
  require_memory(rows * bytes_per_row, human_count(rows) + " rows", "fewer points or --samples");
}

void Run::write(const Table& table) {
  const std::string text = render(table, provenance, common.format);
  progress.clear();
  check_stop();
  output_.finish(text);
}

}  // namespace steady::apps
