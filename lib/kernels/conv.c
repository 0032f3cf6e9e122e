/* Convolutions: which of three ways each goes. A pointwise one is a dense product of all pixels, a depthwise one has
 * kernels of its own (conv_depthwise.c), any other gathers its windows for products (conv_window.c). */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_ways.h"
#include "kernels/products.h"

enum {
    TILES = 8,     /* of a weight's gradient, at least: where it is too small itself, the pixels are cut */
    LINES = 96,    /* of a tile */
    COLUMNS = 192, /* a block of the product */
    GRAIN = 16384
};

bool aift__conv_is_pointwise(const aift__conv *c)
{
    return c->kernel_h == 1 && c->kernel_w == 1 && c->stride_h == 1 && c->stride_w == 1 && c->groups == 1 &&
           c->out_h == c->h && c->out_w == c->w && c->pad_top == 0 && c->pad_left == 0;
}

aift_status aift__conv2d_f32(const aift__kernel_context *kernel, const aift__conv *c,
                             const aift__conv_run *run)
{
    if (aift__conv_is_depthwise(c))
        aift__depthwise_f32(kernel, c, run);
    else if (run->input || run->moments || !aift__conv_is_pointwise(c))
        aift__window_f32(kernel, c, run);
    else
        return aift__gemm_f32(kernel, &(aift__gemm){.tb = true,
                                                    .m = c->rows * c->h * c->w,
                                                    .n = c->out_c,
                                                    .k = c->c,
                                                    .alpha = 1,
                                                    .a = run->x,
                                                    .lda = c->c,
                                                    .b = run->weight,
                                                    .ldb = c->c,
                                                    .packed = run->packed,
                                                    .c = run->y,
                                                    .ldc = c->out_c,
                                                    .tail = run->tail});
    return AIFT_OK;
}

aift_status aift__conv2d_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                        const float *grad_y, const float *weight, float *grad_x)
{
    if (aift__conv_is_depthwise(c))
        aift__depthwise_grad_input_f32(kernel, c, grad_y, weight, grad_x);
    else if (!aift__conv_is_pointwise(c))
        aift__window_grad_input_f32(kernel, c, grad_y, weight, grad_x);
    else
        return aift__gemm_f32(kernel, &(aift__gemm){.m = c->rows * c->h * c->w,
                                                    .n = c->c,
                                                    .k = c->out_c,
                                                    .alpha = 1,
                                                    .a = grad_y,
                                                    .lda = c->out_c,
                                                    .b = weight,
                                                    .ldb = c->c,
                                                    .c = grad_x,
                                                    .ldc = c->c});
    return AIFT_OK;
}

/* ---- a pointwise weight's gradient: parts of the pixels, added in their order ---- */

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    const float *x, *grad_y;
    int64_t across, down, pixels; /* tiles of a gradient; pixels a part */
    bool add;
    float *sums; /* a gradient for each part */
};

static int64_t parts_of(const aift__conv *c)
{
    return aift__div_up(TILES, aift__div_up(c->c, COLUMNS) * aift__div_up(c->out_c, LINES));
}

static void part(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    for (int64_t i = begin; i < end; i++) {
        int64_t number = i / (job->across * job->down), first = number * job->pixels;
        int64_t line = i / job->across % job->down * LINES, column = i % job->across * COLUMNS;
        aift__gemm g = {.ta = true,
                        .m = AIFT__MIN(LINES, c->out_c - line),
                        .n = AIFT__MIN(COLUMNS, c->c - column),
                        .k = AIFT__MIN(job->pixels, c->rows * c->h * c->w - first),
                        .alpha = 1,
                        .a = job->grad_y + first * c->out_c + line,
                        .lda = c->out_c,
                        .b = job->x + first * c->c + column,
                        .ldb = c->c,
                        .beta = job->add,
                        .c = job->sums + (number * c->out_c + line) * c->c + column,
                        .ldc = c->c};
        job->simd->gemm(&g);
    }
}

struct adding {
    int64_t parts, n;
    const float *sums;
    bool add;
    float *to;
};

static void add_parts(void *arg, int64_t begin, int64_t end)
{
    const struct adding *a = arg;
    for (int64_t j = begin; j < end; j++) {
        float sum = a->add ? a->to[j] : 0;
        for (int64_t p = 0; p < a->parts; p++)
            sum += a->sums[p * a->n + j];
        a->to[j] = sum;
    }
}

static void pointwise_grad_weight(const aift__kernel_context *kernel, const aift__conv *c, const float *x,
                                  const float *grad_y, bool add, float *grad_weight)
{
    const int64_t pixels = c->rows * c->h * c->w, n = c->out_c * c->c;
    struct job job = {.simd = aift__simd_of(kernel),
                      .conv = c,
                      .x = x,
                      .grad_y = grad_y,
                      .across = aift__div_up(c->c, COLUMNS),
                      .down = aift__div_up(c->out_c, LINES),
                      .pixels = AIFT__MAX(1, aift__div_up(pixels, parts_of(c))),
                      .sums = kernel->scratch};
    struct adding adding = {aift__div_up(pixels, job.pixels), n, job.sums, add, grad_weight};
    const bool whole = adding.parts == 1;
    if (whole) {
        job.sums = grad_weight;
        job.add = add;
    }
    aift__parallel_for(kernel->context, adding.parts * job.down * job.across, 1, part, &job);
    if (!whole)
        aift__parallel_for(kernel->context, n, GRAIN, add_parts, &adding);
}

aift_status aift__conv2d_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                         const aift__conv_input *input, const float *x, const float *grad_y,
                                         bool add, float *grad_weight)
{
    if (aift__conv_is_depthwise(c))
        aift__depthwise_grad_weight_f32(kernel, c, input, x, grad_y, add, grad_weight);
    else if (input || !aift__conv_is_pointwise(c))
        aift__window_grad_weight_f32(kernel, c, input, x, grad_y, add, grad_weight);
    else
        pointwise_grad_weight(kernel, c, x, grad_y, add, grad_weight);
    return AIFT_OK;
}

/* ---- weights that are copied once ---- */

/* What a pointwise convolution's product reads, whatever the strides. */
static bool is_matrix(const aift__conv *c)
{
    return c->kernel_h == 1 && c->kernel_w == 1 && c->groups == 1;
}

/* One weight a channel and tap; that its lines fit depends on the picture. */
static bool is_by_channel(const aift__conv *c)
{
    return c->groups > 1 && c->groups == c->c && c->groups == c->out_c;
}

size_t aift__conv2d_packed_size(const aift__kernel_context *kernel, const aift__conv *c)
{
    if (is_matrix(c))
        return aift__packed_size(kernel, c->out_c, c->c);
    return is_by_channel(c) ? (size_t)(c->c * c->kernel_h * c->kernel_w) : aift__window_packed_size(c);
}

aift_status aift__conv2d_pack_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                  const float *weight, float *to)
{
    if (is_by_channel(c))
        aift__depthwise_pack_f32(c, weight, to);
    else if (!is_matrix(c))
        return aift__window_pack_f32(kernel, c, weight, to);
    else
        aift__pack_f32(kernel, true, c->out_c, c->c, weight, c->c, to);
    return AIFT_OK;
}

/* ---- scratch ---- */

size_t aift__conv2d_scratch(const aift__conv *c, bool input_or_moments)
{
    if (aift__conv_is_depthwise(c))
        return aift__depthwise_scratch(c);
    return input_or_moments || !aift__conv_is_pointwise(c) ? aift__window_scratch(c) : 0;
}

size_t aift__conv2d_grad_input_scratch(const aift__conv *c)
{
    if (aift__conv_is_depthwise(c))
        return aift__depthwise_scratch(c);
    return aift__conv_is_pointwise(c) ? 0 : aift__window_grad_input_scratch(c);
}

size_t aift__conv2d_grad_weight_scratch(const aift__conv *c, bool input)
{
    if (aift__conv_is_depthwise(c))
        return aift__depthwise_norm_grad_scratch(c);
    if (input || !aift__conv_is_pointwise(c))
        return aift__window_grad_weight_scratch(c);
    return (size_t)(parts_of(c) * c->out_c * c->c) * sizeof(float);
}
