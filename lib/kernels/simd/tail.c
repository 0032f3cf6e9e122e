/* The tail of a product, over m lines of n numbers. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

void AIFT__SIMD(tail)(const aift__tail *tail, int64_t m, int64_t n, int64_t ldc, float *c)
{
    const bool tanh_form = tail->act == AIFT__ACT_GELU_TANH;
    for (int64_t i = 0; i < m; i++) {
        float *y = c + i * ldc;
        if (tail->bias)
            AIFT__SIMD(add)(n, tail->bias, y, y);
        if (tail->act == AIFT__ACT_NONE)
            continue;
        if (tail->before)
            memcpy(tail->before + i * ldc, y, (size_t)n * sizeof *y);
        if (tail->slope_at)
            AIFT__SIMD(gelu_grad)(n, tanh_form, tail->slope_at + i * ldc, y, y);
        else
            AIFT__SIMD(gelu)(n, tanh_form, y, y);
    }
}
