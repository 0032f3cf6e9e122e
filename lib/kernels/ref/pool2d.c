/* Reference of the pools of pictures: plain loops in double. */
#include <math.h>

#include "kernels/pool2d.h"

/* The number of the pixel of channel c at a tap of an output, or -1 outside. */
static int64_t tap(const aift__conv *p, int64_t o, int64_t t)
{
    int64_t c = o % p->c, x = o / p->c % p->out_w, y = o / p->c / p->out_w % p->out_h;
    int64_t row = o / p->c / p->out_w / p->out_h;
    y = y * p->stride_h - p->pad_top + t / p->kernel_w * p->dilation_h;
    x = x * p->stride_w - p->pad_left + t % p->kernel_w * p->dilation_w;
    return y < 0 || x < 0 || y >= p->h || x >= p->w ? -1 : ((row * p->h + y) * p->w + x) * p->c + c;
}

static int64_t outputs(const aift__conv *p)
{
    return p->rows * p->out_h * p->out_w * p->c;
}

static int64_t largest(const aift__conv *p, const double *x, int64_t o)
{
    int64_t best = -1;
    for (int64_t t = 0; t < p->kernel_h * p->kernel_w; t++) {
        int64_t at = tap(p, o, t);
        if (at >= 0 && (best < 0 || x[at] > x[best] || (isnan(x[at]) && !isnan(x[best]))))
            best = at;
    }
    return best;
}

static double count(const aift__conv *p, int64_t o, bool count_pad)
{
    int64_t n = 0, taps = p->kernel_h * p->kernel_w;
    for (int64_t t = 0; t < taps; t++)
        n += tap(p, o, t) >= 0;
    return count_pad ? (double)taps : (double)AIFT__MAX(1, n);
}

void aift__max_pool2d_f64(const aift__kernel_context *kernel, const aift__conv *p, const double *x, double *y)
{
    for (int64_t o = 0; o < outputs(p); o++) {
        int64_t at = largest(p, x, o);
        y[o] = at < 0 ? -INFINITY : x[at];
    }
}

void aift__avg_pool2d_f64(const aift__kernel_context *kernel, const aift__conv *p, bool count_pad,
                          const double *x, double *y)
{
    for (int64_t o = 0; o < outputs(p); o++) {
        y[o] = 0;
        for (int64_t t = 0; t < p->kernel_h * p->kernel_w; t++)
            if (tap(p, o, t) >= 0)
                y[o] += x[tap(p, o, t)] / count(p, o, count_pad);
    }
}

static void zero(const aift__conv *p, double *x)
{
    for (int64_t i = 0; i < p->rows * p->h * p->w * p->c; i++)
        x[i] = 0;
}

void aift__max_pool2d_grad_f64(const aift__kernel_context *kernel, const aift__conv *p, const double *x,
                               const double *grad_y, double *grad_x)
{
    zero(p, grad_x);
    for (int64_t o = 0; o < outputs(p); o++) {
        int64_t at = largest(p, x, o);
        if (at >= 0)
            grad_x[at] += grad_y[o];
    }
}

void aift__avg_pool2d_grad_f64(const aift__kernel_context *kernel, const aift__conv *p, bool count_pad,
                               const double *grad_y, double *grad_x)
{
    zero(p, grad_x);
    for (int64_t o = 0; o < outputs(p); o++)
        for (int64_t t = 0; t < p->kernel_h * p->kernel_w; t++)
            if (tap(p, o, t) >= 0)
                grad_x[tap(p, o, t)] += grad_y[o] / count(p, o, count_pad);
}
