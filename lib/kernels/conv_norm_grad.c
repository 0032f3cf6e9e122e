/* All gradients of a pointwise convolution and of the normalisation of its output: blocks of pixels stay in the cache from
 * the normalisation's gradient to both products. The weight's gradient is summed in parts of the pixels. Those of a
 * depthwise one are in conv_depthwise_grad.c. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/batch_norm_job.h"
#include "kernels/conv_ways.h"

enum {
    PARTS = 16,
    BLOCK = 36864, /* numbers of a block of pixels, of either side; they lie on the stack */
    LINES = 384,   /* pixels of a block at most */
    PANEL = 16,
    GRAIN = 16384
};

struct job {
    const aift__simd *simd;
    const aift__conv *conv;
    const aift__conv_norm_grad *run;
    const aift__norm_job *norm;
    int64_t pixels, lines; /* a part; a block */
    float *packed, *sums;
    double *input_sums; /* of a part [2][channel]; NULL: not wanted */
    bool stream;
};

static int64_t all_pixels(const aift__conv *c)
{
    return c->rows * c->out_h * c->out_w;
}

static aift__batch_norm norm_of(const aift__conv *c, const aift__conv_norm_grad *run)
{
    return (aift__batch_norm){.lines = all_pixels(c),
                              .channels = c->out_c,
                              .bands = 1,
                              .band = 1,
                              .eps = run ? run->eps : 0,
                              .act = run ? run->act : AIFT__ACT_NONE};
}

typedef struct block {
    _Alignas(64) float dz[BLOCK], made[BLOCK]; /* the norm's gradient; what the convolution made of x */
} block;

/* Both products of some pixels of a part. What of x is not needed any more makes room for its gradient, where that is
 * streamed. */
static void products(const struct job *job, int64_t part, int64_t first, int64_t lines, const float *dz,
                     const float *x, float *room)
{
    const aift__conv *c = job->conv;
    const aift__conv_norm_grad *run = job->run;
    float *dx = run->grad_x ? run->grad_x + first * c->c : NULL;
    float *to = job->stream ? room : dx;
    if (run->grad_weight)
        job->simd->gemm(&(aift__gemm){.ta = true,
                                      .m = c->out_c,
                                      .n = c->c,
                                      .k = lines,
                                      .alpha = 1,
                                      .a = dz,
                                      .lda = c->out_c,
                                      .b = x,
                                      .ldb = c->c,
                                      .beta = first > part * job->pixels,
                                      .c = job->sums + part * c->out_c * c->c,
                                      .ldc = c->c});
    if (!dx)
        return;
    job->simd->gemm(&(aift__gemm){.m = lines,
                                  .n = c->c,
                                  .k = c->out_c,
                                  .alpha = 1,
                                  .a = dz,
                                  .lda = c->out_c,
                                  .packed = job->packed,
                                  .c = to,
                                  .ldc = c->c});
    if (job->input_sums) {
        double *sums = job->input_sums + 2 * part * c->c;
        job->simd->batch_grads(lines, c->c, run->input->act, run->x + first * c->c, to, run->input->scale,
                               run->input->shift, run->input_mean, sums, sums + c->c);
    }
    if (job->stream)
        job->simd->stream(1, lines * c->c, 0, room, 0, dx);
}

static void parts(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__conv *c = job->conv;
    const aift__conv_norm_grad *run = job->run;
    const aift__norm_job *n = job->norm;
    block b;
    for (int64_t p = begin; p < end; p++) {
        int64_t top = p * job->pixels, stop = AIFT__MIN(all_pixels(c), top + job->pixels);
        if (job->input_sums)
            memset(job->input_sums + 2 * p * c->c, 0, 2 * (size_t)c->c * sizeof(double));
        for (int64_t i = top; i < stop; i += job->lines) {
            int64_t lines = AIFT__MIN(job->lines, stop - i);
            const float *x = run->x + i * c->c;
            job->simd->batch_grad_input(lines, c->out_c, run->act, run->z + i * c->out_c,
                                        run->grad_y + i * c->out_c, n->scale, n->shift, n->mean, n->slope,
                                        n->at, b.dz);
            if (run->input && run->grad_weight) {
                job->simd->batch_apply(lines, c->c, run->input->act, x, run->input->scale, run->input->shift,
                                       b.made);
                x = b.made;
            }
            products(job, p, i, lines, b.dz, x, b.made);
        }
    }
}

static void add_parts(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const int64_t n = job->conv->out_c * job->conv->c,
                  used = aift__div_up(all_pixels(job->conv), job->pixels);
    float *to = job->run->grad_weight;
    for (int64_t j = begin; j < end; j++) {
        float sum = job->run->add ? to[j] : 0;
        for (int64_t p = 0; p < used; p++)
            sum += job->sums[p * n + j];
        to[j] = sum;
    }
}

/* The parts of what the norm of x wants to know. */
static void add_input_sums(const struct job *job)
{
    const int64_t n = 2 * job->conv->c, used = aift__div_up(all_pixels(job->conv), job->pixels);
    for (int64_t j = 0; j < n; j++) {
        double sum = 0;
        for (int64_t p = 0; p < used; p++)
            sum += job->input_sums[p * n + j];
        job->run->input_sums[j] = (float)sum;
    }
}

static int64_t packed_size(const aift__conv *c)
{
    return aift__div_up(c->c, PANEL) * PANEL * c->out_c;
}

static size_t norm_scratch(const aift__conv *c)
{
    const aift__batch_norm norm = norm_of(c, NULL);
    return (aift__batch_norm_scratch(&norm) + 63) / 64 * 64;
}

bool aift__conv_norm_grad_fits(const aift__conv *c)
{
    return aift__conv_is_pointwise(c) || aift__conv_is_depthwise(c);
}

size_t aift__conv_norm_grad_scratch(const aift__conv *c)
{
    if (aift__conv_is_depthwise(c))
        return norm_scratch(c) + aift__depthwise_norm_grad_scratch(c);
    return norm_scratch(c) + (size_t)(2 * PARTS * c->c) * sizeof(double) +
           (size_t)(packed_size(c) + PARTS * c->out_c * c->c) * sizeof(float);
}

static void pointwise(const aift__kernel_context *kernel, const aift__conv *c,
                      const aift__conv_norm_grad *run, const aift__norm_job *norm, void *memory)
{
    struct job job = {.simd = norm->simd,
                      .conv = c,
                      .run = run,
                      .norm = norm,
                      .pixels = AIFT__MAX(1, aift__div_up(all_pixels(c), PARTS)),
                      .lines = AIFT__MAX(1, AIFT__MIN(LINES, BLOCK / AIFT__MAX(c->c, c->out_c))),
                      .packed = (float *)((double *)memory + 2 * PARTS * c->c),
                      .stream = all_pixels(c) * c->c >= AIFT__STREAMED};
    job.sums = job.packed + packed_size(c);
    if (run->grad_x && run->input && run->input_sums)
        job.input_sums = memory;
    job.simd->pack(&(aift__gemm){.n = c->c, .k = c->out_c, .alpha = 1, .b = run->weight, .ldb = c->c}, 0,
                   aift__div_up(c->c, PANEL), job.packed);
    aift__parallel_for(kernel->context, aift__div_up(all_pixels(c), job.pixels), 1, parts, &job);
    if (run->grad_weight)
        aift__parallel_for(kernel->context, c->out_c * c->c, GRAIN, add_parts, &job);
    if (job.input_sums)
        add_input_sums(&job);
}

void aift__conv_norm_grad_f32(const aift__kernel_context *kernel, const aift__conv *c,
                              const aift__conv_norm_grad *run)
{
    const aift__batch_norm norm = norm_of(c, run);
    aift__norm_job job = aift__norm_job_of(&norm, kernel->scratch);
    void *memory = (char *)kernel->scratch + norm_scratch(c);
    job.simd = aift__simd_of(kernel);
    job.x = run->z;
    job.grad_y = run->grad_y;
    aift__norm_grads(kernel, &job, run->norm_weight, run->norm_bias, run->mean, run->rstd, run->sums,
                     run->add, run->grad_norm_weight, run->grad_norm_bias);
    if (aift__conv_is_depthwise(c))
        aift__depthwise_norm_grad_f32(kernel, c, run, &job, memory);
    else
        pointwise(kernel, c, run, &job, memory);
}
