/* Passes over flat buffers: the norm of all gradients, and AdamW. */
#ifndef AIFT_LIB_KERNELS_OPTIMIZER_H
#define AIFT_LIB_KERNELS_OPTIMIZER_H

#include "kernels/kernel.h"

/* Sum of squares, added up in double in pieces that do not depend on the threads. */
double aift__sum_of_squares_f32(const aift__kernel_context *kernel, int64_t n, const float *x);
double aift__sum_of_squares_f64(const aift__kernel_context *kernel, int64_t n, const double *x);

/* Of the rows that are part of a sparse gradient (embedding.h): those marked AIFT__ROW_NOW. */
double aift__sum_of_squares_rows_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                     const int32_t *marks, const float *x);

/* One AdamW step as torch.optim.AdamW does it (Loshchilov, Hutter 2019):
 *   p *= 1 - lr * weight_decay; g = grad_scale * grad; m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g g;
 *   p -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps). */
typedef struct aift__adamw {
    double learning_rate, beta1, beta2, epsilon, weight_decay;
    double grad_scale; /* of clipping */
    int64_t t;         /* steps done, this one included: 1 at first */
} aift__adamw;

void aift__adamw_f32(const aift__kernel_context *kernel, const aift__adamw *options, int64_t n,
                     const float *grad, float *param, float *m, float *v);

/* The same for the rows of a sparse gradient. A row that was never part of it (AIFT__ROW_EVER) has moments of zero:
 * it decays, and neither its gradient nor its moments are touched. */
void aift__adamw_rows_f32(const aift__kernel_context *kernel, const aift__adamw *options, int64_t rows,
                          int64_t width, const int32_t *marks, const float *grad, float *param, float *m,
                          float *v);

void aift__adamw_f64(const aift__kernel_context *kernel, const aift__adamw *options, int64_t n,
                     const double *grad, double *param, double *m, double *v);

#endif
