/* A slice is some channels of a wide picture: a product makes them for all pixels, the depthwise convolution needs no others,
 * and the last product adds what they give to the output. Slices are the same for any batch and number of threads, and are
 * added in their order: one after the other where there are pictures enough, otherwise at the same time, each to memory of
 * its own. */
#include "base/parallel.h"
#include "kernels/inverted_residual_ways.h"

enum {
    SLICES = 4,
    UNIT = 16,     /* channels that packed weights have together: a slice begins with such */
    THIN = 32,     /* channels of a slice, at least; else products are slow */
    DEEP = 384,    /* at most: what a product adds up before it adds that to the output */
    WIDE = 57344,  /* numbers of a slice of the wide picture; they lie on the stack */
    LINES = 12288, /* the same of what the depthwise convolution gives */
};

struct job {
    const aift__inverted_job *of;
    float
        *others; /* what slices but the first give, [slice][picture]; NULL: one slice adds after the other */
    int64_t out_size; /* numbers of an output picture */
};

typedef struct cache {
    _Alignas(64) float wide[WIDE];
    _Alignas(64) float lines[LINES];
} cache;

/* Channel at which a slice begins. */
static int64_t first_of(const aift__conv *c, int64_t slice)
{
    return slice == SLICES ? c->c : c->c / UNIT * slice / SLICES * UNIT;
}

/* The last slice is the widest: it has what is over. */
bool aift__inverted_slices_fit(const aift__conv *c)
{
    const int64_t widest = c->c - first_of(c, SLICES - 1);
    return c->c >= SLICES * THIN && widest <= DEEP && c->h * c->w <= WIDE / widest && c->out_w > 0 &&
           c->out_w <= LINES / widest;
}

static bool is_few(const aift__conv *c)
{
    return c->rows < SLICES;
}

/* Whoever plans for many pictures may run with few. */
size_t aift__inverted_slices_scratch(const aift__inverted_residual *b)
{
    const aift__conv *c = &b->depthwise;
    const int64_t few = AIFT__MIN(c->rows, SLICES - 1);
    return aift__inverted_slices_fit(c) ? (size_t)((SLICES - 1) * few * c->out_h * c->out_w * b->out_c) : 0;
}

/* The channels [k, k + n) of the wide picture. */
static void widen(const struct job *job, const float *picture, int64_t k, int64_t n, float *wide)
{
    const aift__inverted_residual *b = job->of->block;
    const aift__conv *c = &b->depthwise;
    job->of->simd->gemm(&(aift__gemm){.tb = true,
                                      .m = c->h * c->w,
                                      .n = n,
                                      .k = b->in_c,
                                      .alpha = 1,
                                      .a = picture,
                                      .lda = b->in_c,
                                      .b = b->widen.weight + k * b->in_c,
                                      .ldb = b->in_c,
                                      .packed = b->widen.packed ? b->widen.packed + k * b->in_c : NULL,
                                      .c = wide,
                                      .ldc = n,
                                      .tail = aift__tail_at(&b->widen.tail, 0, k)});
}

/* What the channels [k, k + n) of some pixels add to the output, where they begin at number `at`. */
static void narrow(const struct job *job, int64_t k, int64_t n, int64_t pixels, const float *from, int64_t at,
                   bool last, float *to)
{
    const aift__inverted_residual *b = job->of->block;
    job->of->simd->gemm(
        &(aift__gemm){.tb = true,
                      .m = pixels,
                      .n = b->out_c,
                      .k = n,
                      .alpha = 1,
                      .a = from,
                      .lda = n,
                      .b = b->narrow.weight + k,
                      .ldb = b->depthwise.c,
                      .packed = b->narrow.packed ? b->narrow.packed + k * UNIT : NULL,
                      .packed_k = b->depthwise.c,
                      .beta = k > 0 && !job->others,
                      .c = to,
                      .ldc = b->out_c,
                      .tail = last ? aift__tail_at(&b->narrow.tail, at, 0) : (aift__tail){0}});
}

/* A slice of picture `row`. */
static void slice(const struct job *job, int64_t row, int64_t s, cache *near)
{
    const aift__inverted_residual *b = job->of->block;
    const aift__conv *c = &b->depthwise;
    const int64_t k = first_of(c, s), n = first_of(c, s + 1) - k, at_once = LINES / (c->out_w * n);
    const aift__tail tail = aift__tail_at(&b->depth.tail, 0, k);
    const float *rows[AIFT__DEPTHWISE_TAPS];
    float *y = job->others && s > 0 ? job->others + ((s - 1) * c->rows + row) * job->out_size
                                    : b->y + row * job->out_size;
    widen(job, b->x + row * c->h * c->w * b->in_c, k, n, near->wide);
    for (int64_t line = 0; line < c->out_h; line += at_once) {
        const int64_t count = AIFT__MIN(at_once, c->out_h - line), at = line * c->out_w * b->out_c;
        for (int64_t i = 0; i < count; i++) {
            aift__depthwise_rows(c, line + i, near->wide, c->h, c->w * n, rows);
            job->of->simd->depthwise(c, rows, n, n, job->of->taps + k, &tail, n,
                                     near->lines + i * c->out_w * n);
        }
        narrow(job, k, n, count * c->out_w, near->lines, row * job->out_size + at,
               !job->others && s == SLICES - 1, y + at);
    }
}

static void pictures(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    cache near;
    for (int64_t row = begin; row < end; row++)
        for (int64_t s = 0; s < SLICES; s++)
            slice(job, row, s, &near);
}

static void slices(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    cache near;
    for (int64_t i = begin; i < end; i++)
        slice(job, i / SLICES, i % SLICES, &near);
}

/* Lines of outputs, of which all slices are made. */
static void sum(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    const aift__inverted_residual *b = job->of->block;
    const aift__conv *c = &b->depthwise;
    const int64_t line = c->out_w * b->out_c, at = begin * line, size = (end - begin) * line;
    const aift__tail tail = aift__tail_at(&b->narrow.tail, at, 0);
    for (int64_t s = 0; s < SLICES - 1; s++)
        job->of->simd->add(size, b->y + at, job->others + s * c->rows * job->out_size + at, b->y + at);
    if (!aift__tail_is_empty(&tail))
        job->of->simd->tail(&tail, (end - begin) * c->out_w, b->out_c, b->out_c, b->y + at);
}

void aift__inverted_slices_f32(const aift__kernel_context *kernel, const aift__inverted_job *of,
                               float *scratch)
{
    const aift__conv *c = &of->block->depthwise;
    struct job job = {.of = of, .out_size = c->out_h * c->out_w * of->block->out_c};
    if (!is_few(c)) {
        aift__parallel_for(kernel->context, c->rows, 1, pictures, &job);
        return;
    }
    job.others = scratch;
    aift__parallel_for(kernel->context, c->rows * SLICES, 1, slices, &job);
    aift__parallel_for(kernel->context, c->rows * c->out_h, aift__div_up(c->out_h, SLICES), sum, &job);
}
