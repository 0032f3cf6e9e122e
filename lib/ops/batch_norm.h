/* What batch_norm and its gradient have in common. */
#ifndef AIFT_LIB_OPS_BATCH_NORM_H
#define AIFT_LIB_OPS_BATCH_NORM_H

#include "kernels/batch_norm.h"
#include "ops/activation.h"

/* eps; act (not GELU); frozen: the running statistics are used in training too; bands: kernels/batch_norm.h */
#define AIFT__BATCH_NORM_ATTRS                                                                               \
    {"eps", .real = true, .otherwise = 1e-5, .min = 0, .max = 1}, AIFT__ATTR_ACT,                            \
        {"frozen", .otherwise = 0, .min = 0, .max = 1},                                                      \
    {                                                                                                        \
        "bands", .otherwise = 1, .min = 1, .max = 4096                                                       \
    }

/* Checks x, input 0, and the inputs [1, 1 + vectors), each of a number for each channel and band. */
aift_status aift__infer_batch_norm(const aift__infer *infer, const char *op, int32_t vectors);

/* Checks that input i has two sums for each of `channels`. */
aift_status aift__need_sums(const aift__infer *infer, const char *op, int32_t i, aift__dim channels);

/* What normalising by running statistics is for each channel: x scale + shift. `norm` is weight, bias, running_mean and
 * running_var; `bias` (NULL: none) was to be added to x before. */
void aift__batch_norm_affine(const aift__call *call, const aift__arg *norm, const aift__arg *bias, double eps,
                             float *scale, float *shift);

/* The reference of the same with what comes behind it: y, lines of a number a channel, becomes act(normalised + residual),
 * in place; `residual` NULL: none. */
void aift__batch_norm_running_f64(const aift__arg *norm, double eps, aift__act act, int64_t lines,
                                  const double *residual, double *y);

/* The sizes of a call. */
aift__batch_norm aift__batch_norm_of(const aift__call *call);

#endif
