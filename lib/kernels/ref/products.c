/* Reference of the dense products and what goes with them: plain loops in double. */
#include "kernels/products.h"

aift_status aift__gemm_f64(const aift__kernel_context *kernel, bool ta, bool tb, int64_t m, int64_t n,
                           int64_t k, double alpha, const double *a, int64_t lda, const double *b,
                           int64_t ldb, double beta, double *c, int64_t ldc)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double sum = 0;
            for (int64_t l = 0; l < k; l++)
                sum += (ta ? a[l * lda + i] : a[i * lda + l]) * (tb ? b[j * ldb + l] : b[l * ldb + j]);
            double *y = &c[i * ldc + j];
            *y = beta == 0 ? alpha * sum : alpha * sum + beta * *y;
        }
    return AIFT_OK;
}

void aift__column_sum_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, const double *x, bool add,
                          double *y)
{
    for (int64_t j = 0; j < n; j++) {
        double sum = 0;
        for (int64_t i = 0; i < m; i++)
            sum += x[i * n + j];
        y[j] = add ? y[j] + sum : sum;
    }
}

void aift__add_bias_f64(const aift__kernel_context *kernel, int64_t m, int64_t n, const double *bias,
                        double *y)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++)
            y[i * n + j] += bias[j];
}
