#include <steady/numerics/learning/detail/checks.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace steady::learning::detail {

void require_fits(const Model& model, const Dataset& data) {
  validate(data);
  const Architecture& net = model.architecture();
  if (net.layers.empty()) throw std::invalid_argument("the model has no layers");
  if (data.input_size != net.input_size) {
    throw std::invalid_argument(fmt::format("inputs of {} neurons, but the model takes {}",
                                            data.input_size, net.input_size));
  }
  if (data.classes != net.classes) {
    throw std::invalid_argument(
        fmt::format("{} classes, but the model has {}", data.classes, net.classes));
  }
  if (!data.has_targets()) return;
  for (std::size_t l = 0; l < net.layers.size(); ++l) {
    const Layer& layer = net.layers[l];
    if (layer.feedback && layer.size != data.target_size) {
      throw std::invalid_argument(fmt::format("targets of {} neurons, but layer {} has {}",
                                              data.target_size, l, layer.size));
    }
  }
}

void require_range(const Model& model) {
  const double sum = model.largest_field();
  if (sum < largest_sum) return;
  throw std::domain_error(
      fmt::format("the weights of one neuron sum up to {:.4g}, not below {}", sum, largest_sum));
}

}  // namespace steady::learning::detail
