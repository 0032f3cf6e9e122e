/* Sums over lines, a few columns at a time. Lines are added up in blocks, whose sums are added in turn: the
 * error grows with the number of blocks only. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum { LINES = 128 };

/* y += the sum of m lines of `vecs` whole vectors, n numbers apart. */
AIFT__INLINE void sum_vecs(int64_t m, int64_t n, const float *x, float *y, int vecs)
{
    vec sum[8] = {{0}};
    for (int64_t i = 0; i < m; i++, x += n)
#pragma GCC unroll 8
        for (int v = 0; v < vecs; v++)
            sum[v] += vec_load(x + v * LANES);
#pragma GCC unroll 8
    for (int v = 0; v < vecs; v++)
        vec_store(y + v * LANES, vec_load(y + v * LANES) + sum[v]);
}

void AIFT__SIMD(column_sum)(int64_t m, int64_t n, int64_t begin, int64_t end, const float *x, float *y)
{
    for (int64_t top = 0; top < m; top += LINES) {
        int64_t lines = top + LINES < m ? LINES : m - top, j = begin;
        for (; j + 8 * LANES <= end; j += 8 * LANES)
            sum_vecs(lines, n, x + top * n + j, y + j, 8);
        for (; j + LANES <= end; j += LANES)
            sum_vecs(lines, n, x + top * n + j, y + j, 1);
        for (; j < end; j++) {
            float sum = 0;
            for (int64_t i = top; i < top + lines; i++)
                sum += x[i * n + j];
            y[j] += sum;
        }
    }
}

/* grad_weight += sum of grad_y (x - mean) rstd, grad_bias += sum of grad_y. */
AIFT__INLINE void norm_vecs(int64_t m, int64_t n, const float *x, const float *mean, const float *rstd,
                            const float *grad_y, float *grad_weight, float *grad_bias, int vecs)
{
    vec weight[4] = {{0}}, bias[4] = {{0}};
    for (int64_t i = 0; i < m; i++, x += n, grad_y += n)
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++) {
            vec g = vec_load(grad_y + v * LANES);
            bias[v] += g;
            weight[v] += g * ((vec_load(x + v * LANES) - mean[i]) * rstd[i]);
        }
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++) {
        vec_store(grad_weight + v * LANES, vec_load(grad_weight + v * LANES) + weight[v]);
        vec_store(grad_bias + v * LANES, vec_load(grad_bias + v * LANES) + bias[v]);
    }
}

void AIFT__SIMD(norm_columns)(int64_t m, int64_t n, int64_t begin, int64_t end, const float *x,
                              const float *mean, const float *rstd, const float *grad_y, float *grad_weight,
                              float *grad_bias)
{
    for (int64_t top = 0; top < m; top += LINES) {
        int64_t bottom = top + LINES < m ? top + LINES : m, lines = bottom - top, j = begin, at = top * n;
        for (; j + 4 * LANES <= end; j += 4 * LANES)
            norm_vecs(lines, n, x + at + j, mean + top, rstd + top, grad_y + at + j, grad_weight + j,
                      grad_bias + j, 4);
        for (; j + LANES <= end; j += LANES)
            norm_vecs(lines, n, x + at + j, mean + top, rstd + top, grad_y + at + j, grad_weight + j,
                      grad_bias + j, 1);
        for (; j < end; j++) {
            float weight = 0, bias = 0;
            for (int64_t i = top; i < bottom; i++) {
                bias += grad_y[i * n + j];
                weight += grad_y[i * n + j] * ((x[i * n + j] - mean[i]) * rstd[i]);
            }
            grad_weight[j] += weight;
            grad_bias[j] += bias;
        }
    }
}
