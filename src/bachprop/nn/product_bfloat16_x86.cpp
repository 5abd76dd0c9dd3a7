#include "bachprop/nn/product_bfloat16_x86.h"

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/nn/bfloat16_panels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>

// GCC 12 takes the undefined register that its own intrinsics begin with for a fault of the caller.
#pragma GCC diagnostic ignored "-Wuninitialized"
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

// NOLINTBEGIN: tile numbers must be literals, vector types lose their attributes in templates, and
// addresses are computed in ptrdiff_t from ints that fit.

// Compiled for these instructions whatever the rest of the program is compiled for; called only
// where best_bfloat16_unit() found them.
#define BACHPROP_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,avx2")))
#define BACHPROP_AMX \
  __attribute__((    \
      target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,fma,avx2,amx-tile,amx-bf16")))

namespace bachprop {
namespace {

constexpr int kColumns = kBfloat16PanelColumns;
constexpr int kPairs = kBfloat16DepthStep / 2;  // rows of a tile of B
constexpr int kTile = kPairs * 2 * kColumns;    // elements of a tile of bfloat16
constexpr int kTileRows = 16;

int round_up(int n, int step) { return (n + step - 1) / step * step; }

std::ptrdiff_t offset_of(int i, std::ptrdiff_t stride) {
  return static_cast<std::ptrdiff_t>(i) * stride;
}

// Memory that each thread keeps for operands rounded to bfloat16. It begins large enough for the
// preset music.
std::uint16_t* scratch(std::size_t which, std::size_t count) {
  constexpr std::size_t kFirst = std::size_t{1} << 18U;
  thread_local AlignedVector<std::uint16_t> buffers[2] = {AlignedVector<std::uint16_t>(kFirst),
                                                          AlignedVector<std::uint16_t>(kFirst)};
  if (buffers[which].size() < count) {
    buffers[which].resize(count);
  }
  return buffers[which].data();
}

__mmask16 first_lanes(int count) {
  return static_cast<__mmask16>(count >= 16 ? 0xFFFF : (1U << count) - 1);
}

// 16 pairs (low[j], high[j]).
BACHPROP_AVX512 __m512i pairs_of(__m512 low, __m512 high) {
  const __m512i interleave =
      _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6,
                       21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(interleave, (__m512i)_mm512_cvtne2ps_pbh(high, low));
}

// Two rows of up to 16 floats, as pairs.
BACHPROP_AVX512 void store_pairs(const float* low, const float* high, int count,
                                 std::uint16_t* to) {
  const __mmask16 mask = first_lanes(count);
  const __m512 a = _mm512_maskz_loadu_ps(mask, low);
  const __m512 b = high == nullptr ? _mm512_setzero_ps() : _mm512_maskz_loadu_ps(mask, high);
  _mm512_store_si512(to, pairs_of(a, b));
}

// Transposes 16 x 16 elements of 32 bits.
BACHPROP_AVX512 void transpose16(const __m512i* from, __m512i* to) {
  __m512i a[16];
  __m512i b[16];
  for (int i = 0; i < 16; i += 2) {
    a[i] = _mm512_unpacklo_epi32(from[i], from[i + 1]);
    a[i + 1] = _mm512_unpackhi_epi32(from[i], from[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    b[i] = _mm512_unpacklo_epi64(a[i], a[i + 2]);
    b[i + 1] = _mm512_unpackhi_epi64(a[i], a[i + 2]);
    b[i + 2] = _mm512_unpacklo_epi64(a[i + 1], a[i + 3]);
    b[i + 3] = _mm512_unpackhi_epi64(a[i + 1], a[i + 3]);
  }
  // b[4 g + c] holds columns c, c + 4, c + 8, c + 12 of rows 4 g .. 4 g + 3.
  for (int c = 0; c < 4; ++c) {
    const __m512i low = _mm512_shuffle_i32x4(b[c], b[4 + c], 0x88);
    const __m512i high = _mm512_shuffle_i32x4(b[c], b[4 + c], 0xDD);
    const __m512i low2 = _mm512_shuffle_i32x4(b[8 + c], b[12 + c], 0x88);
    const __m512i high2 = _mm512_shuffle_i32x4(b[8 + c], b[12 + c], 0xDD);
    to[c] = _mm512_shuffle_i32x4(low, low2, 0x88);
    to[c + 8] = _mm512_shuffle_i32x4(low, low2, 0xDD);
    to[c + 4] = _mm512_shuffle_i32x4(high, high2, 0x88);
    to[c + 12] = _mm512_shuffle_i32x4(high, high2, 0xDD);
  }
}

// A row of floats to bfloat16, `padded` elements in all, zeros behind `count`.
BACHPROP_AVX512 void round_row(const float* from, int count, int padded, std::uint16_t* to) {
  for (int k = 0; k < padded; k += 32) {
    const __m512 low = _mm512_maskz_loadu_ps(first_lanes(std::max(0, count - k)), from + k);
    const __m512 high =
        _mm512_maskz_loadu_ps(first_lanes(std::max(0, count - k - 16)), from + k + 16);
    _mm512_store_si512(to + k, (__m512i)_mm512_cvtne2ps_pbh(high, low));
  }
}

// GCC's loads of tiles do not tell the compiler that they read memory: what was written before must
// not be left for later.
inline void finish_writing() { __asm__ volatile("" : : : "memory"); }

// Tiles 0 .. 5 of `rows` rows, 6 and 7 (of B) of 16; all rows 64 bytes long.
struct alignas(64) TileConfiguration {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t bytes_a_row[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {};
};

BACHPROP_AMX void configure_tiles(int rows) {
  thread_local int configured = 0;
  if (configured == rows) {
    return;
  }
  TileConfiguration configuration;
  std::fill_n(configuration.rows, 6, static_cast<std::uint8_t>(rows));
  configuration.rows[6] = configuration.rows[7] = kTileRows;
  finish_writing();
  _tile_loadconfig(&configuration);
  configured = rows;
}

constexpr int kTileBytes = 64;

// 16 rows (or those that the tiles are configured for) times 64 columns.
BACHPROP_AMX void amx_one_by_four(const std::uint16_t* a, std::ptrdiff_t a_bytes,
                                  const std::uint16_t* b, std::ptrdiff_t panel, int blocks,
                                  bool accumulate, float* c, std::ptrdiff_t c_bytes) {
  finish_writing();
  if (accumulate) {
    _tile_loadd(0, c, c_bytes);
    _tile_loadd(1, c + 16, c_bytes);
    _tile_loadd(2, c + 32, c_bytes);
    _tile_loadd(3, c + 48, c_bytes);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int k = 0; k < blocks; ++k, a += kBfloat16DepthStep, b += kTile) {
    _tile_loadd(4, a, a_bytes);
    _tile_loadd(6, b, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, b + panel, kTileBytes);
    _tile_dpbf16ps(1, 4, 7);
    _tile_loadd(6, b + 2 * panel, kTileBytes);
    _tile_dpbf16ps(2, 4, 6);
    _tile_loadd(7, b + 3 * panel, kTileBytes);
    _tile_dpbf16ps(3, 4, 7);
  }
  _tile_stored(0, c, c_bytes);
  _tile_stored(1, c + 16, c_bytes);
  _tile_stored(2, c + 32, c_bytes);
  _tile_stored(3, c + 48, c_bytes);
}

BACHPROP_AMX void amx_one_by_one(const std::uint16_t* a, std::ptrdiff_t a_bytes,
                                 std::ptrdiff_t a_step, const std::uint16_t* b, int blocks,
                                 bool accumulate, float* c, std::ptrdiff_t c_bytes) {
  finish_writing();
  if (accumulate) {
    _tile_loadd(0, c, c_bytes);
  } else {
    _tile_zero(0);
  }
  for (int k = 0; k < blocks; ++k, a += a_step, b += kTile) {
    _tile_loadd(4, a, a_bytes);
    _tile_loadd(6, b, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
  }
  _tile_stored(0, c, c_bytes);
}

// 32 rows times 32 columns.
BACHPROP_AMX void amx_two_by_two(const std::uint16_t* a, std::ptrdiff_t a_bytes,
                                 std::ptrdiff_t a_next, std::ptrdiff_t a_step,
                                 const std::uint16_t* b, std::ptrdiff_t panel, int blocks,
                                 bool accumulate, float* c, float* c_next, std::ptrdiff_t c_bytes) {
  finish_writing();
  if (accumulate) {
    _tile_loadd(0, c, c_bytes);
    _tile_loadd(1, c + 16, c_bytes);
    _tile_loadd(2, c_next, c_bytes);
    _tile_loadd(3, c_next + 16, c_bytes);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int k = 0; k < blocks; ++k, a += a_step, b += kTile) {
    _tile_loadd(4, a, a_bytes);
    _tile_loadd(6, b, kTileBytes);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, b + panel, kTileBytes);
    _tile_dpbf16ps(1, 4, 7);
    _tile_loadd(5, a + a_next, a_bytes);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, c, c_bytes);
  _tile_stored(1, c + 16, c_bytes);
  _tile_stored(2, c_next, c_bytes);
  _tile_stored(3, c_next + 16, c_bytes);
}

// Rows of A are rounded, `rows` of them (32 or at most 16), and multiplied with all panels.
BACHPROP_AMX void amx_rows(Matrix<const float> a, const std::uint16_t* packed, int panel,
                           bool accumulate, Matrix<float> c) {
  const int padded = round_up(a.cols, kBfloat16DepthStep);
  // A stride that is no large power of two: see OwnedMatrix.
  const int stride = padded + kBfloat16DepthStep;
  const int blocks = padded / kBfloat16DepthStep;
  const int panels = (c.cols + kColumns - 1) / kColumns;
  std::uint16_t* rounded = scratch(0, as_index(a.rows) * as_index(stride));
  for (int i = 0; i < a.rows; ++i) {
    round_row(a.row(i), a.cols, padded, rounded + offset_of(i, stride));
  }
  const std::ptrdiff_t a_bytes = stride * std::ptrdiff_t{2};
  const std::ptrdiff_t c_bytes = c.stride * std::ptrdiff_t{4};
  int i = 0;
  for (; i + 2 * kTileRows <= a.rows; i += 2 * kTileRows) {
    configure_tiles(kTileRows);
    const std::uint16_t* from = rounded + offset_of(i, stride);
    int p = 0;
    for (; p + 2 <= panels; p += 2) {
      amx_two_by_two(from, a_bytes, offset_of(kTileRows, stride), kBfloat16DepthStep,
                     packed + offset_of(p, panel), panel, blocks, accumulate,
                     c.row(i) + p * kColumns, c.row(i + kTileRows) + p * kColumns, c_bytes);
    }
    for (; p < panels; ++p) {
      for (int half = 0; half < 2; ++half) {
        amx_one_by_one(from + offset_of(half * kTileRows, stride), a_bytes, kBfloat16DepthStep,
                       packed + offset_of(p, panel), blocks, accumulate,
                       c.row(i + half * kTileRows) + p * kColumns, c_bytes);
      }
    }
  }
  for (; i < a.rows; i += kTileRows) {
    configure_tiles(std::min(kTileRows, a.rows - i));
    const std::uint16_t* from = rounded + offset_of(i, stride);
    int p = 0;
    for (; p + 4 <= panels; p += 4) {
      amx_one_by_four(from, a_bytes, packed + offset_of(p, panel), panel, blocks, accumulate,
                      c.row(i) + p * kColumns, c_bytes);
    }
    for (; p < panels; ++p) {
      amx_one_by_one(from, a_bytes, kBfloat16DepthStep, packed + offset_of(p, panel), blocks,
                     accumulate, c.row(i) + p * kColumns, c_bytes);
    }
  }
}

// Successive rows by pairs: to[(j / 16) * panel + (m / 2) * 32 + (j % 16) * 2 + m % 2] = row m [j].
template <typename RowOf>
BACHPROP_AVX512 void pair_rows(const RowOf& row_of, int rows, int padded_rows, int columns,
                               int panel, std::uint16_t* to) {
  for (int m = 0; m < padded_rows; m += 2) {
    std::uint16_t* pair = to + offset_of(m, kColumns);
    if (m >= rows) {
      for (int j = 0; j < columns; j += kColumns, pair += panel) {
        _mm512_store_si512(pair, _mm512_setzero_si512());
      }
      continue;
    }
    const float* low = row_of(m);
    const float* high = m + 1 < rows ? row_of(m + 1) : nullptr;
    for (int j = 0; j < columns; j += kColumns, pair += panel) {
      store_pairs(low + j, high == nullptr ? nullptr : high + j, columns - j, pair);
    }
  }
}

// One 16 x 16 tile of C, by way of a buffer where C has fewer rows or columns.
BACHPROP_AMX void amx_outer_tile(const std::uint16_t* a, const std::uint16_t* b, int blocks,
                                 bool accumulate, Matrix<float> c, int row, int column) {
  const int rows = std::min(kTileRows, c.rows - row);
  const int columns = std::min(kColumns, c.cols - column);
  if (rows == kTileRows && columns == kColumns) {
    amx_one_by_one(a, kTileBytes, kTile, b, blocks, accumulate, c.row(row) + column,
                   c.stride * std::ptrdiff_t{4});
    return;
  }
  alignas(64) float tile[kTileRows * kColumns] = {};
  if (accumulate) {
    for (int i = 0; i < rows; ++i) {
      std::copy_n(c.row(row + i) + column, columns, tile + i * kColumns);
    }
  }
  amx_one_by_one(a, kTileBytes, kTile, b, blocks, accumulate, tile, kTileBytes);
  for (int i = 0; i < rows; ++i) {
    std::copy_n(tile + i * kColumns, columns, c.row(row + i) + column);
  }
}

// The transposes of A's tiles: from pairs of rows (32 rows of A x 16 columns) to 16 rows of C x 32.
BACHPROP_AVX512 void transpose_tiles(const std::uint16_t* pairs, int tiles, std::uint16_t* to) {
  for (int t = 0; t < tiles; ++t) {
    transpose16(reinterpret_cast<const __m512i*>(pairs + offset_of(t, kTile)),
                reinterpret_cast<__m512i*>(to + offset_of(t, kTile)));
  }
}

// rows x vectors sums; element pairs of A at a + i * a_row + k * a_pair.
template <int kRows, int kVectors>
BACHPROP_AVX512 void avx512_sized_tile(const std::uint16_t* a, std::ptrdiff_t a_row,
                                       std::ptrdiff_t a_pair, const std::uint16_t* b,
                                       std::ptrdiff_t panel, int pairs, bool accumulate,
                                       float* const* c, int last_columns) {
  const __mmask16 last = first_lanes(last_columns);
  __m512 sum[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kVectors; ++j) {
      const __mmask16 mask = j + 1 == kVectors ? last : 0xFFFF;
      sum[i][j] =
          accumulate ? _mm512_maskz_loadu_ps(mask, c[i] + j * kColumns) : _mm512_setzero_ps();
    }
  }
  for (int k = 0; k < pairs; ++k) {
    __m512i column[kVectors];
    for (int j = 0; j < kVectors; ++j) {
      column[j] = _mm512_load_si512(b + j * panel + std::ptrdiff_t{k} * 2 * kColumns);
    }
    for (int i = 0; i < kRows; ++i) {
      int element = 0;
      std::memcpy(&element, a + i * a_row + k * a_pair, sizeof(element));
      const __m512i pair = _mm512_set1_epi32(element);
      for (int j = 0; j < kVectors; ++j) {
        sum[i][j] = _mm512_dpbf16_ps(sum[i][j], (__m512bh)pair, (__m512bh)column[j]);
      }
    }
  }
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kVectors; ++j) {
      const __mmask16 mask = j + 1 == kVectors ? last : 0xFFFF;
      _mm512_mask_storeu_ps(c[i] + j * kColumns, mask, sum[i][j]);
    }
  }
}

template <int kRows>
BACHPROP_AVX512 void avx512_tile_of_rows(int vectors, const std::uint16_t* a, std::ptrdiff_t a_row,
                                         std::ptrdiff_t a_pair, const std::uint16_t* b,
                                         std::ptrdiff_t panel, int pairs, bool accumulate,
                                         float* const* c, int last_columns) {
  const auto run = vectors == 3   ? &avx512_sized_tile<kRows, 3>
                   : vectors == 2 ? &avx512_sized_tile<kRows, 2>
                                  : &avx512_sized_tile<kRows, 1>;
  run(a, a_row, a_pair, b, panel, pairs, accumulate, c, last_columns);
}

BACHPROP_AVX512 void avx512_tile(int rows, int vectors, const std::uint16_t* a,
                                 std::ptrdiff_t a_row, std::ptrdiff_t a_pair,
                                 const std::uint16_t* b, std::ptrdiff_t panel, int pairs,
                                 bool accumulate, float* const* c, int last_columns) {
  const auto run = rows == 8   ? &avx512_tile_of_rows<8>
                   : rows == 4 ? &avx512_tile_of_rows<4>
                   : rows == 2 ? &avx512_tile_of_rows<2>
                               : &avx512_tile_of_rows<1>;
  run(vectors, a, a_row, a_pair, b, panel, pairs, accumulate, c, last_columns);
}

// Goes over `rows` rows of C by tiles of at most 8 x 48; row_of(i) is one of them. Element (k, i)
// of A is the pair at a + i * a_row + (k / 2) * a_pair.
template <typename RowOf>
BACHPROP_AVX512 void avx512_all_tiles(const std::uint16_t* a, std::ptrdiff_t a_row,
                                      std::ptrdiff_t a_pair, const std::uint16_t* b,
                                      std::ptrdiff_t panel, int pairs, bool accumulate, int rows,
                                      int columns, const RowOf& row_of) {
  constexpr int kVectors = 3;
  constexpr int kMostRows = 8;
  float* c[kMostRows];
  for (int j = 0; j < columns; j += kVectors * kColumns) {
    const int width = std::min(kVectors * kColumns, columns - j);
    const int vectors = (width + kColumns - 1) / kColumns;
    const int last = width - (vectors - 1) * kColumns;
    for (int i = 0; i < rows;) {
      const int left = rows - i;
      const int count = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
      for (int k = 0; k < count; ++k) {
        c[k] = row_of(i + k) + j;
      }
      avx512_tile(count, vectors, a + i * a_row, a_row, a_pair, b + offset_of(j / kColumns, panel),
                  panel, pairs, accumulate, c, last);
      i += count;
    }
  }
}

// The rows of packed B that are kept, packed. Two rows that become neighbours are each either the
// low or the high half of a pair so far.
BACHPROP_AVX512 void pack_kept(const std::uint16_t* packed, int panel, int panels, Kept kept,
                               int kept_panel, std::uint16_t* to) {
  const __m512i low_half = _mm512_set1_epi32(0xFFFF);
  for (int p = 0; p < panels; ++p) {
    const std::uint16_t* from = packed + offset_of(p, panel);
    std::uint16_t* out = to + offset_of(p, kept_panel);
    for (std::size_t k = 0; k < kept.size(); k += 2, out += 2 * kColumns) {
      const int first = kept[k];
      const __m512i a = _mm512_load_si512(from + offset_of(first / 2, 2 * kColumns));
      const __m512i low = _mm512_srl_epi32(a, _mm_cvtsi32_si128(first % 2 * 16));
      if (k + 1 == kept.size()) {
        _mm512_store_si512(out, _mm512_and_si512(low, low_half));
        break;
      }
      const int second = kept[k + 1];
      const __m512i b = _mm512_load_si512(from + offset_of(second / 2, 2 * kColumns));
      const __m512i high = _mm512_sll_epi32(b, _mm_cvtsi32_si128((1 - second % 2) * 16));
      // low_half ? low : high
      _mm512_store_si512(out, _mm512_ternarylogic_epi32(low_half, low, high, 0xCA));
    }
  }
}

// The kept elements of a row, one after the other.
void gather_kept(const float* row, Kept kept, float* to) {
  for (const int unit : kept) {
    *to++ = row[unit];
  }
}

float* float_scratch(std::size_t count) {
  constexpr std::size_t kFirst = std::size_t{1} << 13U;
  thread_local AlignedVector<float> buffer(kFirst);
  if (buffer.size() < count) {
    buffer.resize(count);
  }
  return buffer.data();
}

}  // namespace

void x86_prepare_thread() {
  scratch(0, 0);
  float_scratch(0);
}

BACHPROP_AVX512 void x86_pack_bfloat16(Matrix<const float> b, int panel, std::uint16_t* packed) {
  pair_rows([&](int k) { return b.row(k); }, b.rows, b.rows, b.cols, panel, packed);
}

BACHPROP_AVX512 void x86_pack_transposed_bfloat16(Matrix<const float> b, int panel,
                                                  std::uint16_t* packed) {
  alignas(64) std::uint16_t block[kTile];
  __m512i turned[16];
  for (int j = 0; j < b.rows; j += kColumns) {
    const int columns = std::min(kColumns, b.rows - j);
    std::uint16_t* to = packed + offset_of(j / kColumns, panel);
    for (int k = 0; k < b.cols; k += kBfloat16DepthStep, to += kTile) {
      const int depth = std::min(kBfloat16DepthStep, b.cols - k);
      std::memset(block, 0, sizeof(block));
      for (int i = 0; i < columns; ++i) {
        round_row(b.row(j + i) + k, depth, kBfloat16DepthStep,
                  block + offset_of(i, kBfloat16DepthStep));
      }
      transpose16(reinterpret_cast<const __m512i*>(block), turned);
      std::memcpy(to, turned, sizeof(turned));
    }
  }
}

BACHPROP_AVX512 void avx512_product(Matrix<const float> a, const std::uint16_t* packed, int panel,
                                    Kept kept, bool accumulate, Matrix<float> c) {
  const bool all = kept.empty();
  const int depth = all ? a.cols : as_int(kept.size());
  const int padded = round_up(depth, kBfloat16DepthStep);
  const int stride = padded + kBfloat16DepthStep;
  std::uint16_t* rounded = scratch(0, as_index(a.rows) * as_index(stride));
  float* const gathered = all ? nullptr : float_scratch(as_index(padded));
  for (int i = 0; i < a.rows; ++i) {
    if (!all) {
      gather_kept(a.row(i), kept, gathered);
    }
    round_row(all ? a.row(i) : gathered, depth, padded, rounded + offset_of(i, stride));
  }
  const int panels = (c.cols + kColumns - 1) / kColumns;
  const int kept_panel = padded * kColumns;
  if (!all) {
    std::uint16_t* const kept_rows = scratch(1, as_index(panels) * as_index(kept_panel));
    pack_kept(packed, panel, panels, kept, kept_panel, kept_rows);
    packed = kept_rows;
    panel = kept_panel;
  }
  avx512_all_tiles(rounded, stride, 2, packed, panel, (depth + 1) / 2, accumulate, c.rows, c.cols,
                   [&](int i) { return c.row(i); });
}

BACHPROP_AVX512 void avx512_outer_product(std::span<const float* const> a, Matrix<const float> d,
                                          Kept kept, bool accumulate, Matrix<float> c) {
  const bool all = kept.empty();
  const int units = all ? c.rows : as_int(kept.size());
  const int rows = round_up(d.rows, 2);
  const int panel = rows * kColumns;
  const int a_panels = (units + kColumns - 1) / kColumns;
  const int d_panels = (c.cols + kColumns - 1) / kColumns;
  std::uint16_t* left = scratch(0, as_index(a_panels) * as_index(panel));
  std::uint16_t* right = scratch(1, as_index(d_panels) * as_index(panel));
  if (all) {
    pair_rows([&](int m) { return a[as_index(m)]; }, d.rows, rows, units, panel, left);
  } else {
    // Two rows at a time are all that pair_rows() looks at.
    const int stride = round_up(units, kColumns);
    float* const gathered = float_scratch(2 * as_index(stride));
    const auto row_of = [&](int m) -> const float* {
      float* const to = gathered + offset_of(m % 2, stride);
      gather_kept(a[as_index(m)], kept, to);
      return to;
    };
    pair_rows(row_of, d.rows, rows, units, panel, left);
  }
  pair_rows([&](int m) { return d.row(m); }, d.rows, rows, c.cols, panel, right);
  for (int p = 0; p < a_panels; ++p) {
    const int first = p * kColumns;
    avx512_all_tiles(left + offset_of(p, panel), 2, 2 * kColumns, right, panel, rows / 2,
                     accumulate, std::min(kColumns, units - first), c.cols,
                     [&](int i) { return c.row(all ? first + i : kept[as_index(first + i)]); });
  }
}

BACHPROP_AMX void amx_product(Matrix<const float> a, const std::uint16_t* packed, int panel,
                              bool accumulate, Matrix<float> c) {
  // Few rows at a time, so that what is rounded stays in the nearest cache.
  constexpr int kRows = 64;
  for (int i = 0; i < a.rows; i += kRows) {
    const int rows = std::min(kRows, a.rows - i);
    amx_rows(a.middle_rows(i, rows), packed, panel, accumulate, c.middle_rows(i, rows));
  }
}

BACHPROP_AMX void amx_outer_product(std::span<const float* const> a, Matrix<const float> d,
                                    bool accumulate, Matrix<float> c) {
  const int rows = round_up(d.rows, kBfloat16DepthStep);
  const int panel = rows * kColumns;
  const int blocks = rows / kBfloat16DepthStep;
  const int a_panels = (c.rows + kColumns - 1) / kColumns;
  const int d_panels = (c.cols + kColumns - 1) / kColumns;
  std::uint16_t* left = scratch(0, as_index(a_panels) * as_index(panel));
  std::uint16_t* right = scratch(1, as_index(d_panels) * as_index(panel));
  pair_rows([&](int m) { return a[as_index(m)]; }, d.rows, rows, c.rows, panel, left);
  transpose_tiles(left, a_panels * blocks, left);
  pair_rows([&](int m) { return d.row(m); }, d.rows, rows, c.cols, panel, right);
  configure_tiles(kTileRows);
  const std::ptrdiff_t c_bytes = c.stride * std::ptrdiff_t{4};
  for (int q = 0; q < d_panels; q += 2) {
    const std::uint16_t* of_d = right + offset_of(q, panel);
    for (int p = 0; p < a_panels; p += 2) {
      const std::uint16_t* of_a = left + offset_of(p, panel);
      if ((p + 2) * kTileRows <= c.rows && (q + 2) * kColumns <= c.cols) {
        amx_two_by_two(of_a, kTileBytes, panel, kTile, of_d, panel, blocks, accumulate,
                       c.row(p * kTileRows) + q * kColumns,
                       c.row((p + 1) * kTileRows) + q * kColumns, c_bytes);
        continue;
      }
      for (int i = p; i < std::min(p + 2, a_panels); ++i) {
        for (int j = q; j < std::min(q + 2, d_panels); ++j) {
          amx_outer_tile(left + offset_of(i, panel), right + offset_of(j, panel), blocks,
                         accumulate, c, i * kTileRows, j * kColumns);
        }
      }
    }
  }
}

}  // namespace bachprop

// NOLINTEND

#else

namespace bachprop {
namespace {

void never() { check(false, "this processor has no bfloat16 unit"); }

}  // namespace

void x86_prepare_thread() { never(); }
void x86_pack_bfloat16(Matrix<const float>, int, std::uint16_t*) { never(); }
void x86_pack_transposed_bfloat16(Matrix<const float>, int, std::uint16_t*) { never(); }
void avx512_product(Matrix<const float>, const std::uint16_t*, int, Kept, bool, Matrix<float>) {
  never();
}
void avx512_outer_product(std::span<const float* const>, Matrix<const float>, Kept, bool,
                          Matrix<float>) {
  never();
}
void amx_product(Matrix<const float>, const std::uint16_t*, int, bool, Matrix<float>) { never(); }
void amx_outer_product(std::span<const float* const>, Matrix<const float>, bool, Matrix<float>) {
  never();
}

}  // namespace bachprop

#endif
