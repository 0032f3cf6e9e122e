/* Dense products: cut over the context's threads here, each tile computed on one thread by our own kernels or by
 * the library behind the seam, whichever is faster on this processor. */
#include <stdatomic.h>

#include "base/parallel.h"
#include "base/context_struct.h"
#include "kernels/products.h"
#include "kernels/simd/simd.h"

enum {
    SMALL = 1 << 18, /* multiplications up to which a hand-off costs more than it gives */
    OUR_COLUMNS = 96,
    OUR_COLUMNS_TA = 384,   /* of a tile: a block of our kernels (simd/gemm.c) */
    PANEL = 16,             /* columns that are packed together */
    STEP = 48,              /* lines of a tile, and a library's columns, are a multiple */
    TILES = 16,             /* a thread, where that costs nothing: when one is held up, the others go on */
    LINES = 2 * STEP,       /* of a tile of a packed B, at least */
    LINES_COPIED = 8 * STEP /* the same where each tile copies its part of B */
};

struct job {
    const aift__kernel_context *kernel;
    const aift__simd *simd;
    bool ours;
    const aift__gemm *gemms;
    struct tiling {
        int64_t lines, columns, across, tiles; /* of a tile; tiles side by side, and in all */
    } tilings[AIFT__GEMMS];
    int n;
    atomic_int status;
};

/* Ours are faster than oneDNN 2.6 where both use AVX2 (bench/sgemm); on other processors the library has
 * kernels that we lack, if there is a library. */
static bool ours(const aift__simd *simd)
{
#if defined AIFT_PRODUCTS_BUILTIN
    return simd != NULL;
#elif defined AIFT_PRODUCTS_LIBRARY_ONLY
    return false;
#else
    return simd == aift__simd_table(AIFT__SIMD_AVX2) && !aift__simd_is_wider();
#endif
}

static aift__gemm part(const aift__gemm *all, const struct tiling *by, int64_t i)
{
    int64_t line = i / by->across * by->lines, column = i % by->across * by->columns;
    aift__gemm g = *all;
    g.m = AIFT__MIN(by->lines, g.m - line);
    g.n = AIFT__MIN(by->columns, g.n - column);
    g.a += g.ta ? line : line * g.lda;
    g.b += g.tb ? column * g.ldb : column;
    if (g.packed)
        g.packed += column * (g.packed_k ? g.packed_k : g.k);
    g.c += line * g.ldc + column;
    g.tail = aift__tail_at(&g.tail, line * g.ldc + column, column);
    return g;
}

static void multiply(struct job *job, const aift__gemm *g)
{
    if (job->ours) {
        job->simd->gemm(g);
        return;
    }
    aift_status status = aift__backend_sgemm(job->kernel, g);
    if (status != AIFT_OK)
        atomic_store(&job->status, (int)status);
    else if (!aift__tail_is_empty(&g->tail))
        job->simd->tail(&g->tail, g->m, g->n, g->ldc, g->c);
}

static void tiles(void *arg, int64_t begin, int64_t end)
{
    struct job *job = arg;
    for (int64_t i = begin; i < end; i++) {
        int64_t in_it = i;
        int p = 0;
        for (; in_it >= job->tilings[p].tiles; p++)
            in_it -= job->tilings[p].tiles;
        aift__gemm g = part(&job->gemms[p], &job->tilings[p], in_it);
        multiply(job, &g);
    }
}

/* An empty sum: c = beta c, and the tail. */
static void without_product(const struct job *job, const aift__gemm *g)
{
    if (g->m <= 0 || g->n <= 0)
        return;
    for (int64_t i = 0; i < g->m; i++)
        for (int64_t j = 0; j < g->n; j++)
            g->c[i * g->ldc + j] = g->beta == 0 ? 0.0f : g->c[i * g->ldc + j] * g->beta;
    if (!aift__tail_is_empty(&g->tail))
        job->simd->tail(&g->tail, g->m, g->n, g->ldc, g->c);
}

/* A side in so many parts, as equal as whole steps allow. */
static int64_t cut(int64_t side, int64_t parts)
{
    return aift__div_up(aift__div_up(side, STEP), parts) * STEP;
}

static double work(const aift__gemm *g)
{
    return (double)g->m * (double)g->n * (double)g->k;
}

/* What the longest part takes of the whole. */
static double longest(int64_t side, int64_t parts)
{
    return (double)AIFT__MIN(cut(side, parts), side) / (double)side;
}

/* Our tiles are blocks of columns, cut again where they are few. A library gets a part a thread: each call costs
 * it copies. */
static struct tiling choose_tiles(const struct job *job, const aift__gemm *g)
{
    int64_t threads = job->kernel->context->num_threads;
    struct tiling c = {.lines = g->m, .columns = g->n};
    if (work(g) <= SMALL || threads == 1) {
        /* one */
    } else if (job->ours) {
        c.columns = g->ta ? OUR_COLUMNS_TA : OUR_COLUMNS;
        int64_t across = aift__div_up(g->n, c.columns) * job->n;
        int64_t few = cut(g->m, aift__div_up(2 * threads, across)),
                many = cut(g->m, aift__div_up(TILES * threads, across));
        c.lines = AIFT__MIN(few, AIFT__MAX(many, g->packed ? LINES : LINES_COPIED));
    } else if (longest(g->n, threads) < longest(g->m, threads)) {
        c.columns = cut(g->n, threads);
    } else {
        c.lines = cut(g->m, threads);
    }
    c.across = aift__div_up(g->n, c.columns);
    c.tiles = c.across * aift__div_up(g->m, c.lines);
    return c;
}

static aift_status failure(int status, const aift__gemm *g)
{
    return aift__fail((aift_status)status, "product of [%lld, %lld] and [%lld, %lld]: %s", (long long)g->m,
                      (long long)g->k, (long long)g->k, (long long)g->n,
                      aift_status_text((aift_status)status));
}

aift_status aift__gemms_f32(const aift__kernel_context *kernel, const aift__gemm *gemms, int n)
{
    struct job job = {.kernel = kernel, .simd = aift__simd_of(kernel), .gemms = gemms, .n = n};
    int64_t all = 0;
    double much = 0;
    job.ours = ours(job.simd);
    for (int i = 0; i < n; i++) {
        const aift__gemm *g = &gemms[i];
        if (g->m > 0 && g->n > 0 && g->k > 0)
            job.tilings[i] = choose_tiles(&job, g);
        else
            without_product(&job, g);
        all += job.tilings[i].tiles;
        much += work(g);
    }
    aift__parallel_for(kernel->context, all, much <= SMALL ? all : 1, tiles, &job);
    int status = atomic_load(&job.status);
    return status == AIFT_OK ? AIFT_OK : failure(status, gemms);
}

aift_status aift__gemm_f32(const aift__kernel_context *kernel, const aift__gemm *gemm)
{
    return aift__gemms_f32(kernel, gemm, 1);
}

/* ---- packed weights ---- */

struct packing {
    const aift__simd *simd;
    aift__gemm gemm;
    float *to;
};

static void pack(void *arg, int64_t begin, int64_t end)
{
    const struct packing *p = arg;
    p->simd->pack(&p->gemm, begin, end, p->to);
}

size_t aift__packed_size(const aift__kernel_context *kernel, int64_t n, int64_t k)
{
    return ours(aift__simd_of(kernel)) ? (size_t)(aift__div_up(n, PANEL) * PANEL * k) : 0;
}

void aift__pack_f32(const aift__kernel_context *kernel, bool tb, int64_t n, int64_t k, const float *b,
                    int64_t ldb, float *to)
{
    struct packing p = {
        aift__simd_of(kernel), {.tb = tb, .n = n, .k = k, .alpha = 1, .b = b, .ldb = ldb}, to};
    aift__parallel_for(kernel->context, aift__div_up(n, PANEL), OUR_COLUMNS / PANEL, pack, &p);
}
