// Internal: what the two enumeration engines share.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <vector>

namespace steady::enumeration::detail {

/// The way from an engine to the user's visitor; one per run, safe to use from any thread.
/// Without fields engines look at one state of each ± pair. They fill buffers of their own (one per
/// worker, a few thousand states) and hand them over when full. Calls of the visitor never overlap.
class Sink {
 public:
  /// Keeps a reference: `visitor` must outlive the sink. It may be empty.
  /// `pairs`: the flipped partner of a fixed point is one, too.
  Sink(const Visitor& visitor, int size, bool pairs);

  /// False when there is nobody to deliver to: engines then only count.
  bool wanted() const { return static_cast<bool>(visitor_); }

  /// Calls the visitor with all `states` and, of pairs, their flipped partners. Whatever the
  /// visitor throws propagates, and later deliveries (from other workers) are dropped.
  void deliver(std::span<const network::PackedState> states) const;

 private:
  const Visitor& visitor_;
  int size_;
  bool pairs_;
  mutable std::mutex mutex_;
  mutable std::vector<network::PackedState> batch_;
  mutable bool broken_ = false;
};

}  // namespace steady::enumeration::detail
