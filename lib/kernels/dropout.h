/* Dropout whose choice for an element depends on seed, step, stream, row and element alone.
 *
 * x is [m, n]. With offsets (rows + 1 of them), lines offsets[r] .. offsets[r+1] belong to row r, and the
 * element number counts from the row's first; without, each line is a row. An element is kept, and scaled by
 * 1 / (1 - p), when its random word is >= p * 2^32. Word e of a row is word e % 4 of Philox under the key
 * (seed ^ stream * odd constant), at the counter (e / 4, row_base + row, step, 0); see aift__dropout_word. */
#ifndef AIFT_LIB_KERNELS_DROPOUT_H
#define AIFT_LIB_KERNELS_DROPOUT_H

#include "base/philox.h"
#include "kernels/kernel.h"

static inline uint64_t aift__dropout_key(const aift__kernel_context *kernel, uint64_t stream)
{
    return kernel->seed ^ (stream * 0x9E3779B97F4A7C15u);
}

/* The random word of element e of a row; the definition that every dropout kernel follows. */
static inline uint32_t aift__dropout_word(const aift__kernel_context *kernel, uint64_t stream, int64_t row,
                                          uint64_t e)
{
    uint64_t key = aift__dropout_key(kernel, stream);
    uint32_t out[4];
    aift__philox((const uint32_t[4]){(uint32_t)(e / 4), (uint32_t)(kernel->row_base + row),
                                     (uint32_t)kernel->step, (uint32_t)(e / 4 >> 32)},
                 (const uint32_t[2]){(uint32_t)key, (uint32_t)(key >> 32)}, out);
    return out[e % 4];
}

/* p * 2^32, the smallest word that is kept. */
static inline uint32_t aift__dropout_threshold(double p)
{
    return p >= 1.0 ? UINT32_MAX : (uint32_t)(p * 4294967296.0);
}

void aift__dropout_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, int64_t rows,
                       const int32_t *offsets, double p, uint64_t stream, const float *x, float *y);

void aift__dropout_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, int64_t rows,
                       const int32_t *offsets, double p, uint64_t stream, const double *x, double *y);

#endif
