// steady learn: trains a network by steering it to fixed points.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>

#include <fmt/format.h>

#include <apps/learning/data_source.hpp>
#include <apps/learning/training_options.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/engine/inference.hpp>
#include <steady/numerics/learning/files/architecture_file.hpp>
#include <steady/numerics/learning/files/model_file.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/machine.hpp>
#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Options {
  DataSource source;
  NetworkChoice network;
  TrainingChoice training;
  double validation = 0.0;
  std::string model;
  bool force = false;
  bool resume = false;
  bool new_rates = false;
};

struct Row {
  learning::EpochSummary epoch;
  double test_accuracy;
};

Columns<Row> columns() {
  using E = learning::EpochSummary;
  const auto epoch = [](auto member) {
    return [member](const Row& row) { return row.epoch.*member; };
  };
  Columns<Row> c;
  c.add("epoch", "1, 2, …: passes over the training set", epoch(&E::epoch))
      .add("train_accuracy", "share of right answers on (the first 10000) training samples",
           epoch(&E::train_accuracy))
      .add("test_accuracy", "share on the test set, which never influences the training",
           &Row::test_accuracy)
      .add("update_fraction",
           "share of neurons × samples at which the rule acted (none in layers that learn nothing)",
           epoch(&E::update_fraction))
      .add("unstable_fraction", "share of neurons that would still flip at the end of a step",
           epoch(&E::unstable_fraction))
      .add("samples_per_second", "training samples, accuracy measurements apart",
           epoch(&E::samples_per_second))
      .only_with("--validation")
      // The trainer measures on the samples set aside where there are some.
      .add("validation_accuracy", "share on the samples set aside", epoch(&E::test_accuracy));
  return c;
}

const About about{
    "Trains a network by steering: inputs go to fixed points under the label's feedback, and a "
    "local rule keeps them there",
    "(8.1)  h_i = Σ_j J_ij s_j + J_D s_i + λ Σ_l s_i^l + Σ_j W_in,ij x_j + f(t) Σ_c W_back,ic "
    "y_c,\n"
    "  s_i = sign h_i, s_i^l: the same neuron in the neighbouring layers\n"
    "  (8.4)  ΔJ_ij = (η_J/√H) s_i s_j where s_i h_i ≤ κ once the feedback is gone",
    "steady learn --data prototypes --train-samples 3000 --hidden 200 --epochs 5 "
    "--input-strength 1 --rate 0.05 --rate-input 0.1",
    columns().described(),
    "--validation 0.1 sets a tenth of the training set aside: choose parameters by it, and let\n"
    "--patience end the training by it. With --model FILE.h5 the trained network is kept in "
    "FILE.h5\n"
    "and, after every epoch and at Ctrl-C, the state of the training beside it in\n"
    "FILE.checkpoint.h5: the same command with --resume continues from there, bit by bit as if it\n"
    "had never stopped. A training whose weights grow too large ends with code 1; --resume\n"
    "--new-rates goes on from its checkpoint at other --rate…, --decay…, --rate-form and\n"
    "--final-factor. The result does not depend on --threads.\n"
    "The file of --architecture is described in docs/learning.md."};

std::filesystem::path checkpoint_of(const std::filesystem::path& model) {
  auto name = model;
  if (name.extension() == ".h5") name.replace_extension();
  name += ".checkpoint.h5";  // net.v1 and net.v2 have one each
  return name;
}

void check_memory(const learning::Architecture& net, const learning::Options& options) {
  const double copies =
      3.0 + (options.patience > 0 ? 1.0 : 0.0) + (options.average_epochs > 0 ? 3.0 : 0.0);
  require_memory(copies * learning::expected_bytes(net), "the weights",
                 "a smaller --hidden, fewer --layers, or no --patience and --average-epochs");
}

/// What --new-rates may change: how much is learned at a step, not what.
const std::vector<std::string> rate_keys{"rate",          "rate_input", "rate_readout",
                                         "rate_bias",     "decay",      "decay_input",
                                         "decay_readout", "rate_form",  "final_factor"};

class Training {
 public:
  Training(const Options& options, Run& run) : options_(options), run_(run) {
    check_usage();
    check_ignored(options.source, run);
    check_ignored(options.network, run);
    check_ignored(options.training, run);
    auto data = load_data(options.source, run.common.seed, run.common.threads);
    check_ignored(data, run);
    auto& sets = data.sets;
    require_inputs(sets.train.input_size);
    preparation_ = std::move(data.preparation);
    test_ = std::move(sets.test);
    if (options.validation > 0.0) {
      auto parts = learning::split(sets.train, options.validation, run.common.seed);
      sets.train = std::move(parts.training);
      validation_ = std::move(parts.validation);
      if (validation_.samples() == 0 || sets.train.samples() == 0)
        throw UsageError("--validation", "leaves no samples in one of the parts");
    }
    train_ = std::move(sets.train);
    net_ = make_architecture(options.network, train_.input_size, train_.classes);
    how_ = make_options(options.training, run, net_);
    note_without_effect(net_, how_, run);
    note_doubts(options.source, train_, preparation_);
    check_memory(net_, how_);
    settings_ = all_settings();
    how_.on_progress = [this](const auto& progress) { show(progress); };
    how_.on_epoch = [this](const auto& epoch, const auto& state) { end_epoch(epoch, state); };
  }

  void run() {
    auto state =
        options_.resume ? resumed() : learning::initial_state(learning::Model(net_, seed()));
    const auto result = naming_options(options::entries(how_), [&] {
      return learning::train(std::move(state), train_, judge(), how_);
    });
    run_.progress.clear();
    if (result.status == learning::Status::stopped) interrupt(result.state);
    if (keeps_model() && failed(result)) keep(result.state);
    if (keeps_model() && !failed(result))
      learning::write_model(options_.model, result.model, result.state.history, info());
    report(result);
  }

 private:
  static bool failed(const learning::Summary& result) {
    return result.status == learning::Status::diverged ||
           result.status == learning::Status::too_fast;
  }
  bool keeps_model() const { return !options_.model.empty(); }
  bool validates() const { return validation_.samples() > 0; }
  std::uint64_t seed() const { return run_.common.seed; }
  /// What the trainer measures after every epoch.
  const learning::Dataset* judge() const { return validates() ? &validation_ : &test_; }

  void check_usage() const {
    if (options_.source.data.empty()) throw UsageError("--data", "required");
    if (options_.training.options.patience > 0 && options_.validation == 0.0)
      throw UsageError("--patience", "needs --validation: the test set must not end the training");
    if (options_.resume && !keeps_model())
      throw UsageError("--resume", "needs --model, whose checkpoint it continues");
    if (options_.force && !keeps_model()) throw UsageError("--force", "needs --model");
    if (options_.force && options_.resume)
      throw UsageError("--force", "--resume goes on with the model and overwrites it anyway");
    if (options_.new_rates && !options_.resume) throw UsageError("--new-rates", "needs --resume");
    if (!keeps_model()) return;
    for (const auto& file : {std::filesystem::path(options_.model), checkpoint_of(options_.model)})
      if (std::filesystem::path(run_.common.out).lexically_normal() == file.lexically_normal())
        throw UsageError("--out", "is a file of --model");
    std::error_code ignored;
    if (!options_.force && !options_.resume &&
        std::filesystem::is_regular_file(options_.model, ignored))
      throw UsageError("--model", fmt::format("{} exists: --force overwrites it, --resume goes on "
                                              "from its checkpoint",
                                              options_.model));
    const files::PendingFile model(options_.model);  // a bad name is told before the training
    if (model.direct())
      throw files::FileError("cannot write", options_.model, "not a regular file");
    const files::PendingFile checkpoint(checkpoint_of(options_.model));
  }

  /// Tables of signs have the length that they have.
  void require_inputs(int found) const {
    const auto& source = options_.source;
    if (source.encoding != Encoding::entangled || source.inputs == found || !run_.given("--inputs"))
      return;
    throw UsageError("--inputs",
                     fmt::format("the tables hold {} signs a line, taken as they are", found));
  }

  /// All on which the result depends, apart from the architecture, which the model holds.
  Settings all_settings() const {
    auto settings = settings_of(options_.source, seed());
    settings.merge(settings_of(options_.training));
    settings["classes"] = fmt::format("{}", train_.classes);
    settings["seed"] = fmt::format("{}", seed());
    settings["validation"] = fmt::format("{}", options_.validation);
    settings["training_data"] = fmt::format("{:016x}", fingerprint(train_));
    return settings;
  }

  learning::FileInfo info() const {
    std::string provenance;
    for (const auto& [key, value] : run_.provenance)
      provenance += fmt::format("{}: {}\n", key, to_text(value));
    auto settings = settings_;
    settings.merge(settings_of(preparation_));
    std::vector<std::string> accuracies;
    for (const double accuracy : test_accuracies_)
      accuracies.push_back(fmt::format("{}", accuracy));
    if (!earlier_rates_.empty()) settings["earlier_rates"] = earlier_rates_;
    settings["test_accuracies"] = fmt::format("{}", fmt::join(accuracies, ","));
    return {program_version(), provenance, settings};
  }

  /// The state in the checkpoint, if it is one of this very training.
  learning::State resumed() {
    const auto file = checkpoint_of(options_.model);
    auto checkpoint = learning::read_checkpoint(file);
    // What others follow from is told first: seeds of data from the seed, data from their options.
    auto keys = std::vector<std::string>{"seed"};
    for (const auto& [key, value] : settings_) keys.push_back(key);
    std::stable_partition(keys.begin(), keys.end(),
                          [](const auto& k) { return k != "training_data"; });
    const auto& found = checkpoint.info.settings;
    if (options_.new_rates) take_new_rates(found, checkpoint.state.epochs_done);
    for (const auto& key : keys) require_same(file, found, key);
    if (!(checkpoint.state.model.architecture() == net_))
      throw UsageError("--resume", fmt::format("{} belongs to another network", file.string()));
    if (const auto earlier = found.find("earlier_rates"); earlier != found.end())
      earlier_rates_ = earlier->second + earlier_rates_;
    if (!earlier_rates_.empty()) run_.provenance.emplace_back("earlier_rates", earlier_rates_);
    read_accuracies(file, found, checkpoint.state.history.size());
    return std::move(checkpoint.state);
  }

  void require_same(const std::filesystem::path& file, const Settings& found,
                    const std::string& key) const {
    const auto& value = settings_.at(key);
    const auto at = found.find(key);
    if (at != found.end() && at->second == value) return;
    // Checkpoints of earlier versions lack the options that did not exist.
    const auto usual = settings_of(DataSource{}, seed());
    if (const auto it = usual.find(key);
        at == found.end() && it != usual.end() && it->second == value)
      return;
    const bool rate = std::find(rate_keys.begin(), rate_keys.end(), key) != rate_keys.end();
    if (rate && options_.new_rates) return;
    throw UsageError(key == "training_data" ? "--data" : option_of(key),
                     fmt::format("{} has {}, now it is {}{}", file.string(),
                                 at == found.end() ? "none" : at->second, value,
                                 rate ? " (--new-rates goes on with it)" : ""));
  }

  /// Remembers the rates up to here, for the files that follow.
  void take_new_rates(const Settings& found, std::uint64_t epochs) {
    std::string text;
    for (const auto& key : rate_keys)
      if (const auto at = found.find(key); at != found.end() && at->second != settings_.at(key))
        text += fmt::format(" {} {}", option_of(key), at->second);
    if (text.empty())
      throw UsageError("--new-rates",
                       "all rates are those of the checkpoint: --resume alone goes on");
    earlier_rates_ = fmt::format("until epoch {}:{}; ", epochs, text);
  }

  void read_accuracies(const std::filesystem::path& file, const Settings& found,
                       std::size_t epochs) {
    const auto at = found.find("test_accuracies");
    try {
      if (at != found.end() && !at->second.empty())
        test_accuracies_ = parse_range(file.string(), at->second);
    } catch (const UsageError&) {
      test_accuracies_.clear();
    }
    if (test_accuracies_.size() != epochs)
      throw ResourceError(
          fmt::format("cannot read '{}': damaged: it has no test accuracies of its {} epochs",
                      file.string(), epochs));
  }

  void show(const learning::TrainingProgress& progress) {
    if (first_share_ < 0.0) first_share_ = progress.fraction;
    sampling::Progress shown;
    const double total = static_cast<double>(how_.epochs) * static_cast<double>(progress.samples);
    shown.total = static_cast<std::size_t>(total);
    shown.done = std::min(shown.total, static_cast<std::size_t>(progress.fraction * total));
    shown.seconds = progress.seconds;
    // Of what this call has to do; a resumed training began somewhere in the middle.
    shown.work_done = (progress.fraction - first_share_) / std::max(1e-12, 1.0 - first_share_);
    run_.progress.update(shown);
  }

  double accuracy_on(const learning::Model& model, const learning::Dataset& data) const {
    auto how = inference_from(settings_, run_);
    how.stop = {};  // short, and a checkpoint must know the accuracies of all epochs
    return learning::infer(model, data, how).accuracy;
  }

  void end_epoch(const learning::EpochSummary& epoch, const learning::State& state) {
    test_accuracies_.push_back(validates() ? accuracy_on(state.model, test_) : epoch.test_accuracy);
    if (run_.progress.shown()) {
      run_.progress.clear();
      note(fmt::format("epoch {}: training {:.4f}, {} {:.4f}, {:.0f} samples/s", epoch.epoch,
                       epoch.train_accuracy, validates() ? "validation" : "test",
                       epoch.test_accuracy, epoch.samples_per_second));
    }
    if (keeps_model() && !run_.stop.stop_requested()) keep(state);
  }

  void keep(const learning::State& state) const {
    learning::write_checkpoint(checkpoint_of(options_.model), state, info());
  }

  [[noreturn]] void interrupt(const learning::State& state) const {
    if (!keeps_model()) throw Interrupted();
    keep(state);
    throw Interrupted(fmt::format("the training is kept in {}, --resume continues it",
                                  checkpoint_of(options_.model).string()));
  }

  Table table(const std::vector<learning::EpochSummary>& history) const {
    std::vector<Row> rows;
    for (std::size_t e = 0; e < history.size(); ++e)
      rows.push_back({history[e], e < test_accuracies_.size() ? test_accuracies_[e] : nan});
    // --validation 0 sets nothing aside.
    return columns().table(std::span<const Row>(rows),
                           [this](const std::string&) { return validates(); });
  }

  void report(const learning::Summary& result) {
    auto& provenance = run_.provenance;
    provenance.emplace_back("network", net_.name);
    provenance.emplace_back("training_samples", static_cast<std::uint64_t>(train_.samples()));
    provenance.emplace_back("status", std::string(learning::to_string(result.status)));
    if (!failed(result)) {
      if (validates())
        provenance.emplace_back("final_validation_accuracy",
                                accuracy_on(result.model, validation_));
      provenance.emplace_back("final_test_accuracy", accuracy_on(result.model, test_));
    }
    run_.write(table(result.state.history));
    if (failed(result)) throw CheckFailed(failure(result));
  }

  std::string failure(const learning::Summary& result) const {
    const bool grown = result.status == learning::Status::diverged;
    std::string text =
        grown ? "the weights grew beyond the range in which fields are exact"
              : "one batch at these rates could take the weights out of the range in which fields "
                "are exact";
    text += fmt::format(", in epoch {}: lower the rates", result.state.epochs_done + 1);
    if (keeps_model())
      text += fmt::format(
          "; the network before that epoch is in {}, which `steady classify` reads "
          "and --resume --new-rates continues",
          checkpoint_of(options_.model).string());
    return text;
  }

  const Options& options_;
  Run& run_;
  learning::Dataset train_, validation_, test_;
  learning::Preparation preparation_;
  learning::Architecture net_;
  learning::Options how_;
  Settings settings_;
  std::vector<double> test_accuracies_;
  std::string earlier_rates_;
  double first_share_ = -1.0;
};

void run_learn(const Options& options, Run& run) {
  Training(options, run).run();
}

}  // namespace

void add_learn(Program& program) {
  auto o = std::make_shared<Options>();
  auto command = program.add("learn", about, {.random = true, .fixed_samples = true});
  add_data_options(command, o->source);
  add_network_options(command, o->network);
  add_training_options(command, o->training);
  command
      .number("--validation", o->validation, {0.0, 0.99},
              "Share of the training set to set aside for validation")
      .text("--model", o->model, "FILE.h5", "Keep the trained network here")
      .flag("--force", o->force, "Overwrite the model that is there")
      .flag("--resume", o->resume, "Continue from the checkpoint beside --model")
      .flag("--new-rates", o->new_rates,
            "With --resume: at other rates and decays than the checkpoint's")
      .action([o](Run& run) { run_learn(*o, run); });
}

}  // namespace steady::apps
