/* Kinds of kernels over flat buffers: how each is called, and how exact it must be. */
#include "cases/kernel_kinds.h"
#include "kernels/activation.h"
#include "kernels/embedding.h"
#include "kernels/optimizer.h"

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

/* Gradient, parameter and both moments are read, the last three written. */
static double adamw_bytes(const kernel_case *c, const kernel_data *d)
{
    return 7.0 * (double)c->m * sizeof(float);
}

static aift__adamw adamw_of(const kernel_case *c)
{
    return (aift__adamw){1e-3, 0.9, 0.999, 1e-8, 0.01, 0.7, 1 + (int64_t)c->p};
}

#define ADAMW(S)                                                                                             \
    aift__adamw options = adamw_of(c);                                                                       \
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

/* ---- m rows of a sparse gradient of n numbers; `labels` are their marks ---- */

/* Few rows are part of this gradient, some were before, most never. */
static void prepare_marks(CALL_ARGS)
{
    for (int64_t i = 0; i < c->m; i++)
        d->labels[i] = i % 11 == 2                  ? AIFT__ROW_NOW | AIFT__ROW_EVER
                       : i % 11 == 3 || i % 11 == 7 ? AIFT__ROW_EVER
                                                    : 0;
}

static double marked(const kernel_case *c, const kernel_data *d, int32_t mark)
{
    double rows = 0;
    for (int64_t i = 0; i < c->m; i++)
        rows += d->labels[i] & mark ? 1 : 0;
    return rows;
}

static void square_rows_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m * c->n;
    d->out_size[0] = 1;
}

static void adamw_rows_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = d->out_size[1] = d->out_size[2] = c->m * c->n;
}

static double square_rows_bytes(const kernel_case *c, const kernel_data *d)
{
    return marked(c, d, AIFT__ROW_NOW) * (double)c->n * sizeof(float);
}

/* Rows that were never part of it only decay. */
static double adamw_rows_bytes(const kernel_case *c, const kernel_data *d)
{
    double ever = marked(c, d, AIFT__ROW_EVER);
    return (7 * ever + 2 * ((double)c->m - ever)) * (double)c->n * sizeof(float);
}

static aift_status square_rows_f32(CALL_ARGS)
{
    d->out[0][0] = (float)aift__sum_of_squares_rows_f32(kernel, c->m, c->n, d->labels, d->in[0]);
    return AIFT_OK;
}

static aift_status square_rows_f64(CALL_ARGS)
{
    d->out64[0][0] = 0;
    for (int64_t i = 0; i < c->m; i++)
        if (d->labels[i] & AIFT__ROW_NOW)
            d->out64[0][0] += aift__sum_of_squares_f64(kernel, c->n, d->in64[0] + i * c->n);
    return AIFT_OK;
}

static aift_status adamw_rows_f32(CALL_ARGS)
{
    const aift__adamw options = adamw_of(c);
    aift__adamw_rows_f32(kernel, &options, c->m, c->n, d->labels, d->in[0], d->out[0], d->out[1], d->out[2]);
    return AIFT_OK;
}

static aift_status adamw_rows_f64(CALL_ARGS)
{
    const aift__adamw options = adamw_of(c);
    for (int64_t i = 0; i < c->m; i++) {
        const int64_t at = i * c->n;
        if (d->labels[i] & AIFT__ROW_EVER)
            aift__adamw_f64(kernel, &options, c->n, d->in64[0] + at, d->out64[0] + at, d->out64[1] + at,
                            d->out64[2] + at);
        else
            for (int64_t j = at; j < at + c->n; j++)
                d->out64[0][j] *= 1 - options.learning_rate * options.weight_decay;
    }
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
    {"adamw", adamw_sizes, BOTH(adamw), .bytes = adamw_bytes, .relative = 5e-7, .absolute = 5e-7,
     .positive_out = 4},
    {"sum_of_squares_rows", square_rows_sizes, prepare_marks, BOTH(square_rows), .bytes = square_rows_bytes,
     .relative = 1e-7},
    {"adamw_rows", adamw_rows_sizes, prepare_marks, BOTH(adamw_rows), .bytes = adamw_rows_bytes,
     .relative = 5e-7, .absolute = 5e-7, .positive_out = 4},
    {0},
};
