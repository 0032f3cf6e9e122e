/* Kinds of kernels over pictures: how each is called, and how exact it must be. A case has m pictures of n x n pixels and k
 * channels; p is the number of channels that come out, 0 where the convolution is depthwise. */
#include <stdlib.h>

#include "base/alloc.h"
#include "cases/kernel_kinds.h"
#include "kernels/batch_norm.h"
#include "kernels/conv.h"

static aift__conv conv_of(const kernel_case *c)
{
    const int64_t kernel = c->flags & FLAG_5X5 ? 5 : c->flags & FLAG_3X3 ? 3 : 1;
    const int64_t stride = c->flags & FLAG_STRIDE ? 2 : 1, side = (c->n + stride - 1) / stride;
    const int64_t out = c->p > 0 ? (int64_t)c->p : c->k, over = (side - 1) * stride + kernel - c->n;
    const int64_t pad = over > 0 ? over / 2 : 0; /* TensorFlow's, lopsided where it is odd */
    return (aift__conv){c->m,   c->n,   c->n,   c->k, side, side, out, kernel,
                        kernel, stride, stride, pad,  pad,  1,    1,   c->p > 0 ? 1 : c->k};
}

static int64_t x_size(const aift__conv *v)
{
    return v->rows * v->h * v->w * v->c;
}

static int64_t y_size(const aift__conv *v)
{
    return v->rows * v->out_h * v->out_w * v->out_c;
}

static int64_t weight_size(const aift__conv *v)
{
    return v->out_c * (v->c / v->groups) * v->kernel_h * v->kernel_w;
}

/* The context with so much scratch. */
static aift__kernel_context with_scratch(const aift__kernel_context *kernel, size_t bytes)
{
    aift__kernel_context with = *kernel;
    with.scratch = aift__aligned_alloc(kernel->context, bytes + 64);
    return with;
}

static double conv_flops(const kernel_case *c, const kernel_data *d)
{
    const aift__conv v = conv_of(c);
    (void)d;
    return 2 * (double)y_size(&v) * (double)(weight_size(&v) / v.out_c);
}

/* ---- conv: x, weight; y, moments ---- */

static void conv_sizes(const kernel_case *c, kernel_data *d)
{
    const aift__conv v = conv_of(c);
    d->in_size[0] = x_size(&v);
    d->in_size[1] = weight_size(&v);
    d->out_size[0] = y_size(&v);
    d->out_size[1] = 2 * v.rows * v.out_c;
}

static aift_status conv_f32(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    const aift__kernel_context with = with_scratch(kernel, aift__conv2d_scratch(&v, true));
    aift_status status = aift__conv2d_f32(
        &with, &v,
        &(aift__conv_run){.x = d->in[0], .weight = d->in[1], .y = d->out[0], .moments = d->out[1]});
    aift__aligned_free(kernel->context, with.scratch);
    return status;
}

static aift_status conv_f64(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    (void)kernel;
    aift__conv2d_f64(&v, d->in64[0], d->in64[1], NULL, d->out64[0]);
    aift__conv_moments_f64(&v, d->out64[0], d->out64[1]);
    return AIFT_OK;
}

/* ---- conv_grad: x, weight, grad_y; grad_x, grad_weight ---- */

static void conv_grad_sizes(const kernel_case *c, kernel_data *d)
{
    const aift__conv v = conv_of(c);
    d->in_size[0] = d->out_size[0] = x_size(&v);
    d->in_size[1] = d->out_size[1] = weight_size(&v);
    d->in_size[2] = y_size(&v);
}

static aift_status conv_grad_f32(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    const aift__kernel_context with = with_scratch(kernel, aift__conv2d_grad_input_scratch(&v) +
                                                               aift__conv2d_grad_weight_scratch(&v, false));
    aift_status status = aift__conv2d_grad_input_f32(&with, &v, d->in[2], d->in[1], d->out[0]);
    if (status == AIFT_OK)
        status = aift__conv2d_grad_weight_f32(&with, &v, NULL, d->in[0], d->in[2], true, d->out[1]);
    aift__aligned_free(kernel->context, with.scratch);
    return status;
}

static aift_status conv_grad_f64(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    (void)kernel;
    aift__conv2d_grad_input_f64(&v, d->in64[2], d->in64[1], d->out64[0]);
    aift__conv2d_grad_weight_f64(&v, d->in64[0], d->in64[2], true, d->out64[1]);
    return AIFT_OK;
}

/* ---- conv_norm_grad: z, six vectors of its norm, grad_y, x, weight, three vectors of the norm of x; grad_x, the norm's
 * two gradients, grad_weight, sums of the norm of x ---- */

static void norm_grad_sizes(const kernel_case *c, kernel_data *d)
{
    const aift__conv v = conv_of(c);
    d->in_size[0] = d->in_size[2] = y_size(&v);
    d->in_size[1] = 6 * v.out_c;
    d->in_size[3] = d->out_size[0] = x_size(&v);
    d->in_size[4] = d->out_size[3] = weight_size(&v);
    d->in_size[5] = 3 * v.c;
    d->out_size[1] = d->out_size[2] = v.out_c;
    d->out_size[4] = c->flags & FLAG_INPUT ? 2 * v.c : 0;
}

/* Deviations about 1. */
static void prepare_norms(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    (void)kernel;
    for (int64_t i = 0; i < v.out_c; i++) {
        d->in64[1][3 * v.out_c + i] = 0.5 + (double)(i % 7) / 7;
        d->in64[1][i] = 1.5 - (double)(i % 5) / 5;
    }
}

static const aift__act norm_act = AIFT__ACT_SILU, input_act = AIFT__ACT_HARD_SWISH;

static aift_status norm_grad_f32(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    const aift__kernel_context with = with_scratch(kernel, aift__conv_norm_grad_scratch(&v));
    const float *n = d->in[1], *u = d->in[5];
    const aift__conv_input input = {u, u + v.c, input_act};
    aift__conv_norm_grad_f32(&with, &v,
                             &(aift__conv_norm_grad){.z = d->in[0],
                                                     .norm_weight = n,
                                                     .norm_bias = n + v.out_c,
                                                     .mean = n + 2 * v.out_c,
                                                     .rstd = n + 3 * v.out_c,
                                                     .sums = c->flags & FLAG_SUMS ? n + 4 * v.out_c : NULL,
                                                     .grad_y = d->in[2],
                                                     .act = norm_act,
                                                     .x = d->in[3],
                                                     .weight = d->in[4],
                                                     .input = c->flags & FLAG_INPUT ? &input : NULL,
                                                     .input_mean = u + 2 * v.c,
                                                     .grad_x = d->out[0],
                                                     .grad_norm_weight = d->out[1],
                                                     .grad_norm_bias = d->out[2],
                                                     .grad_weight = d->out[3],
                                                     .input_sums = c->flags & FLAG_INPUT ? d->out[4] : NULL,
                                                     .add = true});
    aift__aligned_free(kernel->context, with.scratch);
    return AIFT_OK;
}

static aift_status norm_grad_f64(CALL_ARGS)
{
    const aift__conv v = conv_of(c);
    const aift__batch_norm norm = {
        .lines = v.rows * v.out_h * v.out_w, .channels = v.out_c, .bands = 1, .act = norm_act};
    const aift__batch_norm before = {
        .lines = v.rows * v.h * v.w, .channels = v.c, .bands = 1, .act = input_act};
    double *const *in = d->in64, *const *out = d->out64, *n = in[1], *u = in[5];
    double *dz = malloc((size_t)y_size(&v) * sizeof *dz), *x = malloc((size_t)x_size(&v) * sizeof *x);
    double *ones = malloc((size_t)v.c * sizeof *ones), *zeros = calloc((size_t)v.c, sizeof *zeros);
    (void)kernel;
    aift__batch_norm_grad_f64(&norm, in[0], n, n + v.out_c, n + 2 * v.out_c, n + 3 * v.out_c, in[2],
                              c->flags & FLAG_SUMS ? n + 4 * v.out_c : NULL, true, dz, out[1], out[2]);
    for (int64_t i = 0; i < v.c; i++)
        ones[i] = 1;
    memcpy(x, in[3], (size_t)x_size(&v) * sizeof *x);
    if (c->flags & FLAG_INPUT)
        aift__batch_norm_apply_f64(&before, in[3], u, u + v.c, zeros, ones, x);
    aift__conv2d_grad_input_f64(&v, dz, in[4], out[0]);
    aift__conv2d_grad_weight_f64(&v, x, dz, true, out[3]);
    if (c->flags & FLAG_INPUT) { /* of deviations from the mean, though the activation knows no mean here */
        aift__batch_norm_sums_f64(&before, in[3], u, u + v.c, zeros, ones, out[0], out[4]);
        for (int64_t i = 0; i < v.c; i++)
            out[4][v.c + i] -= u[2 * v.c + i] * out[4][i];
    }
    free(dz);
    free(x);
    free(ones);
    free(zeros);
    return AIFT_OK;
}

const kernel_kind picture_kinds[] = {
    {"conv", conv_sizes, BOTH(conv), .flops = conv_flops, .relative = 1e-5, .absolute = 3e-6},
    {"conv_grad", conv_grad_sizes, BOTH(conv_grad), .flops = conv_flops, .relative = 1e-5, .absolute = 3e-6},
    {"conv_norm_grad", norm_grad_sizes, prepare_norms, BOTH(norm_grad), .flops = conv_flops, .relative = 1e-5,
     .absolute = 3e-6},
    {0},
};
