/* Dense products: cut over the context's threads here, each tile computed by one backend on one thread. */
#include <stdatomic.h>

#include "base/parallel.h"
#include "base/context_struct.h"
#include "kernels/backend.h"
#include "kernels/products.h"

enum {
    SMALL = 1 << 21, /* multiplications up to which a hand-off costs more than it gives */
    STEP = 48        /* lines and columns of a tile are a multiple: whole blocks of the backends' kernels */
};

struct job {
    const aift__kernel_context *kernel;
    aift__gemm all;
    bool by_columns;
    atomic_int status;
};

static void tile(void *arg, int64_t begin, int64_t end)
{
    struct job *job = arg;
    aift__gemm part = job->all;
    if (job->by_columns) {
        part.n = end - begin;
        part.b += part.tb ? begin * part.ldb : begin;
        part.c += begin;
    } else {
        part.m = end - begin;
        part.a += part.ta ? begin : begin * part.lda;
        part.c += begin * part.ldc;
    }
    aift_status status = aift__backend_sgemm(job->kernel, &part);
    if (status != AIFT_OK)
        atomic_store(&job->status, (int)status);
}

/* c = beta c, for an empty sum. */
static void scale(const aift__gemm *g)
{
    for (int64_t i = 0; i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++)
            g->c[i * g->ldc + j] = g->beta == 0 ? 0.0f : g->c[i * g->ldc + j] * g->beta;
}

/* The length of the pieces of a side: one for each thread, as equal as whole steps allow. */
static int64_t piece(int64_t side, int64_t threads)
{
    int64_t steps = (side + STEP - 1) / STEP;
    return (steps + threads - 1) / threads * STEP;
}

/* What the longest piece takes of the whole. */
static double longest(int64_t side, int64_t threads)
{
    return (double)AIFT__MIN(piece(side, threads), side) / (double)side;
}

aift_status aift__gemm_f32(const aift__kernel_context *kernel, bool ta, bool tb, int64_t m, int64_t n,
                           int64_t k, float alpha, const float *a, int64_t lda, const float *b, int64_t ldb,
                           float beta, float *c, int64_t ldc)
{
    if (m <= 0 || n <= 0)
        return AIFT_OK;
    struct job job = {.kernel = kernel, .all = {ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc}};
    int64_t threads = kernel->context->num_threads;
    if (k <= 0) {
        scale(&job.all);
        return AIFT_OK;
    }
    job.by_columns = longest(n, threads) < longest(m, threads);
    int64_t side = job.by_columns ? n : m;
    bool small = (double)m * (double)n * (double)k <= SMALL;
    aift__parallel_for(kernel->context, side, small ? side : piece(side, threads), tile, &job);
    int status = atomic_load(&job.status);
    if (status == AIFT_OK)
        return AIFT_OK;
    return aift__fail((aift_status)status, "product of [%lld, %lld] and [%lld, %lld]: %s", (long long)m,
                      (long long)k, (long long)k, (long long)n, aift_status_text((aift_status)status));
}
