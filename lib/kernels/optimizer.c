/* Passes over flat buffers, cut over the threads. */
#include "base/parallel.h"
#include "kernels/optimizer.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 65536, /* numbers a piece */
    PIECES = 1024  /* most sums that are kept */
};

struct job {
    const aift__simd *simd;
    const aift__adamw *options;
    const float *grad;
    float *param, *m, *v;
    int64_t grain;
    double *sums;
};

static void squares(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->sum_of_squares(end - begin, job->grad + begin, &job->sums[begin / job->grain]);
}

static void step(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->adamw(job->options, end - begin, job->grad + begin, job->param + begin, job->m + begin,
                     job->v + begin);
}

double aift__sum_of_squares_f32(const aift__kernel_context *kernel, int64_t n, const float *x)
{
    double sums[PIECES], sum = 0;
    int64_t grain = AIFT__MAX(GRAIN, (n + PIECES - 1) / PIECES);
    struct job job = {.simd = aift__simd_of(kernel), .grad = x, .grain = grain, .sums = sums};
    aift__parallel_for(kernel->context, n, grain, squares, &job);
    for (int64_t i = 0; i * grain < n; i++)
        sum += sums[i];
    return sum;
}

void aift__adamw_f32(const aift__kernel_context *kernel, const aift__adamw *options, int64_t n,
                     const float *grad, float *param, float *m, float *v)
{
    struct job job = {
        .simd = aift__simd_of(kernel), .options = options, .grad = grad, .param = param, .m = m, .v = v};
    aift__parallel_for(kernel->context, n, GRAIN, step, &job);
}
