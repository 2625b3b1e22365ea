#include <steady/numerics/learning/engine/inference.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>

#include <steady/numerics/learning/detail/checks.hpp>
#include <steady/numerics/learning/detail/sweeper.hpp>
#include <steady/numerics/sampling/threads.hpp>

namespace steady::learning {
namespace {

using detail::chunk_rows;
using detail::Item;
using detail::Member;
using detail::Sweeper;

constexpr std::size_t block_samples = detail::largest_batch;

struct Counts {
  std::uint64_t right = 0;  // labels
  std::uint64_t unstable = 0;
  std::vector<std::uint64_t> layer_right;
};

// argmax over C numbers, the lowest index of several.
int largest(const std::vector<std::int64_t>& field) {
  return static_cast<int>(std::max_element(field.begin(), field.end()) - field.begin());
}

// One thread's network and what it writes into.
class Reader {
 public:
  Reader(const Model& model, const Dataset& data, const InferenceOptions& options,
         std::span<const double> factors)
      : model_(model),
        data_(data),
        options_(options),
        team_(1),
        sweeper_(model, static_cast<int>(block_samples), options.dynamics, team_, options.simd,
                 factors) {
    counts_.layer_right.assign(model.architecture().layers.size(), 0);
  }

  Sweeper& sweeper() { return sweeper_; }
  Member& member() { return sweeper_.member(0); }
  const Counts& counts() const { return counts_; }

  void begin(std::size_t first, std::size_t count) {
    samples_.resize(count);
    std::iota(samples_.begin(), samples_.end(), static_cast<std::uint32_t>(first));
    sweeper_.begin(member(), data_, samples_, {options_.seed, false, first, 0, options_.sample});
  }

  void judge(std::size_t first, Inference& result) {
    count_unstable();
    if (model_.architecture().classes > 0) {
      sweeper_.read(member());
      predict(first, result);
    } else {
      count_recalled();
    }
    if (options_.keep_states)
      for (std::size_t l = 0; l < result.states.size(); ++l) keep(l, first, result.states[l]);
  }

  void keep(std::size_t layer, std::size_t first, std::vector<std::uint64_t>& words) {
    const auto& plus = sweeper_.state(member(), static_cast<int>(layer)).plus;
    const std::size_t stride = sweeper_.stride(static_cast<int>(layer));
    for (std::size_t b = 0; b < samples_.size(); ++b) {
      for (std::size_t w = 0; w < stride / 4; ++w) {
        std::uint64_t word = 0;
        for (std::size_t q = 0; q < 4; ++q)
          word |= std::uint64_t{plus[b * stride + 4 * w + q]} << (16 * q);
        words[(first + b) * (stride / 4) + w] = word;
      }
    }
  }

 private:
  void count_unstable() {
    alignas(64) std::array<std::int32_t, chunk_rows> margin;
    margin.fill(std::numeric_limits<std::int32_t>::min() / 2);
    std::array<std::uint16_t, block_samples> updates;
    std::vector<detail::Neighbour> room;
    for (const Item item : member().neurons) {
      const auto found = sweeper_.kernels().margins(sweeper_.view(member(), item, room),
                                                    margin.data(), updates.data());
      counts_.unstable += static_cast<std::uint64_t>(found.unstable);
    }
  }

  void predict(std::size_t first, Inference& result) {
    const auto classes = static_cast<std::size_t>(model_.architecture().classes);
    std::vector<std::int64_t> total(classes), own(classes);
    for (std::size_t b = 0; b < samples_.size(); ++b) {
      const std::size_t sample = first + b;
      std::fill(total.begin(), total.end(), 0);
      for (std::size_t l = 0; l < sweeper_.wiring().size(); ++l) {
        if (!sweeper_.wiring()[l].readout) continue;
        for (std::size_t c = 0; c < classes; ++c) {
          const auto* field =
              sweeper_.readout_fields(static_cast<int>(l), static_cast<int>(c) / chunk_rows);
          own[c] = field[chunk_rows * b + c % chunk_rows];
          total[c] += own[c];
        }
        counts_.layer_right[l] += largest(own) == data_.labels[sample];
      }
      const int answer = largest(total);
      result.predicted[sample] = static_cast<std::uint8_t>(answer);
      counts_.right += answer == data_.labels[sample];
      if (!options_.keep_fields) continue;
      for (std::size_t c = 0; c < classes; ++c)
        result.fields[sample * classes + c] = static_cast<std::int32_t>(total[c]);
    }
  }

  // Neurons that agree with the target, in the layers that are shown it.
  void count_recalled() {
    const Member& m = member();
    const std::size_t target_stride = m.target.size() / samples_.size();
    for (std::size_t l = 0; l < sweeper_.wiring().size(); ++l) {
      const auto& layer = sweeper_.wiring()[l];
      if (!layer.feedback_identity) continue;
      const auto& state = sweeper_.state(m, static_cast<int>(l));
      const std::size_t stride = sweeper_.stride(static_cast<int>(l));
      std::uint64_t right = 0;
      for (std::size_t b = 0; b < samples_.size(); ++b) {
        for (int c = 0; c < layer.chunks; ++c) {
          const std::size_t at = b * stride + static_cast<std::size_t>(c);
          const unsigned target = m.target[b * target_stride + static_cast<std::size_t>(c)];
          const unsigned wrong = (state.plus[at] ^ target) | state.zero[at];
          right += static_cast<std::uint64_t>(
              __builtin_popcount(~wrong & detail::valid_rows(layer.size, c)));
        }
      }
      counts_.layer_right[l] += right;
    }
  }

  const Model& model_;
  const Dataset& data_;
  const InferenceOptions& options_;
  detail::Team team_;
  Sweeper sweeper_;
  std::vector<std::uint32_t> samples_;
  Counts counts_;
};

void add(const Counts& from, Counts& to) {
  to.right += from.right;
  to.unstable += from.unstable;
  for (std::size_t l = 0; l < from.layer_right.size(); ++l)
    to.layer_right[l] += from.layer_right[l];
}

// What a right answer counts: one a sample, or one a neuron that is shown a target.
std::vector<double> answers_per_layer(const Architecture& net) {
  std::vector<double> answers;
  for (const Layer& layer : net.layers) {
    const bool recalls = net.classes == 0 && layer.feedback;
    answers.push_back(layer.readout ? 1.0 : recalls ? double(layer.size) : 0.0);
  }
  return answers;
}

// NaN without a layer that answers. With targets the last layer that is shown one counts: what
// comes before it is on the way.
double accuracy_of(const Model& model, double samples, const Counts& counts,
                   const std::vector<double>& layer_accuracy) {
  if (model.architecture().classes > 0) return double(counts.right) / samples;
  const auto last = std::find_if(layer_accuracy.rbegin(), layer_accuracy.rend(),
                                 [](double accuracy) { return !std::isnan(accuracy); });
  return last != layer_accuracy.rend() ? *last : std::numeric_limits<double>::quiet_NaN();
}

void summarise(const Model& model, std::size_t samples, const Counts& counts, Inference& result) {
  const auto answers = answers_per_layer(model.architecture());
  double neurons = 0.0;
  for (std::size_t l = 0; l < answers.size(); ++l) {
    neurons += model.architecture().layers[l].size;
    result.layer_accuracy.push_back(answers[l] > 0.0 ? double(counts.layer_right[l]) /
                                                           (answers[l] * double(samples))
                                                     : std::numeric_limits<double>::quiet_NaN());
  }
  result.accuracy = accuracy_of(model, double(samples), counts, result.layer_accuracy);
  result.unstable_fraction = double(counts.unstable) / (neurons * double(samples));
}

void validate(const Model& model, const Dataset& data, const InferenceOptions& options) {
  detail::require_fits(model, data);
  detail::require_range(model);
  validate(options.dynamics);
  require_within("sweeps", options.sweeps, 1, most_sweeps);
  require_within("threads", options.threads, 1, most_threads);
}

// work(reader, first, count) for all blocks of samples, on all threads.
template <class Work>
bool for_blocks(const Model& model, const Dataset& data, const InferenceOptions& options,
                std::span<const double> factors, Counts& total, const Work& work) {
  const std::size_t samples = data.samples();
  const std::size_t blocks = (samples + block_samples - 1) / block_samples;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  bool stopped = false;
  sampling::on_threads(options.threads, options.stop, [&](int, const std::stop_token& stop) {
    Reader reader(model, data, options, factors);
    bool ended_early = false;
    for (std::size_t k = next++; k < blocks; k = next++) {
      if ((ended_early = stop.stop_requested())) break;
      const std::size_t first = k * block_samples;
      const std::size_t count = std::min(block_samples, samples - first);
      reader.begin(first, count);
      work(reader, first, count);
    }
    const std::lock_guard lock(mutex);
    stopped = stopped || ended_early;
    add(reader.counts(), total);
  });
  return stopped;
}

}  // namespace

Inference infer(const Model& model, const Dataset& data, const InferenceOptions& options) {
  validate(model, data, options);
  Inference result;
  const std::size_t samples = data.samples();
  const auto classes = static_cast<std::size_t>(model.architecture().classes);
  if (classes > 0) result.predicted.assign(samples, 0);
  if (options.keep_fields) result.fields.assign(samples * classes, 0);
  Counts counts;
  counts.layer_right.assign(model.architecture().layers.size(), 0);
  if (options.keep_states)
    for (const Layer& layer : model.architecture().layers)
      result.states.emplace_back(samples * Dataset::words(layer.size), 0);
  const std::vector<detail::SweepFeedback> sweeps(static_cast<std::size_t>(options.sweeps));
  result.stopped = for_blocks(model, data, options, {}, counts,
                              [&](Reader& reader, std::size_t first, std::size_t) {
                                reader.sweeper().run(reader.member(), sweeps, 0);
                                reader.judge(first, result);
                              });
  if (samples > 0) summarise(model, samples, counts, result);
  return result;
}

Steering steer(const Model& model, const Dataset& data, const Schedule& schedule,
               const InferenceOptions& options) {
  validate(model, data, options);
  const auto& layers = model.architecture().layers;
  const auto factors = feedback_factors(schedule, static_cast<int>(layers.size()));
  const std::size_t samples = data.samples();
  Steering result;
  for (const Layer& layer : layers) {
    result.with_feedback.emplace_back(samples * Dataset::words(layer.size), 0);
    result.without_feedback.emplace_back(samples * Dataset::words(layer.size), 0);
  }
  Counts counts;
  counts.layer_right.assign(layers.size(), 0);
  for_blocks(model, data, options, factors, counts,
             [&](Reader& reader, std::size_t first, std::size_t) {
               std::vector<detail::SweepFeedback> sweeps;
               for (const double factor : factors)
                 sweeps.push_back(reader.sweeper().feedback(factor));
               const auto with = static_cast<std::size_t>(schedule.sweeps);
               const auto all = std::span<const detail::SweepFeedback>(sweeps);
               reader.sweeper().run(reader.member(), all.first(with), 0);
               for (std::size_t l = 0; l < layers.size(); ++l)
                 reader.keep(l, first, result.with_feedback[l]);
               reader.sweeper().run(reader.member(), all.subspan(with), schedule.sweeps);
               for (std::size_t l = 0; l < layers.size(); ++l)
                 reader.keep(l, first, result.without_feedback[l]);
             });
  for (std::size_t l = 0; l < layers.size(); ++l) {
    std::uint64_t differ = 0;
    for (std::size_t k = 0; k < result.with_feedback[l].size(); ++k)
      differ += static_cast<std::uint64_t>(
          __builtin_popcountll(result.with_feedback[l][k] ^ result.without_feedback[l][k]));
    result.overlap.push_back(1.0 - 2.0 * double(differ) / (double(samples) * layers[l].size));
  }
  return result;
}

}  // namespace steady::learning
