/* Passes over flat buffers, cut over the threads. */
#include "base/parallel.h"
#include "kernels/embedding.h"
#include "kernels/optimizer.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 65536, /* numbers a piece */
    PIECES = 1024  /* most sums that are kept */
};

struct job {
    const aift__simd *simd;
    const aift__adamw *options;
    const float *grad;
    float *param, *m, *v;
    int64_t width; /* of the rows of a sparse gradient */
    const int32_t *marks;
    int64_t grain;
    double *sums;
};

static void squares(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->sum_of_squares(end - begin, job->grad + begin, &job->sums[begin / job->grain]);
}

static void step(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    job->simd->adamw(job->options, end - begin, job->grad + begin, job->param + begin, job->m + begin,
                     job->v + begin);
}

/* The end of the rows that begin at `row` and have, or lack, the mark alike. */
static int64_t run_of_rows(const struct job *job, int64_t row, int64_t end, int32_t mark)
{
    int64_t i = row + 1;
    while (i < end && !(job->marks[i] & mark) == !(job->marks[row] & mark))
        i++;
    return i;
}

static void squares_of_rows(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    double sum = 0;
    for (int64_t i = begin, next; i < end; i = next) {
        double some = 0;
        next = run_of_rows(job, i, end, AIFT__ROW_NOW);
        if (job->marks[i] & AIFT__ROW_NOW)
            job->simd->sum_of_squares((next - i) * job->width, job->grad + i * job->width, &some);
        sum += some;
    }
    job->sums[begin / job->grain] = sum;
}

static void step_rows(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const float decay = (float)(1.0 - job->options->learning_rate * job->options->weight_decay);
    for (int64_t i = begin, next; i < end; i = next) {
        next = run_of_rows(job, i, end, AIFT__ROW_EVER);
        if (job->marks[i] & AIFT__ROW_EVER)
            step(arg, i * job->width, next * job->width);
        else if (decay != 1.0f)
            for (int64_t j = i * job->width; j < next * job->width; j++)
                job->param[j] *= decay;
    }
}

static double add_up(int64_t n, int64_t grain, const double *sums)
{
    double sum = 0;
    for (int64_t i = 0; i * grain < n; i++)
        sum += sums[i];
    return sum;
}

double aift__sum_of_squares_f32(const aift__kernel_context *kernel, int64_t n, const float *x)
{
    double sums[PIECES];
    int64_t grain = AIFT__MAX(GRAIN, (n + PIECES - 1) / PIECES);
    struct job job = {.simd = aift__simd_of(kernel), .grad = x, .grain = grain, .sums = sums};
    aift__parallel_for(kernel->context, n, grain, squares, &job);
    return add_up(n, grain, sums);
}

double aift__sum_of_squares_rows_f32(const aift__kernel_context *kernel, int64_t rows, int64_t width,
                                     const int32_t *marks, const float *x)
{
    double sums[PIECES];
    int64_t grain = AIFT__MAX(AIFT__MAX(1, GRAIN / width), (rows + PIECES - 1) / PIECES);
    struct job job = {.simd = aift__simd_of(kernel),
                      .grad = x,
                      .width = width,
                      .marks = marks,
                      .grain = grain,
                      .sums = sums};
    aift__parallel_for(kernel->context, rows, grain, squares_of_rows, &job);
    return add_up(rows, grain, sums);
}

void aift__adamw_f32(const aift__kernel_context *kernel, const aift__adamw *options, int64_t n,
                     const float *grad, float *param, float *m, float *v)
{
    struct job job = {
        .simd = aift__simd_of(kernel), .options = options, .grad = grad, .param = param, .m = m, .v = v};
    aift__parallel_for(kernel->context, n, GRAIN, step, &job);
}

void aift__adamw_rows_f32(const aift__kernel_context *kernel, const aift__adamw *options, int64_t rows,
                          int64_t width, const int32_t *marks, const float *grad, float *param, float *m,
                          float *v)
{
    struct job job = {.simd = aift__simd_of(kernel),
                      .options = options,
                      .grad = grad,
                      .param = param,
                      .m = m,
                      .v = v,
                      .width = width,
                      .marks = marks};
    aift__parallel_for(kernel->context, rows, AIFT__MAX(1, GRAIN / width), step_rows, &job);
}
