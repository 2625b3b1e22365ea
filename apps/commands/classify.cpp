// steady classify: what a trained network says about data.
#include <algorithm>
#include <functional>
#include <memory>
#include <span>

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
  std::string data_name, label_column, header = "auto";
  bool summary = false;
};

struct Answer {
  std::uint64_t sample;
  std::int64_t label, predicted;
  double margin;
};

/// What the column of labels appears with.
constexpr const char* labels = "labels in the data";

Columns<Answer> answer_columns() {
  Columns<Answer> c;
  c.add("sample", "number of the sample in the set, from 0", &Answer::sample)
      .only_with(labels)
      .add("label", "its class", &Answer::label)
      .always()
      .add("predicted", "the network's answer (the lowest of several)", &Answer::predicted)
      .add("margin", "by how much its readout field exceeds the next: 0 is a guess",
           &Answer::margin);
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
    "Data need no labels and no training set beside them. --data prototypes draws those of the "
    "training again. --model also takes a checkpoint: the\n"
    "network as it was then, neither averaged nor the best."};

DataSource source_of(const Options& options, const Settings& settings, const Run& run) {
  auto source = source_from(settings, options.data);
  if (source.prototypes())
    run.refuse({"--data-name", "--label-column", "--header"}, "prototypes have none");
  if (!options.data_name.empty()) source.data_name = options.data_name;
  if (run.given("--header")) source.header = learning::header_names.parse(options.header);
  if (!options.label_column.empty()) source.label_column = options.label_column;
  return source;
}

NewData load(const Options& options, const learning::ModelFile& file,
             const learning::Preparation& preparation, Run& run) {
  const auto& settings = file.info.settings;
  NewData data;
  try {
    data = load_set(source_of(options, settings, run),
                    options.set == "test" ? learning::DataSet::test : learning::DataSet::train,
                    whole_setting(settings, "data_seed"), run.common.threads, preparation);
  } catch (const std::logic_error& error) {
    throw ResourceError(fmt::format("{}: {}", options.model, error.what()));
  }
  require_table(data.table, options.data,
                !options.label_column.empty() && options.label_column != "none",
                run.given("--header"));
  const auto& net = file.model.architecture();
  if (data.set.input_size != net.input_size || data.set.classes != net.classes)
    throw ResourceError(
        fmt::format("{}: its network has {} inputs and {} classes, but the data in "
                    "{} have {} and {}",
                    options.model, net.input_size, net.classes, options.data, data.set.input_size,
                    data.set.classes));
  return data;
}

learning::Preparation preparation_of(const Options& options, const learning::ModelFile& file) {
  try {
    return preparation_from(file.info.settings, file.model.architecture().classes);
  } catch (const std::logic_error& error) {
    throw ResourceError(fmt::format("{}: {}", options.model, error.what()));
  }
}

learning::Inference ask(const Options& options, const learning::ModelFile& file,
                        const learning::Dataset& data, Run& run) {
  learning::Inference answer;
  try {
    auto how = inference_from(file.info.settings, run);
    how.keep_fields = true;
    answer = learning::infer(file.model, data, how);
  } catch (const std::logic_error& error) {
    throw ResourceError(fmt::format("{}: {}", options.model, error.what()));
  }
  if (answer.stopped) throw Interrupted();
  return answer;
}

/// By how much the largest field exceeds the next.
double margin_of(std::span<const std::int32_t> fields) {
  std::vector<std::int32_t> sorted(fields.begin(), fields.end());
  std::partial_sort(sorted.begin(), sorted.begin() + 2, sorted.end(), std::greater<>());
  return (static_cast<double>(sorted[0]) - static_cast<double>(sorted[1])) * learning::grid;
}

std::vector<Answer> answers(const learning::Dataset& data, const learning::Inference& found,
                            const std::vector<std::int64_t>& names) {
  std::vector<Answer> rows;
  const auto classes = names.size();
  for (std::size_t k = 0; k < data.samples(); ++k)
    rows.push_back({k, names[data.labels[k]], names[found.predicted[k]],
                    margin_of(std::span(found.fields).subspan(k * classes, classes))});
  return rows;
}

std::vector<Share> summary(const learning::Dataset& data, const learning::Inference& found,
                           const std::vector<std::int64_t>& names) {
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
    const std::string label = row + 1 == samples.size() ? "all" : std::to_string(names[row]);
    rows.push_back(
        {label, samples[row], correct[row], sampling::wilson(correct[row], samples[row])});
  }
  return rows;
}

void run_classify(const Options& options, Run& run) {
  if (options.model.empty()) throw UsageError("--model", "required");
  if (options.data.empty()) throw UsageError("--data", "required");
  const auto file = learning::read_any_model(options.model);
  const auto preparation = preparation_of(options, file);
  const auto data = load(options, file, preparation, run);
  if (options.summary && !data.labelled)
    throw UsageError("--summary", fmt::format("the data in {} have no labels to compare with; "
                                              "without --summary every sample is classified",
                                              options.data));
  const auto found = ask(options, file, data.set, run);
  if (file.unfinished)
    run.provenance.emplace_back("unfinished",
                                fmt::format("a checkpoint after {} epochs", file.history.size()));
  if (data.labelled) run.provenance.emplace_back("accuracy", found.accuracy);
  if (options.summary) {
    run.write(summary_columns(), summary(data.set, found, preparation.labels));
    return;
  }
  const auto rows = answers(data.set, found, preparation.labels);
  run.write(answer_columns().table(std::span<const Answer>(rows),
                                   [&](const std::string&) { return data.labelled; }));
}

}  // namespace

void add_classify(Program& program) {
  auto o = std::make_shared<Options>();
  program.add("classify", about)
      .text("--model", o->model, "FILE.h5",
            "A model, or a checkpoint, written by `steady learn --model`")
      .text("--data", o->data, "DIR|FILE.npz|prototypes",
            "Folder or archive as for learn (docs/data.md); the other set need not be there")
      .text("--data-name", o->data_name, "NAME", "Of several data sets in the folder")
      .text("--label-column", o->label_column, "NAME|NUMBER|first|last|none",
            "Of tables, if not as in training")
      .choice("--header", o->header, {"auto", "yes", "no"},
              "Whether the first line of a table names its columns, if not as in training")
      .choice("--set", o->set, {"test", "train"}, "Which of the two sets")
      .flag("--summary", o->summary, "Right answers by class instead of every sample")
      .action([o](Run& run) { run_classify(*o, run); });
}

}  // namespace steady::apps
