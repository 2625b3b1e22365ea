// The list of subcommands: a new one is one file and one line here.
#pragma once

#include <apps/frame/program.hpp>

namespace steady::apps {

/// J_D and λ of either sign. Networks that are drawn hold less of λ: network::require_drawable.
inline constexpr Bounds self_coupling_bounds{-largest_coupling, largest_coupling};
inline constexpr Bounds coupling_bounds = self_coupling_bounds;

void add_capacity(Program& program);
void add_classify(Program& program);
void add_clusters(Program& program);
void add_cycles(Program& program);
void add_entropy(Program& program);
void add_enumerate(Program& program);
void add_figure(Program& program);
void add_learn(Program& program);
void add_modules(Program& program);
void add_pairs(Program& program);
void add_local_entropy(Program& program);
void add_replicas(Program& program);
void add_threshold(Program& program);
void add_relax(Program& program);
void add_solve(Program& program);
void add_transitions(Program& program);
void add_validate(Program& program);

inline void add_subcommands(Program& program) {
  add_entropy(program);
  add_pairs(program);
  add_replicas(program);
  add_local_entropy(program);
  add_transitions(program);
  add_modules(program);
  add_cycles(program);
  add_enumerate(program);
  add_clusters(program);
  add_relax(program);
  add_solve(program);
  add_threshold(program);
  add_learn(program);
  add_classify(program);
  add_capacity(program);
  add_figure(program);
  add_validate(program);
}

}  // namespace steady::apps
