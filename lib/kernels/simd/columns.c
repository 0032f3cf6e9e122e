/* Sums over lines, a few columns at a time. Lines are added up in blocks, whose sums are added in turn: the
 * error grows with the number of blocks only. */
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum { LINES = 128 };

void AIFT__SIMD(column_sum)(int64_t m, int64_t n, int64_t begin, int64_t end, const float *x, float *y)
{
    for (int64_t top = 0; top < m; top += LINES) {
        int64_t bottom = top + LINES < m ? top + LINES : m, j = begin;
        for (; j + LANES <= end; j += LANES) {
            vec sum = {0};
            for (int64_t i = top; i < bottom; i++)
                sum += vec_load(x + i * n + j);
            vec_store(y + j, vec_load(y + j) + sum);
        }
        for (; j < end; j++) {
            float sum = 0;
            for (int64_t i = top; i < bottom; i++)
                sum += x[i * n + j];
            y[j] += sum;
        }
    }
}

void AIFT__SIMD(norm_columns)(int64_t m, int64_t n, int64_t begin, int64_t end, const float *x,
                              const float *mean, const float *rstd, const float *grad_y, float *grad_weight,
                              float *grad_bias)
{
    for (int64_t top = 0; top < m; top += LINES) {
        int64_t bottom = top + LINES < m ? top + LINES : m, j = begin;
        for (; j + LANES <= end; j += LANES) {
            vec weight = {0}, bias = {0};
            for (int64_t i = top; i < bottom; i++) {
                vec g = vec_load(grad_y + i * n + j);
                bias += g;
                weight += g * ((vec_load(x + i * n + j) - mean[i]) * rstd[i]);
            }
            vec_store(grad_weight + j, vec_load(grad_weight + j) + weight);
            vec_store(grad_bias + j, vec_load(grad_bias + j) + bias);
        }
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
