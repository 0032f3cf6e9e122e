/* Dropout, cut over the threads by lines. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/dropout.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 16384 }; /* numbers a piece */

struct job {
    const aift__simd *simd;
    const aift__kernel_context *kernel;
    int64_t n, rows;
    const int32_t *offsets;
    double p;
    uint64_t stream;
    const float *x;
    float *y;
};

/* The row that a line belongs to: the last whose offset is not beyond it. */
static int64_t row_of(const struct job *job, int64_t line)
{
    int64_t low = 0, high = job->rows;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (job->offsets[middle] <= line)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void lines(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    float scale = job->p < 1.0 ? (float)(1.0 / (1.0 - job->p)) : 0.0f;
    while (begin < end) {
        int64_t row = job->offsets ? row_of(job, begin) : begin;
        int64_t first = job->offsets ? job->offsets[row] : row;
        int64_t after = job->offsets && row < job->rows - 1 ? job->offsets[row + 1] : end;
        int64_t stop = job->offsets ? AIFT__MIN(end, after) : begin + 1;
        aift__words words = aift__words_of(job->kernel, job->stream, row);
        job->simd->dropout(&words, (uint64_t)((begin - first) * job->n), (stop - begin) * job->n,
                           aift__dropout_threshold(job->p), scale, job->x + begin * job->n,
                           job->y + begin * job->n);
        begin = stop;
    }
}

void aift__dropout_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, int64_t rows,
                       const int32_t *offsets, double p, uint64_t stream, const float *x, float *y)
{
    if (m <= 0 || n <= 0)
        return;
    if (!kernel->training || p <= 0) {
        if (x != y)
            memmove(y, x, (size_t)(m * n) * sizeof *y);
        return;
    }
    struct job job = {aift__simd_of(kernel), kernel, n, rows, offsets, p, stream, x, y};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / n), lines, &job);
}
