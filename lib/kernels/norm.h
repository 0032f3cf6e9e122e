/* Layer normalisation over the last dimension: y = (x - mean) * rstd * weight + bias, x is [m,n]. mean
 * and rstd may be NULL. */
#ifndef AIFT_LIB_KERNELS_NORM_H
#define AIFT_LIB_KERNELS_NORM_H

#include "kernels/kernel.h"

void aift__layer_norm_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, double eps,
                          const float *x, const float *weight, const float *bias, float *y, float *mean,
                          float *rstd);
void aift__layer_norm_grad_input_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, const float *x,
                                     const float *weight, const float *mean, const float *rstd,
                                     const float *grad_y, float *grad_x);
void aift__layer_norm_grad_weight_f32(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                      const float *x, const float *mean, const float *rstd,
                                      const float *grad_y, bool add, float *grad_weight, float *grad_bias);

void aift__layer_norm_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, double eps,
                          const double *x, const double *weight, const double *bias, double *y, double *mean,
                          double *rstd);
void aift__layer_norm_grad_input_f64(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                     const double *x, const double *weight, const double *mean,
                                     const double *rstd, const double *grad_y, double *grad_x);
void aift__layer_norm_grad_weight_f64(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                      const double *x, const double *mean, const double *rstd,
                                      const double *grad_y, bool add, double *grad_weight, double *grad_bias);

#endif
