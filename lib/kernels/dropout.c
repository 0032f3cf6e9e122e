/* Dropout, cut over the threads by lines. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/dropout.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 16384 }; /* numbers a piece */

struct job {
    const aift__kernel_context *kernel;
    const aift__dropout *dropout;
    const float *x;
    float *y;
};

/* The row that a line belongs to: the last whose offset is not beyond it. */
static int64_t row_of(const aift__dropout *d, int64_t line)
{
    int64_t low = 0, high = d->rows;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (d->offsets[middle] <= line)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void aift__dropout_lines(const aift__kernel_context *kernel, const aift__dropout *d, int64_t begin,
                         int64_t end, const float *x, float *y)
{
    if (!kernel->training || d->p <= 0) {
        if (x != y)
            memmove(y, x, (size_t)((end - begin) * d->n) * sizeof *y);
        return;
    }
    const aift__simd *simd = aift__simd_of(kernel);
    const float scale = d->p < 1.0 ? (float)(1.0 / (1.0 - d->p)) : 0.0f;
    for (int64_t line = begin, stop; line < end; line = stop) {
        int64_t row = d->offsets ? row_of(d, line) : line;
        int64_t first = d->offsets ? d->offsets[row] : row;
        int64_t after = d->offsets && row < d->rows - 1 ? d->offsets[row + 1] : end;
        stop = d->offsets ? AIFT__MIN(end, after) : line + 1;
        aift__words words = aift__words_of(kernel, d->stream, row);
        int64_t at = (line - begin) * d->n;
        simd->dropout(&words, (uint64_t)((line - first) * d->n), (stop - line) * d->n,
                      aift__dropout_threshold(d->p), scale, x + at, y + at);
    }
}

static void lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    int64_t at = begin * job->dropout->n;
    aift__dropout_lines(job->kernel, job->dropout, begin, end, job->x + at, job->y + at);
}

void aift__dropout_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                       const float *x, float *y)
{
    if (m <= 0 || dropout->n <= 0)
        return;
    struct job job = {kernel, dropout, x, y};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / dropout->n), lines, &job);
}
