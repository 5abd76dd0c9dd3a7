// The vectorised bodies of product.h for one instruction set. Highway compiles this file once for
// each: there is no include guard, on purpose. Include from product.cpp alone.

// NOLINTBEGIN: this is no header, and offsets inside a matrix fit ptrdiff_t.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "bachprop/base/numbers.h"

// Highway's tables name these functions; nobody else calls them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-declarations"
HWY_BEFORE_NAMESPACE();
namespace bachprop::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, kMostLanes>;
using Vector = hn::Vec<Lanes>;

constexpr std::uint32_t kUpperHalf = 0xFFFF0000;

// A tile of C stays in registers while the depth runs: kRows x kVectors sums, one vector of B for
// each column and one element of A. Half as many where the processor has 16 vector registers.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_SSSE3
constexpr int kMostTileRows = 4;
constexpr int most_vectors(int rows) { return rows == 4 ? 3 : rows == 2 ? 6 : 8; }
#else
constexpr int kMostTileRows = 8;
constexpr int most_vectors(int rows) { return rows == 8 ? 3 : rows == 4 ? 6 : rows == 2 ? 8 : 12; }
#endif

HWY_INLINE int vector_lanes() { return as_int(hn::Lanes(Lanes())); }
int lanes_float() { return vector_lanes(); }

// f(0), f(1) ... f(kCount - 1) with constants, so that what they index stays in registers. Of a
// loop, even one that is unrolled later, GCC keeps the sums on the stack before and after the
// depth.
template <int kCount, class Function>
HWY_INLINE void each_of(Function f) {
  [&]<int... kIndices>(std::integer_sequence<int, kIndices...>) HWY_ATTR
      __attribute__((always_inline)) {
    (f(std::integral_constant<int, kIndices>()), ...);
  }
  (std::make_integer_sequence<int, kCount>());
}

// Panels of one vector of columns: packed[(j / lanes) * panel + i * lanes + j % lanes] = B[i][j].
void pack_float(Matrix<const float> b, int panel, float* packed) {
  const Lanes d;
  const int lanes = vector_lanes();
  for (int j = 0; j < b.cols; j += lanes) {
    float* to = packed + static_cast<std::ptrdiff_t>(j / lanes) * panel;
    const int count = std::min(lanes, b.cols - j);
    for (int i = 0; i < b.rows; ++i, to += lanes) {
      const float* from = b.row(i) + j;
      if (count == lanes) {
        hn::StoreU(hn::LoadU(d, from), d, to);
      } else {
        std::copy_n(from, count, to);
      }
    }
  }
}

// The same for the transposed matrix: packed[...] = B[j][i].
void pack_transposed_float(Matrix<const float> b, int panel, float* packed) {
  const Lanes d;
  const hn::RebindToSigned<Lanes> di;
  const int lanes = vector_lanes();
  const auto offsets = hn::Mul(hn::Iota(di, 0), hn::Set(di, b.stride));
  for (int j = 0; j < b.rows; j += lanes) {
    float* to = packed + static_cast<std::ptrdiff_t>(j / lanes) * panel;
    const int count = std::min(lanes, b.rows - j);
    for (int i = 0; i < b.cols; ++i, to += lanes) {
      if (count == lanes) {
        hn::StoreU(hn::GatherIndex(d, b.row(j) + i, offsets), d, to);
      } else {
        for (int l = 0; l < count; ++l) {
          to[l] = b.row(j + l)[i];
        }
      }
    }
  }
}

// The nearest bfloat16, ties to even, in the upper half of its bits; the lower half is zero.
HWY_INLINE auto bfloat16_bits(Vector v) {
  const Lanes d;
  const hn::RebindToUnsigned<Lanes> du;
  const auto bits = hn::BitCast(du, v);
  const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1));
  const auto rounded = hn::Add(hn::Add(bits, hn::Set(du, 0x7FFF)), odd);
  // What is no number must not be rounded to one.
  const auto result = hn::IfThenElse(hn::Eq(v, v), hn::BitCast(d, rounded), v);
  return hn::And(hn::BitCast(du, result), hn::Set(du, kUpperHalf));
}

// The first `count` elements, at most a vector; zeros behind.
HWY_INLINE Vector load_first(int count, const float* from) {
  const Lanes d;
  if (count == vector_lanes()) {
    return hn::LoadU(d, from);
  }
  HWY_ALIGN float edge[kMostLanes] = {};
  std::copy_n(from, count, edge);
  return hn::Load(d, edge);
}

// Panels of one vector of columns, each lane a pair of bfloat16: packed[(j / lanes) * panel + i / 2
// * lanes + j % lanes] = B[i][j] in the lower half, B[i + 1][j] in the upper.
void pack_pairs(Matrix<const float> b, int panel, std::uint32_t* packed) {
  const hn::RebindToUnsigned<Lanes> du;
  const int lanes = vector_lanes();
  for (int i = 0; i < b.rows; i += 2) {
    std::uint32_t* to = packed + static_cast<std::ptrdiff_t>(i) / 2 * lanes;
    for (int j = 0; j < b.cols; j += lanes, to += panel) {
      const int count = std::min(lanes, b.cols - j);
      const auto first = bfloat16_bits(load_first(count, b.row(i) + j));
      const auto second =
          i + 1 < b.rows ? bfloat16_bits(load_first(count, b.row(i + 1) + j)) : hn::Zero(du);
      hn::Store(hn::Or(hn::ShiftRight<16>(first), second), du, to);
    }
  }
}

template <int kRows, int kVectors>
HWY_INLINE void load_tile(bool accumulate, const float* HWY_RESTRICT c, std::ptrdiff_t c_stride,
                          Vector (&sum)[kRows][kVectors]) {
  const Lanes d;
  const std::ptrdiff_t lanes = vector_lanes();
  each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      sum[i][j] = accumulate ? hn::LoadU(d, c + i * c_stride + j * lanes) : hn::Zero(d);
    });
  });
}

template <int kRows, int kVectors>
HWY_INLINE void store_tile(const Vector (&sum)[kRows][kVectors], float* HWY_RESTRICT c,
                           std::ptrdiff_t c_stride) {
  const Lanes d;
  const std::ptrdiff_t lanes = vector_lanes();
  each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      hn::StoreU(sum[i][j], d, c + i * c_stride + j * lanes);
    });
  });
}

// The columns of A that take part in a product: all, or those that are listed.
struct AllUnits {
  int size;
  HWY_INLINE int count() const { return size; }
  HWY_INLINE std::ptrdiff_t operator[](int k) const { return k; }
};
struct ListedUnits {
  const int* HWY_RESTRICT list;
  int size;
  HWY_INLINE int count() const { return size; }
  HWY_INLINE std::ptrdiff_t operator[](int k) const { return list[k]; }
};

// Weights come from the second-level cache. The processor's own prefetching begins anew with every
// panel and every page.
constexpr std::ptrdiff_t kPrefetchedVectors = 16;

// B in single precision, and which columns of A take part.
template <class Units>
struct SingleWeights {
  const float* HWY_RESTRICT panels;
  std::ptrdiff_t panel;
  Units depth;

  HWY_INLINE SingleWeights from_vector(std::ptrdiff_t v) const {
    return {panels + v * panel, panel, depth};
  }
};

// B in bfloat16: a lane holds those of rows 2 k and 2 k + 1, the second in the upper half.
struct PairedWeights {
  const std::uint32_t* HWY_RESTRICT panels;
  std::ptrdiff_t panel;
  int depth;

  HWY_INLINE PairedWeights from_vector(std::ptrdiff_t v) const {
    return {panels + v * panel, panel, depth};
  }
};

// C = A B or C += A B for kRows rows and kVectors panels. Each element is one chain of fused
// multiply-adds in the order of the depth, whatever the tile: a row's result does not depend on the
// rows beside it.
template <int kRows, int kVectors, class Units>
HWY_NOINLINE void product_tile(const float* HWY_RESTRICT a, std::ptrdiff_t a_stride,
                               SingleWeights<Units> b, bool accumulate, float* HWY_RESTRICT c,
                               std::ptrdiff_t c_stride) {
  const Lanes d;
  const std::ptrdiff_t lanes = vector_lanes();
  Vector sum[kRows][kVectors];
  load_tile<kRows, kVectors>(accumulate, c, c_stride, sum);
  for (int next = 0; next < b.depth.count(); ++next) {
    const std::ptrdiff_t k = b.depth[next];
    Vector row[kVectors];
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      const float* const from = b.panels + j * b.panel + k * lanes;
      hwy::Prefetch(from + kPrefetchedVectors * lanes);
      row[j] = hn::Load(d, from);
    });
    each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
      const Vector element = hn::Set(d, a[i * a_stride + k]);
      each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
        sum[i][j] = hn::MulAdd(element, row[j], sum[i][j]);
      });
    });
  }
  store_tile<kRows, kVectors>(sum, c, c_stride);
}

// The same with weights in bfloat16. Half as many bytes need no prefetching.
template <int kRows, int kVectors>
HWY_NOINLINE void product_tile(const float* HWY_RESTRICT a, std::ptrdiff_t a_stride,
                               PairedWeights b, bool accumulate, float* HWY_RESTRICT c,
                               std::ptrdiff_t c_stride) {
  const Lanes d;
  const hn::RebindToUnsigned<Lanes> du;
  const std::ptrdiff_t lanes = vector_lanes();
  const auto upper = hn::Set(du, kUpperHalf);
  Vector sum[kRows][kVectors];
  load_tile<kRows, kVectors>(accumulate, c, c_stride, sum);
  const std::uint32_t* pairs = b.panels;
  for (std::ptrdiff_t k = 0; k < b.depth; k += 2, pairs += lanes) {
    // Where the depth is odd, the last pair's second is zero.
    const std::ptrdiff_t after = k + 1 < b.depth ? k + 1 : k;
    Vector first[kRows];
    Vector second[kRows];
    each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
      first[i] = hn::Set(d, a[i * a_stride + k]);
      second[i] = hn::Set(d, a[i * a_stride + after]);
    });
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      const auto pair = hn::Load(du, pairs + j * b.panel);
      const Vector row = hn::BitCast(d, hn::ShiftLeft<16>(pair));
      const Vector next_row = hn::BitCast(d, hn::And(pair, upper));
      each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
        sum[i][j] = hn::MulAdd(first[i], row, sum[i][j]);
        sum[i][j] = hn::MulAdd(second[i], next_row, sum[i][j]);
      });
    });
  }
  store_tile<kRows, kVectors>(sum, c, c_stride);
}

// The first `width` panels in single precision, where they may stay in the first-level cache.
SingleWeights<AllUnits> unpacked(PairedWeights b, int width) {
  thread_local AlignedVector<float> room;
  const hn::RebindToUnsigned<Lanes> du;
  const Lanes d;
  const std::ptrdiff_t lanes = vector_lanes();
  const std::ptrdiff_t panel = (b.depth + 1) / 2 * 2 * lanes;
  room.resize(std::max(room.size(), as_index(width * panel)));
  for (std::ptrdiff_t j = 0; j < width; ++j) {
    const std::uint32_t* from = b.panels + j * b.panel;
    float* to = room.data() + j * panel;
    for (int k = 0; k < b.depth; k += 2, from += lanes, to += 2 * lanes) {
      const auto pair = hn::Load(du, from);
      hn::Store(hn::BitCast(d, hn::ShiftLeft<16>(pair)), d, to);
      hn::Store(hn::BitCast(d, hn::And(pair, hn::Set(du, kUpperHalf))), d, to + lanes);
    }
  }
  return {room.data(), panel, {b.depth}};
}

// Cuts `left` vectors into tiles of nearly equal width.
HWY_INLINE int tile_width(int left, int most) {
  const int tiles = (left + most - 1) / most;
  return (left + tiles - 1) / tiles;
}

template <int kRows, int kVectors, class Weights>
HWY_INLINE void product_of_width(int width, const float* a, std::ptrdiff_t a_stride, Weights b,
                                 bool accumulate, float* c, std::ptrdiff_t c_stride) {
  if constexpr (kVectors > 1) {
    if (width < kVectors) {
      product_of_width<kRows, kVectors - 1>(width, a, a_stride, b, accumulate, c, c_stride);
      return;
    }
  }
  product_tile<kRows, kVectors>(a, a_stride, b, accumulate, c, c_stride);
}

// The tiles of kRows rows in the same panels.
template <int kRows, class Weights>
void product_column(Matrix<const float> a, Weights b, int width, bool accumulate, float* c,
                    std::ptrdiff_t c_stride) {
  constexpr int kManyTiles = 4;
  if constexpr (std::is_same_v<Weights, PairedWeights>) {
    if (a.rows >= kManyTiles * kRows) {
      product_column<kRows>(a, unpacked(b, width), width, accumulate, c, c_stride);
      return;
    }
  }
  for (int i = 0; i < a.rows; i += kRows) {
    product_of_width<kRows, most_vectors(kRows)>(width, a.row(i), a.stride, b, accumulate,
                                                 c + i * c_stride, c_stride);
  }
}

// As many whole tiles of kRows rows as fit, then smaller ones.
template <int kRows, class Weights>
void product_rows(Matrix<const float> a, Weights b, int vectors, bool accumulate, Matrix<float> c) {
  const std::ptrdiff_t lanes = vector_lanes();
  const int whole = a.rows / kRows * kRows;
  for (int v = 0; v < vectors;) {
    const int width = tile_width(vectors - v, most_vectors(kRows));
    product_column<kRows>(a.middle_rows(0, whole), b.from_vector(v), width, accumulate,
                          c.data + v * lanes, c.stride);
    v += width;
  }
  if constexpr (kRows > 1) {
    if (whole < a.rows) {
      product_rows<kRows / 2>(a.middle_rows(whole, a.rows - whole), b, vectors, accumulate,
                              c.middle_rows(whole, a.rows - whole));
    }
  }
}

// In blocks of rows of A that the second-level cache holds while the panels of B pass by.
template <class Weights>
void product_in_blocks(Matrix<const float> a, Weights b, bool accumulate, Matrix<float> c) {
  constexpr int kBlockElements = 65536;
  const int lanes = vector_lanes();
  const int vectors = (c.cols + lanes - 1) / lanes;
  const int fitting = std::max(1, kBlockElements / std::max(1, a.cols) / kMostTileRows);
  const int step = fitting * kMostTileRows;
  for (int i = 0; i < a.rows; i += step) {
    const int rows = std::min(step, a.rows - i);
    product_rows<kMostTileRows>(a.middle_rows(i, rows), b, vectors, accumulate,
                                c.middle_rows(i, rows));
  }
}

void product_float(Matrix<const float> a, const float* b, int panel, std::span<const int> kept,
                   bool accumulate, Matrix<float> c) {
  if (kept.empty()) {
    product_in_blocks(a, SingleWeights<AllUnits>{b, panel, {a.cols}}, accumulate, c);
  } else {
    const ListedUnits units{kept.data(), as_int(kept.size())};
    product_in_blocks(a, SingleWeights<ListedUnits>{b, panel, units}, accumulate, c);
  }
}

void product_pairs(Matrix<const float> a, const std::uint32_t* b, int panel, bool accumulate,
                   Matrix<float> c) {
  product_in_blocks(a, PairedWeights{b, panel, a.cols}, accumulate, c);
}

// C += A^T D for kRows columns of A (rows of C), in `of`, and kVectors vectors of D.
template <int kRows, int kVectors, class Units>
HWY_NOINLINE void outer_tile(const float* const* HWY_RESTRICT a, Units of, int first,
                             Matrix<const float> d, int column, bool accumulate,
                             float* const* HWY_RESTRICT c) {
  const Lanes tag;
  const std::ptrdiff_t lanes = vector_lanes();
  Vector sum[kRows][kVectors];
  each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      sum[i][j] = accumulate ? hn::LoadU(tag, c[i] + j * lanes) : hn::Zero(tag);
    });
  });
  const float* from = d.data + column;
  for (int m = 0; m < d.rows; ++m, from += d.stride) {
    Vector row[kVectors];
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      row[j] = hn::LoadU(tag, from + j * lanes);
    });
    const float* elements = a[m];
    each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
      const Vector element = hn::Set(tag, elements[of[first + i]]);
      each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
        sum[i][j] = hn::MulAdd(element, row[j], sum[i][j]);
      });
    });
  }
  each_of<kRows>([&](auto i) HWY_ATTR __attribute__((always_inline)) {
    each_of<kVectors>([&](auto j) HWY_ATTR __attribute__((always_inline)) {
      hn::StoreU(sum[i][j], tag, c[i] + j * lanes);
    });
  });
}

// A tile at the right edge of C, where the last vector would reach into the next row: by way of a
// tile of its own.
template <int kRows, int kVectors, class Units>
HWY_NOINLINE void outer_edge(const float* const* a, Units of, int first, Matrix<const float> d,
                             int column, bool accumulate, Matrix<float> c) {
  const std::ptrdiff_t stride = kVectors * static_cast<std::ptrdiff_t>(vector_lanes());
  alignas(64) float tile[kRows * kVectors * kMostLanes] = {};
  float* rows[kRows];
  const int count = c.cols - column;
  for (int i = 0; i < kRows; ++i) {
    rows[i] = tile + i * stride;
    if (accumulate) {
      std::copy_n(c.row(as_int(of[first + i])) + column, count, rows[i]);
    }
  }
  outer_tile<kRows, kVectors>(a, of, first, d, column, accumulate, rows);
  for (int i = 0; i < kRows; ++i) {
    std::copy_n(rows[i], count, c.row(as_int(of[first + i])) + column);
  }
}

template <int kRows, int kVectors, class Units>
HWY_INLINE void outer_of_width(int width, const float* const* a, Units of, int first,
                               Matrix<const float> d, int column, bool accumulate,
                               Matrix<float> c) {
  if constexpr (kVectors > 1) {
    if (width < kVectors) {
      outer_of_width<kRows, kVectors - 1>(width, a, of, first, d, column, accumulate, c);
      return;
    }
  }
  if (column + kVectors * vector_lanes() > c.cols) {
    outer_edge<kRows, kVectors>(a, of, first, d, column, accumulate, c);
    return;
  }
  float* rows[kRows];
  for (int i = 0; i < kRows; ++i) {
    rows[i] = c.row(as_int(of[first + i])) + column;
  }
  outer_tile<kRows, kVectors>(a, of, first, d, column, accumulate, rows);
}

template <int kRows, class Units>
void outer_rows(const float* const* a, Units of, int first, Matrix<const float> d, bool accumulate,
                Matrix<float> c) {
  const int lanes = vector_lanes();
  const int vectors = (c.cols + lanes - 1) / lanes;
  const int end = first + (of.count() - first) / kRows * kRows;
  for (int v = 0; v < vectors;) {
    const int width = tile_width(vectors - v, most_vectors(kRows));
    for (int i = first; i < end; i += kRows) {
      outer_of_width<kRows, most_vectors(kRows)>(width, a, of, i, d, v * lanes, accumulate, c);
    }
    v += width;
  }
  if constexpr (kRows > 1) {
    if (end < of.count()) {
      outer_rows<kRows / 2>(a, of, end, d, accumulate, c);
    }
  }
}

void outer_product_float(const float* const* a, Matrix<const float> d, std::span<const int> kept,
                         bool accumulate, Matrix<float> c) {
  if (kept.empty()) {
    outer_rows<kMostTileRows>(a, AllUnits{c.rows}, 0, d, accumulate, c);
  } else {
    outer_rows<kMostTileRows>(a, ListedUnits{kept.data(), as_int(kept.size())}, 0, d, accumulate,
                              c);
  }
}

}  // namespace bachprop::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#pragma GCC diagnostic pop
// NOLINTEND
