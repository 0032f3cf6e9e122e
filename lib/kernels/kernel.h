/* What every kernel is given first: threads, scratch memory and the randomness of this run.
 *
 * Kernels are plain functions over pointers and sizes. They keep no statics. A fast kernel works in float;
 * its reference beside it (kernels/ref) works in double, in the plainest code that says what is computed.
 */
#ifndef AIFT_LIB_KERNELS_KERNEL_H
#define AIFT_LIB_KERNELS_KERNEL_H

#include "base/base.h"

typedef enum aift__simd_level {                      /* the instruction set of our own kernels */
                                AIFT__SIMD_BEST = 0, /* the best that this processor has */
                                AIFT__SIMD_GENERIC,
                                AIFT__SIMD_AVX2 /* with FMA */
} aift__simd_level;

typedef struct aift__kernel_context {
    aift_context *context;
    void *scratch;         /* as much as the operator's scratch rule says, 64-byte aligned */
    uint64_t seed;         /* of the run's randomness */
    uint64_t step;         /* optimizer step */
    int64_t row_base;      /* place of the batch's first row in the global batch of this step */
    bool training;         /* false: dropout passes through */
    aift__simd_level simd; /* tests force one that the processor has */
} aift__kernel_context;

/* a / step, rounded up; a is not negative. */
static inline int64_t aift__div_up(int64_t a, int64_t step)
{
    return (a + step - 1) / step;
}

#endif
