/* Sums over a picture's pixels and their gradients, cut over the threads by pictures. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/channels.h"

enum {
    GRAIN = 32768, /* numbers a piece */
    CHANNELS = 64, /* at a time */
    PIXELS = 128   /* that are added up apart: the error grows with their number only */
};

struct job {
    int64_t area, channels;
    float factor;
    const float *a, *b;
    float *y;
};

static void run(const aift__kernel_context *kernel, int64_t rows, aift_range_fn fn, struct job *job)
{
    int64_t grain = AIFT__MAX(1, GRAIN / AIFT__MAX(1, job->area * job->channels));
    aift__parallel_for(kernel->context, rows, grain, fn, job);
}

static void add_pixels(const struct job *job, int64_t at, int64_t pixels, int64_t n, float *sum)
{
    for (int64_t p = 0; p < pixels; p++, at += job->channels)
        for (int64_t j = 0; j < n; j++)
            sum[j] += job->b ? job->a[at + j] * job->b[at + j] : job->a[at + j];
}

static void sums(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++)
        for (int64_t c = 0; c < job->channels; c += CHANNELS) {
            float total[CHANNELS] = {0};
            int64_t n = AIFT__MIN(CHANNELS, job->channels - c);
            for (int64_t p = 0; p < job->area; p += PIXELS) {
                float sum[CHANNELS] = {0};
                add_pixels(job, (r * job->area + p) * job->channels + c, AIFT__MIN(PIXELS, job->area - p), n,
                           sum);
                for (int64_t j = 0; j < n; j++)
                    total[j] += sum[j];
            }
            for (int64_t j = 0; j < n; j++)
                job->y[r * job->channels + c + j] = total[j] * job->factor;
        }
}

static void scaled(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t p = begin * job->area; p < end * job->area; p++) {
        const float *s = job->b + p / job->area * job->channels;
        for (int64_t j = 0; j < job->channels; j++) {
            int64_t at = p * job->channels + j;
            job->y[at] = job->factor * s[j] * (job->a ? job->a[at] : 1.0f);
        }
    }
}

void aift__area_sum_f32(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                        double factor, const float *a, const float *b, float *y)
{
    run(kernel, rows, sums, &(struct job){area, channels, (float)factor, a, b, y});
}

void aift__area_scale_f32(const aift__kernel_context *kernel, int64_t rows, int64_t area, int64_t channels,
                          double factor, const float *x, const float *s, float *y)
{
    run(kernel, rows, scaled, &(struct job){area, channels, (float)factor, x, s, y});
}

static void scale_rows(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t r = begin; r < end; r++)
        for (int64_t j = r * job->channels; j < (r + 1) * job->channels; j++)
            job->y[j] = job->a[j] * job->b[r];
}

void aift__row_scale_f32(const aift__kernel_context *kernel, int64_t rows, int64_t n, const float *x,
                         const float *s, float *y)
{
    run(kernel, rows, scale_rows, &(struct job){1, n, 1, x, s, y});
}
