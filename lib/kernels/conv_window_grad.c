/* The gradient of a convolution's weight: windows of the input, gathered as for the convolution, times the outputs'
 * gradients. Parts of the pixels are added up apart, and then in their order. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/conv_window.h"

enum {
    DEPTH = 288,  /* numbers of a window in a block */
    LINES = 2048, /* of a block at most */
    TILES = 8,    /* at least */
    GRAIN = 16384
};

struct job {
    const aift__simd *simd;
    aift__windows w;
    const aift__conv_input *input;
    const float *x, *grad_y;
    int64_t lines, depth, chunks, parts,
        pixels; /* of a block; pieces of a window; of the pixels; pixels in one */
    bool add;
    float *sums; /* by part [groups * columns][k] */
    float *to;
};

static struct job job_of(const aift__conv *c)
{
    struct job job = {.w = aift__windows_forward(c)};
    job.depth = AIFT__MIN(job.w.k, DEPTH);
    job.chunks = aift__div_up(job.w.k, job.depth);
    job.lines = AIFT__MIN(AIFT__WINDOWS_BLOCK / job.depth, LINES);
    job.parts = aift__div_up(TILES, job.chunks * job.w.groups);
    job.pixels = AIFT__MAX(1, aift__div_up(job.w.pixels, job.parts));
    return job;
}

static void weight_part(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__windows *w = &job->w;
    _Alignas(64) float block[AIFT__WINDOWS_BLOCK];
    for (int64_t i = begin; i < end; i++) {
        int64_t part = i / (job->chunks * w->groups), group = i / job->chunks % w->groups;
        int64_t k = i % job->chunks * job->depth, depth = AIFT__MIN(job->depth, w->k - k);
        int64_t stop = AIFT__MIN(w->pixels, (part + 1) * job->pixels);
        float *to = job->sums + ((part * w->groups + group) * w->columns) * w->k + k;
        if (part * job->pixels >= stop)
            for (int64_t o = 0; o < w->columns; o++)
                memset(to + o * w->k, 0, (size_t)depth * sizeof *to);
        for (int64_t p = part * job->pixels; p < stop; p += job->lines) {
            int64_t lines = AIFT__MIN(job->lines, stop - p);
            aift__windows_gather(job->simd, w, job->input, job->x, group, p, lines, k, k + depth, block);
            aift__gemm g = {.ta = true,
                            .m = w->columns,
                            .n = depth,
                            .k = lines,
                            .alpha = 1,
                            .a = job->grad_y + p * w->target_c + group * w->columns,
                            .lda = w->target_c,
                            .b = block,
                            .ldb = depth,
                            .beta = p > part * job->pixels,
                            .c = to,
                            .ldc = w->k};
            job->simd->gemm(&g);
        }
    }
}

/* The parts in their order, back in the checkpoint's order. */
static void weight_sum(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__windows *w = &job->w;
    const int64_t taps = w->kernel_h * w->kernel_w, all = w->groups * w->columns * w->k;
    for (int64_t n = begin; n < end; n++)
        for (int64_t d = 0; d < w->depth; d++)
            for (int64_t t = 0; t < taps; t++) {
                float *to = job->to + (n * w->depth + d) * taps + t, sum = job->add ? *to : 0;
                for (int64_t p = 0; p < job->parts; p++)
                    sum += job->sums[p * all + n * w->k + t * w->depth + d];
                *to = sum;
            }
}

void aift__window_grad_weight_f32(const aift__kernel_context *kernel, const aift__conv *c,
                                  const aift__conv_input *input, const float *x, const float *grad_y,
                                  bool add, float *grad_weight)
{
    struct job job = job_of(c);
    job.simd = aift__simd_of(kernel);
    job.input = input;
    job.x = x;
    job.grad_y = grad_y;
    job.add = add;
    job.sums = kernel->scratch;
    job.to = grad_weight;
    int64_t grain = AIFT__MAX(1, GRAIN / AIFT__MAX(1, job.w.k * job.parts));
    aift__parallel_for(kernel->context, job.parts * job.chunks * job.w.groups, 1, weight_part, &job);
    aift__parallel_for(kernel->context, job.w.groups * job.w.columns, grain, weight_sum, &job);
}

size_t aift__window_grad_weight_scratch(const aift__conv *c)
{
    const struct job job = job_of(c);
    return (size_t)(job.parts * job.w.groups * job.w.columns * job.w.k) * sizeof(float);
}
