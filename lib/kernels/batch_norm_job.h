/* How batch normalisation is cut: blocks of lines, and what is known of each channel. */
#ifndef AIFT_LIB_KERNELS_BATCH_NORM_JOB_H
#define AIFT_LIB_KERNELS_BATCH_NORM_JOB_H

#include "kernels/batch_norm.h"
#include "kernels/simd/simd.h"

/* Lines come in segments, which belong to one band after the other; blocks are a few segments of one band. */
typedef struct aift__norm_job {
    const aift__simd *simd;
    aift__batch_norm norm;
    int64_t segment, segments, per, blocks; /* lines; segments of a band; of a block; blocks of a band */
    const float *x, *grad_y;
    float *y;
    double *sums;                             /* by band and block: two sums for each channel */
    float *scale, *shift, *mean, *slope, *at; /* by band and channel */
} aift__norm_job;

aift__norm_job aift__norm_job_of(const aift__batch_norm *norm, void *scratch);

/* fn for each segment of a block: the number of its first line, its lines, and its band. */
typedef void (*aift__segment_fn)(const aift__norm_job *job, int64_t block, int64_t line, int64_t lines,
                                 int64_t band);
void aift__norm_each_segment(const aift__norm_job *job, int64_t block, aift__segment_fn fn);

/* The sums of a block; those of a band's blocks, added into the first. */
double *aift__norm_sums(const aift__norm_job *job, int64_t block);
double *aift__norm_add_blocks(const aift__norm_job *job, int64_t band);

/* What x is multiplied with, and what is added: from the statistics as they are kept, so that it is the same again. */
void aift__norm_set_lines(aift__norm_job *job, const float *weight, const float *bias, const float *mean,
                          const float *rstd);

/* The gradients of weight and bias, and what makes the input's: scale, shift, mean, slope and at of the job. `given`: the
 * sums, where they are known (without bands); NULL: they are not. */
void aift__norm_grads(const aift__kernel_context *kernel, aift__norm_job *job, const float *weight,
                      const float *bias, const float *mean, const float *rstd, const float *given, bool add,
                      float *grad_weight, float *grad_bias);

#endif
