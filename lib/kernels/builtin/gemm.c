/* Our own products, on the calling thread alone. */
#include "kernels/backend.h"

aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *g)
{
    for (int64_t i = 0; i < g->m; i++) {
        for (int64_t j = 0; j < g->n; j++)
            g->c[i * g->ldc + j] = g->beta == 0 ? 0 : g->c[i * g->ldc + j] * g->beta;
        for (int64_t l = 0; l < g->k; l++) {
            float a = g->alpha * (g->ta ? g->a[l * g->lda + i] : g->a[i * g->lda + l]);
            for (int64_t j = 0; j < g->n; j++)
                g->c[i * g->ldc + j] += a * (g->tb ? g->b[j * g->ldb + l] : g->b[l * g->ldb + j]);
        }
    }
    return AIFT_OK;
}
