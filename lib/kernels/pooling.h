/* From the tokens of a ragged row to one vector: [tokens, width] to [rows, width]. */
#ifndef AIFT_LIB_KERNELS_POOLING_H
#define AIFT_LIB_KERNELS_POOLING_H

#include "kernels/kernel.h"

/* The mean of each row's first `count` tokens; every row has as many. */
void aift__first_token_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width, int64_t count,
                           const int32_t *offsets, const float *x, float *y);
void aift__first_token_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                int64_t count, const int32_t *offsets, const float *grad_y, float *grad_x);
void aift__mean_pool_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                         const int32_t *offsets, const float *x, float *y);
void aift__mean_pool_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                              const int32_t *offsets, const float *grad_y, float *grad_x);

void aift__first_token_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width, int64_t count,
                           const int32_t *offsets, const double *x, double *y);
void aift__first_token_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                int64_t count, const int32_t *offsets, const double *grad_y, double *grad_x);
void aift__mean_pool_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                         const int32_t *offsets, const double *x, double *y);
void aift__mean_pool_grad_f64(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                              const int32_t *offsets, const double *grad_y, double *grad_x);

#endif
