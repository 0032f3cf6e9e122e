/* Depthwise convolutions, cut over the threads by lines of pixels. Where the input is yet to be normalised, the lines that
 * a window needs are normalised into a ring that stays in the cache, some channels at a time. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_ways.h"

enum {
    GRAIN = 16384,      /* numbers a piece */
    GRAIN_RING = 65536, /* the first lines of a piece are normalised for the piece above as well */
    PARTS = 16,         /* of the lines, for the weight's gradient */
    RING = 49152,       /* numbers of a ring of lines; it lies on the stack */
    LINE = 16384,       /* numbers of a line that is streamed */
    VECTOR = 16         /* channels of a ring are a multiple */
};

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    const aift__conv_input *input; /* NULL: as it is */
    const float *from, *weight, *grad_y;
    const aift__tail *tail;
    float *to, *moments;
    void *memory;          /* of the moments */
    int64_t lines, pieces; /* a piece; pieces of a picture */
    int64_t channels;      /* at a time */
    bool stream;
};

static int64_t up(int64_t a, int64_t step)
{
    return (a + step - 1) / step;
}

static int64_t taps_of(const aift__conv *c)
{
    return c->kernel_h * c->kernel_w;
}

/* Lines that a window reaches over. */
static int64_t reach_of(const aift__conv *c)
{
    return (c->kernel_h - 1) * c->dilation_h + 1;
}

/* Channels whose ring fits; 0: not even a few. */
static int64_t ring_channels(const aift__conv *c)
{
    int64_t n = RING / (reach_of(c) * AIFT__MAX(1, c->w));
    return n >= c->c ? c->c : n / VECTOR * VECTOR;
}

bool aift__conv_is_depthwise(const aift__conv *c)
{
    return c->groups > 1 && c->groups == c->c && c->groups == c->out_c &&
           c->kernel_h <= AIFT__DEPTHWISE_TAPS && ring_channels(c) > 0;
}

/* [channel][tap] to [tap][channel], the taps backwards if `turned`. */
static float *order(const aift__kernel_context *kernel, const aift__conv *c, const float *weight, bool turned)
{
    int64_t taps = taps_of(c);
    float *to = kernel->scratch;
    for (int64_t j = 0; j < c->c; j++)
        for (int64_t t = 0; t < taps; t++)
            to[(turned ? taps - 1 - t : t) * c->c + j] = weight[j * taps + t];
    return to;
}

/* ---- the lines of windows ---- */

typedef struct lines {
    const float *rows[AIFT__DEPTHWISE_TAPS]; /* by tap line; NULL outside */
    int64_t next;                            /* the first line of the picture that the ring has not seen */
    float ring[RING], line[LINE];
} lines;

/* The lines of output line `line` as they are. */
static void plain_rows(const struct job *job, const float *picture, int64_t line, lines *l)
{
    const aift__conv *c = job->conv;
    for (int64_t i = 0; i < c->kernel_h; i++) {
        int64_t at = line * c->stride_h - c->pad_top + i * c->dilation_h;
        l->rows[i] = at < 0 || at >= c->h ? NULL : picture + at * c->w * c->c;
    }
}

/* The same, n channels from k on, normalised. Lines are asked for from the top down. */
static void ring_rows(const struct job *job, const float *picture, int64_t line, int64_t k, int64_t n,
                      lines *l)
{
    const aift__conv *c = job->conv;
    const aift__conv_input *input = job->input;
    const int64_t reach = reach_of(c), top = line * c->stride_h - c->pad_top;
    for (int64_t at = AIFT__MAX(l->next, AIFT__MAX(0, top)); at < AIFT__MIN(c->h, top + reach); at++) {
        float *to = l->ring + at % reach * c->w * n;
        const float *from = picture + at * c->w * c->c + k;
        if (n == c->c)
            job->simd->batch_apply(c->w, n, input->act, from, input->scale, input->shift, to);
        for (int64_t x = 0; n < c->c && x < c->w; x++)
            job->simd->batch_apply(1, n, input->act, from + x * c->c, input->scale + k, input->shift + k,
                                   to + x * n);
    }
    l->next = AIFT__MAX(l->next, top + reach);
    for (int64_t i = 0; i < c->kernel_h; i++) {
        int64_t at = top + i * c->dilation_h;
        l->rows[i] = at < 0 || at >= c->h ? NULL : l->ring + at % reach * c->w * n;
    }
}

/* ---- the output ---- */

/* n channels from k on of an output line, whose windows' lines are known. */
static void output_line(const struct job *job, int64_t i, int64_t k, int64_t n, int64_t pitch, lines *l)
{
    const aift__conv *c = job->conv;
    const int64_t at = i * c->out_w * c->c + k;
    float *y = job->stream ? l->line : job->to + at;
    job->simd->depthwise(c, l->rows, pitch, n, job->weight + k, y);
    aift__tail tail = aift__tail_at(job->tail, at, k);
    if (!aift__tail_is_empty(&tail))
        job->simd->tail(&tail, c->out_w, n, c->c, y);
    if (job->moments) {
        const aift__moments moments = aift__moments_of(c, job->memory, i / c->out_h);
        aift__moments_add(job->simd, &moments, c->out_w, k, n, c->c, y, i % c->out_h == 0);
    }
    if (job->stream)
        job->simd->stream(c->out_w, n, c->c, y, c->c, job->to + at);
}

static void line_of(const struct job *job, int64_t i, int64_t k, int64_t n, lines *l)
{
    const aift__conv *c = job->conv;
    const float *picture = job->from + i / c->out_h * c->h * c->w * c->c;
    if (job->input)
        ring_rows(job, picture, i % c->out_h, k, n, l);
    else
        plain_rows(job, picture, i % c->out_h, l);
    output_line(job, i, k, n, job->input ? n : c->c, l);
}

static void pieces(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    lines l;
    for (int64_t p = begin; p < end; p++) {
        int64_t first = p / job->pieces * c->out_h + p % job->pieces * job->lines;
        int64_t after = AIFT__MIN(first + job->lines, (p / job->pieces + 1) * c->out_h);
        for (int64_t k = 0; k < c->c; k += job->channels) {
            l.next = 0;
            for (int64_t i = first; i < after; i++)
                line_of(job, i, k, AIFT__MIN(job->channels, c->c - k), &l);
        }
        if (job->moments) { /* a piece is a picture */
            const aift__moments moments = aift__moments_of(c, job->memory, p);
            aift__moments_finish(c, &moments, p, job->moments);
        }
    }
}

static void run(const aift__kernel_context *kernel, const aift__conv *c, const aift__conv_run *run,
                float *ordered)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .conv = c,
                      .input = run->input,
                      .from = run->x,
                      .weight = ordered,
                      .tail = &run->tail,
                      .to = run->y,
                      .moments = run->moments,
                      .memory = ordered + up(taps_of(c) * c->c, VECTOR) * VECTOR};
    const int64_t grain = run->input ? GRAIN_RING : GRAIN;
    job.lines = AIFT__MAX(1, AIFT__MIN(c->out_h, grain / AIFT__MAX(1, c->out_w * c->c)));
    if (run->moments)
        job.lines = AIFT__MAX(1, c->out_h);
    job.pieces = up(c->out_h, job.lines);
    job.channels = run->input ? ring_channels(c) : AIFT__MAX(1, c->c);
    job.stream = c->rows * c->out_h * c->out_w * c->c >= AIFT__STREAMED && c->out_w * c->c <= LINE;
    aift__parallel_for(kernel->context, c->rows * job.pieces, 1, pieces, &job);
}

void aift__depthwise_f32(const aift__kernel_context *kernel, const aift__conv *c,
                         const aift__conv_run *conv_run)
{
    run(kernel, c, conv_run, order(kernel, c, conv_run->weight, false));
}

/* ---- the input's gradient ---- */

static void grad_lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    for (int64_t i = begin; i < end; i++)
        job->simd->depthwise_grad(c, job->from + i / c->h * c->out_h * c->out_w * c->c, i % c->h, job->weight,
                                  job->to + i * c->w * c->c);
}

/* With stride 1 it is the convolution of the outputs' gradients with the weight turned around. */
void aift__depthwise_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                    const float *grad_y, const float *weight, float *grad_x)
{
    const bool plain = c->stride_h == 1 && c->stride_w == 1;
    float *ordered = order(kernel, c, weight, plain);
    aift__conv turned = *c;
    turned.h = c->out_h;
    turned.w = c->out_w;
    turned.out_h = c->h;
    turned.out_w = c->w;
    turned.pad_top = c->dilation_h * (c->kernel_h - 1) - c->pad_top;
    turned.pad_left = c->dilation_w * (c->kernel_w - 1) - c->pad_left;
    if (plain) {
        run(kernel, &turned, &(aift__conv_run){.x = grad_y, .y = grad_x}, ordered);
        return;
    }
    struct job job = {
        .simd = aift__simd_of(kernel), .conv = c, .from = grad_y, .weight = ordered, .to = grad_x};
    int64_t grain = AIFT__MAX(1, GRAIN / AIFT__MAX(1, c->w * c->c));
    aift__parallel_for(kernel->context, c->rows * c->h, grain, grad_lines, &job);
}

/* ---- the weight's gradient: parts of the lines, added in their order ---- */

static void part(const struct job *job, int64_t first, int64_t after, float *to, lines *l)
{
    const aift__conv *c = job->conv;
    for (int64_t k = 0; k < c->c; k += job->channels)
        for (int64_t i = first; i < after; i++) {
            const float *picture = job->from + i / c->out_h * c->h * c->w * c->c;
            const float *grad_y = job->grad_y + i * c->out_w * c->c;
            int64_t n = AIFT__MIN(job->channels, c->c - k);
            if (i == first || i % c->out_h == 0)
                l->next = 0;
            if (job->input)
                ring_rows(job, picture, i % c->out_h, k, n, l);
            else
                plain_rows(job, picture, i % c->out_h, l);
            job->simd->depthwise_grad_weight(c, l->rows, job->input ? n : c->c, n, grad_y + k, to + k);
        }
}

static void parts(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    const int64_t all = c->rows * c->out_h, size = taps_of(c) * c->c;
    lines l;
    for (int64_t p = begin; p < end; p++) {
        memset(job->to + p * size, 0, (size_t)size * sizeof *job->to);
        part(job, p * job->lines, AIFT__MIN(all, (p + 1) * job->lines), job->to + p * size, &l);
    }
}

void aift__depthwise_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                     const aift__conv_input *input, const float *x, const float *grad_y,
                                     bool add, float *grad_weight)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .conv = c,
                      .input = input,
                      .from = x,
                      .grad_y = grad_y,
                      .to = kernel->scratch};
    const int64_t taps = taps_of(c);
    job.lines = AIFT__MAX(1, up(c->rows * c->out_h, PARTS));
    job.channels = input ? ring_channels(c) : AIFT__MAX(1, c->c);
    aift__parallel_for(kernel->context, PARTS, 1, parts, &job);
    for (int64_t p = 1; p < PARTS; p++)
        for (int64_t i = 0; i < taps * c->c; i++)
            job.to[i] += job.to[p * taps * c->c + i];
    for (int64_t j = 0; j < c->c; j++)
        for (int64_t t = 0; t < taps; t++)
            grad_weight[j * taps + t] = job.to[t * c->c + j] + (add ? grad_weight[j * taps + t] : 0);
}

size_t aift__depthwise_scratch(const aift__conv *c)
{
    return (size_t)(up(taps_of(c) * c->c, VECTOR) * VECTOR) * sizeof(float) + aift__moments_bytes(c);
}

size_t aift__depthwise_grad_weight_scratch(const aift__conv *c)
{
    return (size_t)(PARTS * taps_of(c) * c->c) * sizeof(float);
}
