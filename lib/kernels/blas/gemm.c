/* Products by OpenBLAS's OpenMP build, on the calling thread alone. */
#include <cblas.h>
#include <omp.h>

#include "kernels/backend.h"

aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *g)
{
    if (AIFT__MAX(AIFT__MAX(g->lda, g->ldb), g->ldc) > INT32_MAX ||
        AIFT__MAX(AIFT__MAX(g->m, g->n), g->k) > INT32_MAX)
        return AIFT_E_RANGE;
    /* OpenBLAS takes as many threads as the calling thread's team may have. */
    int team = omp_get_max_threads();
    if (team != 1)
        omp_set_num_threads(1);
    cblas_sgemm(CblasRowMajor, g->ta ? CblasTrans : CblasNoTrans, g->tb ? CblasTrans : CblasNoTrans,
                (blasint)g->m, (blasint)g->n, (blasint)g->k, g->alpha, g->a, (blasint)g->lda, g->b,
                (blasint)g->ldb, g->beta, g->c, (blasint)g->ldc);
    if (team != 1)
        omp_set_num_threads(team);
    return AIFT_OK;
}
