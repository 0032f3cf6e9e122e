/* Any activation over n numbers. */
#include "kernels/simd/act.h"
#include "kernels/simd/level.h"

AIFT__INLINE void all(int64_t n, const float *x, float *y, aift__act act)
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        vec_store(y + i, vec_act(vec_load(x + i), act));
    if (i < n)
        vec_store_some(y + i, vec_act(vec_load_some(x + i, n - i), act), n - i);
}

AIFT__INLINE void all_grad(int64_t n, const float *x, const float *grad_y, float *grad_x, aift__act act)
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        vec_store(grad_x + i, vec_act_grad(vec_load(x + i), vec_load(grad_y + i), act));
    if (i < n)
        vec_store_some(grad_x + i,
                       vec_act_grad(vec_load_some(x + i, n - i), vec_load_some(grad_y + i, n - i), act),
                       n - i);
}

void AIFT__SIMD(act)(int64_t n, aift__act act, const float *x, float *y)
{
    if (act == AIFT__ACT_GELU || act == AIFT__ACT_GELU_TANH)
        AIFT__SIMD(gelu)(n, act == AIFT__ACT_GELU_TANH, x, y);
    else
        AIFT__ACT_SWITCH(act, all, n, x, y)
}

void AIFT__SIMD(act_grad)(int64_t n, aift__act act, const float *x, const float *grad_y, float *grad_x)
{
    if (act == AIFT__ACT_GELU || act == AIFT__ACT_GELU_TANH)
        AIFT__SIMD(gelu_grad)(n, act == AIFT__ACT_GELU_TANH, x, grad_y, grad_x);
    else
        AIFT__ACT_SWITCH(act, all_grad, n, x, grad_y, grad_x)
}
