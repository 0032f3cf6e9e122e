/* Resampling of bytes: the level's kernel. */
#include "kernels/resample.h"
#include "kernels/simd/simd.h"

/* Of every four weights, two vectors of 32 bytes: see simd/resample.c. */
size_t aift__resample_scratch(const aift__taps *taps, int64_t channels)
{
    return (size_t)taps->n * (size_t)((taps->most + 3) / 4) * 64;
}

void aift__resample_rows(const aift__kernel_context *kernel, const aift__taps *taps, int64_t rows,
                         int64_t channels, const uint8_t *from, int64_t stride, uint8_t *to,
                         int64_t to_stride)
{
    aift__simd_of(kernel)->resample_rows(taps, kernel->scratch, rows, channels, from, stride, to, to_stride);
}

void aift__resample_columns(const aift__kernel_context *kernel, const aift__taps *taps, int64_t bytes,
                            const uint8_t *from, int64_t stride, uint8_t *to)
{
    aift__simd_of(kernel)->resample_columns(taps, bytes, from, stride, to);
}
