/* Pools of pictures [rows, height, width, channels], sums over a picture, and tokens of a picture. */
#ifndef AIFT_LIB_KERNELS_POOL2D_H
#define AIFT_LIB_KERNELS_POOL2D_H

#include "kernels/conv.h"

/* The largest, or the mean, of each window; sizes as of a depthwise convolution (conv.h). What lies outside is not the
 * largest; it counts as 0 in the mean if `count_pad`, else not at all. A NaN is the largest. */
void aift__max_pool2d_f32(const aift__kernel_context *kernel, const aift__conv *pool, const float *x,
                          float *y);
void aift__avg_pool2d_f32(const aift__kernel_context *kernel, const aift__conv *pool, bool count_pad,
                          const float *x, float *y);
/* The gradient goes to the first of the largest; or to all alike. */
void aift__max_pool2d_grad_f32(const aift__kernel_context *kernel, const aift__conv *pool, const float *x,
                               const float *grad_y, float *grad_x);
void aift__avg_pool2d_grad_f32(const aift__kernel_context *kernel, const aift__conv *pool, bool count_pad,
                               const float *grad_y, float *grad_x);

void aift__max_pool2d_f64(const aift__kernel_context *kernel, const aift__conv *pool, const double *x,
                          double *y);
void aift__avg_pool2d_f64(const aift__kernel_context *kernel, const aift__conv *pool, bool count_pad,
                          const double *x, double *y);
void aift__max_pool2d_grad_f64(const aift__kernel_context *kernel, const aift__conv *pool, const double *x,
                               const double *grad_y, double *grad_x);
void aift__avg_pool2d_grad_f64(const aift__kernel_context *kernel, const aift__conv *pool, bool count_pad,
                               const double *grad_y, double *grad_x);

#endif
