/* Depthwise convolutions, a line of pixels at a time: vectors run over channels, a few neighbouring pixels share what
 * they read. Pixels whose window reaches over the picture's sides go one by one. */
#include "kernels/simd/depthwise.h"
#include "kernels/simd/level.h"

enum { PIXELS = 4, WIDE = 4 /* vectors of one pixel, whose sums do not wait for each other */ };

/* ---- the output ---- */

/* A line of the output and where its windows' lines are: rows[i] is the input's line of tap line i, NULL outside; its
 * pixels are `pitch` numbers apart, the output's `to_pitch`. `n` channels of them are done. */
typedef struct out_line {
    const aift__conv *c;
    const float *const *rows;
    int64_t pitch, to_pitch, n;
    const float *weight;
    const float *scale, *shift; /* with `scaled`: y = y scale + shift, between low and high */
    vec low, high;
    bool scaled;
} out_line;

AIFT__INLINE vec finished(const out_line *l, vec sum, int64_t k, int64_t some)
{
    if (!l->scaled)
        return sum;
    vec by = some < LANES ? vec_load_some(l->scale + k, some) : vec_load(l->scale + k);
    vec at = some < LANES ? vec_load_some(l->shift + k, some) : vec_load(l->shift + k);
    return vec_min(l->high, vec_max(l->low, sum * by + at));
}

/* One pixel, `vecs` vectors of channels from k on: y = the sum over the taps in columns [j0, j1) of x weight; tap 0 would be
 * at pixel `left`. */
AIFT__INLINE void pixel_vecs(const out_line *l, int64_t left, int64_t j0, int64_t j1, int64_t k, float *y,
                             int vecs, int64_t some)
{
    const int64_t right = l->c->dilation_w * l->pitch, n = l->c->c;
    vec sum[WIDE] = {{0}};
    for (int64_t i = 0; i < l->c->kernel_h; i++)
        for (int64_t j = l->rows[i] ? j0 : j1; j < j1; j++) {
            const float *a = l->rows[i] + (left * l->pitch + j * right + k);
            const float *b = l->weight + ((i * l->c->kernel_w + j) * n + k);
#pragma GCC unroll 4
            for (int v = 0; v < vecs; v++)
                sum[v] += some < LANES ? vec_load_some(a, some) * vec_load_some(b, some)
                                       : vec_load(a + v * LANES) * vec_load(b + v * LANES);
        }
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++)
        if (some < LANES)
            vec_store_some(y + k, finished(l, sum[v], k, some), some);
        else
            vec_store(y + k + v * LANES, finished(l, sum[v], k + v * LANES, LANES));
}

static void pixel(const out_line *l, int64_t left, int64_t j0, int64_t j1, float *y)
{
    int64_t k = 0;
    for (; k + WIDE * LANES <= l->n; k += WIDE * LANES)
        pixel_vecs(l, left, j0, j1, k, y, WIDE, LANES);
    for (; k + LANES <= l->n; k += LANES)
        pixel_vecs(l, left, j0, j1, k, y, 1, LANES);
    if (k < l->n)
        pixel_vecs(l, left, j0, j1, k, y, 1, l->n - k);
}

/* PIXELS neighbours of 8 channels from k on, with constant width and stride; without dilation. */
AIFT__INLINE void neighbours(const out_line *l, int64_t left, int64_t k, float *y, int width, int stride)
{
    const int64_t n = l->c->c, pitch = l->pitch;
    vec sum[PIXELS] = {{0}};
    for (int64_t i = 0; i < l->c->kernel_h; i++) {
        if (!l->rows[i])
            continue;
        const float *a = l->rows[i] + left * pitch + k, *b = l->weight + i * width * n + k;
#pragma GCC unroll 8
        for (int j = 0; j < width; j++) {
            vec w = vec_load(b + j * n);
#pragma GCC unroll 4
            for (int p = 0; p < PIXELS; p++)
                sum[p] += vec_load(a + (p * stride + j) * pitch) * w;
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < PIXELS; p++)
        vec_store(y + p * l->to_pitch + k, finished(l, sum[p], k, LANES));
}

/* The last of them may be done twice. */
AIFT__INLINE void between(const out_line *l, int64_t left, int64_t pixels, float *y, int width, int stride)
{
    for (int64_t p = 0; p < pixels; p += PIXELS) {
        const int64_t at = least(p, pixels - PIXELS);
        for (int64_t k = 0; k < l->n; k += LANES)
            neighbours(l, left + at * stride, k, y + at * l->to_pitch, width, stride);
    }
}

/* How many of `pixels` outputs were done in groups; 0 where there is no special code. */
static int64_t groups(const out_line *l, int64_t left, int64_t pixels, float *y)
{
    if (l->c->dilation_w != 1 || l->c->stride_w > 2 || l->n % LANES || pixels < PIXELS)
        return 0;
    switch (l->c->kernel_w * 10 + l->c->stride_w) {
    case 31:
        between(l, left, pixels, y, 3, 1);
        return pixels;
    case 32:
        between(l, left, pixels, y, 3, 2);
        return pixels;
    case 51:
        between(l, left, pixels, y, 5, 1);
        return pixels;
    case 52:
        between(l, left, pixels, y, 5, 2);
        return pixels;
    default:
        return 0;
    }
}

/* What a tail is, where it can be done to each number before that is stored. */
static bool set_tail(out_line *l, const aift__tail *tail)
{
    const bool relu = tail->act == AIFT__ACT_RELU || tail->act == AIFT__ACT_RELU6;
    if (!tail->scale || !tail->bias || tail->residual || (tail->act != AIFT__ACT_NONE && !relu) ||
        tail->before || tail->slope_at)
        return false;
    l->scaled = true;
    l->scale = tail->scale;
    l->shift = tail->bias;
    l->low = vec_of(relu ? 0 : -INFINITY);
    l->high = vec_of(tail->act == AIFT__ACT_RELU6 ? 6 : INFINITY);
    return true;
}

void AIFT__SIMD(depthwise)(const aift__conv *c, const float *const *rows, int64_t pitch, int64_t n,
                           const float *weight, const aift__tail *tail, int64_t to_pitch, float *y)
{
    out_line l = {.c = c, .rows = rows, .pitch = pitch, .to_pitch = to_pitch, .n = n, .weight = weight};
    const bool after = !aift__tail_is_empty(tail) && !set_tail(&l, tail);
    int64_t first, end;
    whole_windows(c, &first, &end);
    for (int64_t p = 0; p < c->out_w; p++) {
        const int64_t left = p * c->stride_w - c->pad_left;
        int64_t j0, j1, done = p == first ? groups(&l, left, end - first, y + p * to_pitch) : 0;
        if (done) {
            p += done - 1;
            continue;
        }
        taps_inside(left, c->dilation_w, c->kernel_w, c->w, &j0, &j1);
        pixel(&l, left, j0, j1, y + p * to_pitch);
    }
    if (after)
        AIFT__SIMD(tail)(tail, c->out_w, n, to_pitch, y);
}

/* ---- the input's gradient, of any stride ---- */

/* Taps first, first + step, ... along a line, `count` of them, whose outputs are out, out - step_out, ... */
typedef struct reach {
    int64_t first, step, out, step_out, count;
} reach;

/* Those that input `at` (padding included) went into: at = output * stride + tap * dilation. */
static reach reach_of(int64_t at, int64_t dilation, int64_t stride, int64_t taps, int64_t size)
{
    int64_t first = dilation == 1 ? (int64_t)((uint32_t)at % (uint32_t)stride) : 0, step = stride,
            step_out = dilation;
    for (int64_t d = 2; d <= least(stride, dilation); d++)
        while (step % d == 0 && step_out % d == 0) {
            step /= d;
            step_out /= d;
        }
    while (dilation > 1 && first < step && first < taps && (at - first * dilation) % stride)
        first++;
    reach r = {first, step, (at - first * dilation) / stride, step_out, 0};
    if (first == step || first >= taps || at < first * dilation)
        return r;
    int64_t beyond = r.out < size ? 0 : (r.out - size) / step_out + 1;
    r.first += beyond * step;
    r.out -= beyond * step_out;
    if (r.first < taps && r.out >= 0)
        r.count = least((taps - 1 - r.first) / step, r.out / step_out) + 1;
    return r;
}

/* The lines of the output that an input line went into, with their taps. */
typedef struct grad_lines {
    const float *grad[AIFT__DEPTHWISE_TAPS], *weight[AIFT__DEPTHWISE_TAPS];
    int64_t count, pitch, n; /* lines; from pixel to pixel of them; from tap to tap */
} grad_lines;

/* `vecs` vectors of channels from k on of one pixel */
AIFT__INLINE void pixel_grad(const grad_lines *l, const reach *j, int64_t k, float *to, int vecs,
                             int64_t some)
{
    vec sum[WIDE] = {{0}};
    for (int64_t a = 0; a < l->count; a++)
        for (int64_t b = 0; b < j->count; b++) {
            const float *g = l->grad[a] + ((j->out - b * j->step_out) * l->pitch + k);
            const float *w = l->weight[a] + ((j->first + b * j->step) * l->n + k);
#pragma GCC unroll 4
            for (int v = 0; v < vecs; v++)
                sum[v] += some < LANES ? vec_load_some(g, some) * vec_load_some(w, some)
                                       : vec_load(g + v * LANES) * vec_load(w + v * LANES);
        }
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++)
        if (some < LANES)
            vec_store_some(to + k, sum[v], some);
        else
            vec_store(to + k + v * LANES, sum[v]);
}

void AIFT__SIMD(depthwise_grad)(const aift__conv *c, const float *const *rows, int64_t pitch, int64_t n,
                                const float *weight, float *grad_x)
{
    grad_lines l = {.pitch = pitch, .n = c->c};
    for (int64_t i = 0; i < c->kernel_h; i++)
        if (rows[i]) {
            l.grad[l.count] = rows[i];
            l.weight[l.count++] = weight + i * c->kernel_w * c->c;
        }
    for (int64_t x = 0; x < c->w; x++, grad_x += c->c) {
        const reach j = reach_of(x + c->pad_left, c->dilation_w, c->stride_w, c->kernel_w, c->out_w);
        int64_t k = 0;
        for (; k + WIDE * LANES <= n; k += WIDE * LANES)
            pixel_grad(&l, &j, k, grad_x, WIDE, LANES);
        for (; k + LANES <= n; k += LANES)
            pixel_grad(&l, &j, k, grad_x, 1, LANES);
        if (k < n)
            pixel_grad(&l, &j, k, grad_x, 1, n - k);
    }
}
