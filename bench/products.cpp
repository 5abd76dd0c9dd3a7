// Matrix products of the sizes that a GRU layer of 128 units needs, ours and oneDNN's, one thread.
#include <benchmark/benchmark.h>
#include <dnnl.h>

#include <span>
#include <vector>

#include "bachprop/nn/product.h"

// From the OpenMP run-time that oneDNN itself links; its header is not part of every compiler.
extern "C" void omp_set_num_threads(int count);

namespace bachprop {
namespace {

void fill(Matrix<float> matrix) {
  for (int i = 0; i < matrix.rows; ++i) {
    for (int j = 0; j < matrix.cols; ++j) {
      matrix.row(i)[j] = 0.25F + 0.5F * static_cast<float>((i + j) % 3);
    }
  }
}

// A [m, k], B [k, n] and C [m, n], m x n x k being the benchmark's arguments.
struct Operands {
  OwnedMatrix<float> a;
  OwnedMatrix<float> b;
  OwnedMatrix<float> c;

  explicit Operands(const benchmark::State& state)
      : a(static_cast<int>(state.range(0)), static_cast<int>(state.range(2))),
        b(static_cast<int>(state.range(2)), static_cast<int>(state.range(1))),
        c(static_cast<int>(state.range(0)), static_cast<int>(state.range(1))) {
    fill(a.view());
    fill(b.view());
  }
};

void count_operations(benchmark::State& state) {
  const double operations = 2.0 * static_cast<double>(state.range(0)) *
                            static_cast<double>(state.range(1)) *
                            static_cast<double>(state.range(2));
  state.counters["FLOP/s"] =
      benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

void ours(benchmark::State& state, Precision precision) {
  Operands operands(state);
  PackedMatrix<float> packed(operands.b.view().rows, operands.b.view().cols, precision);
  packed.pack(operands.b.view());
  while (state.KeepRunning()) {
    multiply(operands.a.view(), packed, false, operands.c.view());
    benchmark::ClobberMemory();
  }
  count_operations(state);
}

void product_fp32(benchmark::State& state) { ours(state, Precision::kFloat32); }
void product_bf16(benchmark::State& state) { ours(state, Precision::kBfloat16); }

void product_onednn(benchmark::State& state) {
  omp_set_num_threads(1);
  Operands operands(state);
  const auto a = operands.a.view();
  const auto b = operands.b.view();
  const auto c = operands.c.view();
  while (state.KeepRunning()) {
    dnnl_sgemm('N', 'N', c.rows, c.cols, a.cols, 1, a.data, a.stride, b.data, b.stride, 0, c.data,
               c.stride);
    benchmark::ClobberMemory();
  }
  count_operations(state);
}

// The gradient of weights: A^T D with rows summed over.
void outer_product_fp32(benchmark::State& state) {
  const int rows = static_cast<int>(state.range(0));
  OwnedMatrix<float> left(rows, static_cast<int>(state.range(1)));
  OwnedMatrix<float> right(rows, static_cast<int>(state.range(2)));
  OwnedMatrix<float> sum(static_cast<int>(state.range(1)), static_cast<int>(state.range(2)));
  fill(left.view());
  fill(right.view());
  std::vector<const float*> left_rows;
  for (int i = 0; i < rows; ++i) {
    left_rows.push_back(left.row(i));
  }
  while (state.KeepRunning()) {
    multiply_transposed(std::span<const float* const>(left_rows), right.view(), Precision::kFloat32,
                        true, sum.view());
    benchmark::ClobberMemory();
  }
  count_operations(state);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  for (const int rows : {1, 8, 16, 32, 256, 4096}) {
    benchmark->Args({rows, 384, 128});
  }
  benchmark->Args({32, 128, 384})->Args({1024, 1024, 1024});
}

BENCHMARK(product_fp32)->Apply(sizes);
BENCHMARK(product_onednn)->Apply(sizes);
BENCHMARK(product_bf16)->Apply(sizes);
BENCHMARK(outer_product_fp32)->Args({256, 128, 384});

}  // namespace
}  // namespace bachprop
