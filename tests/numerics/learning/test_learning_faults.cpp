// A helper thread that fails, here because it gets no memory, must not end the program nor leave
// the others waiting: its exception reaches the caller. A program of its own, since it replaces
// operator new.
#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/learning/detail/team.hpp>
#include <steady/numerics/learning/engine/inference.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>

#include "small_tasks.hpp"

namespace {

std::atomic<bool> helpers_starve{false};
// Helper threads may still allocate so many times.
std::atomic<long> allowance{0};
thread_local bool is_main = false;

void* allocate(std::size_t size, std::size_t alignment) {
  if (helpers_starve && !is_main && allowance-- <= 0) throw std::bad_alloc();
  void* memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

/// While it lives, threads other than this one get memory only `times` times.
class Starve {
 public:
  explicit Starve(long times) {
    is_main = true;
    allowance = times;
    helpers_starve = true;
  }
  ~Starve() { helpers_starve = false; }
};

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size, 16);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  std::free(p);
}

using namespace steady;
using namespace steady::learning;
using oracles::small_data;
using oracles::small_net;

TEST_CASE("a helper of inference that fails is the caller's exception") {
  const Model model(small_net(), 1);
  const auto data = small_data(0, 2000);
  const auto whole = infer(model, data, {.threads = 1});
  std::size_t failures = 0;
  for (long times = 0; times < 40; ++times) {
    const Starve starve(times);
    try {
      // If the others are done before a helper starts, all is well without it.
      const auto found = infer(model, data, {.threads = 4});
      CHECK(found.predicted == whole.predicted);
    } catch (const std::bad_alloc&) {
      ++failures;
    }
  }
  CHECK(failures > 0);
  CHECK(infer(model, data, {.threads = 4}).predicted == whole.predicted);
}

TEST_CASE("a helper of training that fails is the caller's exception") {
  const Model model(small_net(), 1);
  const auto data = small_data(0, 200);
  Options options;
  options.epochs = 2;
  options.threads = 3;
  const auto whole = train(initial_state(model), data, nullptr, options);
  std::size_t failures = 0;
  // Early ones fail in the first sweep, late ones after some batches, at whichever barrier.
  for (long times = 0; times < 2000; times += 1 + times / 8) {
    const Starve starve(times);
    try {
      train(initial_state(model), data, nullptr, options);
    } catch (const std::bad_alloc&) {
      ++failures;
    }
  }
  CHECK(failures > 5);
  CHECK(train(initial_state(model), data, nullptr, options).model == whole.model);
}

TEST_CASE("a team whose members fail is told the first reason and works again") {
  for (const int threads : {1, 2, 4}) {
    learning::detail::Team team(threads);
    for (int failing = 0; failing < threads; ++failing)
      for (int step = 0; step < 3; ++step) {
        CAPTURE(threads, failing, step);
        CHECK_THROWS_WITH(team.run([&](int member) {
          for (int k = 0; k < 3; ++k) {
            if (member == failing && k == step) throw std::runtime_error("no");
            team.barrier().wait();
          }
        }),
                          "no");
        std::vector<int> sums(static_cast<std::size_t>(threads), 0);
        std::atomic<int> total{0};
        team.run([&](int member) {
          ++total;
          team.barrier().wait();
          sums[static_cast<std::size_t>(member)] = total;
        });
        CHECK(sums == std::vector<int>(static_cast<std::size_t>(threads), threads));
      }
    // All at once: one of their reasons.
    CHECK_THROWS_AS(team.run([](int) { throw std::bad_alloc(); }), std::bad_alloc);
  }
}
