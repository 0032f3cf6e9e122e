/* Batch normalisation: y = act((x - mean) rstd weight + bias), with mean and deviation of each channel over all lines.
 *
 * x is [lines, channels]. With `bands` above 1 the lines are pictures of which each has `bands` bands of `band` lines,
 * one below the other, and each band has statistics and parameters of its own: number channel * bands + band of weight,
 * bias and running statistics; `mean` and `rstd` are in the order of [bands][channels]. */
#ifndef AIFT_LIB_KERNELS_BATCH_NORM_H
#define AIFT_LIB_KERNELS_BATCH_NORM_H

#include "kernels/kernel.h"
#include "kernels/tail.h"

typedef struct aift__batch_norm {
    int64_t lines, channels;
    int64_t bands, band; /* 1 and anything: no bands */
    bool running;        /* the running statistics are used, and not changed */
    double eps, momentum;
    aift__act act; /* not GELU */
} aift__batch_norm;

/* Running statistics before and after, which may be the same memory; `to_...`, mean and rstd may be NULL. With moments
 * [pictures, 2, channels], the means and sums of squared deviations of as many lines each (kernels/conv.h), x is not read
 * for its statistics; there are no bands then. */
typedef struct aift__statistics_f32 {
    const float *running_mean, *running_var;
    float *mean, *rstd, *to_running_mean, *to_running_var;
    const float *moments;
    int64_t pictures;
} aift__statistics_f32;

typedef struct aift__statistics_f64 {
    const double *running_mean, *running_var;
    double *mean, *rstd, *to_running_mean, *to_running_var;
    const double *moments;
    int64_t pictures;
} aift__statistics_f64;

/* y may be x, or NULL. AIFT_E_RANGE where a channel has one number only, which has no deviation. */
aift_status aift__batch_norm_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                                 const float *x, const float *weight, const float *bias,
                                 const aift__statistics_f32 *statistics, float *y);
aift_status aift__batch_norm_f64(const aift__batch_norm *norm, const double *x, const double *weight,
                                 const double *bias, const aift__statistics_f64 *statistics, double *y);

/* y once more, from the mean and rstd that it was made with. */
void aift__batch_norm_apply_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                                const float *x, const float *weight, const float *bias, const float *mean,
                                const float *rstd, float *y);
void aift__batch_norm_apply_f64(const aift__batch_norm *norm, const double *x, const double *weight,
                                const double *bias, const double *mean, const double *rstd, double *y);

/* What normalising n channels by running statistics is: x scale + shift. `norm` is weight, bias, mean and variance; `before`
 * (NULL: 0) was to be added to x before. */
void aift__norm_affine_f32(const aift__kernel_context *kernel, int64_t n, double eps,
                           const float *const *norm, const float *before, float *scale, float *shift);

/* Gradients, of which each may be NULL; grad_x may be grad_y; those of weight and bias are added to if `add`. Of g, the
 * gradient of what the activation was applied to, `sums` [2, channels] has the sum over the lines, and that of
 * g (x - mean), where they are known and there are no bands; NULL: they are taken here. */
void aift__batch_norm_grad_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                               const float *x, const float *weight, const float *bias, const float *mean,
                               const float *rstd, const float *grad_y, const float *sums, bool add,
                               float *grad_x, float *grad_weight, float *grad_bias);
void aift__batch_norm_grad_f64(const aift__batch_norm *norm, const double *x, const double *weight,
                               const double *bias, const double *mean, const double *rstd,
                               const double *grad_y, const double *sums, bool add, double *grad_x,
                               double *grad_weight, double *grad_bias);
/* The sums. */
void aift__batch_norm_sums_f64(const aift__batch_norm *norm, const double *x, const double *weight,
                               const double *bias, const double *mean, const double *rstd,
                               const double *grad_y, double *sums);

/* Bytes, for both. */
size_t aift__batch_norm_scratch(const aift__batch_norm *norm);

#endif
