/* Looking rows of a table up and scattering their gradients, cut over the threads. */
#include <string.h>

#include "base/parallel.h"
#include "kernels/embedding.h"
#include "kernels/simd/simd.h"

enum {
    GRAIN = 32768,   /* numbers a piece */
    COLUMNS = 64,    /* columns a piece of the scatter: every piece adds up in the order of the tokens */
    ZEROED = 1 << 18 /* numbers a piece of zeroing */
};

struct job {
    const aift__simd *simd;
    int64_t width, n, padding;
    const int32_t *ids;
    const float *x;
    float *y;
};

static aift_status check_ids(int64_t vocab, int64_t n, const int32_t *ids)
{
    for (int64_t t = 0; t < n; t++)
        if (ids[t] < 0 || ids[t] >= vocab)
            return aift__fail(AIFT_E_RANGE, "embedding: id %d at place %lld: expected 0 to %lld", (int)ids[t],
                              (long long)t, (long long)vocab - 1);
    return AIFT_OK;
}

static void gather(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t t = begin; t < end; t++)
        memcpy(job->y + t * job->width, job->x + job->ids[t] * job->width,
               (size_t)job->width * sizeof *job->y);
}

static void scatter(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    for (int64_t t = 0; t < job->n; t++) {
        if (job->ids[t] == job->padding)
            continue;
        float *to = job->y + job->ids[t] * job->width + begin;
        job->simd->add(end - begin, job->x + t * job->width + begin, to, to);
    }
}

static void zero(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    memset(job->y + begin, 0, (size_t)(end - begin) * sizeof *job->y);
}

/* Zeroes the rows that are not zero unless they stay, and marks those to come. */
static void mark(struct job *job, int64_t vocab, bool add, int32_t *marks)
{
    for (int64_t r = 0; r < vocab && !add; r++) {
        if (!(marks[r] & AIFT__ROW_NOW))
            continue;
        zero(job, r * job->width, (r + 1) * job->width);
        marks[r] &= ~AIFT__ROW_NOW;
    }
    for (int64_t t = 0; t < job->n; t++)
        if (job->ids[t] != job->padding)
            marks[job->ids[t]] = AIFT__ROW_NOW | AIFT__ROW_EVER;
}

aift_status aift__embedding_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const float *table, const int32_t *ids, float *y)
{
    if (width <= 0)
        return AIFT_OK;
    AIFT__TRY(check_ids(vocab, n, ids));
    struct job job = {.width = width, .n = n, .ids = ids, .x = table, .y = y};
    aift__parallel_for(kernel->context, n, AIFT__MAX(1, GRAIN / width), gather, &job);
    return AIFT_OK;
}

aift_status aift__embedding_grad_f32(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, int64_t padding, const int32_t *ids, const float *grad_y,
                                     bool add, float *grad_table, int32_t *marks)
{
    AIFT__TRY(check_ids(vocab, n, ids));
    struct job job = {aift__simd_of(kernel), width, n, padding, ids, grad_y, grad_table};
    if (marks)
        mark(&job, vocab, add, marks);
    else if (!add)
        aift__parallel_for(kernel->context, vocab * width, ZEROED, zero, &job);
    bool small = n * width <= GRAIN;
    aift__parallel_for(kernel->context, width, small ? width : COLUMNS, scatter, &job);
    return AIFT_OK;
}
