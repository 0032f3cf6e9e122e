/* Dense products [m, k] [k, n] and their tails: how they are called, and how exact they must be. */
#include <stdlib.h>
#include <string.h>

#include "cases/kernel_kinds.h"
#include "kernels/activation.h"
#include "kernels/products.h"
#include "kernels/simd/simd.h"

static int64_t gap(const kernel_case *c)
{
    return c->flags & FLAG_GAPS ? 5 : 0;
}

static int64_t lda(const kernel_case *c)
{
    return (c->flags & FLAG_TA ? c->m : c->k) + gap(c);
}

static int64_t ldb(const kernel_case *c)
{
    return (c->flags & FLAG_TB ? c->k : c->n) + gap(c);
}

static int64_t ldc(const kernel_case *c)
{
    return c->n + gap(c);
}

/* A, B, bias, what the slope is of; C, what GELU is applied to */
static void product_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = lda(c) * (c->flags & FLAG_TA ? c->k : c->m);
    d->in_size[1] = ldb(c) * (c->flags & FLAG_TB ? c->n : c->k);
    d->in_size[2] = c->flags & FLAG_BIAS ? c->n : 0;
    d->in_size[3] = c->flags & FLAG_SLOPE ? ldc(c) * c->m : 0;
    d->out_size[0] = ldc(c) * c->m;
    d->out_size[1] = c->flags & FLAG_BEFORE ? ldc(c) * c->m : 0;
}

static double product_flops(const kernel_case *c, const kernel_data *d)
{
    return 2.0 * (double)c->m * (double)c->n * (double)c->k;
}

static aift__tail tail_of(const kernel_case *c, const kernel_data *d)
{
    return (aift__tail){.bias = c->flags & FLAG_BIAS ? d->in[2] : NULL,
                        .act = c->flags & (FLAG_GELU | FLAG_SLOPE) ? AIFT__ACT_GELU : AIFT__ACT_NONE,
                        .before = c->flags & FLAG_BEFORE ? d->out[1] : NULL,
                        .slope_at = c->flags & FLAG_SLOPE ? d->in[3] : NULL};
}

enum { PANEL = 16 }; /* columns that our kernels pack together */

/* A copy of op(B) as the product reads it; NULL: it reads B. */
static float *packed_b(CALL_ARGS, const aift__gemm *gemm)
{
    const int64_t panels = (c->n + PANEL - 1) / PANEL;
    const bool own = c->flags & FLAG_OWN;
    size_t size = own ? (size_t)(panels * PANEL * c->k) : aift__packed_size(kernel, c->n, c->k);
    if (!(c->flags & FLAG_PACKED) || size == 0)
        return NULL;
    float *copy = malloc(size * sizeof *copy);
    if (own)
        aift__simd_of(kernel)->pack(gemm, 0, panels, copy);
    else
        aift__pack_f32(kernel, gemm->tb, c->n, c->k, gemm->b, gemm->ldb, copy);
    return copy;
}

static aift_status product_f32(CALL_ARGS)
{
    aift__gemm gemm = {.ta = c->flags & FLAG_TA,
                       .tb = c->flags & FLAG_TB,
                       .m = c->m,
                       .n = c->n,
                       .k = c->k,
                       .alpha = c->flags & FLAG_PACKED ? 1.0f : 1.5f, /* a packed copy holds it */
                       .a = d->in[0],
                       .lda = lda(c),
                       .b = d->in[1],
                       .ldb = ldb(c),
                       .beta = c->flags & FLAG_BETA ? 1.0f : 0.0f,
                       .c = d->out[0],
                       .ldc = ldc(c),
                       .tail = tail_of(c, d)};
    for (int64_t i = 0; c->flags & FLAG_PACKED && i < d->in_size[1]; i++)
        d->in[1][i] = (float)d->in64[1][i] * 1.5f;
    float *copy = packed_b(c, kernel, d, &gemm);
    aift_status status = AIFT_OK;
    gemm.packed = copy;
    gemm.b = copy ? NULL : gemm.b;
    if (c->flags & FLAG_OWN)
        aift__simd_of(kernel)->gemm(&gemm);
    else
        status = aift__gemm_f32(kernel, &gemm);
    free(copy);
    return status;
}

static void tail_f64(CALL_ARGS, double *y, int64_t line)
{
    const int64_t at = line * ldc(c);
    if (c->flags & FLAG_BIAS)
        aift__add_bias_f64(kernel, 1, c->n, d->in64[2], y);
    if (c->flags & FLAG_BEFORE)
        memcpy(d->out64[1] + at, y, (size_t)c->n * sizeof *y);
    if (c->flags & FLAG_GELU)
        aift__gelu_f64(kernel, c->n, false, y, y);
    if (c->flags & FLAG_SLOPE)
        aift__gelu_grad_f64(kernel, c->n, false, d->in64[3] + at, y, y);
}

static aift_status product_f64(CALL_ARGS)
{
    aift_status status =
        aift__gemm_f64(kernel, c->flags & FLAG_TA, c->flags & FLAG_TB, c->m, c->n, c->k, 1.5, d->in64[0],
                       lda(c), d->in64[1], ldb(c), c->flags & FLAG_BETA ? 1.0 : 0.0, d->out64[0], ldc(c));
    for (int64_t i = 0; status == AIFT_OK && i < c->m; i++)
        tail_f64(c, kernel, d, d->out64[0] + i * ldc(c), i);
    return status;
}

const kernel_kind product_kinds[] = {
    {"product", product_sizes, BOTH(product), .flops = product_flops, .absolute = 2e-6, .split = 1e-6},
    {0},
};
