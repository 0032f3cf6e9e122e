/* Pictures as rows of `area` pixels of `channels` numbers: sums over a picture's pixels, and what all pixels of a picture
 * are multiplied with. */
#ifndef AIFT_LIB_KERNELS_CHANNELS_H
#define AIFT_LIB_KERNELS_CHANNELS_H

#include "kernels/kernel.h"

/* y[r,c] = factor times the sum over pixels of a[r,p,c] (b[r,p,c], unless b is NULL) */
void aift__area_sum_f32(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                        double factor, const float *a, const float *b, float *y);
void aift__area_sum_f64(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                        double factor, const double *a, const double *b, double *y);

/* y[r,p,c] = factor s[r,c] x[r,p,c]; x NULL: of ones. y may be x. */
void aift__area_scale_f32(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                          double factor, const float *x, const float *s, float *y);
void aift__area_scale_f64(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                          double factor, const double *x, const double *s, double *y);

/* y[r,:] = s[r] x[r,:], of n numbers; y may be x. */
void aift__row_scale_f32(const aift__kernel_context *kernel, int64_t rows, int64_t n, const float *x,
                         const float *s, float *y);

#endif
