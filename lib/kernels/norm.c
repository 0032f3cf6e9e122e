/* Layer normalisation, cut over the threads: by lines, and by columns where lines are added up. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/norm.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 16384, /* numbers a piece */
    COLUMNS = 64   /* columns a piece */
};

struct job {
    const aift__simd *simd;
    int64_t m, n;
    double eps;
    const float *x, *weight, *bias, *mean, *rstd, *grad_y;
    float *y, *to_mean, *to_rstd, *grad_x, *grad_weight, *grad_bias;
};

static void forward(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->layer_norm(end - begin, job->n, job->eps, job->x + begin * job->n, job->weight, job->bias,
                          job->y + begin * job->n, job->to_mean ? job->to_mean + begin : NULL,
                          job->to_rstd ? job->to_rstd + begin : NULL);
}

static void grad_input(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->layer_norm_grad(end - begin, job->n, job->x + begin * job->n, job->weight, job->mean + begin,
                               job->rstd + begin, job->grad_y + begin * job->n, job->grad_x + begin * job->n);
}

static void grad_weight(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->norm_columns(job->m, job->n, begin, end, job->x, job->mean, job->rstd, job->grad_y,
                            job->grad_weight, job->grad_bias);
}

void aift__layer_norm_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, double eps,
                          const float *x, const float *weight, const float *bias, float *y, float *mean,
                          float *rstd)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .n = n,
                      .eps = eps,
                      .x = x,
                      .weight = weight,
                      .bias = bias,
                      .y = y,
                      .to_mean = mean,
                      .to_rstd = rstd};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / AIFT__MAX(1, n)), forward, &job);
}

void aift__layer_norm_grad_input_f32(const aift__kernel_context *kernel, int64_t m, int64_t n, const float *x,
                                     const float *weight, const float *mean, const float *rstd,
                                     const float *grad_y, float *grad_x)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .n = n,
                      .x = x,
                      .weight = weight,
                      .mean = mean,
                      .rstd = rstd,
                      .grad_y = grad_y,
                      .grad_x = grad_x};
    aift__parallel_for(kernel->context, m, AIFT__MAX(1, GRAIN / AIFT__MAX(1, n)), grad_input, &job);
}

void aift__layer_norm_grad_weight_f32(const aift__kernel_context *kernel, int64_t m, int64_t n,
                                      const float *x, const float *mean, const float *rstd,
                                      const float *grad_y, bool add, float *to_weight, float *to_bias)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .m = m,
                      .n = n,
                      .x = x,
                      .mean = mean,
                      .rstd = rstd,
                      .grad_y = grad_y,
                      .grad_weight = to_weight,
                      .grad_bias = to_bias};
    if (!add) {
        memset(to_weight, 0, (size_t)n * sizeof *to_weight);
        memset(to_bias, 0, (size_t)n * sizeof *to_bias);
    }
    aift__parallel_for(kernel->context, n, m * n <= GRAIN ? n : COLUMNS, grad_weight, &job);
}
