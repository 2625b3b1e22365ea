#include "network_options.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include <steady/numerics/network/ensembles.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/theory/domain.hpp>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

std::string ensemble_help() {
  std::string text = "Law of the couplings:";
  for (const auto& ensemble : network::ensembles()) {
    text +=
        fmt::format("{} {}: {}", text.back() == ':' ? "" : ";", ensemble.name, ensemble.summary);
    for (const auto& p : ensemble.parameters)
      text += fmt::format(", {}:{}={} ({})", ensemble.name, p.name, p.by_default, p.meaning);
  }
  return text;
}

/// The error as one about the option of its argument.
UsageError of_option(const DomainError& error,
                     const std::map<std::string, std::string>& options = {}) {
  const auto listed = options.find(error.argument());
  const auto option = listed != options.end() ? listed->second : option_of(error.argument());
  const auto& reason = error.reason();
  return {option, reason.starts_with("= ") ? reason.substr(2) : reason};
}

network::EnsembleName ensemble_named(const std::string& text) {
  try {
    return text;
  } catch (const DomainError& error) {
    throw of_option(error);
  }
}

/// Values of which there is mostly one: in the provenance that one is a number.
template <class Number>
void add_values(Command& command, const std::string& option, std::vector<Number>& values,
                Bounds bounds, const std::string& help) {
  const auto given = std::make_shared<std::string>();
  command.option(
      option, "R", help, values.empty() ? std::string() : fmt::format("{}", values.front()),
      [&values, option, bounds, given](const std::string& text) {
        *given = text;
        if constexpr (std::same_as<Number, int>)
          values = parse_integer_range(option, text, bounds);
        else
          values = parse_range(option, text, bounds);
      },
      [&values, given]() -> std::optional<Cell> {
        if (values.empty()) return std::nullopt;
        return values.size() == 1 ? to_cell(values.front()) : Cell(*given);
      });
}

template <class Number>
void require_one(const std::string& option, const std::vector<Number>& values) {
  if (values.size() > 1) throw UsageError(option, "takes one number");
}

double count(const auto& values) {
  return static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

}  // namespace

void require_drawable(const network::NetworkSpec& networks,
                      const std::map<std::string, std::string>& options) {
  try {
    network::require_drawable(networks);
  } catch (const DomainError& error) {
    throw of_option(error, options);
  }
}

void NetworkOptions::add_to(Command& command) {
  add_lists(command);
  if (traits_.max_modules > 1) add_modules(command);
  add_files(command);
}

void NetworkOptions::add_lists(Command& command) {
  const auto& [low, high] = traits_.sizes;
  const std::string size =
      std::string(traits_.max_modules > 1 ? "N, neurons of one module" : "N, neurons") +
      (high < 1000 ? fmt::format(", {} to {}", low, high) : "");
  const std::string self_coupling =
      traits_.from_files && traits_.needs_self_coupling ? "; required without --network" : "";
  if (traits_.from_files)
    command.optional_integers(traits_.size_option, size_, traits_.sizes, size);
  else
    command.integers(traits_.size_option, size_, traits_.sizes, size);
  command.optional_range("--self-coupling", self_coupling_, self_coupling_bounds,
                         "J_D, of either sign" + self_coupling);
  add_values(command, "--symmetry", symmetry_, {-1, 1},
             "η in [−1,1], correlation of J_ij and J_ji");
  add_values(command, "--mean-degree", mean_degree_, {0, 1e6},
             "c: sparse networks with c inputs a neuron on average");
  command.text("--ensemble", ensemble_, "NAME", ensemble_help());
  add_values(command, "--external-field", external_field_, {0, 50},
             "Standard deviation of Gaussian external fields");
}

void NetworkOptions::add_modules(Command& command) {
  add_values(command, "--modules", modules_, {1, static_cast<double>(traits_.max_modules)},
             "L, the number of modules");
  const std::string coupling = "λ between modules (needs --modules)";
  if (traits_.lists)
    command.range("--coupling", coupling_, coupling_bounds, coupling, "0");
  else
    command.optional_range("--coupling", coupling_, coupling_bounds, coupling);
  command.choice("--topology", topology_, theory::topology_names, "Which modules are neighbours");
}

void NetworkOptions::add_files(Command& command) {
  if (traits_.from_files) {
    add_network_file(command, file_, traits_.several_files, traits_.reads_states);
    for (const auto& option : of_ensembles()) command.excludes(option, "--network");
    auto ways = traits_.instead_of_size;
    ways.insert(ways.begin(), traits_.size_option);
    command.exactly_one_of(ways);
  }
  if (traits_.to_files) add_write_network(command, write_network_);
}

std::vector<std::string> NetworkOptions::of_ensembles() const {
  std::vector<std::string> options{"--symmetry", "--mean-degree", "--ensemble", "--external-field"};
  if (traits_.max_modules > 1)
    options.insert(options.end(), {"--modules", "--coupling", "--topology"});
  return options;
}

void NetworkOptions::check(const Run& run) const {
  if (traits_.needs_self_coupling && self_coupling_.empty() &&
      !run.given(traits_.no_self_coupling_with))
    throw UsageError("--self-coupling",
                     traits_.from_files ? "required without --network" : "required");
  if (traits_.max_modules > 1 && *std::max_element(modules_.begin(), modules_.end()) < 2)
    run.refuse({"--topology"}, "needs --modules 2 or more: one module has no neighbours");
  const auto is_zero = [](double coupling) { return coupling == 0.0; };
  if (traits_.lists && std::all_of(coupling_.begin(), coupling_.end(), is_zero))
    run.refuse({"--topology"}, "needs a --coupling other than 0");
  for (const double coupling : coupling_)
    if (coupling != 0.0 && std::count(modules_.begin(), modules_.end(), 1) > 0)
      throw UsageError("--coupling", fmt::format("{} needs --modules 2 or more", coupling));
  if (traits_.lists) return;
  require_one("--modules", modules_);
  require_one("--coupling", coupling_);
  require_one("--self-coupling", self_coupling_);
  require_one("--symmetry", symmetry_);
  require_one("--mean-degree", mean_degree_);
  require_one("--external-field", external_field_);
}

std::vector<network::NetworkSpec> NetworkOptions::specs(int size, int modules,
                                                        double coupling) const {
  const auto name = ensemble_named(ensemble_);
  std::vector<std::optional<double>> degrees(mean_degree_.begin(), mean_degree_.end());
  if (degrees.empty()) degrees.emplace_back();
  std::vector<network::NetworkSpec> specs;
  for (const double symmetry : symmetry_)
    for (const auto& degree : degrees)
      for (const double external_field : external_field_) {
        specs.push_back(
            {{symmetry, degree, name}, size, modules, topology_, coupling, external_field});
        apps::require_drawable(specs.back(), {{"size", traits_.size_option}});
      }
  return specs;
}

std::vector<NetworkPoint> NetworkOptions::of_files(Run& run,
                                                   const std::vector<double>& temperatures) const {
  if (!traits_.lists) require_one("--self-coupling", self_coupling_);
  const auto self_couplings = self_coupling_.empty() ? std::vector<double>{0.0} : self_coupling_;
  std::vector<NetworkPoint> points;
  for (const auto& file : traits_.several_files ? file_.each() : std::vector{file_}) {
    const auto networks = networks_of(file, run, self_couplings);
    if (networks.size > traits_.sizes.maximum)
      throw UsageError("--network",
                       fmt::format("{} has {} neurons, here at most {}; relax takes any number",
                                   file.file, networks.size, traits_.sizes.maximum));
    for (const double temperature : temperatures)
      for (const double self_coupling : self_couplings)
        points.push_back({networks, self_coupling, temperature});
  }
  return points;
}

std::vector<NetworkPoint> NetworkOptions::points(Run& run,
                                                 const std::vector<double>& temperatures) const {
  if (from_file()) return of_files(run, temperatures);
  check(run);
  run.check_rows(count(size_) * count(modules_) * count(coupling_) * count(temperatures) *
                 count(self_coupling_) * count(symmetry_) * count(mean_degree_) *
                 count(external_field_) * static_cast<double>(run.common.samples));
  const auto self_couplings = self_coupling_.empty() ? std::vector<double>{0.0} : self_coupling_;
  std::vector<NetworkPoint> points;
  for (const int size : size_)
    for (const int modules : modules_)
      for (const double coupling : coupling_) {
        const auto all = specs(size, modules, coupling);
        for (const double temperature : temperatures)
          for (const double self_coupling : self_couplings)
            for (const auto& networks : all)
              points.push_back({networks, self_coupling, temperature});
      }
  return points;
}

void NetworkOptions::tell_rounding(const std::vector<NetworkPoint>& points, const Run& run,
                                   bool judged) {
  const network::GivenNetworks* last = nullptr;
  for (const auto& point : points) {
    if (point.networks.from_file.get() == last) continue;
    last = point.networks.from_file.get();
    apps::tell_rounding(point.networks, run, judged);
  }
}

void NetworkOptions::write(const std::vector<NetworkPoint>& points, const Run& run) const {
  std::vector<network::NetworkSpec> specs;
  for (const auto& point : points) specs.push_back(point.networks);
  write_networks(write_network_, specs, run);
}

}  // namespace steady::apps
