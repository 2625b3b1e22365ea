#include <steady/numerics/network/sparse_couplings.hpp>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

namespace steady::network {
namespace {

void require_valid(int size, const Link& link) {
  const auto known = [size](std::int32_t neuron) { return neuron >= 0 && neuron < size; };
  if (!known(link.to) || !known(link.from))
    throw std::domain_error(
        fmt::format("a coupling from neuron {} to neuron {} in a network of size = {}", link.from,
                    link.to, size));
  if (link.to == link.from)
    throw std::domain_error("the diagonal is the self-coupling, not a coupling");
}

}  // namespace

SparseCouplings::SparseCouplings(int size, const std::vector<Link>& links) : size_(size) {
  if (size < 2) throw std::domain_error(fmt::format("size must be at least 2, got {}", size));
  first_.assign(static_cast<std::size_t>(size) + 1, 0);
  for (const auto& link : links) {
    require_valid(size, link);
    if (link.value != 0) ++first_[static_cast<std::size_t>(link.from) + 1];
  }
  for (std::size_t j = 1; j < first_.size(); ++j) first_[j] += first_[j - 1];
  // Sorted by counting: first_[j] moves to the end of column j and is put back afterwards.
  entries_.resize(first_.back());
  for (const auto& link : links)
    if (link.value != 0)
      entries_[first_[static_cast<std::size_t>(link.from)]++] = {link.to, link.value};
  std::rotate(first_.begin(), first_.end() - 1, first_.end());
  first_.front() = 0;
  for (int j = 0; j < size; ++j) {
    const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first_[j]);
    const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(first_[j + 1]);
    const auto by_number = [](const Entry& a, const Entry& b) { return a.neuron < b.neuron; };
    if (!std::is_sorted(begin, end, by_number)) std::sort(begin, end, by_number);
    const auto twice = std::adjacent_find(
        begin, end, [](const Entry& a, const Entry& b) { return a.neuron == b.neuron; });
    if (twice != end)
      throw std::domain_error(
          fmt::format("the coupling from neuron {} to neuron {} appears twice", j, twice->neuron));
  }
  require_range();
}

SparseCouplings::SparseCouplings(const Couplings& couplings) : size_(couplings.size()) {
  const auto n = static_cast<std::size_t>(size_);
  first_.assign(n + 1, 0);
  for (int i = 0; i < size_; ++i)
    for (std::size_t j = 0; j < n; ++j) first_[j + 1] += couplings.row(i)[j] != 0;
  for (std::size_t j = 1; j <= n; ++j) first_[j] += first_[j - 1];
  entries_.resize(first_.back());
  auto next = first_;
  for (int i = 0; i < size_; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (const auto value = couplings.row(i)[j]; value != 0) entries_[next[j]++] = {i, value};
}

void SparseCouplings::require_range() const {
  constexpr std::int64_t limit = std::int64_t{1} << 30;
  std::vector<std::int64_t> sums(static_cast<std::size_t>(size_), 0);
  for (const auto& entry : entries_)
    sums[static_cast<std::size_t>(entry.neuron)] += std::abs(std::int64_t{entry.value});
  const auto largest = std::max_element(sums.begin(), sums.end());
  if (*largest >= limit)
    throw std::domain_error(
        fmt::format("the couplings of neuron {} add up to {}, beyond the grid's range 2^10",
                    largest - sums.begin(), static_cast<double>(*largest) * 0x1p-20));
}

double SparseCouplings::present_fraction() const {
  const double n = size_;
  return static_cast<double>(count()) / (n * (n - 1.0));
}

std::span<const Entry> SparseCouplings::column(int j) const {
  const auto k = static_cast<std::size_t>(j);
  return std::span(entries_).subspan(first_[k], first_[k + 1] - first_[k]);
}

}  // namespace steady::network
