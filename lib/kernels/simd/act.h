/* Activations and their slopes on eight floats, and a switch that makes the activation a constant where it is used. */
#ifndef AIFT_LIB_KERNELS_SIMD_ACT_H
#define AIFT_LIB_KERNELS_SIMD_ACT_H

#include "kernels/simd/math.h"
#include "kernels/tail.h"

/* f(..., act) with a constant act; GELU has functions of its own. */
#define AIFT__ACT_SWITCH(act, f, ...)                                                                        \
    switch (act) {                                                                                           \
    case AIFT__ACT_RELU:                                                                                     \
        f(__VA_ARGS__, AIFT__ACT_RELU);                                                                      \
        break;                                                                                               \
    case AIFT__ACT_RELU6:                                                                                    \
        f(__VA_ARGS__, AIFT__ACT_RELU6);                                                                     \
        break;                                                                                               \
    case AIFT__ACT_SILU:                                                                                     \
        f(__VA_ARGS__, AIFT__ACT_SILU);                                                                      \
        break;                                                                                               \
    case AIFT__ACT_SIGMOID:                                                                                  \
        f(__VA_ARGS__, AIFT__ACT_SIGMOID);                                                                   \
        break;                                                                                               \
    case AIFT__ACT_HARD_SWISH:                                                                               \
        f(__VA_ARGS__, AIFT__ACT_HARD_SWISH);                                                                \
        break;                                                                                               \
    case AIFT__ACT_HARD_SIGMOID:                                                                             \
        f(__VA_ARGS__, AIFT__ACT_HARD_SIGMOID);                                                              \
        break;                                                                                               \
    default:                                                                                                 \
        f(__VA_ARGS__, AIFT__ACT_NONE);                                                                      \
    }

/* Between low and high; NaN stays. */
AIFT__INLINE vec vec_between(float low, float high, vec x)
{
    return vec_min(vec_of(high), vec_max(vec_of(low), x));
}

AIFT__INLINE vec vec_sigmoid(vec x)
{
    return 1.0f / (1.0f + vec_exp(vec_min(vec_of(88.0f), -x)));
}

AIFT__INLINE vec vec_act(vec x, aift__act act)
{
    switch (act) {
    case AIFT__ACT_RELU:
        return vec_max(vec_of(0.0f), x);
    case AIFT__ACT_RELU6:
        return vec_between(0, 6, x);
    case AIFT__ACT_SILU:
        return x * vec_sigmoid(x);
    case AIFT__ACT_SIGMOID:
        return vec_sigmoid(x);
    case AIFT__ACT_HARD_SWISH:
        return x * vec_between(0, 6, x + 3.0f) * (1.0f / 6);
    case AIFT__ACT_HARD_SIGMOID:
        return vec_between(0, 6, x + 3.0f) * (1.0f / 6);
    default:
        return x;
    }
}

/* grad times the activation's slope at x */
AIFT__INLINE vec vec_act_grad(vec x, vec grad, aift__act act)
{
    switch (act) {
    case AIFT__ACT_RELU:
        return (vec)((ivec)grad & (x > 0.0f));
    case AIFT__ACT_RELU6:
        return (vec)((ivec)grad & (x > 0.0f) & (x < 6.0f));
    case AIFT__ACT_SILU: {
        vec s = vec_sigmoid(x);
        return grad * s * (1.0f + x * (1.0f - s));
    }
    case AIFT__ACT_SIGMOID: {
        vec e = vec_exp(vec_min(vec_of(80.0f), -vec_abs(x))), s = 1.0f / (1.0f + e);
        return grad * e * s * s;
    }
    case AIFT__ACT_HARD_SWISH: {
        vec slope = vec_select(x > 3.0f, vec_of(1.0f), x * (1.0f / 3) + 0.5f);
        return (vec)((ivec)(grad * slope) & ~(ivec)(x < -3.0f));
    }
    case AIFT__ACT_HARD_SIGMOID:
        return (vec)((ivec)(grad * (1.0f / 6)) & (x > -3.0f) & (x < 3.0f));
    default:
        return grad;
    }
}

#endif
