/* Depthwise convolutions, a line of pixels at a time: vectors run over channels, a few neighbouring pixels share what
 * they read. Pixels whose window reaches over the picture's sides go one by one. */
#include "kernels/simd/depthwise.h"
#include "kernels/simd/level.h"

enum { PIXELS = 4 };

/* ---- the output ---- */

/* A line of the output and where its windows' lines are: rows[i] is the input's line of tap line i, NULL outside; its
 * pixels are `pitch` numbers apart. `n` channels of them are done. */
typedef struct out_line {
    const aift__conv *c;
    const float *const *rows;
    int64_t pitch, n;
    const float *weight;
} out_line;

/* One pixel: y = the sum over the taps in columns [j0, j1) of x weight; tap 0 would be at pixel `left`. */
static void pixel(const out_line *l, int64_t left, int64_t j0, int64_t j1, float *y)
{
    const int64_t right = l->c->dilation_w * l->pitch, width = l->c->kernel_w;
    for (int64_t k = 0; k < l->n; k += LANES) {
        const int64_t some = l->n - k;
        vec sum = {0};
        for (int64_t i = 0; i < l->c->kernel_h; i++)
            for (int64_t j = l->rows[i] ? j0 : j1; j < j1; j++) {
                const float *a = l->rows[i] + left * l->pitch + j * right + k;
                const float *b = l->weight + (i * width + j) * l->c->c + k;
                sum += some < LANES ? vec_load_some(a, some) * vec_load_some(b, some)
                                    : vec_load(a) * vec_load(b);
            }
        if (some < LANES)
            vec_store_some(y + k, sum, some);
        else
            vec_store(y + k, sum);
    }
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
        vec_store(y + p * n + k, sum[p]);
}

AIFT__INLINE void between(const out_line *l, int64_t left, int64_t pixels, float *y, int width, int stride)
{
    for (int64_t p = 0; p < pixels; p += PIXELS)
        for (int64_t k = 0; k < l->n; k += LANES)
            neighbours(l, left + p * stride, k, y + p * l->c->c, width, stride);
}

/* How many of `pixels` outputs were done in groups; 0 where there is no special code. */
static int64_t groups(const out_line *l, int64_t left, int64_t pixels, float *y)
{
    if (l->c->dilation_w != 1 || l->n % LANES || pixels < PIXELS)
        return 0;
    pixels = pixels / PIXELS * PIXELS;
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

void AIFT__SIMD(depthwise)(const aift__conv *c, const float *const *rows, int64_t pitch, int64_t n,
                           const float *weight, float *y)
{
    const out_line l = {c, rows, pitch, n, weight};
    int64_t first, after;
    whole_windows(c, &first, &after);
    for (int64_t p = 0; p < c->out_w; p++) {
        const int64_t left = p * c->stride_w - c->pad_left;
        int64_t j0, j1, done = p == first ? groups(&l, left, after - first, y + p * c->c) : 0;
        if (done) {
            p += done - 1;
            continue;
        }
        taps_inside(left, c->dilation_w, c->kernel_w, c->w, &j0, &j1);
        pixel(&l, left, j0, j1, y + p * c->c);
    }
}

/* ---- the input's gradient, of any stride ---- */

/* Taps first, first + step, ... of a side, `count` of them, whose outputs are out, out - step_out, ... */
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

/* `vecs` vectors of channels of one pixel */
AIFT__INLINE void pixel_grad(const aift__conv *c, const reach *i, const reach *j, const float *grad_y,
                             const float *weight, float *to, int vecs, int64_t some)
{
    const int64_t n = c->c;
    vec sum[4] = {{0}};
    for (int64_t a = 0; a < i->count; a++)
        for (int64_t b = 0; b < j->count; b++) {
            const float *g = grad_y + ((i->out - a * i->step_out) * c->out_w + j->out - b * j->step_out) * n;
            const float *w = weight + ((i->first + a * i->step) * c->kernel_w + j->first + b * j->step) * n;
#pragma GCC unroll 4
            for (int v = 0; v < vecs; v++)
                sum[v] += some < LANES ? vec_load_some(g, some) * vec_load_some(w, some)
                                       : vec_load(g + v * LANES) * vec_load(w + v * LANES);
        }
#pragma GCC unroll 4
    for (int v = 0; v < vecs; v++)
        if (some < LANES)
            vec_store_some(to, sum[v], some);
        else
            vec_store(to + v * LANES, sum[v]);
}

void AIFT__SIMD(depthwise_grad)(const aift__conv *c, const float *grad_y, int64_t line, const float *weight,
                                float *grad_x)
{
    const int64_t n = c->c;
    const reach i = reach_of(line + c->pad_top, c->dilation_h, c->stride_h, c->kernel_h, c->out_h);
    for (int64_t x = 0; x < c->w; x++, grad_x += n) {
        const reach j = reach_of(x + c->pad_left, c->dilation_w, c->stride_w, c->kernel_w, c->out_w);
        int64_t k = 0;
        for (; k + 4 * LANES <= n; k += 4 * LANES)
            pixel_grad(c, &i, &j, grad_y + k, weight + k, grad_x + k, 4, LANES);
        for (; k + LANES <= n; k += LANES)
            pixel_grad(c, &i, &j, grad_y + k, weight + k, grad_x + k, 1, LANES);
        if (k < n)
            pixel_grad(c, &i, &j, grad_y + k, weight + k, grad_x + k, 1, n - k);
    }
}
