/* The ways of an inverted residual that kernels/inverted_residual.c chooses from. */
#ifndef AIFT_LIB_KERNELS_INVERTED_RESIDUAL_WAYS_H
#define AIFT_LIB_KERNELS_INVERTED_RESIDUAL_WAYS_H

#include "kernels/conv_ways.h"
#include "kernels/inverted_residual.h"

typedef struct aift__inverted_job {
    const aift__simd *simd;
    const aift__inverted_residual *block;
    const float *taps; /* [tap][channel] */
} aift__inverted_job;

/* Some lines of the wide picture after the other: its whole width in channels must fit. */
bool aift__inverted_lines_fit(const aift__conv *depthwise);
void aift__inverted_lines_f32(const aift__kernel_context *kernel, const aift__inverted_job *job);

/* Some channels of the whole wide picture after the other: no line is made twice. For small pictures of many channels. */
bool aift__inverted_slices_fit(const aift__conv *depthwise);
void aift__inverted_slices_f32(const aift__kernel_context *kernel, const aift__inverted_job *job,
                               float *scratch);
size_t aift__inverted_slices_scratch(const aift__inverted_residual *block); /* in floats */

#endif
