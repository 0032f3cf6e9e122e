/* Softmax of lines, and its gradient. */
#include "kernels/simd/level.h"
#include "kernels/simd/math.h"

static float largest(int64_t n, const float *x)
{
    vec most = vec_of(-INFINITY);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        most = vec_max(vec_load(x + i), most);
    float result = vec_largest(most);
    for (; i < n; i++)
        result = x[i] > result ? x[i] : result;
    return result;
}

static void line(int64_t n, const float *x, float *y)
{
    float shift = largest(n, x);
    vec sums = {0};
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        vec e = vec_exp(vec_load(x + i) - shift);
        sums += e;
        vec_store(y + i, e);
    }
    float sum = vec_sum(sums);
    if (i < n) {
        vec_store_some(y + i, vec_exp(vec_load_some(x + i, n - i) - shift), n - i);
        for (int64_t j = i; j < n; j++)
            sum += y[j];
    }
    float scale = 1.0f / sum;
    for (i = 0; i < n; i++)
        y[i] *= scale;
}

void AIFT__SIMD(softmax)(int64_t m, int64_t n, const float *x, float *y)
{
    for (int64_t i = 0; i < m; i++)
        line(n, x + i * n, y + i * n);
}

void AIFT__SIMD(softmax_grad)(int64_t m, int64_t n, const float *y, const float *grad_y, float *grad_x)
{
    for (int64_t i = 0; i < m; i++, y += n, grad_y += n, grad_x += n) {
        vec dots = {0};
        int64_t j = 0;
        for (; j + LANES <= n; j += LANES)
            dots += vec_load(y + j) * vec_load(grad_y + j);
        float dot = vec_sum(dots);
        for (; j < n; j++)
            dot += y[j] * grad_y[j];
        for (j = 0; j < n; j++)
            grad_x[j] = y[j] * (grad_y[j] - dot);
    }
}
