/* The gradients of batch normalisation: one pass for the sums, one for the input's. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/batch_norm_job.h"

static void grads_of_segment(const aift__norm_job *job, int64_t block, int64_t line, int64_t lines,
                             int64_t band)
{
    const int64_t n = job->norm.channels, at = line * n, q = band * n;
    double *sums = aift__norm_sums(job, block);
    job->simd->batch_grads(lines, n, job->norm.act, job->x + at, job->grad_y + at, job->scale + q,
                           job->shift + q, job->mean + q, sums, sums + n);
}

static void grads(void *arg, int64_t begin, int64_t end)
{
    const aift__norm_job *job = arg;
    for (int64_t block = begin; block < end; block++) {
        memset(aift__norm_sums(job, block), 0, 2 * (size_t)job->norm.channels * sizeof(double));
        aift__norm_each_segment(job, block, grads_of_segment);
    }
}

static void input_of_segment(const aift__norm_job *job, int64_t block, int64_t line, int64_t lines,
                             int64_t band)
{
    const int64_t n = job->norm.channels, at = line * n, q = band * n;
    job->simd->batch_grad_input(lines, n, job->norm.act, job->x + at, job->grad_y + at, job->scale + q,
                                job->shift + q, job->mean + q, job->slope + q, job->at + q, job->y + at);
}

static void input(void *arg, int64_t begin, int64_t end)
{
    for (int64_t block = begin; block < end; block++)
        aift__norm_each_segment(arg, block, input_of_segment);
}

/* The sums of a band: gradients of weight and bias, and the line that the input's gradient follows. */
static void finish_grads(aift__norm_job *job, int64_t band, const double *sums, const float *rstd, bool add,
                         float *grad_weight, float *grad_bias)
{
    const aift__batch_norm *norm = &job->norm;
    const int64_t n = norm->channels;
    const double count = (double)(norm->lines / norm->bands);
    for (int64_t j = 0; j < n; j++) {
        int64_t p = j * norm->bands + band, q = band * n + j;
        double sum = sums[j], dot = sums[n + j] * (double)rstd[q];
        if (grad_weight)
            grad_weight[p] = (float)(dot + (add ? (double)grad_weight[p] : 0));
        if (grad_bias)
            grad_bias[p] = (float)(sum + (add ? (double)grad_bias[p] : 0));
        job->slope[q] = norm->running ? 0 : (float)(-(double)job->scale[q] * (double)rstd[q] * dot / count);
        job->at[q] = norm->running ? 0 : (float)(-(double)job->scale[q] * sum / count);
    }
}

void aift__norm_grads(const aift__kernel_context *kernel, aift__norm_job *job, const float *weight,
                      const float *bias, const float *mean, const float *rstd, const float *given, bool add,
                      float *grad_weight, float *grad_bias)
{
    aift__norm_set_lines(job, weight, bias, mean, rstd);
    if (!given)
        aift__parallel_for(kernel->context, job->norm.bands * job->blocks, 1, grads, job);
    for (int64_t j = 0; given && j < 2 * job->norm.channels; j++)
        job->sums[j] = (double)given[j];
    for (int64_t band = 0; band < job->norm.bands; band++)
        finish_grads(job, band, given ? job->sums : aift__norm_add_blocks(job, band), rstd, add, grad_weight,
                     grad_bias);
}

void aift__batch_norm_grad_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                               const float *x, const float *weight, const float *bias, const float *mean,
                               const float *rstd, const float *grad_y, const float *sums, bool add,
                               float *grad_x, float *grad_weight, float *grad_bias)
{
    aift__norm_job job = aift__norm_job_of(norm, kernel->scratch);
    job.simd = aift__simd_of(kernel);
    job.x = x;
    job.grad_y = grad_y;
    job.y = grad_x;
    aift__norm_grads(kernel, &job, weight, bias, mean, rstd, sums, add, grad_weight, grad_bias);
    if (grad_x)
        aift__parallel_for(kernel->context, norm->bands * job.blocks, 1, input, &job);
}
