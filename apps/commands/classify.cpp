// steady classify: what a trained network says about data.
#include <memory>

#include <fmt/format.h>

#include <apps/learning/data_source.hpp>
#include <apps/learning/training_options.hpp>
#include <steady/numerics/learning/engine/inference.hpp>
#include <steady/numerics/learning/files/model_file.hpp>
#include <steady/numerics/sampling/estimators.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

struct Options {
  std::string model;
  std::string data;
  std::string set = "test";
  bool summary = false;
};

struct Answer {
  std::uint64_t sample;
  int label, predicted;
};

Columns<Answer> answer_columns() {
  Columns<Answer> c;
  c.add("sample", "number of the sample in the set, from 0", &Answer::sample)
      .add("label", "its class", &Answer::label)
      .add("predicted", "the network's answer (the lowest of several)", &Answer::predicted);
  return c;
}

/// With --summary: a class, or all.
struct Share {
  std::string label;
  std::uint64_t samples, correct;
  sampling::Interval share;
};

Columns<Share> summary_columns() {
  Columns<Share> c;
  c.only_with("--summary")
      .add("label", "a class, and all in the last row", &Share::label)
      .add("samples", "how many there are of the class", &Share::samples)
      .add("correct", "how many of them the network has right", &Share::correct)
      .add("accuracy", "their share", [](const Share& row) { return row.share.estimate; })
      .add("fraction_low", "lower end of its Wilson interval, one standard error",
           [](const Share& row) { return row.share.low; })
      .add("fraction_high", "its upper end", [](const Share& row) { return row.share.high; });
  return c;
}

const About about{
    "What does a trained network say about data, and how often is it right?",
    "(8.5)  predicted = argmax_c of the readout fields after T sweeps from s = 0, input only",
    "steady classify --model model.h5 --data prototypes --summary",
    described_together(answer_columns(), summary_columns()),
    "Inputs are made as in training: encoding, projection and dynamics are in the model file.\n"
    "--data prototypes draws those of the training again. --model also takes a checkpoint: the\n"
    "network as it was then, neither averaged nor the best."};

learning::Dataset load_set(const Options& options, const learning::ModelFile& file, Run& run) {
  learning::DataSets sets;
  try {
    const auto& settings = file.info.settings;
    sets = load_data(source_from(settings, options.data), whole_setting(settings, "data_seed"),
                     run.common.threads);
  } catch (const std::logic_error& error) {
    throw ResourceError(fmt::format("{}: {}", options.model, error.what()));
  }
  auto data = std::move(options.set == "test" ? sets.test : sets.train);
  const auto& net = file.model.architecture();
  if (data.input_size != net.input_size || data.classes != net.classes)
    throw ResourceError(fmt::format(
        "{}: its network has {} inputs and {} classes, but the data in "
        "{} have {} and {}",
        options.model, net.input_size, net.classes, options.data, data.input_size, data.classes));
  return data;
}

learning::Inference ask(const Options& options, const learning::ModelFile& file,
                        const learning::Dataset& data, Run& run) {
  learning::Inference answer;
  try {
    answer = learning::infer(file.model, data, inference_from(file.info.settings, run));
  } catch (const std::logic_error& error) {
    throw ResourceError(fmt::format("{}: {}", options.model, error.what()));
  }
  if (answer.stopped) throw Interrupted();
  return answer;
}

std::vector<Answer> answers(const learning::Dataset& data, const learning::Inference& found) {
  std::vector<Answer> rows;
  for (std::size_t k = 0; k < data.samples(); ++k)
    rows.push_back({k, data.labels[k], found.predicted[k]});
  return rows;
}

std::vector<Share> summary(const learning::Dataset& data, const learning::Inference& found) {
  std::vector<std::uint64_t> samples(static_cast<std::size_t>(data.classes) + 1);
  auto correct = samples;
  for (std::size_t k = 0; k < data.samples(); ++k)
    for (const auto row : {std::size_t{data.labels[k]}, samples.size() - 1}) {
      ++samples[row];
      correct[row] += found.predicted[k] == data.labels[k] ? 1 : 0;
    }
  std::vector<Share> rows;
  for (std::size_t row = 0; row < samples.size(); ++row) {
    if (samples[row] == 0) continue;
    // All labels are text, because the last one is.
    const std::string label = row + 1 == samples.size() ? "all" : std::to_string(row);
    rows.push_back(
        {label, samples[row], correct[row], sampling::wilson(correct[row], samples[row])});
  }
  return rows;
}

void run_classify(const Options& options, Run& run) {
  if (options.model.empty()) throw UsageError("--model", "required");
  if (options.data.empty()) throw UsageError("--data", "required");
  const auto file = learning::read_any_model(options.model);
  const auto data = load_set(options, file, run);
  const auto found = ask(options, file, data, run);
  if (file.unfinished)
    run.provenance.emplace_back("unfinished",
                                fmt::format("a checkpoint after {} epochs", file.history.size()));
  run.provenance.emplace_back("accuracy", found.accuracy);
  if (options.summary)
    run.write(summary_columns(), summary(data, found));
  else
    run.write(answer_columns(), answers(data, found));
}

}  // namespace

void add_classify(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("classify", about)
      .text("--model", o->model, "FILE.h5",
            "A model, or a checkpoint, written by `steady learn --model`")
      .text("--data", o->data, "DIR|prototypes", "Folder of idx files or of train.csv, test.csv")
      .choice("--set", o->set, {"test", "train"}, "Which of the two sets")
      .flag("--summary", o->summary, "Right answers by class instead of every sample")
      .action([o](Run& run) { run_classify(*o, run); });
}

}  // namespace steady::apps
