/* Any convolution by dense products: windows of some pixels are gathered line by line into a block that stays in the
 * cache, and multiplied with the weights in the same order (tap after tap, in it channel after channel). The gradient
 * of the input is a convolution too: its windows are the outputs that a pixel went into. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_window.h"

enum {
    STEP = 48,    /* lines of a tile are a multiple */
    DEPTH = 576,  /* numbers of a window in a block */
    COLUMNS = 96, /* of a tile where the lines alone give too few */
    PANEL = 16,   /* columns of packed weights */
    OUT = 32768,  /* numbers of a block that is streamed */
    TILES = 8,    /* at least, where there is so much work */
    GRAIN = 16384
};

/* ---- weights in the windows' order ---- */

struct weights {
    const aift__simd *simd;
    const aift__conv *conv;
    aift__windows w;
    bool backward;
    const float *weight;
    float *ordered, *packed; /* [groups][columns][k]; in pieces of DEPTH, of whole panels of columns */
};

/* A line of the ordered weights: one column. */
static void order(void *arg, int64_t begin, int64_t end)
{
    const struct weights *job = arg;
    const aift__windows *w = &job->w;
    const int64_t taps = w->kernel_h * w->kernel_w, per = job->backward ? w->columns : w->depth;
    for (int64_t n = begin; n < end; n++) {
        int64_t group = n / w->columns, column = n % w->columns;
        float *to = job->ordered + n * w->k;
        for (int64_t t = 0; t < taps; t++)
            for (int64_t d = 0; d < w->depth; d++) {
                int64_t out = job->backward ? group * w->depth + d : n, in = job->backward ? column : d;
                to[t * w->depth + d] = job->weight[(out * per + in) * taps + t];
            }
    }
}

static void pack(void *arg, int64_t begin, int64_t end)
{
    const struct weights *job = arg;
    const aift__windows *w = &job->w;
    int64_t columns = aift__div_up(w->columns, PANEL) * PANEL;
    for (int64_t g = begin; g < end; g++)
        for (int64_t k = 0; k < w->k; k += DEPTH) {
            aift__gemm part = {.tb = true,
                               .n = w->columns,
                               .k = AIFT__MIN(DEPTH, w->k - k),
                               .alpha = 1,
                               .b = job->ordered + g * w->columns * w->k + k,
                               .ldb = w->k};
            job->simd->pack(&part, 0, columns / PANEL, job->packed + (g * w->k + k) * columns);
        }
}

static void make_weights(const aift__kernel_context *kernel, struct weights *weights)
{
    const aift__windows *w = &weights->w;
    int64_t grain = AIFT__MAX(1, GRAIN / AIFT__MAX(1, w->k));
    aift__parallel_for(kernel->context, w->groups * w->columns, grain, order, weights);
    aift__parallel_for(kernel->context, w->groups, 1, pack, weights);
}

/* Whether aift__conv2d_pack_f32() gives the order of here: depthwise weights have one of their own, and those of products
 * are in one piece. */
static bool is_packed_alike(const aift__conv *c)
{
    const bool by_channel = c->groups > 1 && c->groups == c->c && c->groups == c->out_c;
    return !by_channel && (c->kernel_h * c->kernel_w > 1 || c->groups > 1 || c->c <= DEPTH);
}

size_t aift__window_packed_size(const aift__conv *c)
{
    const aift__windows w = aift__windows_forward(c);
    return (size_t)(w.groups * w.k * aift__div_up(w.columns, PANEL) * PANEL);
}

aift_status aift__window_pack_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                  const float *weight, float *to)
{
    const aift__windows w = aift__windows_forward(c);
    struct weights weights = {aift__simd_of(kernel), c, w, false, weight, NULL, to};
    weights.ordered =
        aift__aligned_alloc(kernel->context, (size_t)(w.groups * w.columns * w.k) * sizeof(float));
    if (!weights.ordered)
        return AIFT_E_NOMEM;
    make_weights(kernel, &weights);
    aift__aligned_free(kernel->context, weights.ordered);
    return AIFT_OK;
}

static size_t weights_scratch(const aift__windows *w)
{
    int64_t columns = aift__div_up(w->columns, PANEL) * PANEL;
    return (size_t)(aift__div_up(w->groups * w->k * (w->columns + columns), PANEL) * PANEL + PANEL) *
           sizeof(float);
}

/* ---- the products ---- */

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    aift__windows w;
    const aift__conv_input *input;
    const float *source, *packed;
    aift__tail tail;
    float *target, *moments;
    bool stream;
    void *memory;                           /* of the moments */
    int64_t lines, blocks, columns, across; /* of a tile; tiles down and across */
};

typedef struct block {
    _Alignas(64) float windows[AIFT__WINDOWS_BLOCK];
    _Alignas(64) float out[OUT]; /* where the output is streamed */
} block;

/* Columns of a group of some windows, to `to`, of which the lines are `pitch` apart; it is number `at` of the target. */
static void tile(const struct job *job, int64_t group, int64_t first, int64_t lines, int64_t column, block *b,
                 int64_t at, int64_t pitch, float *to)
{
    const aift__windows *w = &job->w;
    const bool plain = !job->input && aift__windows_are_pixels(w); /* nothing to gather */
    const int64_t padded = aift__div_up(w->columns, PANEL) * PANEL;
    for (int64_t k = 0; k < w->k; k += DEPTH) {
        int64_t depth = AIFT__MIN(DEPTH, w->k - k);
        if (!plain)
            aift__windows_gather(job->simd, w, job->input, job->source, group, first, lines, k, k + depth,
                                 b->windows);
        aift__gemm g = {.m = lines,
                        .n = AIFT__MIN(job->columns, w->columns - column),
                        .k = depth,
                        .alpha = 1,
                        .a = plain ? job->source + first * w->k + k : b->windows,
                        .lda = plain ? w->k : depth,
                        .packed = job->packed + (group * w->k + k) * padded + column * depth,
                        .beta = k > 0,
                        .c = to,
                        .ldc = pitch};
        if (k + depth == w->k)
            g.tail = aift__tail_at(&job->tail, at, group * w->columns + column);
        job->simd->gemm(&g);
    }
}

static void tiles(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__windows *w = &job->w;
    block b;
    for (int64_t i = begin; i < end; i++) {
        int64_t group = i / (job->blocks * job->across), rest = i % (job->blocks * job->across);
        int64_t first = rest / job->across * job->lines, column = rest % job->across * job->columns;
        int64_t at = first * w->target_c + group * w->columns + column;
        tile(job, group, first, AIFT__MIN(job->lines, w->pixels - first), column, &b, at, w->target_c,
             job->target + at);
    }
}

/* The tiles of whole pictures, and their moments. */
static void pictures(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__windows *w = &job->w;
    const int64_t area = w->target_h * w->target_w;
    block b;
    for (int64_t i = begin; i < end; i++) {
        const aift__moments moments = aift__moments_of(job->conv, job->memory, i);
        for (int64_t top = 0; top < area; top += job->lines) {
            int64_t lines = AIFT__MIN(job->lines, area - top), at = (i * area + top) * w->target_c;
            float *to = job->stream ? b.out : job->target + at;
            for (int64_t g = 0; g < w->groups; g++)
                tile(job, g, i * area + top, lines, 0, &b, at + g * w->columns, w->target_c,
                     to + g * w->columns);
            aift__moments_add(job->simd, &moments, lines, 0, w->target_c, w->target_c, to, top == 0);
            if (job->stream)
                job->simd->stream(1, lines * w->target_c, 0, to, 0, job->target + at);
        }
        aift__moments_finish(job->conv, &moments, i, 0, w->target_c, job->moments);
    }
}

static void run(const aift__kernel_context *kernel, const aift__conv *c, const aift__windows *w,
                bool backward, const aift__conv_run *run)
{
    const aift__simd *simd = aift__simd_of(kernel);
    struct weights weights = {simd, c, *w, backward, run->weight, kernel->scratch, NULL};
    weights.packed = weights.ordered + aift__div_up(w->groups * w->columns * w->k, PANEL) * PANEL;
    const bool packed = run->packed && !backward && is_packed_alike(c);
    if (!packed)
        make_weights(kernel, &weights);
    struct job job = {.simd = simd,
                      .conv = c,
                      .w = *w,
                      .input = run->input,
                      .source = run->x,
                      .packed = packed ? run->packed : weights.packed,
                      .tail = run->tail,
                      .target = run->y,
                      .moments = run->moments,
                      .memory = (char *)kernel->scratch + weights_scratch(w)};
    job.lines = AIFT__MIN(aift__div_up(aift__div_up(w->pixels, TILES), STEP) * STEP,
                          AIFT__WINDOWS_BLOCK / AIFT__MIN(w->k, DEPTH));
    job.blocks = aift__div_up(w->pixels, job.lines);
    job.columns =
        w->groups * job.blocks < TILES && !run->moments ? COLUMNS : aift__div_up(w->columns, PANEL) * PANEL;
    job.across = aift__div_up(w->columns, job.columns);
    job.stream = w->pixels * w->target_c >= AIFT__STREAMED && w->target_c * STEP <= OUT;
    if (run->moments && job.stream)
        job.lines = AIFT__MIN(job.lines, OUT / w->target_c);
    if (run->moments)
        aift__parallel_for(kernel->context, c->rows, 1, pictures, &job);
    else
        aift__parallel_for(kernel->context, w->groups * job.blocks * job.across, 1, tiles, &job);
}

void aift__window_f32(const aift__kernel_context *kernel, const aift__conv *c, const aift__conv_run *conv_run)
{
    const aift__windows w = aift__windows_forward(c);
    run(kernel, c, &w, false, conv_run);
}

void aift__window_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *c, const float *grad_y,
                                 const float *weight, float *grad_x)
{
    const aift__windows w = aift__windows_backward(c);
    run(kernel, c, &w, true, &(aift__conv_run){.x = grad_y, .weight = weight, .y = grad_x});
}

size_t aift__window_scratch(const aift__conv *c)
{
    const aift__windows w = aift__windows_forward(c);
    return weights_scratch(&w) + aift__moments_bytes(c);
}

size_t aift__window_grad_input_scratch(const aift__conv *c)
{
    const aift__windows w = aift__windows_backward(c);
    return weights_scratch(&w);
}
