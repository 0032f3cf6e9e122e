/* Pictures of sounds, cut over the threads by rows. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/spectrum.h"
#include "kernels/words.h"

enum { GRAIN = 32768 }; /* numbers a piece, more or less */

struct job {
    const aift__kernel_context *kernel;
    aift__picture s;
    double p;
    uint64_t stream;
    const float *x;
    float *y;
};

static void run(const aift__kernel_context *kernel, aift_range_fn fn, struct job job)
{
    const int64_t numbers = job.s.height * job.s.width * job.s.channels;
    job.kernel = kernel;
    if (job.s.rows > 0 && numbers > 0)
        aift__parallel_for(kernel->context, job.s.rows, AIFT__MAX(1, GRAIN / numbers), fn, &job);
}

static void transpose(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t m = job->s.height, n = job->s.width;
    for (int64_t r = begin; r < end; r++)
        for (int64_t j = 0; j < n; j++)
            for (int64_t i = 0; i < m; i++)
                job->y[(r * n + j) * m + i] = job->x[(r * m + i) * n + j];
}

static void dropout_channels(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t pixels = job->s.height * job->s.width, c = job->s.channels;
    const float scale = job->p < 1 ? (float)(1 / (1 - job->p)) : 0;
    for (int64_t r = begin; r < end; r++)
        for (int64_t j = 0; j < c; j++) {
            uint32_t word = aift__dropout_word(job->kernel, job->stream, r, (uint64_t)j);
            float factor = word >= aift__dropout_threshold(job->p) ? scale : 0;
            for (int64_t i = r * pixels; i < (r + 1) * pixels; i++)
                job->y[i * c + j] = job->x[i * c + j] * factor;
        }
}

void aift__transpose_f32(const aift__kernel_context *kernel, int64_t rows, int64_t m, int64_t n,
                         const float *x, float *y)
{
    run(kernel, transpose, (struct job){.s = {rows, m, n, 1}, .x = x, .y = y});
}

void aift__dropout_channels_f32(const aift__kernel_context *kernel, const aift__picture *shape, double p,
                                uint64_t stream, const float *x, float *y)
{
    run(kernel, dropout_channels, (struct job){.s = *shape, .p = p, .stream = stream, .x = x, .y = y});
}
