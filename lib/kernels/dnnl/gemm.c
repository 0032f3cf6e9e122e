/* Products by oneDNN (2.6 and 3), on the calling thread alone. */
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include "kernels/backend.h"

aift_status aift__backend_sgemm(const aift__kernel_context *kernel, const aift__gemm *g)
{
    /* The team's size belongs to the calling thread; ours may be the host's, which gets its own back. */
    int team = omp_get_max_threads();
    if (team != 1)
        omp_set_num_threads(1);
    dnnl_status_t status = dnnl_sgemm(g->ta ? 'T' : 'N', g->tb ? 'T' : 'N', g->m, g->n, g->k, g->alpha, g->a,
                                      g->lda, g->b, g->ldb, g->beta, g->c, g->ldc);
    if (team != 1)
        omp_set_num_threads(team);
    if (status == dnnl_success)
        return AIFT_OK;
    return status == dnnl_out_of_memory ? AIFT_E_NOMEM : AIFT_E_INTERNAL;
}
