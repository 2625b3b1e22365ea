#include <steady/numerics/learning/engine/trainer.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/detail/checks.hpp>
#include <steady/numerics/learning/detail/learner.hpp>
#include <steady/numerics/learning/detail/shown_samples.hpp>
#include <steady/numerics/learning/detail/shuffle.hpp>
#include <steady/numerics/learning/detail/symmetrise.hpp>

namespace steady::learning {
namespace {

using detail::Learner;
using detail::Member;
using detail::Sweeper;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::vector<AlignedVector<std::int32_t>> initial_margins(const State& state,
                                                         const Plasticity& plasticity) {
  std::vector<AlignedVector<std::int32_t>> margins;
  const auto& layers = state.model.architecture().layers;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const double margin = plasticity.margin[plasticity.margin.size() == 1 ? 0 : l];
    const auto rows = static_cast<std::size_t>(detail::chunks(layers[l].size)) * detail::chunk_rows;
    margins.emplace_back(rows, detail::to_grid(margin));
    if (!state.margins.empty())
      std::copy(state.margins[l].begin(), state.margins[l].end(), margins[l].begin());
  }
  return margins;
}

class Trainer {
 public:
  Trainer(State state, const Dataset& training, const Dataset* test, const Options& options)
      : state_(std::move(state)),
        training_(training),
        test_(test),
        options_(options),
        factors_(feedback_factors(options.schedule,
                                  static_cast<int>(state_.model.architecture().layers.size()))),
        margins_(initial_margins(state_, options.plasticity)),
        team_(options.threads),
        sweeper_(state_.model, options.batch, options.dynamics, team_, options.simd, factors_),
        learner_(state_.model, sweeper_, options_.plasticity, options.batch, options.threads,
                 margins_),
        shown_(static_cast<std::size_t>(options.threads), {training, options}) {
    sweeper_.set_before_use(
        [this](Member& m, std::size_t block, int chunk) { learner_.apply(m, block, chunk); });
    for (const double factor : factors_) sweeps_.push_back(sweeper_.feedback(factor));
    for (const Layer& layer : state_.model.architecture().layers)
      neurons_ += static_cast<std::uint64_t>(layer.size);
    batches_ = (training.samples() + static_cast<std::size_t>(options.batch) - 1) /
               static_cast<std::size_t>(options.batch);
    growth_ = detail::largest_growth(state_.model, options.plasticity, options.batch);
  }

  Summary run() {
    start_ = last_report_ = now();
    Status status = Status::finished;
    while (state_.epochs_done < static_cast<std::uint64_t>(options_.epochs)) {
      if (enough()) {
        status = Status::converged;
        break;
      }
      status = epoch();
      if (status != Status::finished) break;
    }
    if (status == Status::finished && enough()) status = Status::converged;
    return finish(status);
  }

 private:
  bool enough() const {
    return options_.patience > 0 && state_.best_epoch > 0 &&
           state_.epochs_done >= state_.best_epoch + static_cast<std::uint64_t>(options_.patience);
  }

  std::uint64_t batch_number() const { return state_.epochs_done * batches_ + state_.batches_done; }

  bool averaging() const {
    return options_.average_epochs > 0 &&
           state_.epochs_done + static_cast<std::uint64_t>(options_.average_epochs) >=
               static_cast<std::uint64_t>(options_.epochs);
  }

  Status epoch() {
    good_ = state_;
    order_ = detail::shuffled(training_.samples(),
                              {options_.seed, "sample order", state_.epochs_done, options_.sample});
    double room = 2.0 * detail::largest_sum - state_.model.largest_field();
    while (state_.batches_done < batches_) {
      if (options_.stop.stop_requested()) return Status::stopped;
      if (growth_ > room) {
        const double sum = state_.model.largest_field();
        room = 2.0 * detail::largest_sum - sum;
        if (sum >= detail::largest_sum) return give_up(Status::diverged);
        if (growth_ > room) return give_up(Status::too_fast);
      }
      const std::uint64_t count = segment(room);
      train_batches(count);
      room -= growth_ * static_cast<double>(count);
      if (batch_number() % static_cast<std::uint64_t>(options_.plasticity.decay_interval) == 0)
        decay();
      if (averaging() &&
          batch_number() % static_cast<std::uint64_t>(options_.average_interval) == 0) {
        take_snapshot();
      }
      report(false);
    }
    if (state_.model.largest_field() >= detail::largest_sum) return give_up(Status::diverged);
    good_.reset();  // weights are large: no more of them than needed
    end_epoch();
    return Status::finished;
  }

  Status give_up(Status why) {
    state_ = std::move(*good_);
    return why;
  }

  // Batches until something else has to be done between two of them.
  std::uint64_t segment(double room) const {
    const std::uint64_t number = batch_number();
    const auto until = [&](int interval) {
      const auto n = static_cast<std::uint64_t>(interval);
      return n - number % n;
    };
    std::uint64_t count = std::min<std::uint64_t>(256, batches_ - state_.batches_done);
    count = std::min(count, until(options_.plasticity.decay_interval));
    if (averaging()) count = std::min(count, until(options_.average_interval));
    if (growth_ > 0.0)
      count = std::min(count, static_cast<std::uint64_t>(std::min(room / growth_, 1e6)));
    return std::max<std::uint64_t>(count, 1);
  }

  std::span<const std::uint32_t> samples(std::uint64_t batch) const {
    const std::size_t first = batch * static_cast<std::size_t>(options_.batch);
    const std::size_t count =
        std::min(static_cast<std::size_t>(options_.batch), training_.samples() - first);
    return {order_.data() + first, count};
  }

  void train_batches(std::uint64_t count) {
    const double begin = now();
    std::vector<detail::LearnCounts> counts(static_cast<std::size_t>(options_.threads));
    team_.run([&](int index) {
      Member& m = sweeper_.member(index);
      auto& mine = counts[static_cast<std::size_t>(index)];
      for (std::uint64_t k = 0; k < count; ++k) {
        const auto found = learn_batch(m, state_.batches_done + k);
        mine.updates += found.updates;
        mine.unstable += found.unstable;
      }
      team_.barrier().wait();
      learner_.apply_all(m);
    });
    for (const auto& found : counts) {
      state_.updates += found.updates;
      state_.unstable += found.unstable;
    }
    state_.batches_done += count;
    state_.seconds += now() - begin;
    keep_margins();
  }

  // Number `batch` of the epoch, on one member.
  detail::LearnCounts learn_batch(Member& m, std::uint64_t batch) {
    const auto chosen = samples(batch);
    const std::uint64_t number = state_.epochs_done * batches_ + batch;
    const detail::Randomness random{options_.seed, true,
                                    state_.epochs_done * training_.samples() +
                                        batch * static_cast<std::uint64_t>(options_.batch),
                                    number, options_.sample};
    const auto steps = detail::steps(state_.model, options_.plasticity, number,
                                     batches_ * static_cast<std::uint64_t>(options_.epochs),
                                     static_cast<int>(chosen.size()));
    auto& shown = shown_[static_cast<std::size_t>(m.index)];
    shown.show(chosen, random.first_sample);
    const bool free = options_.plasticity.readout_states == ReadoutStates::free;
    if (free) learn_free_readout(m, shown, random, steps);
    if (shown.samples().empty()) return {};
    sweeper_.begin(m, shown.data(), shown.samples(), random);
    sweeper_.run(m, sweeps_, 0);
    learner_.note(m, steps);
    if (!free) {
      sweeper_.read(m);
      learner_.learn_readouts(m);
    }
    return learner_.collect(m);
  }

  // The readout learns what it will see: an inference, with random numbers of its own. Only the
  // samples of which it is not sure remain shown.
  void learn_free_readout(Member& m, detail::ShownSamples& shown, detail::Randomness random,
                          const detail::Steps& steps) {
    random.training = false;
    const std::vector<detail::SweepFeedback> sweeps(
        static_cast<std::size_t>(options_.schedule.inference_sweeps));
    sweeper_.begin(m, shown.data(), shown.samples(), random);
    sweeper_.run(m, sweeps, 0);
    learner_.note(m, steps);
    sweeper_.read(m);
    if (options_.plasticity.confidence < std::numeric_limits<double>::infinity()) {
      // Fields of others are read; they are next written after the barriers of another run.
      team_.barrier().wait();
      shown.keep_unsure(sweeper_);
    }
    learner_.learn_readouts(m);
  }

  void keep_margins() {
    if (options_.plasticity.threshold_rate == 0.0) return;
    state_.margins.clear();
    for (const auto& margins : margins_)
      state_.margins.emplace_back(margins.begin(), margins.end());
  }

  // Never lets a weight grow: the room for growth stays.
  void decay() {
    const Plasticity& p = options_.plasticity;
    const std::uint64_t total = batches_ * static_cast<std::uint64_t>(options_.epochs);
    const double factor =
        rate_factor(p, static_cast<double>(batch_number()) / static_cast<double>(total));
    const auto share = [&](double decay, double rate) {
      return static_cast<std::uint32_t>(
          std::floor(decay * rate * factor * p.decay_interval * 0x1p32 + 0.5));
    };
    std::vector<std::uint32_t> shares;
    bool any = false;
    for (const BlockInfo& info : state_.model.blocks()) {
      std::uint32_t s = 0;
      if (info.kind == BlockKind::internal || info.kind == BlockKind::bridge)
        s = share(p.decay, p.rate);
      if (info.kind == BlockKind::input) s = share(p.decay_input, p.rate_input);
      if (info.kind == BlockKind::readout) s = share(p.decay_readout, p.rate_readout);
      shares.push_back(info.learned ? s : 0);
      any = any || shares.back() != 0;
    }
    if (!any) return;
    const double begin = now();
    team_.run([&](int index) { learner_.shrink(sweeper_.member(index), shares); });
    state_.seconds += now() - begin;
  }

  void take_snapshot() {
    const auto blocks = state_.model.blocks();
    state_.sums.resize(blocks.size());
    for (std::size_t k = 0; k < blocks.size(); ++k) {
      if (!blocks[k].learned) continue;
      const auto& numbers = state_.model.storage(k).numbers;
      state_.sums[k].resize(numbers.size(), 0);
      for (std::size_t n = 0; n < numbers.size(); ++n) state_.sums[k][n] += numbers[n];
    }
    ++state_.snapshots;
  }

  // The network that an answer would come from now. Copied only if it is not that of the state.
  const Model& present(std::optional<Model>& room) const {
    if (state_.snapshots == 0) return state_.model;
    return room.emplace(averaged());
  }

  Model averaged() const {
    Model model = state_.model;
    if (state_.snapshots == 0) return model;
    const auto n = static_cast<std::int64_t>(state_.snapshots);
    for (std::size_t k = 0; k < state_.sums.size(); ++k) {
      auto& numbers = model.storage(k).numbers;
      for (std::size_t i = 0; i < state_.sums[k].size(); ++i) {
        // Half away from zero, so that the mean of −w is minus that of w.
        const std::int64_t sum = state_.sums[k][i];
        numbers[i] = static_cast<std::int32_t>((2 * sum + (sum < 0 ? -n : n)) / (2 * n));
      }
    }
    return model;
  }

  double accuracy(const Model& model, const Dataset& data) const {
    InferenceOptions options;
    options.sweeps = options_.schedule.inference_sweeps;
    options.dynamics = options_.dynamics;
    options.seed = options_.seed;
    options.sample = options_.sample;
    options.threads = options_.threads;
    options.simd = options_.simd;
    return infer(model, data, options).accuracy;
  }

  void end_epoch() {
    std::optional<Model> room;
    const Model& model = present(room);
    EpochSummary row;
    row.epoch = static_cast<int>(state_.epochs_done) + 1;
    const std::size_t some = options_.train_evaluation == 0
                                 ? training_.samples()
                                 : std::min(options_.train_evaluation, training_.samples());
    row.train_accuracy =
        accuracy(model, some == training_.samples() ? training_ : training_.slice(0, some));
    row.test_accuracy =
        test_ != nullptr ? accuracy(model, *test_) : std::numeric_limits<double>::quiet_NaN();
    const double visits = static_cast<double>(neurons_) * static_cast<double>(training_.samples());
    row.update_fraction = static_cast<double>(state_.updates) / visits;
    row.unstable_fraction = static_cast<double>(state_.unstable) / visits;
    row.samples_per_second = static_cast<double>(training_.samples()) / state_.seconds;
    state_.history.push_back(row);
    state_.updates = state_.unstable = state_.batches_done = 0;
    state_.seconds = 0.0;
    ++state_.epochs_done;
    if (options_.patience > 0 && row.test_accuracy > state_.best_accuracy) {
      state_.best_accuracy = row.test_accuracy;
      state_.best_epoch = state_.epochs_done;
      state_.best = model;
    }
    report(true);
    if (options_.on_epoch) options_.on_epoch(row, state_);
  }

  void report(bool always) {
    if (!options_.on_progress) return;
    const double time = now();
    if (!always && time - last_report_ < options_.progress_interval) return;
    last_report_ = time;
    TrainingProgress progress;
    progress.epoch = static_cast<int>(state_.epochs_done) + 1;
    progress.samples = training_.samples();
    progress.done = std::min(progress.samples, static_cast<std::size_t>(state_.batches_done) *
                                                   static_cast<std::size_t>(options_.batch));
    progress.fraction =
        static_cast<double>(batch_number()) / (static_cast<double>(batches_) * options_.epochs);
    progress.seconds = time - start_;
    progress.samples_per_second =
        state_.seconds > 0.0 ? static_cast<double>(progress.done) / state_.seconds : 0.0;
    options_.on_progress(progress);
  }

  Summary finish(Status status) {
    good_.reset();
    Summary summary;
    summary.status = status;
    summary.model = options_.patience > 0 && state_.best ? *state_.best : averaged();
    summary.state = std::move(state_);
    return summary;
  }

  State state_;
  std::optional<State> good_;  // before the epoch under way
  const Dataset& training_;
  const Dataset* test_;
  const Options& options_;
  std::vector<double> factors_;
  std::vector<detail::SweepFeedback> sweeps_;
  std::vector<AlignedVector<std::int32_t>> margins_;
  detail::Team team_;
  Sweeper sweeper_;
  Learner learner_;
  std::vector<detail::ShownSamples> shown_;  // one a member
  std::vector<std::uint32_t> order_;
  std::uint64_t neurons_ = 0;
  std::uint64_t batches_ = 0;
  double growth_ = 0.0;
  double start_ = 0.0, last_report_ = 0.0;
};

}  // namespace

State initial_state(Model model) {
  State state;
  state.model = std::move(model);
  return state;
}

Summary train(State state, const Dataset& training, const Dataset* test, const Options& options) {
  validate(options, state.model.architecture());
  detail::require_fits(state.model, training);
  if (training.samples() == 0) throw std::invalid_argument("training: no samples");
  if (test != nullptr) detail::require_fits(state.model, *test);
  if (options.patience > 0 && test == nullptr)
    throw ArgumentError("patience", ": early stopping needs validation data");
  const double averaged = std::ceil(double(training.samples()) / options.batch) *
                          std::min(options.average_epochs, options.epochs);
  if (options.average_epochs > 0 && averaged < options.average_interval) {
    throw ArgumentError("average_interval", fmt::format("= {}: no weights to average in {} batches",
                                                        options.average_interval, averaged));
  }
  detail::require_range(state.model);
  if (state.epochs_done == 0 && state.batches_done == 0)
    detail::symmetrise(state.model, options.plasticity.symmetry);
  return Trainer(std::move(state), training, test, options).run();
}

}  // namespace steady::learning
