/* What is done to the numbers of a product as soon as they are finished, while they lie in the cache.
 *
 * First c *= scale[column] and c += bias[column], then c += residual. Then c = act(c), and `before` keeps what act was
 * applied to. Or, where `slope_at` is given, c *= act'(slope_at), the derivative. `residual`, `before` and `slope_at`
 * have the lines of C. All zero: nothing. */
#ifndef AIFT_LIB_KERNELS_TAIL_H
#define AIFT_LIB_KERNELS_TAIL_H

#include <stdbool.h>
#include <stdint.h>

/* Activations: what operators call `act`. */
typedef enum aift__act {
    AIFT__ACT_NONE,
    AIFT__ACT_GELU,
    AIFT__ACT_GELU_TANH,
    AIFT__ACT_RELU,
    AIFT__ACT_RELU6,
    AIFT__ACT_SILU,
    AIFT__ACT_SIGMOID,
    AIFT__ACT_HARD_SWISH,
    AIFT__ACT_HARD_SIGMOID,
    AIFT__ACTS
} aift__act;

typedef struct aift__tail {
    const float *bias;
    aift__act act;
    float *before;
    const float *slope_at;
    const float *scale;
    const float *residual;
} aift__tail;

static inline bool aift__tail_is_empty(const aift__tail *tail)
{
    return !tail->bias && tail->act == AIFT__ACT_NONE && !tail->scale && !tail->residual;
}

/* The tail of the part of C that begins at a line (`at` numbers from C's first) and column. */
static inline aift__tail aift__tail_at(const aift__tail *tail, int64_t at, int64_t column)
{
    return (aift__tail){tail->bias ? tail->bias + column : tail->bias,
                        tail->act,
                        tail->before ? tail->before + at : tail->before,
                        tail->slope_at ? tail->slope_at + at : tail->slope_at,
                        tail->scale ? tail->scale + column : tail->scale,
                        tail->residual ? tail->residual + at : tail->residual};
}

#endif
