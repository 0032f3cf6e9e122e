/* Dropout, residual and layer normalisation, a few lines at a time, which stay in the first cache. */
#include "base/parallel.h"
#include "kernels/add_norm.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 16384, /* numbers a piece */
    LINES = 4      /* at a time */
};

struct job {
    const aift__simd *simd;
    const aift__kernel_context *kernel;
    const aift__dropout *dropout;
    double eps;
    const float *x, *residual, *weight, *bias, *mean, *rstd, *grad_y;
    float *y, *sum, *to_mean, *to_rstd, *grad_sum, *grad_x;
};

static void forward(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t n = job->dropout->n;
    for (int64_t i = begin; i < end; i += LINES) {
        int64_t lines = AIFT__MIN(LINES, end - i), at = i * n;
        float *sum = job->sum ? job->sum + at : job->y + at;
        const float *x = job->x + at;
        if (job->dropout->p > 0) {
            aift__dropout_lines(job->kernel, job->dropout, i, i + lines, x, sum);
            x = sum;
        }
        job->simd->add(lines * n, x, job->residual + at, sum);
        job->simd->layer_norm(lines, n, job->eps, sum, job->weight, job->bias, job->y + at,
                              job->to_mean ? job->to_mean + i : NULL, job->to_rstd ? job->to_rstd + i : NULL);
    }
}

static void backward(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t n = job->dropout->n;
    for (int64_t i = begin; i < end; i += LINES) {
        int64_t lines = AIFT__MIN(LINES, end - i), at = i * n;
        job->simd->layer_norm_grad(lines, n, job->x + at, job->weight, job->mean + i, job->rstd + i,
                                   job->grad_y + at, job->grad_sum + at);
        aift__dropout_lines(job->kernel, job->dropout, i, i + lines, job->grad_sum + at, job->grad_x + at);
    }
}

void aift__add_norm_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                        double eps, const float *x, const float *residual, const float *weight,
                        const float *bias, float *y, float *sum, float *mean, float *rstd)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .kernel = kernel,
                      .dropout = dropout,
                      .eps = eps,
                      .x = x,
                      .residual = residual,
                      .weight = weight,
                      .bias = bias,
                      .y = y,
                      .sum = sum,
                      .to_mean = mean,
                      .to_rstd = rstd};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / AIFT__MAX(1, dropout->n)), forward, &job);
}

void aift__add_norm_grad_f32(const aift__kernel_context *kernel, int64_t m, const aift__dropout *dropout,
                             const float *sum, const float *weight, const float *mean, const float *rstd,
                             const float *grad_y, float *grad_sum, float *grad_x)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .kernel = kernel,
                      .dropout = dropout,
                      .x = sum,
                      .weight = weight,
                      .mean = mean,
                      .rstd = rstd,
                      .grad_y = grad_y,
                      .grad_sum = grad_sum,
                      .grad_x = grad_x};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / AIFT__MAX(1, dropout->n)), backward, &job);
}
