/* Pictures of sounds: frequencies from the top down, time from left to right, [rows, height, width, channels]. */
#ifndef AIFT_LIB_KERNELS_SPECTRUM_H
#define AIFT_LIB_KERNELS_SPECTRUM_H

#include "kernels/kernel.h"

typedef struct aift__picture {
    int64_t rows, height, width, channels;
} aift__picture;

/* y[rows, n, m] = x[rows, m, n] with the last two sides changed. */
void aift__transpose_f32(const aift__kernel_context *kernel, int64_t rows, int64_t m, int64_t n,
                         const float *x, float *y);

/* Dropout of whole channels: word c of a row (words.h) decides over channel c. */
void aift__dropout_channels_f32(const aift__kernel_context *kernel, const aift__picture *shape, double p,
                                uint64_t stream, const float *x, float *y);

void aift__transpose_f64(const aift__kernel_context *kernel, int64_t rows, int64_t m, int64_t n,
                         const double *x, double *y);
void aift__dropout_channels_f64(const aift__kernel_context *kernel, const aift__picture *shape, double p,
                                uint64_t stream, const double *x, double *y);

#endif
