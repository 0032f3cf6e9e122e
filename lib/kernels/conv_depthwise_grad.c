/* All gradients of a depthwise convolution and of the normalisation of its output, line by line: what the normalisation gives
 * the convolution, and what that was given, are made into rings of lines that stay in the cache. The weight's gradient is
 * summed in parts of the pictures; where these are few, channels are cut as well. That alone, without a normalisation, goes
 * the same way. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_ways.h"

enum {
    PARTS = 16, /* of the pictures, at most */
    TILES = 16, /* at least, where there are so many channels */
    RING = AIFT__DEPTHWISE_RING,
    LINE = AIFT__DEPTHWISE_LINE,
    VECTOR = AIFT__DEPTHWISE_VECTOR,
    GRAIN = 16384
};

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    const aift__conv_norm_grad *run;
    const aift__norm_job *norm; /* NULL: grad_y is the convolution's own, and grad_x not wanted */
    int64_t pictures, parts;    /* of a part; number of these */
    int64_t channels, across;   /* of a piece; pieces side by side */
    const float *weight;        /* by piece [tap][channel] */
    float *sums;                /* of a part, in the same order */
    double *input_sums;         /* of a part [2][channel] */
    bool turned;                /* the input's gradient is a convolution: the weight is turned around */
    bool stream;
};

typedef struct piece {
    aift__conv conv, back; /* of the piece's channels alone; of the input's gradient, where it is turned */
    int64_t first, part, picture;
    int64_t x_next, dx_next; /* lines of the picture that the ring has not seen, that have no gradient */
    const float *rows[AIFT__DEPTHWISE_TAPS], *turned[AIFT__DEPTHWISE_TAPS];
    float x[RING], dz[RING], line[LINE];
} piece;

static int64_t taps_of(const aift__conv *c)
{
    return c->kernel_h * c->kernel_w;
}

static int64_t parts_of(const aift__conv *c)
{
    return AIFT__MAX(1, AIFT__MIN(c->rows, PARTS));
}

/* ---- lines ---- */

/* Where a line of x or of its gradient begins. */
static int64_t x_at(const struct job *job, const piece *p, int64_t line)
{
    const aift__conv *c = job->conv;
    return (p->picture * c->h + line) * c->w * c->c + p->first;
}

/* The lines that output line `line` was made of, by tap line; asked for from the top down. */
static void make_x(const struct job *job, piece *p, int64_t line)
{
    const aift__conv *c = &p->conv;
    const aift__conv_input *input = job->run->input;
    const int64_t all = job->conv->c, reach = aift__depthwise_reach(c), top = line * c->stride_h - c->pad_top;
    for (int64_t at = AIFT__MAX(p->x_next, AIFT__MAX(0, top)); input && at < AIFT__MIN(c->h, top + reach);
         at++) {
        const float *from = job->run->x + x_at(job, p, at);
        float *to = p->x + at % reach * c->w * c->c;
        const int64_t pixels = c->c == all ? c->w : 1;
        for (int64_t x = 0; x < c->w; x += pixels)
            job->simd->batch_apply(pixels, c->c, input->act, from + x * all, input->scale + p->first,
                                   input->shift + p->first, to + x * c->c);
    }
    p->x_next = AIFT__MAX(p->x_next, top + reach);
    if (input)
        aift__depthwise_rows(c, line, p->x, reach, c->w * c->c, p->rows);
    else
        aift__depthwise_rows(c, line, job->run->x + x_at(job, p, 0), c->h, c->w * all, p->rows);
}

/* The gradient of output line `line`, in the ring or where it is. */
static const float *make_dz(const struct job *job, piece *p, int64_t line)
{
    const aift__conv *c = &p->conv;
    const aift__norm_job *n = job->norm;
    const int64_t all = job->conv->c, k = p->first, pixels = c->c == all ? c->out_w : 1;
    const int64_t at = (p->picture * c->out_h + line) * c->out_w * all + k;
    float *to = p->dz + line % aift__depthwise_reach(c) * c->out_w * c->c;
    if (!n && c->c == all)
        return job->run->grad_y + at;
    for (int64_t x = 0; !n && x < c->out_w; x++)
        memcpy(to + x * c->c, job->run->grad_y + at + x * all, (size_t)c->c * sizeof *to);
    for (int64_t x = 0; n && x < c->out_w; x += pixels)
        job->simd->batch_grad_input(pixels, c->c, job->run->act, job->run->z + at + x * all,
                                    job->run->grad_y + at + x * all, n->scale + k, n->shift + k, n->mean + k,
                                    n->slope + k, n->at + k, to + x * c->c);
    return to;
}

/* What the norm of x wants to know of a line of its gradient. */
static void add_input_sums(const struct job *job, const piece *p, int64_t line, const float *grad)
{
    const aift__conv *c = &p->conv;
    const aift__conv_input *input = job->run->input;
    const int64_t all = job->conv->c, k = p->first, pixels = c->c == all ? c->w : 1;
    double *sums = job->input_sums + 2 * p->part * all + k;
    for (int64_t x = 0; x < c->w; x += pixels)
        job->simd->batch_grads(pixels, c->c, input->act, job->run->x + x_at(job, p, line) + x * all,
                               grad + x * c->c, input->scale + k, input->shift + k, job->run->input_mean + k,
                               sums, sums + all);
}

/* The gradient of input line `line`; the ring has what it is made of. */
static void make_dx(const struct job *job, piece *p, int64_t line)
{
    const aift__conv *c = &p->conv;
    const bool direct = c->c == job->conv->c && !job->stream;
    float *to = job->run->grad_x + x_at(job, p, line), *grad = direct ? to : p->line;
    const float *weight = job->weight + taps_of(c) * p->first;
    aift__depthwise_grad_rows(c, line, p->dz, aift__depthwise_reach(c), c->out_w * c->c, p->rows);
    for (int64_t i = 0; i < c->kernel_h; i++)
        p->turned[i] = p->rows[c->kernel_h - 1 - i];
    if (job->turned)
        job->simd->depthwise(&p->back, p->turned, c->c, c->c, weight, &(aift__tail){0}, c->c, grad);
    else
        job->simd->depthwise_grad(c, p->rows, c->c, c->c, weight, grad);
    if (job->input_sums)
        add_input_sums(job, p, line, grad);
    if (!direct)
        job->simd->stream(c->w, c->c, c->c, grad, job->conv->c, to);
}

/* ---- pieces ---- */

static void picture(const struct job *job, piece *p, float *sums)
{
    const aift__conv *c = &p->conv;
    p->x_next = p->dx_next = 0;
    for (int64_t y = 0; y < c->out_h; y++) {
        const float *dz = make_dz(job, p, y);
        if (job->run->grad_weight) {
            make_x(job, p, y);
            job->simd->depthwise_grad_weight(c, p->rows, job->run->input ? c->c : job->conv->c, c->c, dz,
                                             sums);
        }
        int64_t ready = y + 1 < c->out_h ? AIFT__MIN(c->h, (y + 1) * c->stride_h - c->pad_top) : c->h;
        for (; job->run->grad_x && p->dx_next < ready; p->dx_next++)
            make_dx(job, p, p->dx_next);
    }
}

static void set_convs(const struct job *job, piece *p)
{
    const aift__conv *c = job->conv;
    p->conv = *c;
    p->conv.c = p->conv.out_c = p->conv.groups = AIFT__MIN(job->channels, c->c - p->first);
    p->back = p->conv;
    p->back.h = c->out_h;
    p->back.w = c->out_w;
    p->back.out_h = c->h;
    p->back.out_w = c->w;
    p->back.pad_left = c->dilation_w * (c->kernel_w - 1) - c->pad_left;
}

static void pieces(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    piece p;
    for (int64_t i = begin; i < end; i++) {
        p.part = i / job->across;
        p.first = i % job->across * job->channels;
        set_convs(job, &p);
        float *sums = job->sums + taps_of(c) * (p.part * c->c + p.first);
        memset(sums, 0, (size_t)(taps_of(c) * p.conv.c) * sizeof *sums);
        for (int k = 0; job->input_sums && k < 2; k++)
            memset(job->input_sums + (2 * p.part + k) * c->c + p.first, 0, (size_t)p.conv.c * sizeof(double));
        const int64_t stop = AIFT__MIN(c->rows, (p.part + 1) * job->pictures);
        for (p.picture = p.part * job->pictures; p.picture < stop; p.picture++)
            picture(job, &p, sums);
    }
}

/* The checkpoint's place of tap t of channel j, and the place in a piece's order. */
static int64_t place_of(const struct job *job, int64_t j, int64_t t)
{
    const int64_t first = j / job->channels * job->channels;
    return taps_of(job->conv) * first + t * AIFT__MIN(job->channels, job->conv->c - first) + j - first;
}

static void order(const struct job *job, float *to)
{
    const int64_t taps = taps_of(job->conv);
    for (int64_t j = 0; job->run->grad_x && j < job->conv->c; j++)
        for (int64_t t = 0; t < taps; t++)
            to[place_of(job, j, job->turned ? taps - 1 - t : t)] = job->run->weight[j * taps + t];
}

/* The parts in their order, added into the first. */
static void add_parts(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t n = taps_of(job->conv) * job->conv->c;
    for (int64_t p = 1; p < job->parts; p++)
        for (int64_t i = begin; i < end; i++)
            job->sums[i] += job->sums[p * n + i];
}

static void finish(const struct job *job)
{
    const int64_t taps = taps_of(job->conv), n = job->conv->c;
    float *grad = job->run->grad_weight;
    for (int64_t j = 0; grad && j < n; j++)
        for (int64_t t = 0; t < taps; t++)
            grad[j * taps + t] = job->sums[place_of(job, j, t)] + (job->run->add ? grad[j * taps + t] : 0);
    for (int64_t p = 1; job->input_sums && p < job->parts; p++)
        for (int64_t j = 0; j < 2 * n; j++)
            job->input_sums[j] += job->input_sums[2 * p * n + j];
    for (int64_t j = 0; job->input_sums && j < 2 * n; j++)
        job->run->input_sums[j] = (float)job->input_sums[j];
}

void aift__depthwise_norm_grad_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                   const aift__conv_norm_grad *run, const aift__norm_job *norm, void *memory)
{
    const int64_t taps = taps_of(c), parts = parts_of(c);
    double *sums = memory;
    float *weight = (float *)(sums + 2 * parts * c->c);
    struct job job = {.simd = aift__simd_of(kernel),
                      .conv = c,
                      .run = run,
                      .norm = norm,
                      .pictures = AIFT__MAX(1, aift__div_up(c->rows, parts)),
                      .weight = weight,
                      .sums = weight + taps * c->c,
                      .input_sums = run->grad_x && run->input && run->input_sums ? sums : NULL,
                      .turned = c->stride_h == 1 && c->stride_w == 1,
                      .stream = c->rows * c->h * c->w * c->c >= AIFT__STREAMED};
    job.parts = AIFT__MAX(1, aift__div_up(c->rows, job.pictures));
    job.channels =
        AIFT__MIN(aift__depthwise_channels(c),
                  aift__div_up(aift__div_up(c->c, aift__div_up(TILES, job.parts)), VECTOR) * VECTOR);
    job.across = aift__div_up(c->c, job.channels);
    order(&job, weight);
    aift__parallel_for(kernel->context, job.parts * job.across, 1, pieces, &job);
    aift__parallel_for(kernel->context, taps * c->c, GRAIN, add_parts, &job);
    finish(&job);
}

void aift__depthwise_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                     const aift__conv_input *input, const float *x, const float *grad_y,
                                     bool add, float *grad_weight)
{
    const aift__conv_norm_grad run = {
        .grad_y = grad_y, .x = x, .input = input, .grad_weight = grad_weight, .add = add};
    aift__depthwise_norm_grad_f32(kernel, c, &run, NULL, kernel->scratch);
}

size_t aift__depthwise_norm_grad_scratch(const aift__conv *c)
{
    const int64_t parts = parts_of(c);
    return (size_t)(2 * parts * c->c) * sizeof(double) +
           (size_t)((parts + 1) * taps_of(c) * c->c) * sizeof(float);
}
