/* From the tokens of a row to one vector, cut over the threads by rows. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/pooling.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 32768 }; /* numbers a piece, more or less */

struct job {
    const aift__simd *simd;
    int64_t width;
    const int32_t *offsets;
    const float *x;
    float *y;
};

static void run(const aift__kernel_context *kernel, int64_t rows, aift_range_fn fn, struct job job)
{
    if (rows <= 0 || job.width <= 0)
        return;
    job.simd = aift__simd_of(kernel);
    int64_t numbers = AIFT__MAX(1, (job.offsets[rows] - job.offsets[0]) * job.width / rows); /* of a row */
    aift__parallel_for(kernel->context, rows, AIFT__MAX(1, GRAIN / numbers), fn, &job);
}

static void first_token(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++)
        if (job->offsets[r] < job->offsets[r + 1])
            memcpy(job->y + r * job->width, job->x + job->offsets[r] * job->width,
                   (size_t)job->width * sizeof *job->y);
        else
            memset(job->y + r * job->width, 0, (size_t)job->width * sizeof *job->y);
}

static void first_token_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    size_t line = (size_t)job->width * sizeof *job->y;
    for (int64_t r = begin; r < end; r++) {
        int64_t length = job->offsets[r + 1] - job->offsets[r];
        float *to = job->y + job->offsets[r] * job->width;
        if (length > 0) {
            memcpy(to, job->x + r * job->width, line);
            memset(to + job->width, 0, (size_t)(length - 1) * line);
        }
    }
}

static void mean_pool(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++) {
        int64_t length = job->offsets[r + 1] - job->offsets[r];
        float *to = job->y + r * job->width, scale = length > 0 ? 1.0f / (float)length : 0.0f;
        memset(to, 0, (size_t)job->width * sizeof *to);
        job->simd->column_sum(length, job->width, 0, job->width, job->x + job->offsets[r] * job->width, to);
        for (int64_t j = 0; j < job->width; j++)
            to[j] *= scale;
    }
}

static void mean_pool_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++) {
        const float *grad = job->x + r * job->width;
        float scale = 1.0f / (float)(job->offsets[r + 1] - job->offsets[r]);
        for (int64_t t = job->offsets[r]; t < job->offsets[r + 1]; t++)
            for (int64_t j = 0; j < job->width; j++)
                job->y[t * job->width + j] = grad[j] * scale;
    }
}

void aift__first_token_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                           const int32_t *offsets, const float *x, float *y)
{
    run(kernel, rows, first_token, (struct job){.width = width, .offsets = offsets, .x = x, .y = y});
}

void aift__first_token_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                const int32_t *offsets, const float *grad_y, float *grad_x)
{
    run(kernel, rows, first_token_grad,
        (struct job){.width = width, .offsets = offsets, .x = grad_y, .y = grad_x});
}

void aift__mean_pool_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                         const int32_t *offsets, const float *x, float *y)
{
    run(kernel, rows, mean_pool, (struct job){.width = width, .offsets = offsets, .x = x, .y = y});
}

void aift__mean_pool_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                              const int32_t *offsets, const float *grad_y, float *grad_x)
{
    run(kernel, rows, mean_pool_grad,
        (struct job){.width = width, .offsets = offsets, .x = grad_y, .y = grad_x});
}
