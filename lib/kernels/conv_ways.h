/* The ways of a convolution that kernels/conv.c chooses from; as there. */
#ifndef AIFT_LIB_KERNELS_CONV_WAYS_H
#define AIFT_LIB_KERNELS_CONV_WAYS_H

#include "kernels/batch_norm_job.h"
#include "kernels/conv.h"
#include "kernels/simd/simd.h"

/* Outputs of so many numbers are in no cache when they are read again: they are streamed. */
enum { AIFT__STREAMED = 1 << 21 };

/* Moments of one picture, as lines of it are finished: sums of deviations from a first guess, which is the mean of the
 * first lines, and of their squares. */
typedef struct aift__moments {
    double *sums, *squares;
    float *guess;
} aift__moments;

/* Those of a picture, in memory of aift__moments_bytes(conv) that is aligned for doubles. */
aift__moments aift__moments_of(const aift__conv *conv, void *memory, int64_t picture);
size_t aift__moments_bytes(const aift__conv *conv);

/* m lines of n channels from k on, `pitch` apart; `first`: the first of the picture. Then what all of the channels
 * [first, after) are. */
void aift__moments_add(const aift__simd *simd, const aift__moments *moments, int64_t m, int64_t k, int64_t n,
                       int64_t pitch, const float *y, bool first);
void aift__moments_finish(const aift__conv *conv, const aift__moments *moments, int64_t picture,
                          int64_t first, int64_t after, float *to);

/* One weight a channel and tap. Lines that are made lie on the stack: numbers of a ring of them, and of one. */
enum {
    AIFT__DEPTHWISE_RING = 49152,
    AIFT__DEPTHWISE_LINE = 16384,
    AIFT__DEPTHWISE_VECTOR = 16 /* channels of a piece are a multiple */
};
int64_t aift__depthwise_channels(const aift__conv *conv); /* whose lines fit; 0: not even a few */
void aift__depthwise_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                         const aift__conv_run *run);
void aift__depthwise_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                    const float *grad_y, const float *weight, float *grad_x);
void aift__depthwise_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                     const aift__conv_input *input, const float *x, const float *grad_y,
                                     bool add, float *grad_weight);
int64_t aift__depthwise_reach(const aift__conv *conv); /* lines that a window reaches over */
/* Of input lines that lie in a ring of `ring` lines of `size` numbers each, those that make output line `line`, by tap line;
 * NULL: it is outside. */
void aift__depthwise_rows(const aift__conv *conv, int64_t line, const float *from, int64_t ring, int64_t size,
                          const float **rows);
/* Of output lines that lie in a ring of `ring` lines of `size` numbers each, those that input line `at` went into, by tap
 * line; NULL: there is none. */
void aift__depthwise_grad_rows(const aift__conv *conv, int64_t at, const float *from, int64_t ring,
                               int64_t size, const float **rows);
/* All gradients of one and of the normalisation of its output z, by what is known of each channel. */
void aift__depthwise_norm_grad_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                   const aift__conv_norm_grad *run, const aift__norm_job *norm, void *memory);
size_t aift__depthwise_norm_grad_scratch(const aift__conv *conv);
size_t aift__depthwise_scratch(const aift__conv *conv);
void aift__depthwise_pack_f32(const aift__conv *conv, const float *weight, float *to); /* [tap][channel] */

/* Any. */
void aift__window_f32(const aift__kernel_context *kernel, const aift__conv *conv, const aift__conv_run *run);
void aift__window_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                 const float *grad_y, const float *weight, float *grad_x);
void aift__window_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                  const aift__conv_input *input, const float *x, const float *grad_y,
                                  bool add, float *grad_weight);
size_t aift__window_scratch(const aift__conv *conv);
size_t aift__window_packed_size(const aift__conv *conv); /* in floats */
aift_status aift__window_pack_f32(const aift__kernel_context *kernel, const aift__conv *conv,
                                  const float *weight, float *to);
size_t aift__window_grad_input_scratch(const aift__conv *conv);
size_t aift__window_grad_weight_scratch(const aift__conv *conv);

#endif
