// Counts what the training loop allocates. The operators serve this whole program of tests; under a
// sanitizer, which has its own, nothing is counted.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

#include "bachprop/train/test_corpora.h"
#include "bachprop/train/trainer.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define BACHPROP_SANITIZED 1
#endif
#endif

namespace {

std::atomic<std::int64_t> allocations = 0;

#ifndef BACHPROP_SANITIZED

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}
#endif

}  // namespace

#ifndef BACHPROP_SANITIZED

// NOLINTBEGIN(misc-new-delete-overloads, cppcoreguidelines-no-malloc)
void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
// NOLINTEND(misc-new-delete-overloads, cppcoreguidelines-no-malloc)
#endif

namespace bachprop {
namespace {

struct Computation {
  Cell cell;
  Precision precision;
  ContextKind context = ContextKind::kNone;
  double dropout = 0;
};

constexpr std::array<Computation, 7> kComputations = {
    {{Cell::kGru, Precision::kFloat32},
     {Cell::kGru, Precision::kFloat32, ContextKind::kMusic, 0.5},
     {Cell::kGru, Precision::kBfloat16},
     {Cell::kGru, Precision::kBfloat16, ContextKind::kMusic, 0.5},
     {Cell::kLstm, Precision::kFloat32},
     {Cell::kRnn, Precision::kFloat32},
     {Cell::kFeedForward, Precision::kFloat32}}};

TEST(Allocations, NoStepMakesOneWithinAnEpoch) {
#ifdef BACHPROP_SANITIZED
  GTEST_SKIP() << "the sanitizer's allocator does not count";
#endif
  for (const Computation& computation : kComputations) {
    TrainOptions options;
    options.cell = computation.cell;
    options.hidden = 20;
    options.epochs = 1;
    options.batch = 20;
    options.truncation = 4;
    options.precision = computation.precision;
    options.context = computation.context;
    options.dropout = computation.dropout;
    const Corpus corpus = scales(40, 60);
    TrainingSet set = split_at_random(corpus, 0.1, 1).value();
    ASSERT_TRUE(add_contexts(set, computation.context));
    Trainer trainer(std::move(set), options, 2);
    // The first steps meet vectors that grow once, and threads that begin; contexts grow with the
    // first piece of each row, of 61 steps.
    const int first_steps = computation.context == ContextKind::kNone ? 4 : 16;
    ASSERT_GT(trainer.steps_per_epoch(), first_steps + 7);
    for (int i = 0; i < first_steps; ++i) {
      trainer.step();
    }
    const std::int64_t before = allocations;
    for (int i = 0; i < 6; ++i) {
      trainer.step();
    }
    EXPECT_EQ(allocations, before)
        << name_of(computation.cell) << ", " << name_of(computation.precision) << ", "
        << name_of(computation.context);
  }
}

}  // namespace
}  // namespace bachprop
