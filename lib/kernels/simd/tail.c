/* The tail of a product, over m lines of n numbers. */
#include "kernels/simd/act.h"
#include "kernels/simd/level.h"

/* y = y scale + bias + residual, what there is of them. */
static void linear(const aift__tail *tail, int64_t n, const float *residual, float *y)
{
    int64_t j = 0;
    for (; j < n; j += LANES) {
        int64_t some = n - j;
        vec c = some < LANES ? vec_load_some(y + j, some) : vec_load(y + j);
        if (tail->scale)
            c *= some < LANES ? vec_load_some(tail->scale + j, some) : vec_load(tail->scale + j);
        if (tail->bias)
            c += some < LANES ? vec_load_some(tail->bias + j, some) : vec_load(tail->bias + j);
        if (residual)
            c += some < LANES ? vec_load_some(residual + j, some) : vec_load(residual + j);
        if (some < LANES)
            vec_store_some(y + j, c, some);
        else
            vec_store(y + j, c);
    }
}

/* y = act(y scale + bias) */
AIFT__INLINE void scaled(const aift__tail *tail, int64_t n, float *y, aift__act act)
{
    int64_t j = 0;
    for (; j + LANES <= n; j += LANES)
        vec_store(y + j,
                  vec_act(vec_load(y + j) * vec_load(tail->scale + j) + vec_load(tail->bias + j), act));
    if (j < n)
        vec_store_some(y + j,
                       vec_act(vec_load_some(y + j, n - j) * vec_load_some(tail->scale + j, n - j) +
                                   vec_load_some(tail->bias + j, n - j),
                               act),
                       n - j);
}

void AIFT__SIMD(tail)(const aift__tail *tail, int64_t m, int64_t n, int64_t ldc, float *c)
{
    const bool gelu = tail->act == AIFT__ACT_GELU || tail->act == AIFT__ACT_GELU_TANH;
    const bool fused =
        tail->scale && tail->bias && !tail->residual && !tail->before && !tail->slope_at && !gelu;
    for (int64_t i = 0; i < m; i++) {
        float *y = c + i * ldc;
        if (fused) {
            AIFT__ACT_SWITCH(tail->act, scaled, tail, n, y)
            continue;
        }
        if (tail->bias || tail->scale || tail->residual)
            linear(tail, n, tail->residual ? tail->residual + i * ldc : NULL, y);
        if (tail->act == AIFT__ACT_NONE)
            continue;
        if (tail->before)
            memcpy(tail->before + i * ldc, y, (size_t)n * sizeof *y);
        if (tail->slope_at)
            AIFT__SIMD(act_grad)(n, tail->act, tail->slope_at + i * ldc, y, y);
        else
            AIFT__SIMD(act)(n, tail->act, y, y);
    }
}
