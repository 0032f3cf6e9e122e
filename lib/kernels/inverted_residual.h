/* Three convolutions in one pass, as MobileNetV2 and EfficientNet stack them: a pointwise one that widens the picture, a
 * depthwise one, and a pointwise one that narrows it. What lies between them is never in memory: some lines at a time
 * or channels are in the cache. */
#ifndef AIFT_LIB_KERNELS_INVERTED_RESIDUAL_H
#define AIFT_LIB_KERNELS_INVERTED_RESIDUAL_H

#include "kernels/conv.h"

/* A convolution's weight as checkpoints have it, its packed copy (of aift__conv2d_pack_f32(); NULL: none), its tail. */
typedef struct aift__conv_stage {
    const float *weight, *packed;
    aift__tail tail;
} aift__conv_stage;

typedef struct aift__inverted_residual {
    aift__conv depthwise;                  /* of the wide picture */
    int64_t in_c, out_c;                   /* before and after */
    aift__conv_stage widen, depth, narrow; /* the last alone with a residual */
    const float *x;
    float *y;
} aift__inverted_residual;

/* Whether lines or slices of it fit into the cache; otherwise the three go one by one. */
bool aift__inverted_residual_fits(const aift__conv *depthwise);

/* Whether one pass is faster than three: the wide picture is too large to be near when it is read again, and products are
 * our own here. */
bool aift__inverted_residual_pays(const aift__kernel_context *kernel, const aift__conv *depthwise);

/* Of sizes that fit. */
void aift__inverted_residual_f32(const aift__kernel_context *kernel, const aift__inverted_residual *block);
size_t aift__inverted_residual_scratch(const aift__inverted_residual *block); /* only its sizes are read */

#endif
