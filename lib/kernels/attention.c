/* Attention, cut over the threads by rows and heads. */
#include "base/parallel.h"
#include "kernels/attention.h"
#include "kernels/simd/simd.h"

enum { WORK = 1 << 19 }; /* multiplications a piece, more or less */

struct job {
    const aift__simd *simd;
    const aift__kernel_context *kernel;
    aift__attention shape;
    const float *q, *k, *v, *o, *lse, *grad_o;
    float *to_o, *to_lse, *grad_q, *grad_k, *grad_v;
};

static void run(const aift__kernel_context *kernel, aift_range_fn fn, struct job job)
{
    const aift__attention *shape = &job.shape;
    double work = 0;
    for (int64_t r = 0; r < shape->rows; r++)
        work += (double)(shape->q_offsets[r + 1] - shape->q_offsets[r]) *
                (shape->k_offsets[r + 1] - shape->k_offsets[r]);
    int64_t n = shape->rows * shape->heads;
    if (n <= 0)
        return;
    work = work * 2.0 * (double)shape->head_dim / (double)shape->rows + 1.0; /* of a head of a row */
    int64_t grain = work >= WORK ? 1 : (int64_t)(WORK / work);
    job.simd = aift__simd_of(kernel);
    job.kernel = kernel;
    if (!kernel->training)
        job.shape.dropout = 0;
    aift__parallel_for(kernel->context, n, AIFT__MAX(1, grain), fn, &job);
}

static void forward(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t i = begin; i < end; i++) {
        int64_t row = i / job->shape.heads, head = i % job->shape.heads;
        aift__words words = aift__words_of(job->kernel, job->shape.stream, row);
        job->simd->attention(&job->shape, &words, row, head, job->q, job->k, job->v, job->to_o, job->to_lse);
    }
}

static void backward(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t i = begin; i < end; i++) {
        int64_t row = i / job->shape.heads, head = i % job->shape.heads;
        aift__words words = aift__words_of(job->kernel, job->shape.stream, row);
        job->simd->attention_grad(&job->shape, &words, row, head, job->q, job->k, job->v, job->o, job->lse,
                                  job->grad_o, job->grad_q, job->grad_k, job->grad_v);
    }
}

void aift__attention_f32(const aift__kernel_context *kernel, const aift__attention *shape, const float *q,
                         const float *k, const float *v, float *o, float *lse)
{
    run(kernel, forward, (struct job){.shape = *shape, .q = q, .k = k, .v = v, .to_o = o, .to_lse = lse});
}

void aift__attention_grad_f32(const aift__kernel_context *kernel, const aift__attention *shape,
                              const float *q, const float *k, const float *v, const float *o,
                              const float *lse, const float *grad_o, float *grad_q, float *grad_k,
                              float *grad_v)
{
    run(kernel, backward,
        (struct job){.shape = *shape,
                     .q = q,
                     .k = k,
                     .v = v,
                     .o = o,
                     .lse = lse,
                     .grad_o = grad_o,
                     .grad_q = grad_q,
                     .grad_k = grad_k,
                     .grad_v = grad_v});
}
