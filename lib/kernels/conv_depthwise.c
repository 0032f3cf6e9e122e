/* Depthwise convolutions, cut over the threads by lines of pixels, and by channels where these are few. Where the input is yet to be normalised, the lines that
 * a window needs are normalised into a ring that stays in the cache, some channels at a time. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_ways.h"

enum {
    GRAIN = 8192,       /* numbers a piece */
    TILES = 8,          /* pieces, at least: where lines are few, channels are cut */
    GRAIN_RING = 65536, /* the first lines of a piece are normalised for the piece above as well */
    RING = AIFT__DEPTHWISE_RING,
    LINE = AIFT__DEPTHWISE_LINE,
    VECTOR = AIFT__DEPTHWISE_VECTOR
};

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    const aift__conv_input *input; /* NULL: as it is */
    const float *from, *weight;
    const aift__tail *tail;
    float *to, *moments;
    void *memory;          /* of the moments */
    int64_t lines, pieces; /* a piece; pieces of a picture */
    int64_t width, across; /* channels of a piece; pieces side by side */
    int64_t channels;      /* at a time */
    bool stream;
};

static int64_t taps_of(const aift__conv *c)
{
    return c->kernel_h * c->kernel_w;
}

int64_t aift__depthwise_reach(const aift__conv *c)
{
    return (c->kernel_h - 1) * c->dilation_h + 1;
}

int64_t aift__depthwise_channels(const aift__conv *c)
{
    const int64_t wide = AIFT__MAX(1, AIFT__MAX(c->w, c->out_w));
    const int64_t n = AIFT__MIN(RING / (aift__depthwise_reach(c) * wide), LINE / wide);
    return n >= c->c ? c->c : n / VECTOR * VECTOR;
}

bool aift__conv_is_depthwise(const aift__conv *c)
{
    return c->groups > 1 && c->groups == c->c && c->groups == c->out_c &&
           c->kernel_h <= AIFT__DEPTHWISE_TAPS && aift__depthwise_channels(c) > 0;
}

/* [channel][tap] to [tap][channel], the taps backwards if `turned`. */
static const float *order(const aift__conv *c, const float *weight, bool turned, float *to)
{
    int64_t taps = taps_of(c);
    for (int64_t j = 0; j < c->c; j++)
        for (int64_t t = 0; t < taps; t++)
            to[(turned ? taps - 1 - t : t) * c->c + j] = weight[j * taps + t];
    return to;
}

void aift__depthwise_pack_f32(const aift__conv *c, const float *weight, float *to)
{
    order(c, weight, false, to);
}

/* ---- the lines of windows ---- */

typedef struct lines {
    const float *rows[AIFT__DEPTHWISE_TAPS]; /* by tap line; NULL outside */
    int64_t next;                            /* the first line of the picture that the ring has not seen */
    float ring[RING], line[LINE];
} lines;

void aift__depthwise_rows(const aift__conv *c, int64_t line, const float *from, int64_t ring, int64_t size,
                          const float **rows)
{
    for (int64_t i = 0; i < c->kernel_h; i++) {
        int64_t at = line * c->stride_h - c->pad_top + i * c->dilation_h;
        rows[i] = at < 0 || at >= c->h ? NULL : from + at % ring * size;
    }
}

/* The lines of output line `line`, n channels from k on, normalised. Lines are asked for from the top down. */
static void ring_rows(const struct job *job, const float *picture, int64_t line, int64_t k, int64_t n,
                      lines *l)
{
    const aift__conv *c = job->conv;
    const aift__conv_input *input = job->input;
    const int64_t reach = aift__depthwise_reach(c), top = line * c->stride_h - c->pad_top;
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
    aift__depthwise_rows(c, line, l->ring, reach, c->w * n, l->rows);
}

/* ---- the output ---- */

/* n channels from k on of an output line, whose windows' lines are known. */
static void output_line(const struct job *job, int64_t i, int64_t k, int64_t n, int64_t pitch, lines *l)
{
    const aift__conv *c = job->conv;
    const int64_t at = i * c->out_w * c->c + k;
    float *y = job->stream ? l->line : job->to + at;
    const aift__tail tail = aift__tail_at(job->tail, at, k);
    job->simd->depthwise(c, l->rows, pitch, n, job->weight + k, &tail, c->c, y);
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
        aift__depthwise_rows(c, i % c->out_h, picture + k, c->h, c->w * c->c, l->rows);
    output_line(job, i, k, n, job->input ? n : c->c, l);
}

static void pieces(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    lines l;
    for (int64_t p = begin; p < end; p++) {
        int64_t down = p / job->across, left = p % job->across * job->width;
        int64_t first = down / job->pieces * c->out_h + down % job->pieces * job->lines;
        int64_t after = AIFT__MIN(first + job->lines, (down / job->pieces + 1) * c->out_h);
        int64_t right = AIFT__MIN(left + job->width, c->c);
        for (int64_t k = left; k < right; k += job->channels) {
            l.next = 0;
            for (int64_t i = first; i < after; i++)
                line_of(job, i, k, AIFT__MIN(job->channels, right - k), &l);
        }
        if (job->moments) { /* a piece has all lines of its picture */
            const aift__moments moments = aift__moments_of(c, job->memory, down);
            aift__moments_finish(c, &moments, down, left, right, job->moments);
        }
    }
}

static void run(const aift__kernel_context *kernel, const aift__conv *c, const aift__conv_run *run,
                const float *ordered)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .conv = c,
                      .input = run->input,
                      .from = run->x,
                      .weight = ordered,
                      .tail = &run->tail,
                      .to = run->y,
                      .moments = run->moments,
                      .memory = (float *)kernel->scratch + aift__div_up(taps_of(c) * c->c, VECTOR) * VECTOR};
    const int64_t grain = run->input ? GRAIN_RING : GRAIN;
    job.lines = AIFT__MAX(1, AIFT__MIN(c->out_h, grain / AIFT__MAX(1, c->out_w * c->c)));
    if (run->moments)
        job.lines = AIFT__MAX(1, c->out_h);
    job.pieces = aift__div_up(c->out_h, job.lines);
    job.width = AIFT__MAX(1, c->c);
    const int64_t strips = AIFT__MAX(1, c->rows * job.pieces);
    if (strips < TILES)
        job.width = aift__div_up(aift__div_up(job.width, aift__div_up(TILES, strips)), VECTOR) * VECTOR;
    job.across = aift__div_up(AIFT__MAX(1, c->c), job.width);
    job.channels = run->input ? AIFT__MIN(job.width, aift__depthwise_channels(c)) : job.width;
    job.stream = c->rows * c->out_h * c->out_w * c->c >= AIFT__STREAMED && c->out_w * c->c <= LINE;
    aift__parallel_for(kernel->context, c->rows * job.pieces * job.across, 1, pieces, &job);
}

void aift__depthwise_f32(const aift__kernel_context *kernel, const aift__conv *c,
                         const aift__conv_run *conv_run)
{
    const float *packed = conv_run->packed;
    run(kernel, c, conv_run, packed ? packed : order(c, conv_run->weight, false, kernel->scratch));
}

/* ---- the input's gradient ---- */

void aift__depthwise_grad_rows(const aift__conv *c, int64_t at, const float *from, int64_t ring, int64_t size,
                               const float **rows)
{
    for (int64_t i = 0; i < c->kernel_h; i++) {
        int64_t y = at + c->pad_top - i * c->dilation_h;
        bool inside = y >= 0 && y % c->stride_h == 0 && y / c->stride_h < c->out_h;
        rows[i] = inside ? from + y / c->stride_h % ring * size : NULL;
    }
}

static void grad_lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    const float *rows[AIFT__DEPTHWISE_TAPS];
    for (int64_t i = begin; i < end; i++) {
        const float *picture = job->from + i / c->h * c->out_h * c->out_w * c->c;
        aift__depthwise_grad_rows(c, i % c->h, picture, AIFT__MAX(1, c->out_h), c->out_w * c->c, rows);
        job->simd->depthwise_grad(c, rows, c->c, c->c, job->weight, job->to + i * c->w * c->c);
    }
}

/* With stride 1 it is the convolution of the outputs' gradients with the weight turned around. */
void aift__depthwise_grad_input_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                    const float *grad_y, const float *weight, float *grad_x)
{
    const bool plain = c->stride_h == 1 && c->stride_w == 1;
    const float *ordered = order(c, weight, plain, kernel->scratch);
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

size_t aift__depthwise_scratch(const aift__conv *c)
{
    return (size_t)(aift__div_up(taps_of(c) * c->c, VECTOR) * VECTOR) * sizeof(float) +
           aift__moments_bytes(c);
}
