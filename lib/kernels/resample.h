/* Weighted sums of bytes along a picture's rows and columns, in Pillow's fixed-point arithmetic: a weight is a number of
 * 22 bits behind the point, a sum is rounded to the nearest and cut to 0 .. 255. Every level gives the same bytes. */
#ifndef AIFT_LIB_KERNELS_RESAMPLE_H
#define AIFT_LIB_KERNELS_RESAMPLE_H

#include "kernels/kernel.h"

enum { AIFT__TAP_BITS = 22, AIFT__RESAMPLE_SLACK = 32 };

/* The weights of n outputs: output i is the sum of weights[i * most + j] * input[begin[i] + j] for j < count[i]. No sum
 * of the absolute weights of an output is over 2, and the weights from count[i] to most are 0. */
typedef struct aift__taps {
    int64_t n;
    int32_t most;
    const int32_t *begin, *count;
    const int32_t *weights;
} aift__taps;

/* Bytes of kernel->scratch that aift__resample_rows needs. */
size_t aift__resample_scratch(const aift__taps *taps, int64_t channels);

/* Along rows: rows of `from` become rows of taps->n pixels. Rows stand `stride` bytes apart. Behind the last pixel of
 * `from` and of `to` AIFT__RESAMPLE_SLACK bytes must be there, whose values do not matter and may be overwritten in
 * `to`. */
void aift__resample_rows(const aift__kernel_context *kernel, const aift__taps *taps, int64_t rows,
                         int64_t channels, const uint8_t *from, int64_t stride, uint8_t *to,
                         int64_t to_stride);
void aift__resample_rows_ref(const aift__taps *taps, int64_t rows, int64_t channels, const uint8_t *from,
                             int64_t stride, uint8_t *to, int64_t to_stride);

/* Along columns: taps->n rows of so many bytes, from rows `stride` bytes apart, one behind the other. */
void aift__resample_columns(const aift__kernel_context *kernel, const aift__taps *taps, int64_t bytes,
                            const uint8_t *from, int64_t stride, uint8_t *to);
void aift__resample_columns_ref(const aift__taps *taps, int64_t bytes, const uint8_t *from, int64_t stride,
                                uint8_t *to);

#endif
