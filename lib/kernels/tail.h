/* What is done to the numbers of a product as soon as they are finished, while they lie in the cache.
 *
 * First c += bias[column]. Then c = act(c), and `before` keeps what act was applied to. Or, where `slope_at` is
 * given, c *= act'(slope_at), the derivative. `before` and `slope_at` have the lines of C. All zero: nothing. */
#ifndef AIFT_LIB_KERNELS_TAIL_H
#define AIFT_LIB_KERNELS_TAIL_H

#include <stdint.h>

typedef enum aift__act { AIFT__ACT_NONE, AIFT__ACT_GELU, AIFT__ACT_GELU_TANH } aift__act;

typedef struct aift__tail {
    const float *bias;
    aift__act act;
    float *before;
    const float *slope_at;
} aift__tail;

/* The tail of the part of C that begins at a line (`at` numbers from C's first) and column. */
static inline aift__tail aift__tail_at(const aift__tail *tail, int64_t at, int64_t column)
{
    return (aift__tail){tail->bias ? tail->bias + column : tail->bias, tail->act,
                        tail->before ? tail->before + at : tail->before,
                        tail->slope_at ? tail->slope_at + at : tail->slope_at};
}

#endif
