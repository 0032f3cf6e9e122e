/* Moments of a convolution's output, taken while it lies in the cache. */
#include <string.h>

#include "kernels/conv_ways.h"

aift__moments aift__moments_of(const aift__conv *c, void *memory, int64_t picture)
{
    double *sums = (double *)memory + 2 * picture * c->out_c;
    return (aift__moments){sums, sums + c->out_c,
                           (float *)((double *)memory + 2 * c->rows * c->out_c) + picture * c->out_c};
}

size_t aift__moments_bytes(const aift__conv *c)
{
    return (size_t)(c->rows * c->out_c) * (2 * sizeof(double) + sizeof(float));
}

static void zero(const aift__moments *m, int64_t k, int64_t n)
{
    memset(m->sums + k, 0, (size_t)n * sizeof *m->sums);
    memset(m->squares + k, 0, (size_t)n * sizeof *m->squares);
}

void aift__moments_add(const aift__simd *simd, const aift__moments *moments, int64_t m, int64_t k, int64_t n,
                       int64_t pitch, const float *y, bool first)
{
    if (first) {
        zero(moments, k, n);
        memset(moments->guess + k, 0, (size_t)n * sizeof *moments->guess);
        simd->batch_moments(m, n, pitch, y, moments->guess + k, moments->sums + k, moments->squares + k);
        for (int64_t j = k; j < k + n; j++)
            moments->guess[j] = (float)(moments->sums[j] / (double)m);
        zero(moments, k, n);
    }
    simd->batch_moments(m, n, pitch, y, moments->guess + k, moments->sums + k, moments->squares + k);
}

void aift__moments_finish(const aift__conv *c, const aift__moments *moments, int64_t picture, int64_t first,
                          int64_t after, float *to)
{
    const double area = (double)(c->out_h * c->out_w);
    to += picture * 2 * c->out_c;
    for (int64_t j = first; j < after; j++) {
        double off = moments->sums[j] / area, squares = moments->squares[j] - off * off * area;
        to[j] = (float)((double)moments->guess[j] + off);
        to[c->out_c + j] = (float)(squares > 0 ? squares : squares * 0); /* NaN stays */
    }
}
