/* The libraries behind dense products: libaift's seam, oneDNN with threads of its own, OpenBLAS. */
#include <dlfcn.h>
#include <string.h>

#ifdef BENCH_DNNL
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#endif

#include "backends.h"
#include "kernels/products.h"

static int seam(const aift__kernel_context *kernel, const aift__gemm *g)
{
    return aift__gemm_f32(kernel, g) != AIFT_OK;
}

#ifdef BENCH_DNNL
static int onednn(const aift__kernel_context *kernel, const aift__gemm *g)
{
    return dnnl_sgemm(g->ta ? 'T' : 'N', g->tb ? 'T' : 'N', g->m, g->n, g->k, g->alpha, g->a, g->lda, g->b,
                      g->ldb, g->beta, g->c, g->ldc) != dnnl_success;
}

static bool has_onednn(int32_t threads)
{
    omp_set_num_threads(threads);
    return true;
}
#endif

/* cblas.h, as far as it is needed: it is loaded, not linked, so that it can stand beside oneDNN. */
static void (*cblas_sgemm)(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                           int lda, const float *b, int ldb, float beta, float *c, int ldc);

static int openblas(const aift__kernel_context *kernel, const aift__gemm *g)
{
    cblas_sgemm(101, g->ta ? 112 : 111, g->tb ? 112 : 111, (int)g->m, (int)g->n, (int)g->k, g->alpha, g->a,
                (int)g->lda, g->b, (int)g->ldb, g->beta, g->c, (int)g->ldc);
    return 0;
}

static bool has_openblas(int32_t threads)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    void *product = library ? dlsym(library, "cblas_sgemm") : NULL;
    void *set = library ? dlsym(library, "openblas_set_num_threads") : NULL;
    if (!product || !set)
        return false;
    void (*set_threads)(int);
    memcpy(&cblas_sgemm, &product, sizeof product);
    memcpy(&set_threads, &set, sizeof set);
    set_threads(threads);
    return true;
}

const backend backends[] = {
    {"libaift", seam},
#ifdef BENCH_DNNL
    {"oneDNN's own threads", onednn, has_onednn},
#endif
    {"OpenBLAS", openblas, has_openblas},
    {NULL},
};
