/* Dropout, residual and layer normalisation in one pass: sum = dropout(x) + residual, y = layer_norm(sum). Lines are
 * `dropout->n` long. `sum` may be x or NULL; mean and rstd may be NULL. */
#ifndef AIFT_LIB_KERNELS_ADD_NORM_H
#define AIFT_LIB_KERNELS_ADD_NORM_H

#include "kernels/dropout.h"

void aift__add_norm_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                        double eps, const float *x, const float *residual, const float *weight,
                        const float *bias, float *y, float *sum, float *mean, float *rstd);

/* grad_sum, which is the residual's gradient too, and grad_x = dropout(grad_sum). */
void aift__add_norm_grad_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                             const float *sum, const float *weight, const float *mean, const float *rstd,
                             const float *grad_y, float *grad_sum, float *grad_x);

#endif
