/* Kinds of kernels over ragged rows: how each is called, and how exact it must be. */
#include "cases/kernel_kinds.h"
#include "kernels/activation.h"
#include "kernels/add_norm.h"
#include "kernels/attention.h"
#include "kernels/dropout.h"
#include "kernels/embedding.h"
#include "kernels/norm.h"
#include "kernels/pooling.h"

/* ---- dropout: m lines of k numbers, or m rows of n tokens of k numbers ---- */

static int64_t dropout_lines(const kernel_case *c)
{
    return c->flags & FLAG_OFFSETS ? row_tokens(c, false) : c->m;
}

static void dropout_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = dropout_lines(c) * c->k;
}

static aift__dropout dropout_of(const kernel_case *c, const kernel_data *d)
{
    return (aift__dropout){.n = c->k,
                           .rows = c->m,
                           .offsets = c->flags & FLAG_OFFSETS ? d->ints[0] : NULL,
                           .p = c->p,
                           .stream = 0x123456789abcdefu};
}

#define DROPOUT(S)                                                                                           \
    const aift__dropout dropout = dropout_of(c, d);                                                          \
    aift__dropout_##S(kernel, dropout_lines(c), &dropout, in[0], out[0])
CALLS(dropout, DROPOUT)

/* ---- dropout, residual and layer norm: the same lines ---- */

static const double eps = 1e-5;

/* x, residual, weight, bias; y, sum, mean, rstd */
static void add_norm_sizes(const kernel_case *c, kernel_data *d)
{
    const int64_t m = dropout_lines(c), all = m * c->k;
    d->in_size[0] = c->flags & FLAG_INPLACE ? 0 : all;
    d->in_size[1] = d->out_size[0] = all;
    d->in_size[2] = d->in_size[3] = c->k;
    d->out_size[1] = c->flags & FLAG_NO_SUM ? 0 : all;
    d->out_size[2] = d->out_size[3] = m;
}

static aift_status add_norm_f32(CALL_ARGS)
{
    const aift__dropout dropout = dropout_of(c, d);
    aift__add_norm_f32(kernel, dropout_lines(c), &dropout, eps,
                       c->flags & FLAG_INPLACE ? d->out[1] : d->in[0], d->in[1], d->in[2], d->in[3],
                       d->out[0], c->flags & FLAG_NO_SUM ? NULL : d->out[1], d->out[2], d->out[3]);
    return AIFT_OK;
}

static aift_status add_norm_f64(CALL_ARGS)
{
    const aift__dropout dropout = dropout_of(c, d);
    const int64_t m = dropout_lines(c);
    double *sum = c->flags & FLAG_NO_SUM ? d->out64[0] : d->out64[1];
    aift__dropout_f64(kernel, m, &dropout, c->flags & FLAG_INPLACE ? sum : d->in64[0], sum);
    aift__add_f64(kernel, m * c->k, sum, d->in64[1], sum);
    aift__layer_norm_f64(kernel, m, c->k, eps, sum, d->in64[2], d->in64[3], d->out64[0], d->out64[2],
                         d->out64[3]);
    return AIFT_OK;
}

static void add_norm_grad_sizes(const kernel_case *c, kernel_data *d) /* sum, weight, mean, rstd, grad_y */
{
    const int64_t m = dropout_lines(c);
    d->in_size[0] = d->in_size[4] = d->out_size[0] = d->out_size[1] = m * c->k;
    d->in_size[1] = c->k;
    d->in_size[2] = d->in_size[3] = m;
}

/* The moments of the sum; y goes to where its gradient is. */
static void prepare_add_norm_grad(CALL_ARGS)
{
    aift__layer_norm_f64(kernel, dropout_lines(c), c->k, eps, d->in64[0], d->in64[1], d->in64[1], d->in64[4],
                         d->in64[2], d->in64[3]);
}

static aift_status add_norm_grad_f32(CALL_ARGS)
{
    const aift__dropout dropout = dropout_of(c, d);
    aift__add_norm_grad_f32(kernel, dropout_lines(c), &dropout, d->in[0], d->in[1], d->in[2], d->in[3],
                            d->in[4], d->out[0], d->out[1]);
    return AIFT_OK;
}

static aift_status add_norm_grad_f64(CALL_ARGS)
{
    const aift__dropout dropout = dropout_of(c, d);
    const int64_t m = dropout_lines(c);
    double *const *in = d->in64, *const *out = d->out64;
    aift__layer_norm_grad_input_f64(kernel, m, c->k, in[0], in[1], in[2], in[3], in[4], out[0]);
    aift__dropout_f64(kernel, m, &dropout, out[0], out[1]);
    return AIFT_OK;
}

/* ---- attention: m rows of n tokens, k numbers a head ---- */

enum { HEADS = 3 };

static int64_t token(const kernel_case *c)
{
    return HEADS * c->k + (c->flags & FLAG_GAPS ? 5 : 0);
}

static aift__attention shape_of(const kernel_case *c, const kernel_data *d)
{
    return (aift__attention){.rows = c->m,
                             .heads = HEADS,
                             .head_dim = c->k,
                             .q_offsets = d->ints[0],
                             .k_offsets = d->ints[1],
                             .ldq = token(c),
                             .ldk = token(c),
                             .ldv = token(c),
                             .ldo = token(c),
                             .scale = 1.0 / (double)c->k,
                             .dropout = c->p,
                             .stream = 99};
}

static void attention_sizes(const kernel_case *c, kernel_data *d)
{
    int64_t queries = row_tokens(c, false), keys = row_tokens(c, true);
    d->in_size[0] = d->out_size[0] = queries * token(c);
    d->in_size[1] = d->in_size[2] = keys * token(c);
    d->out_size[1] = queries * HEADS;
}

static void attention_grad_sizes(const kernel_case *c, kernel_data *d) /* q, k, v, o, lse, grad_o */
{
    attention_sizes(c, d);
    d->in_size[3] = d->in_size[5] = d->in_size[0];
    d->in_size[4] = d->out_size[1];
    d->out_size[1] = d->out_size[2] = d->in_size[1];
}

static void prepare_attention(CALL_ARGS)
{
    aift__attention a = shape_of(c, d);
    double *const *in = d->in64;
    aift__attention_f64(kernel, &a, in[0], in[1], in[2], in[3], in[4]);
}

static double attention_flops(const kernel_case *c, const kernel_data *d)
{
    double pairs = 0;
    for (int64_t r = 0; r < c->m; r++)
        pairs += (double)row_length(c, r, false) * row_length(c, r, true);
    return 4.0 * HEADS * (double)c->k * pairs;
}

static double attention_grad_flops(const kernel_case *c, const kernel_data *d)
{
    return 2.5 * attention_flops(c, d);
}

#define ATTENTION(S)                                                                                         \
    aift__attention a = shape_of(c, d);                                                                      \
    aift__attention_##S(kernel, &a, in[0], in[1], in[2], out[0], out[1])
#define ATTENTION_GRAD(S)                                                                                    \
    aift__attention a = shape_of(c, d);                                                                      \
    aift__attention_grad_##S(kernel, &a, in[0], in[1], in[2], in[3], in[4], in[5], out[0], out[1], out[2])
CALLS(attention, ATTENTION)
CALLS(attention_grad, ATTENTION_GRAD)

/* ---- embedding: m ids of tables of n lines of k numbers ---- */

static void embedding_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->n * c->k;
    d->out_size[0] = c->m * c->k;
}

static void embedding_grad_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m * c->k;
    d->out_size[0] = c->n * c->k;
}

/* Lines of the table that are looked up; those that are added to are also read. */
static double embedding_bytes(const kernel_case *c, const kernel_data *d)
{
    return 2.0 * (double)(c->m * c->k) * sizeof(float);
}

static double embedding_grad_bytes(const kernel_case *c, const kernel_data *d)
{
    return 3.0 * (double)(c->m * c->k) * sizeof(float) +
           (c->flags & FLAG_ADD ? 0.0 : (double)(c->n * c->k) * sizeof(float));
}

#define EMBEDDING(S) return aift__embedding_##S(kernel, c->n, c->k, c->m, in[0], d->labels, out[0])
#define EMBEDDING_GRAD(S)                                                                                    \
    return aift__embedding_grad_##S(kernel, c->n, c->k, c->m, c->flags & FLAG_PADDED ? 0 : -1, d->labels,    \
                                    in[0], c->flags & FLAG_ADD, out[0], NULL)
CALLS(embedding, EMBEDDING)
CALLS(embedding_grad, EMBEDDING_GRAD)

/* ---- pooling: m rows of n tokens of k numbers ---- */

static void pool_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = row_tokens(c, false) * c->k;
    d->out_size[0] = c->m * c->k;
}

static void pool_grad_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m * c->k;
    d->out_size[0] = row_tokens(c, false) * c->k;
}

static double first_bytes(const kernel_case *c, const kernel_data *d)
{
    return 2.0 * (double)(c->m * c->k) * sizeof(float);
}

#define FIRST(S) aift__first_token_##S(kernel, c->m, c->k, 1, d->ints[0], in[0], out[0])
#define FIRST_GRAD(S) aift__first_token_grad_##S(kernel, c->m, c->k, 1, d->ints[0], in[0], out[0])
#define MEAN(S) aift__mean_pool_##S(kernel, c->m, c->k, d->ints[0], in[0], out[0])
#define MEAN_GRAD(S) aift__mean_pool_grad_##S(kernel, c->m, c->k, d->ints[0], in[0], out[0])
CALLS(first, FIRST)
CALLS(first_grad, FIRST_GRAD)
CALLS(mean, MEAN)
CALLS(mean_grad, MEAN_GRAD)

/* Products of attention are its own, so that even they do not depend on the threads. */
const kernel_kind row_kinds[] = {
    {"dropout", dropout_sizes, BOTH(dropout), .relative = 2e-7},
    {"attention", attention_sizes, BOTH(attention), .flops = attention_flops, .relative = 1e-6,
     .absolute = 3e-6},
    {"attention_grad", attention_grad_sizes, prepare_attention, BOTH(attention_grad),
     .flops = attention_grad_flops, .relative = 1e-6, .absolute = 1e-5},
    {"add_norm", add_norm_sizes, BOTH(add_norm), .relative = 1e-6, .absolute = 4e-6},
    {"add_norm_grad", add_norm_grad_sizes, prepare_add_norm_grad, BOTH(add_norm_grad), .relative = 1e-6,
     .absolute = 2e-6},
    {"embedding", embedding_sizes, BOTH(embedding), .bytes = embedding_bytes},
    {"embedding_grad", embedding_grad_sizes, BOTH(embedding_grad), .bytes = embedding_grad_bytes,
     .relative = 1e-6, .absolute = 1e-6},
    {"first_token", pool_sizes, BOTH(first), .bytes = first_bytes},
    {"first_token_grad", pool_grad_sizes, BOTH(first_grad)},
    {"mean_pool", pool_sizes, BOTH(mean), .relative = 1e-6, .absolute = 1e-6},
    {"mean_pool_grad", pool_grad_sizes, BOTH(mean_grad), .relative = 2e-7},
    {0},
};
