/* Kinds of kernels over lines: how each is called, and how exact it must be. */
#include <stdlib.h>

#include "cases/kernel_kinds.h"
#include "kernels/loss.h"
#include "kernels/norm.h"
#include "kernels/products.h"

/* ---- lines: m of n numbers ---- */

static void norm_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = c->m * c->n;
    d->in_size[1] = d->in_size[2] = c->n;
    d->out_size[1] = d->out_size[2] = c->m;
}

static void norm_grad_sizes(const kernel_case *c, kernel_data *d) /* x, grad_y, weight, mean, rstd */
{
    d->in_size[0] = d->in_size[1] = d->out_size[0] = c->m * c->n;
    d->in_size[2] = c->n;
    d->in_size[3] = d->in_size[4] = c->m;
}

static void norm_weight_sizes(const kernel_case *c, kernel_data *d)
{
    norm_grad_sizes(c, d);
    d->out_size[0] = d->out_size[1] = c->n;
}

static void prepare_moments(CALL_ARGS)
{
    double *y = malloc(sizeof *y * (size_t)(c->m * c->n)), *zero = calloc((size_t)c->n, sizeof *zero);
    aift__layer_norm_f64(kernel, c->m, c->n, 1e-5, d->in64[0], zero, zero, y, d->in64[3], d->in64[4]);
    free(y);
    free(zero);
}

#define NORM(S) aift__layer_norm_##S(kernel, c->m, c->n, 1e-5, in[0], in[1], in[2], out[0], out[1], out[2])
#define NORM_GRAD(S)                                                                                         \
    aift__layer_norm_grad_input_##S(kernel, c->m, c->n, in[0], in[2], in[3], in[4], in[1], out[0])
#define NORM_WEIGHT(S)                                                                                       \
    aift__layer_norm_grad_weight_##S(kernel, c->m, c->n, in[0], in[3], in[4], in[1], c->flags &FLAG_ADD,     \
                                     out[0], out[1])
CALLS(norm, NORM)
CALLS(norm_grad, NORM_GRAD)
CALLS(norm_weight, NORM_WEIGHT)

static void lines_in(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->out_size[0] = c->m * c->n;
}

static void lines_two_in(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = d->in_size[1] = d->out_size[0] = c->m * c->n;
}

static void column_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m * c->n;
    d->out_size[0] = c->n;
}

static void prepare_softmax(CALL_ARGS)
{
    aift__softmax_f64(kernel, c->m, c->n, d->in64[0], d->in64[0]);
}

#define SOFTMAX(S) aift__softmax_##S(kernel, c->m, c->n, in[0], out[0])
#define SOFTMAX_GRAD(S) aift__softmax_grad_##S(kernel, c->m, c->n, in[0], in[1], out[0])
#define COLUMN_SUM(S) aift__column_sum_##S(kernel, c->m, c->n, in[0], c->flags &FLAG_ADD, out[0])
CALLS(softmax, SOFTMAX)
CALLS(softmax_grad, SOFTMAX_GRAD)
CALLS(column_sum, COLUMN_SUM)

/* ---- cross entropy: m rows, n classes, p smoothing ---- */

static void loss_sizes(const kernel_case *c, kernel_data *d)
{
    d->in_size[0] = c->m * c->n;
    d->in_size[1] = c->n;
    d->in_size[2] = 1; /* the gradient of the loss */
    d->in_size[3] = c->m * c->n;
    d->out_size[0] = 1;
    d->out_size[1] = c->m;
}

static void loss_grad_sizes(const kernel_case *c, kernel_data *d)
{
    loss_sizes(c, d);
    d->out_size[0] = c->m * c->n;
    d->out_size[1] = 0;
}

static void prepare_loss(CALL_ARGS)
{
    for (int64_t i = 0; i < c->n; i++)
        d->in64[1][i] = 0.25 + (double)(i % 5);
    for (int64_t i = 0; i < c->m * c->n; i++) /* two labels a row, as mixed ones are */
        d->in64[3][i] = 0.3 * (i % c->n == 0) + 0.7 * (i % c->n == i / c->n % c->n);
}

#define LABELS                                                                                               \
    c->flags &FLAG_TARGETS ? NULL : d->labels, c->flags &FLAG_TARGETS ? in[3] : NULL,                        \
        c->flags &FLAG_WEIGHTS ? in[1] : NULL
#define LOSS(S) return aift__cross_entropy_##S(kernel, c->m, c->n, in[0], LABELS, c->p, out[0], out[1])
#define LOSS_GRAD(S)                                                                                         \
    return aift__cross_entropy_grad_##S(kernel, c->m, c->n, in[0], LABELS, c->p, in[2], out[0])
CALLS(loss, LOSS)
CALLS(loss_grad, LOSS_GRAD)

const kernel_kind line_kinds[] = {
    {"layer_norm", norm_sizes, BOTH(norm), .relative = 1e-6, .absolute = 4e-6},
    {"layer_norm_grad_input", norm_grad_sizes, prepare_moments, BOTH(norm_grad), .relative = 1e-6,
     .absolute = 2e-6},
    {"layer_norm_grad_weight", norm_weight_sizes, prepare_moments, BOTH(norm_weight), .relative = 1e-6,
     .absolute = 1e-6},
    {"softmax", lines_in, BOTH(softmax), .relative = 1e-6, .absolute = 1e-7},
    {"softmax_grad", lines_two_in, prepare_softmax, BOTH(softmax_grad), .relative = 1e-6, .absolute = 1e-6},
    {"column_sum", column_sizes, BOTH(column_sum), .relative = 1e-6, .absolute = 1e-6},
    {"cross_entropy", loss_sizes, prepare_loss, BOTH(loss), .relative = 1e-6},
    {"cross_entropy_grad", loss_grad_sizes, prepare_loss, BOTH(loss_grad), .relative = 1e-6,
     .absolute = 1e-7},
    {0},
};
