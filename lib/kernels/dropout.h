/* Dropout whose choice for an element depends on seed, step, stream, row and element alone.
 *
 * x is [m, n]. Outside training, and with p 0, y = x; y may be x. With offsets (rows + 1 of them), lines offsets[r] ..
 * offsets[r+1] belong to row r, and the element number counts from the row's first; without, each line is a row. An
 * element is kept, and scaled by 1 / (1 - p), when its random word (words.h) is >= p * 2^32. */
#ifndef AIFT_LIB_KERNELS_DROPOUT_H
#define AIFT_LIB_KERNELS_DROPOUT_H

#include "kernels/kernel.h"

typedef struct aift__dropout {
    int64_t n, rows; /* numbers in a line */
    const int32_t *offsets;
    double p;
    uint64_t stream;
} aift__dropout;

/* Of the lines begin .. end - 1; x and y begin with line `begin`. */
void aift__dropout_lines(const aift__kernel_context *kernel, const aift__dropout *dropout, int64_t begin,
                         int64_t end, const float *x, float *y);

void aift__dropout_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                       const float *x, float *y);

void aift__dropout_f64(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                       const double *x, double *y);

#endif
