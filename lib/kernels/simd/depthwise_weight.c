/* The gradient of a depthwise convolution's weight: what a line of the output adds to it. */
#include "kernels/simd/depthwise.h"
#include "kernels/simd/level.h"

/* A line of the output's gradient, and what it adds to: one line of taps, of n channels that are `apart` numbers apart
 * from tap to tap and from pixel to pixel of grad_y; x has its pixels `pitch` apart. */
typedef struct taps {
    int64_t n, apart, pitch, step, right; /* from output to output and from tap to tap in x */
} taps;

/* Taps 0 .. width - 1 of `vecs` vectors of channels: to += the sum over `pixels` outputs of x grad_y. */
AIFT__INLINE void sum_taps(const taps *t, int64_t pixels, const float *x, const float *grad_y, float *to,
                           int width, int vecs)
{
    vec sum[5][2] = {{{0}}};
    for (int64_t p = 0; p < pixels; p++, x += t->step, grad_y += t->apart)
#pragma GCC unroll 2
        for (int v = 0; v < vecs; v++) {
            vec g = vec_load(grad_y + v * LANES);
#pragma GCC unroll 5
            for (int j = 0; j < width; j++)
                sum[j][v] += vec_load(x + j * t->right + v * LANES) * g;
        }
#pragma GCC unroll 5
    for (int j = 0; j < width; j++)
#pragma GCC unroll 2
        for (int v = 0; v < vecs; v++)
            vec_store(to + j * t->apart + v * LANES, vec_load(to + j * t->apart + v * LANES) + sum[j][v]);
}

/* The same for the channels from k on, of one tap. */
static void sum_tap(const taps *t, int64_t k, int64_t pixels, const float *x, const float *grad_y, float *to)
{
    for (; k + LANES <= t->n; k += LANES)
        sum_taps(t, pixels, x + k, grad_y + k, to + k, 1, 1);
    for (; k < t->n; k++) {
        float sum = 0;
        for (int64_t p = 0; p < pixels; p++)
            sum += x[p * t->step + k] * grad_y[p * t->apart + k];
        to[k] += sum;
    }
}

AIFT__INLINE int64_t sum_width(const taps *t, int64_t pixels, const float *x, const float *grad_y, float *to,
                               int width)
{
    int64_t k = 0;
    for (; k + 2 * LANES <= t->n; k += 2 * LANES)
        sum_taps(t, pixels, x + k, grad_y + k, to + k, width, 2);
    for (; k + LANES <= t->n; k += LANES)
        sum_taps(t, pixels, x + k, grad_y + k, to + k, width, 1);
    return k;
}

/* The windows that lie between the sides; x and grad_y are those of the first. */
static void sum_between(const taps *t, int64_t width, int64_t pixels, const float *x, const float *grad_y,
                        float *to)
{
    int64_t k = 0;
    if (width == 3)
        k = sum_width(t, pixels, x, grad_y, to, 3);
    else if (width == 5)
        k = sum_width(t, pixels, x, grad_y, to, 5);
    for (int64_t j = 0; j < width && k < t->n; j++)
        sum_tap(t, k, pixels, x + j * t->right, grad_y, to + j * t->apart);
}

/* Of one line of taps; the windows [first, after) lie between the sides. */
static void sum_line(const aift__conv *c, const taps *t, int64_t first, int64_t after, const float *row,
                     const float *grad_y, float *to)
{
    int64_t j0, j1;
    if (after > first)
        sum_between(t, c->kernel_w, after - first, row + first * t->step - c->pad_left * t->pitch,
                    grad_y + first * c->c, to);
    for (int64_t p = 0; p < c->out_w; p++) {
        if (p == first && after > first)
            p = after;
        if (p >= c->out_w)
            break;
        const int64_t left = p * c->stride_w - c->pad_left;
        taps_inside(left, c->dilation_w, c->kernel_w, c->w, &j0, &j1);
        for (int64_t j = j0; j < j1; j++)
            sum_tap(t, 0, 1, row + (left + j * c->dilation_w) * t->pitch, grad_y + p * c->c, to + j * c->c);
    }
}

/* A few channels at a time, whose share of the lines stays in the first cache. */
void AIFT__SIMD(depthwise_grad_weight)(const aift__conv *c, const float *const *rows, int64_t pitch,
                                       int64_t n, const float *grad_y, float *grad_weight)
{
    taps t = {0, c->c, pitch, c->stride_w * pitch, c->dilation_w * pitch};
    int64_t first, after;
    whole_windows(c, &first, &after);
    for (int64_t k = 0; k < n; k += t.n) {
        t.n = least(2 * LANES, n - k);
        for (int64_t i = 0; i < c->kernel_h; i++)
            if (rows[i])
                sum_line(c, &t, first, after, rows[i] + k, grad_y + k,
                         grad_weight + i * c->kernel_w * c->c + k);
    }
}
