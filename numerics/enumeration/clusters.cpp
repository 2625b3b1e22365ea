// Pairs within the link distance by multi-index hashing. Cut the bits that vary into m blocks: two
// states at distance ≤ K agree on at least m − K of them. So for each choice of m − K blocks,
// states that agree there share a bucket, and only states of one bucket are compared. More blocks
// mean more passes over the states and smaller buckets; the buckets met decide how many.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <steady/numerics/enumeration/clusters.hpp>
#include <steady/theory/domain.hpp>

namespace steady::enumeration {
namespace {

using network::PackedState;
using Index = std::uint32_t;

void require_size(int size) {
  if (size < 1 || size > network::max_packed_size)
    throw outside("size", size, "[1,64]");
}

class Forest {
 public:
  explicit Forest(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }

  Index root(Index node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }

  void join(Index a, Index b) {
    a = root(a);
    b = root(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<Index> parent_;
};

// Without a popcount instruction (portable builds) clearing K bits is faster than counting all.
template <int K>
bool few_bits(PackedState bits) {
  for (int i = 0; i < K; ++i) bits &= bits - 1;
  return bits == 0;
}

struct Item {
  PackedState state;
  Index index;
};

/// States bucketed by a hash of some of their bits: equal bits share a bucket. Other states may
/// fall into it too, which costs a comparison and nothing else.
class Buckets {
 public:
  explicit Buckets(std::size_t count)
      : bits_(std::clamp(static_cast<int>(std::bit_width(count)), 1, 26)),
        start_((std::size_t{1} << bits_) + 1),
        items_(count) {}

  void fill(std::span<const PackedState> states, PackedState mask) {
    std::fill(start_.begin(), start_.end(), 0);
    for (const PackedState state : states) ++start_[bucket(state & mask)];
    Index end = 0;
    for (Index& start : start_) start = end += start;
    for (std::size_t i = states.size(); i-- > 0;)
      items_[--start_[bucket(states[i] & mask)]] = {states[i], static_cast<Index>(i)};
  }

  std::size_t count() const { return start_.size() - 1; }
  std::span<const Item> operator[](std::size_t b) const {
    return std::span(items_).subspan(start_[b], start_[b + 1] - start_[b]);
  }

 private:
  std::size_t bucket(PackedState key) const {
    key *= 0x9E3779B97F4A7C15ULL;
    key ^= key >> 32;
    return (key * 0xD6E8FEB86659FD93ULL) >> (64 - bits_);
  }

  int bits_;
  std::vector<Index> start_;
  std::vector<Item> items_;
};

bool joined(std::span<const Item> bucket, Forest& forest) {
  const Index root = forest.root(bucket[0].index);
  return std::all_of(bucket.begin() + 1, bucket.end(),
                     [&](const Item& item) { return forest.root(item.index) == root; });
}

template <class Near>
double compare_all(std::span<const Item> bucket, const Near& near, Forest& forest) {
  if (bucket.size() < 2) return 0.0;
  constexpr std::size_t worth_a_look = 16;
  if (bucket.size() > worth_a_look && joined(bucket, forest)) return 0.0;
  for (std::size_t a = 1; a < bucket.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      if (near(bucket[a].state ^ bucket[b].state)) forest.join(bucket[a].index, bucket[b].index);
  return 0.5 * static_cast<double>(bucket.size()) * static_cast<double>(bucket.size());
}

/// The varying bits dealt to `blocks` masks of nearly equal size.
std::vector<PackedState> deal(PackedState varying, int blocks) {
  std::vector<PackedState> masks(static_cast<std::size_t>(blocks), 0);
  for (std::size_t next = 0; varying != 0; varying &= varying - 1)
    masks[next++ % masks.size()] |= varying & -varying;
  return masks;
}

/// All unions of `blocks.size() − left_out` blocks.
void choose(std::span<const PackedState> blocks, int left_out, PackedState chosen,
            std::vector<PackedState>& masks) {
  if (static_cast<int>(blocks.size()) == left_out) return masks.push_back(chosen);
  choose(blocks.subspan(1), left_out, chosen | blocks[0], masks);
  if (left_out > 0) choose(blocks.subspan(1), left_out - 1, chosen, masks);
}

double binomial(int n, int k) {
  double value = 1.0;
  for (int i = 1; i <= k; ++i) value *= static_cast<double>(n - k + i) / i;
  return value;
}

constexpr double pass_in_comparisons = 20.0;  // what a pass costs per state
constexpr double most_masks = 400.0;

/// Joins all pairs of different masks; false when the buckets are so full that more blocks pay.
template <class Near>
bool join_with(std::span<const PackedState> states, const std::vector<PackedState>& masks,
               double budget, Buckets& buckets, const Near& near, Forest& forest) {
  double compared = 0.0;
  for (const PackedState mask : masks) {
    buckets.fill(states, mask);
    for (std::size_t b = 0; b < buckets.count(); ++b) {
      compared += compare_all(buckets[b], near, forest);
      if (compared > budget) return false;
    }
  }
  return true;
}

template <class Near>
void join_near(std::span<const PackedState> states, PackedState varying, int distance,
               const Near& near, Forest& forest) {
  const int bits = std::popcount(varying);
  Buckets buckets(states.size());
  for (int blocks = std::min(distance + 1, bits);; ++blocks) {
    // What was joined on the way stays joined, so a pass given up is not all lost.
    const double next = binomial(blocks + 1, distance);
    const bool last = blocks >= bits || next > most_masks;
    const double budget = last ? std::numeric_limits<double>::infinity()
                               : pass_in_comparisons * next * static_cast<double>(states.size());
    std::vector<PackedState> masks;
    choose(deal(varying, blocks), distance, 0, masks);
    if (join_with(states, masks, budget, buckets, near, forest)) return;
  }
}

Clusters number_clusters(std::span<const PackedState> states, Forest& forest) {
  const std::size_t n = states.size();
  std::vector<PackedState> smallest(states.begin(), states.end());
  std::vector<Index> roots;
  for (Index i = 0; i < n; ++i) {
    const Index root = forest.root(i);
    if (root == i) roots.push_back(i);
    smallest[root] = std::min(smallest[root], states[i]);
  }
  std::sort(roots.begin(), roots.end(),
            [&](Index a, Index b) { return smallest[a] < smallest[b]; });
  std::vector<Index> number(n);
  for (Index c = 0; c < roots.size(); ++c) number[roots[c]] = c;
  Clusters clusters{std::vector<std::uint32_t>(n), roots.size()};
  for (Index i = 0; i < n; ++i) clusters.label[i] = number[forest.root(i)];
  return clusters;
}

int distance_from(PackedState from, std::span<const PackedState> states, PackedState& farthest) {
  int most = -1;
  for (const PackedState state : states) {
    const int distance = network::hamming_distance(from, state);
    if (distance > most) {
      most = distance;
      farthest = state;
    }
  }
  return most;
}

struct Diameter {
  int value;
  bool exact;
};

Diameter diameter(std::span<const PackedState> states, std::size_t exact_up_to) {
  PackedState varying = 0;
  for (const PackedState state : states) varying |= state ^ states[0];
  const int bound = std::popcount(varying);
  PackedState end = *std::min_element(states.begin(), states.end());
  int found = 0;
  for (int sweep = 0; sweep < 4 && found < bound; ++sweep)
    found = std::max(found, distance_from(end, states, end));
  if (found == bound) return {found, true};
  if (states.size() > exact_up_to) return {found, false};
  PackedState unused;
  for (std::size_t a = 0; a + 1 < states.size() && found < bound; ++a)
    found = std::max(found, distance_from(states[a], states.subspan(a + 1), unused));
  return {found, true};
}

}  // namespace

Clusters link_states(std::span<const PackedState> states, int size, int link_distance) {
  require_size(size);
  if (link_distance < 0)
    throw outside("link_distance", link_distance, "the integers >= 0");
  if (states.size() >= std::numeric_limits<Index>::max())
    throw std::length_error("link_states: 2^32 states or more");
  Forest forest(states.size());
  PackedState varying = 0;
  for (const PackedState state : states) varying |= state ^ states[0];
  if (link_distance >= std::popcount(varying)) {
    for (Index i = 1; i < states.size(); ++i) forest.join(0, i);
    return number_clusters(states, forest);
  }
  const auto join = [&](const auto& near) {
    join_near(states, varying, link_distance, near, forest);
  };
  switch (link_distance) {
    case 0:
      join(few_bits<0>);
      break;
    case 1:
      join(few_bits<1>);
      break;
    case 2:
      join(few_bits<2>);
      break;
    case 3:
      join(few_bits<3>);
      break;
    default:
      join([link_distance](PackedState bits) { return std::popcount(bits) <= link_distance; });
  }
  return number_clusters(states, forest);
}

ClusterSummary summarize_clusters(std::span<const PackedState> states, int size,
                                  const Clusters& clusters, std::size_t exact_up_to) {
  require_size(size);
  if (clusters.label.size() != states.size())
    throw std::invalid_argument("summarize_clusters: not one label per state");
  ClusterSummary summary;
  summary.sizes.assign(clusters.count, 0);
  for (const auto label : clusters.label) ++summary.sizes.at(label);
  std::vector<std::size_t> next(clusters.count, 0);
  std::exclusive_scan(summary.sizes.begin(), summary.sizes.end(), next.begin(), std::size_t{0});
  std::vector<PackedState> sorted(states.size());
  for (std::size_t i = 0; i < states.size(); ++i) sorted[next[clusters.label[i]]++] = states[i];
  std::size_t isolated = 0;
  for (std::size_t c = 0; c < clusters.count; ++c) {
    const std::size_t members = summary.sizes[c];
    const auto inside = std::span(sorted).subspan(next[c] - members, members);
    const auto across = members == 1 ? Diameter{0, true} : diameter(inside, exact_up_to);
    summary.diameters.push_back(across.value);
    summary.exact.push_back(across.exact);
    summary.entropies.push_back(std::log(static_cast<double>(members)) / size);
    summary.largest = std::max(summary.largest, members);
    isolated += members == 1;
  }
  summary.isolated_fraction = static_cast<double>(isolated) / static_cast<double>(states.size());
  return summary;
}

double ordered_triples_at_distance(std::span<const PackedState> states, int hamming_distance) {
  double triples = 0.0;
  std::vector<PackedState> around;
  for (std::size_t a = 0; a < states.size(); ++a) {
    around.clear();
    for (std::size_t b = 0; b < a; ++b)
      if (network::hamming_distance(states[a], states[b]) == hamming_distance)
        around.push_back(states[b]);
    for (std::size_t b = 1; b < around.size(); ++b)
      for (std::size_t c = 0; c < b; ++c)
        if (network::hamming_distance(around[b], around[c]) == hamming_distance) triples += 6.0;
  }
  return triples;
}

}  // namespace steady::enumeration
