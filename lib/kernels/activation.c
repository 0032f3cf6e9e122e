/* Elementwise functions, cut over the threads. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/activation.h"
#include "kernels/simd/simd.h"

enum { GRAIN = 32768 }; /* numbers a piece: some microseconds */

struct job {
    const aift__simd *simd;
    bool tanh_form, add;
    aift__act act;
    const float *a, *b;
    float *y;
};

static void run(const aift__kernel_context *kernel, int64_t n, aift_range_fn fn, struct job job)
{
    job.simd = aift__simd_of(kernel);
    aift__parallel_for(kernel->context, n, GRAIN, fn, &job);
}

static void act_all(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->act(end - begin, job->act, job->a + begin, job->y + begin);
}

static void act_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->act_grad(end - begin, job->act, job->a + begin, job->b + begin, job->y + begin);
}

static void gelu(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->gelu(end - begin, job->tanh_form, job->a + begin, job->y + begin);
}

static void gelu_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->gelu_grad(end - begin, job->tanh_form, job->a + begin, job->b + begin, job->y + begin);
}

static void tanh_all(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->tanh(end - begin, job->a + begin, job->y + begin);
}

static void tanh_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->tanh_grad(end - begin, job->a + begin, job->b + begin, job->y + begin);
}

static void relu(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->relu(end - begin, job->a + begin, job->y + begin);
}

static void relu_grad(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->relu_grad(end - begin, job->a + begin, job->b + begin, job->y + begin);
}

static void add(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->add(end - begin, job->a + begin, job->b + begin, job->y + begin);
}

static void copy(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    if (job->add)
        job->simd->add(end - begin, job->a + begin, job->y + begin, job->y + begin);
    else
        memmove(job->y + begin, job->a + begin, (size_t)(end - begin) * sizeof *job->y);
}

void aift__act_f32(const aift__kernel_context *kernel, int64_t n, aift__act act, const float *x, float *y)
{
    run(kernel, n, act_all, (struct job){.act = act, .a = x, .y = y});
}

void aift__act_grad_f32(const aift__kernel_context *kernel, int64_t n, aift__act act, const float *x,
                        const float *grad_y, float *grad_x)
{
    run(kernel, n, act_grad, (struct job){.act = act, .a = x, .b = grad_y, .y = grad_x});
}

void aift__gelu_f32(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const float *x, float *y)
{
    run(kernel, n, gelu, (struct job){.tanh_form = tanh_form, .a = x, .y = y});
}

void aift__gelu_grad_f32(const aift__kernel_context *kernel, int64_t n, bool tanh_form, const float *x,
                         const float *grad_y, float *grad_x)
{
    run(kernel, n, gelu_grad, (struct job){.tanh_form = tanh_form, .a = x, .b = grad_y, .y = grad_x});
}

void aift__tanh_f32(const aift__kernel_context *kernel, int64_t n, const float *x, float *y)
{
    run(kernel, n, tanh_all, (struct job){.a = x, .y = y});
}

void aift__tanh_grad_f32(const aift__kernel_context *kernel, int64_t n, const float *y, const float *grad_y,
                         float *grad_x)
{
    run(kernel, n, tanh_grad, (struct job){.a = y, .b = grad_y, .y = grad_x});
}

void aift__relu_f32(const aift__kernel_context *kernel, int64_t n, const float *x, float *y)
{
    run(kernel, n, relu, (struct job){.a = x, .y = y});
}

void aift__relu_grad_f32(const aift__kernel_context *kernel, int64_t n, const float *y, const float *grad_y,
                         float *grad_x)
{
    run(kernel, n, relu_grad, (struct job){.a = y, .b = grad_y, .y = grad_x});
}

void aift__add_f32(const aift__kernel_context *kernel, int64_t n, const float *a, const float *b, float *y)
{
    run(kernel, n, add, (struct job){.a = a, .b = b, .y = y});
}

void aift__copy_f32(const aift__kernel_context *kernel, int64_t n, const float *x, bool add_to, float *y)
{
    run(kernel, n, copy, (struct job){.add = add_to, .a = x, .y = y});
}
