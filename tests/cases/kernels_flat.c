/* Kinds of kernels over flat buffers and dense products: how each is called, and how exact it must be. */
#include <stdlib.h>

#include "cases/kernel_kinds.h"
#include "kernels/activation.h"
#include "kernels/optimizer.h"
#include "kernels/products.h"

/* ---- elementwise: m numbers ---- */

static void no_in(const kernel_case *c, kernel_data *d)
{
    d->out_size[0] = c->m;
}

static void one_in(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = c->m;
}

static void two_in(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->in_size[1] = d->out_size[0] = c->m;
}

#define GELU(S) aift__gelu_##S(kernel, c->m, c->flags &FLAG_TANH, in[0], out[0])
#define GELU_GRAD(S) aift__gelu_grad_##S(kernel, c->m, c->flags &FLAG_TANH, in[0], in[1], out[0])
#define TANH(S) aift__tanh_##S(kernel, c->m, in[0], out[0])
#define TANH_GRAD(S) aift__tanh_grad_##S(kernel, c->m, in[0], in[1], out[0])
#define RELU(S) aift__relu_##S(kernel, c->m, in[0], out[0])
#define RELU_GRAD(S) aift__relu_grad_##S(kernel, c->m, in[0], in[1], out[0])
#define ADD(S) aift__add_##S(kernel, c->m, in[0], in[1], out[0])
#define COPY(S) aift__copy_##S(kernel, c->m, in[0], c->flags &FLAG_ADD, out[0])
CALLS(gelu, GELU)
CALLS(gelu_grad, GELU_GRAD)
CALLS(tanh, TANH)
CALLS(tanh_grad, TANH_GRAD)
CALLS(relu, RELU)
CALLS(relu_grad, RELU_GRAD)
CALLS(add, ADD)
CALLS(copy, COPY)

/* In place: y is x, grad_x is grad_y. */
#define GELU_INPLACE(S) aift__gelu_##S(kernel, c->m, c->flags &FLAG_TANH, out[0], out[0])
#define GELU_GRAD_INPLACE(S) aift__gelu_grad_##S(kernel, c->m, c->flags &FLAG_TANH, in[0], out[0], out[0])
CALLS(gelu_inplace, GELU_INPLACE)
CALLS(gelu_grad_inplace, GELU_GRAD_INPLACE)

/* ---- products: [m, k] [k, n] ---- */

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

static void product_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = lda(c) * (c->flags & FLAG_TA ? c->k : c->m);
    d->in_size[1] = ldb(c) * (c->flags & FLAG_TB ? c->n : c->k);
    d->out_size[0] = (c->n + gap(c)) * c->m;
}

static double product_flops(const kernel_case *c, const kernel_data *d)
{
    return 2.0 * (double)c->m * (double)c->n * (double)c->k;
}

static aift_status product_f32(CALL_ARGS)
{
    aift__gemm gemm = {c->flags & FLAG_TA,
                       c->flags & FLAG_TB,
                       c->m,
                       c->n,
                       c->k,
                       1.5f,
                       d->in[0],
                       lda(c),
                       d->in[1],
                       ldb(c),
                       NULL,
                       c->flags & FLAG_BETA ? 1.0f : 0.0f,
                       d->out[0],
                       c->n + gap(c),
                       {0}};
    size_t packed = c->flags & FLAG_PACKED ? aift__packed_size(kernel, c->n, c->k) : 0;
    float *copy = packed ? malloc(packed * sizeof *copy) : NULL;
    gemm.alpha = packed ? 1.0f : 1.5f; /* a packed copy holds it */
    for (int64_t i = 0; packed && i < d->in_size[1]; i++)
        d->in[1][i] = (float)d->in64[1][i] * 1.5f;
    if (packed) {
        aift__pack_f32(kernel, gemm.tb, c->n, c->k, gemm.b, gemm.ldb, copy);
        gemm.packed = copy;
        gemm.b = NULL;
    }
    aift_status status = aift__gemm_f32(kernel, &gemm);
    free(copy);
    return status;
}

static aift_status product_f64(CALL_ARGS)
{
    return aift__gemm_f64(kernel, c->flags & FLAG_TA, c->flags & FLAG_TB, c->m, c->n, c->k, 1.5, d->in64[0],
                          lda(c), d->in64[1], ldb(c), c->flags & FLAG_BETA ? 1.0 : 0.0, d->out64[0],
                          c->n + gap(c));
}

/* ---- flat buffers of m numbers ---- */

static void square_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m;
    d->out_size[0] = 1;
}

static void adamw_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = d->out_size[1] = d->out_size[2] = c->m;
}

#define ADAMW(S)                                                                                             \
    aift__adamw options = {1e-3, 0.9, 0.999, 1e-8, 0.01, 0.7, 1 + (int64_t)c->p};                            \
    aift__adamw_##S(kernel, &options, c->m, in[0], out[0], out[1], out[2])
CALLS(adamw, ADAMW)

static aift_status squares_f32(CALL_ARGS)
{
    d->out[0][0] = (float)aift__sum_of_squares_f32(kernel, c->m, d->in[0]);
    return AIFT_OK;
}

static aift_status squares_f64(CALL_ARGS)
{
    d->out64[0][0] = aift__sum_of_squares_f64(kernel, c->m, d->in64[0]);
    return AIFT_OK;
}

/* The tails of gelu may differ by a few roundings of their own size. */
const kernel_kind flat_kinds[] = {
    {"gelu", one_in, BOTH(gelu), .relative = 1e-6, .absolute = 1e-7},
    {"gelu_inplace", no_in, BOTH(gelu_inplace), .relative = 1e-6, .absolute = 1e-7},
    {"gelu_grad", two_in, BOTH(gelu_grad), .relative = 1e-6, .absolute = 5e-7},
    {"gelu_grad_inplace", one_in, BOTH(gelu_grad_inplace), .relative = 1e-6, .absolute = 5e-7},
    {"tanh", one_in, BOTH(tanh), .relative = 3e-7},
    {"tanh_grad", two_in, BOTH(tanh_grad), .relative = 3e-7, .absolute = 3e-7},
    {"relu", one_in, BOTH(relu)},
    {"relu_grad", two_in, BOTH(relu_grad)},
    {"add", two_in, BOTH(add), .relative = 1e-7},
    {"copy", one_in, BOTH(copy), .relative = 1e-7},
    {"sum_of_squares", square_sizes, BOTH(squares), .relative = 1e-7},
    {"adamw", adamw_sizes, BOTH(adamw), .relative = 5e-7, .absolute = 5e-7, .positive_out = 4},
    {"product", product_sizes, BOTH(product), .flops = product_flops, .absolute = 2e-6, .split = 1e-6},
    {0},
};
