/* Sums over lines, cut over the threads. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/products.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 32768, /* numbers a piece */
    COLUMNS = 64   /* columns a piece */
};

struct job {
    const aift__simd *simd;
    int64_t m, n;
    const float *x;
    float *y;
};

static void sums(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->column_sum(job->m, job->n, begin, end, job->x, job->y);
}

void aift__column_sum_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, const float *x, bool add,
                          float *y)
{
    struct job job = {aift__simd_of(kernel), m, n, x, y};
    if (!add)
        memset(y, 0, (size_t)n * sizeof *y);
    aift__parallel_for(kernel->context, n, m * n <= GRAIN ? n : COLUMNS, sums, &job);
}
