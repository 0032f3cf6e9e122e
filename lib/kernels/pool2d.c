/* Pools of pictures, cut over the threads by lines of the output; their gradients by pictures. */
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "kernels/pool2d.h"

enum { GRAIN = 32768 }; /* numbers a piece */

struct job {
    const aift__conv *pool;
    bool count_pad;
    const float *x, *grad_y;
    float *to;
};

/* A window: the taps [i0, i1) x [j0, j1) are inside; `at` is the pixel that tap (0, 0) would be. */
struct window {
    int64_t i0, i1, j0, j1, at;
};

static void side(int64_t at, int64_t dilation, int64_t taps, int64_t size, int64_t *first, int64_t *after)
{
    *first = at >= 0 ? 0 : AIFT__MIN(taps, (-at + dilation - 1) / dilation);
    *after = size <= at ? 0 : AIFT__MIN(taps, (size - at + dilation - 1) / dilation);
    *after = AIFT__MAX(*first, *after);
}

static struct window window_of(const aift__conv *p, int64_t oy, int64_t ox)
{
    struct window w;
    int64_t y = oy * p->stride_h - p->pad_top, x = ox * p->stride_w - p->pad_left;
    side(y, p->dilation_h, p->kernel_h, p->h, &w.i0, &w.i1);
    side(x, p->dilation_w, p->kernel_w, p->w, &w.j0, &w.j1);
    w.at = y * p->w + x;
    return w;
}

static int64_t pixel_of(const aift__conv *p, const struct window *w, int64_t i, int64_t j)
{
    return (w->at + i * p->dilation_h * p->w + j * p->dilation_w) * p->c;
}

/* 1 over the number of pixels that count. */
static float share(const struct job *job, const struct window *w)
{
    const aift__conv *p = job->pool;
    int64_t n = job->count_pad ? p->kernel_h * p->kernel_w : (w->i1 - w->i0) * (w->j1 - w->j0);
    return n ? 1.0f / (float)n : 0;
}

static void largest(const float *x, int64_t n, float *y)
{
    for (int64_t c = 0; c < n; c++)
        y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

static void add(const float *x, float factor, int64_t n, float *y)
{
    for (int64_t c = 0; c < n; c++)
        y[c] += x[c] * factor;
}

static void max_lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *p = job->pool;
    for (int64_t o = begin * p->out_w; o < end * p->out_w; o++) {
        struct window w = window_of(p, o / p->out_w % p->out_h, o % p->out_w);
        const float *x = job->x + o / p->out_w / p->out_h * p->h * p->w * p->c;
        float *y = job->to + o * p->c;
        for (int64_t c = 0; c < p->c; c++)
            y[c] = -INFINITY;
        for (int64_t i = w.i0; i < w.i1; i++)
            for (int64_t j = w.j0; j < w.j1; j++)
                largest(x + pixel_of(p, &w, i, j), p->c, y);
    }
}

static void avg_lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *p = job->pool;
    for (int64_t o = begin * p->out_w; o < end * p->out_w; o++) {
        struct window w = window_of(p, o / p->out_w % p->out_h, o % p->out_w);
        const float *x = job->x + o / p->out_w / p->out_h * p->h * p->w * p->c;
        float *y = job->to + o * p->c;
        memset(y, 0, (size_t)p->c * sizeof *y);
        for (int64_t i = w.i0; i < w.i1; i++)
            for (int64_t j = w.j0; j < w.j1; j++)
                add(x + pixel_of(p, &w, i, j), share(job, &w), p->c, y);
    }
}

/* What an output's gradient adds to the gradient of its picture. */
static void max_to_picture(const aift__conv *p, const struct window *w, const float *x, const float *grad_y,
                           float *to)
{
    for (int64_t c = 0; c < p->c; c++) {
        int64_t best = -1;
        for (int64_t i = w->i0; i < w->i1; i++)
            for (int64_t j = w->j0; j < w->j1; j++) {
                int64_t at = pixel_of(p, w, i, j) + c;
                if (best < 0 || x[at] > x[best] || (x[at] != x[at] && x[best] == x[best]))
                    best = at;
            }
        if (best >= 0)
            to[best] += grad_y[c];
    }
}

static void grad_pictures(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *p = job->pool;
    const int64_t size = p->h * p->w * p->c;
    for (int64_t r = begin; r < end; r++) {
        float *to = job->to + r * size;
        memset(to, 0, (size_t)size * sizeof *to);
        for (int64_t o = 0; o < p->out_h * p->out_w; o++) {
            struct window w = window_of(p, o / p->out_w, o % p->out_w);
            const float *grad_y = job->grad_y + (r * p->out_h * p->out_w + o) * p->c;
            if (job->x)
                max_to_picture(p, &w, job->x + r * size, grad_y, to);
            for (int64_t i = w.i0; i < w.i1 && !job->x; i++)
                for (int64_t j = w.j0; j < w.j1; j++)
                    add(grad_y, share(job, &w), p->c, to + pixel_of(p, &w, i, j));
        }
    }
}

static void run(const aift__kernel_context *kernel, int64_t n, int64_t size, aift_range_fn fn, struct job job)
{
    aift__parallel_for(kernel->context, n, AIFT__MAX(1, GRAIN / AIFT__MAX(1, size)), fn, &job);
}

void aift__max_pool2d_f32(const aift__kernel_context *kernel, const aift__conv *p, const float *x, float *y)
{
    run(kernel, p->rows * p->out_h, p->out_w * p->c, max_lines, (struct job){p, false, x, NULL, y});
}

void aift__avg_pool2d_f32(const aift__kernel_context *kernel, const aift__conv *p, bool count_pad,
                          const float *x, float *y)
{
    run(kernel, p->rows * p->out_h, p->out_w * p->c, avg_lines, (struct job){p, count_pad, x, NULL, y});
}

void aift__max_pool2d_grad_f32(const aift__kernel_context *kernel, const aift__conv *p, const float *x,
                               const float *grad_y, float *grad_x)
{
    run(kernel, p->rows, p->h * p->w * p->c, grad_pictures, (struct job){p, false, x, grad_y, grad_x});
}

void aift__avg_pool2d_grad_f32(const aift__kernel_context *kernel, const aift__conv *p, bool count_pad,
                               const float *grad_y, float *grad_x)
{
    run(kernel, p->rows, p->h * p->w * p->c, grad_pictures, (struct job){p, count_pad, NULL, grad_y, grad_x});
}
