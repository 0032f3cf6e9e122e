/* From the tokens of a row to one vector, cut over the threads by rows. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/pooling.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 32768 }; /* numbers a piece, more or less */

struct job {
    const aift__simd *simd;
    int64_t width, count;
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
    const float scale = 1.0f / (float)job->count;
    for (int64_t r = begin; r < end; r++) {
        const float *x = job->x + job->offsets[r] * job->width;
        float *y = job->y + r * job->width;
        memcpy(y, x, (size_t)job->width * sizeof *y);
        for (int64_t i = job->width; i < job->count * job->width; i++)
            y[i % job->width] += x[i];
        for (int64_t j = 0; job->count > 1 && j < job->width; j++)
            y[j] *= scale;
    }
}

static void first_token_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const float scale = 1.0f / (float)job->count;
    for (int64_t r = begin; r < end; r++) {
        const float *grad = job->x + r * job->width;
        int64_t length = job->offsets[r + 1] - job->offsets[r];
        float *to = job->y + job->offsets[r] * job->width;
        for (int64_t t = 0; t < job->count; t++, to += job->width)
            for (int64_t j = 0; j < job->width; j++)
                to[j] = grad[j] * scale;
        memset(to, 0, (size_t)((length - job->count) * job->width) * sizeof *to);
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

void aift__first_token_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width, int64_t count,
                           const int32_t *offsets, const float *x, float *y)
{
    run(kernel, rows, first_token,
        (struct job){.width = width, .count = count, .offsets = offsets, .x = x, .y = y});
}

void aift__first_token_grad_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                int64_t count, const int32_t *offsets, const float *grad_y, float *grad_x)
{
    run(kernel, rows, first_token_grad,
        (struct job){.width = width, .count = count, .offsets = offsets, .x = grad_y, .y = grad_x});
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
