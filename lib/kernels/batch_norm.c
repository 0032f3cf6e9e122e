/* Batch normalisation, cut over the threads by blocks of lines. Sums of blocks are doubles, and added in their order. */
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "kernels/batch_norm_job.h"

enum {
    BLOCK = 65536, /* numbers of a block, at least */
    BLOCKS = 64,   /* of a band, at most */
    LINES = 16     /* whose mean the moments are taken about */
};

aift__norm_job aift__norm_job_of(const aift__batch_norm *n, void *scratch)
{
    aift__norm_job job = {.norm = *n};
    int64_t wanted = aift__div_up(BLOCK, AIFT__MAX(1, n->channels));
    if (n->bands == 1) {
        job.segment = AIFT__MAX(AIFT__MIN(wanted, n->lines), 1);
        job.segments = aift__div_up(n->lines, job.segment);
    } else {
        job.segment = AIFT__MAX(n->band, 1);
        job.segments = n->lines / (job.segment * n->bands);
    }
    job.per = AIFT__MAX(aift__div_up(wanted, job.segment), aift__div_up(job.segments, BLOCKS));
    job.blocks = AIFT__MAX(1, aift__div_up(job.segments, job.per));
    const int64_t params = n->bands * n->channels;
    job.sums = scratch;
    job.scale = (float *)(job.sums + 2 * job.blocks * params);
    job.shift = job.scale + params;
    job.mean = job.shift + params;
    job.slope = job.mean + params;
    job.at = job.slope + params;
    return job;
}

size_t aift__batch_norm_scratch(const aift__batch_norm *n)
{
    /* Fewer segments may make more blocks: 64 make 64, 65 make 33. Memory that was planned for more must do for fewer. */
    const int64_t blocks = AIFT__MAX(1, AIFT__MIN(aift__norm_job_of(n, NULL).segments, BLOCKS));
    return (size_t)(n->bands * n->channels) * ((size_t)(2 * blocks) * sizeof(double) + 5 * sizeof(float));
}

void aift__norm_each_segment(const aift__norm_job *job, int64_t block, aift__segment_fn fn)
{
    int64_t band = block / job->blocks, first = block % job->blocks * job->per;
    for (int64_t s = first; s < AIFT__MIN(job->segments, first + job->per); s++) {
        int64_t line = (s * job->norm.bands + band) * job->segment;
        fn(job, block, line, AIFT__MIN(job->segment, job->norm.lines - line), band);
    }
}

double *aift__norm_sums(const aift__norm_job *job, int64_t block)
{
    return job->sums + 2 * block * job->norm.channels;
}

/* ---- statistics ---- */

/* Where the moments of a band are taken about: the mean of a few lines. */
static void find_shift(aift__norm_job *job, int64_t band)
{
    const int64_t n = job->norm.channels, lines = job->segments * job->segment;
    float *shift = job->shift + band * n;
    memset(shift, 0, (size_t)n * sizeof *shift);
    int64_t count = AIFT__MIN(LINES, AIFT__MIN(lines, job->norm.lines));
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i * (AIFT__MIN(lines, job->norm.lines) / count);
        int64_t line = (at / job->segment * job->norm.bands + band) * job->segment + at % job->segment;
        for (int64_t j = 0; j < n; j++)
            shift[j] += job->x[line * n + j] / (float)count;
    }
}

static void moments_of_segment(const aift__norm_job *job, int64_t block, int64_t line, int64_t lines,
                               int64_t band)
{
    const int64_t n = job->norm.channels;
    double *sums = aift__norm_sums(job, block);
    job->simd->batch_moments(lines, n, n, job->x + line * n, job->shift + band * n, sums, sums + n);
}

static void moments(void *arg, int64_t begin, int64_t end)
{
    const aift__norm_job *job = arg;
    for (int64_t block = begin; block < end; block++) {
        memset(aift__norm_sums(job, block), 0, 2 * (size_t)job->norm.channels * sizeof(double));
        aift__norm_each_segment(job, block, moments_of_segment);
    }
}

/* The blocks' sums of a band, added into the first. */
double *aift__norm_add_blocks(const aift__norm_job *job, int64_t band)
{
    double *to = aift__norm_sums(job, band * job->blocks);
    for (int64_t b = 1; b < job->blocks; b++) {
        const double *from = aift__norm_sums(job, band * job->blocks + b);
        for (int64_t j = 0; j < 2 * job->norm.channels; j++)
            to[j] += from[j];
    }
    return to;
}

/* What x is multiplied with, and what is added: from the statistics as they are kept, so that it is the same again. */
static void set_line(aift__norm_job *job, int64_t p, int64_t q, const float *weight, const float *bias,
                     float mean, float rstd)
{
    double scale = (double)rstd * (double)weight[p];
    job->scale[q] = (float)scale;
    job->shift[q] = (float)((double)bias[p] - (double)mean * scale);
    job->mean[q] = mean;
}

/* The moments of pictures, together: sums of deviations from the first picture's mean, and of their squares. */
static double *add_pictures(aift__norm_job *job, const aift__statistics_f32 *s)
{
    const int64_t n = job->norm.channels, area = job->norm.lines / s->pictures;
    for (int64_t j = 0; j < n; j++) {
        double sum = 0, squares = 0;
        for (int64_t r = 0; r < s->pictures; r++) {
            double off = (double)s->moments[2 * r * n + j] - (double)s->moments[j];
            sum += off;
            squares += (double)s->moments[(2 * r + 1) * n + j] + off * off * (double)area;
        }
        job->shift[j] = s->moments[j];
        job->sums[j] = sum * (double)area;
        job->sums[n + j] = squares;
    }
    return job->sums;
}

/* Mean and reciprocal deviation of a band, kept and mixed into the running ones. */
static void finish(aift__norm_job *job, int64_t band, const aift__statistics_f32 *s, const float *weight,
                   const float *bias)
{
    const aift__batch_norm *norm = &job->norm;
    const int64_t n = norm->channels;
    const double *sums = norm->running ? NULL
                         : s->moments  ? add_pictures(job, s)
                                       : aift__norm_add_blocks(job, band);
    const double count = (double)(norm->lines / norm->bands);
    for (int64_t j = 0; j < n; j++) {
        int64_t p = j * norm->bands + band, q = band * n + j;
        double mean = s->running_mean[p], var = s->running_var[p], to_mean = mean, to_var = var;
        if (sums) {
            double off = sums[j] / count, raw = sums[n + j] / count - off * off;
            mean = (double)job->shift[q] + off;
            var = raw > 0 ? raw : raw * 0; /* NaN stays */
            to_mean += norm->momentum * (mean - to_mean);
            to_var += norm->momentum * (var * count / (count - 1) - to_var);
        }
        float rstd = (float)(1 / sqrt(var + norm->eps));
        if (s->mean)
            s->mean[q] = (float)mean;
        if (s->rstd)
            s->rstd[q] = rstd;
        if (s->to_running_mean)
            s->to_running_mean[p] = (float)to_mean;
        if (s->to_running_var)
            s->to_running_var[p] = (float)to_var;
        set_line(job, p, q, weight, bias, (float)mean, rstd);
    }
}

static void apply_to_segment(const aift__norm_job *job, int64_t block, int64_t line, int64_t lines,
                             int64_t band)
{
    const int64_t n = job->norm.channels;
    job->simd->batch_apply(lines, n, job->norm.act, job->x + line * n, job->scale + band * n,
                           job->shift + band * n, job->y + line * n);
}

static void apply(void *arg, int64_t begin, int64_t end)
{
    for (int64_t block = begin; block < end; block++)
        aift__norm_each_segment(arg, block, apply_to_segment);
}

aift_status aift__batch_norm_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                                 const float *x, const float *weight, const float *bias,
                                 const aift__statistics_f32 *statistics, float *y)
{
    aift__norm_job job = aift__norm_job_of(norm, kernel->scratch);
    job.simd = aift__simd_of(kernel);
    job.x = x;
    job.y = y;
    if (!norm->running && norm->lines / norm->bands < 2)
        return aift__fail(AIFT_E_RANGE,
                          "batch_norm: one number in a channel: its statistics need two at least");
    const bool look = !norm->running && !statistics->moments;
    for (int64_t band = 0; look && band < norm->bands; band++)
        find_shift(&job, band);
    if (look)
        aift__parallel_for(kernel->context, norm->bands * job.blocks, 1, moments, &job);
    for (int64_t band = 0; band < norm->bands; band++)
        finish(&job, band, statistics, weight, bias);
    if (y)
        aift__parallel_for(kernel->context, norm->bands * job.blocks, 1, apply, &job);
    return AIFT_OK;
}

void aift__norm_set_lines(aift__norm_job *job, const float *weight, const float *bias, const float *mean,
                          const float *rstd)
{
    const aift__batch_norm *norm = &job->norm;
    for (int64_t q = 0; q < norm->bands * norm->channels; q++) {
        int64_t p = q % norm->channels * norm->bands + q / norm->channels;
        set_line(job, p, q, weight, bias, mean[q], rstd[q]);
    }
}

void aift__batch_norm_apply_f32(const aift__kernel_context *kernel, const aift__batch_norm *norm,
                                const float *x, const float *weight, const float *bias, const float *mean,
                                const float *rstd, float *y)
{
    aift__norm_job job = aift__norm_job_of(norm, kernel->scratch);
    job.simd = aift__simd_of(kernel);
    job.x = x;
    job.y = y;
    aift__norm_set_lines(&job, weight, bias, mean, rstd);
    aift__parallel_for(kernel->context, norm->bands * job.blocks, 1, apply, &job);
}

void aift__norm_affine_f32(const aift__kernel_context *kernel, int64_t n, double eps,
                           const float *const *norm, const float *before, float *scale, float *shift)
{
    aift__simd_of(kernel)->norm_affine(n, eps, norm, before, scale, shift);
}
