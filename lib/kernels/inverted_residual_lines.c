/* A wide picture's lines are made by a product into a ring, from which the depthwise convolution makes lines of its own, of
 * which the last product makes lines of the output. A piece of work is some lines of a picture; the first lines of its
 * windows are made for the piece above as well. */
#include "base/parallel.h"
#include "kernels/inverted_residual_ways.h"

enum {
    RING = 57344,  /* numbers of lines of the wide picture; they lie on the stack */
    LINES = 28672, /* the same of what the depthwise convolution gives */
    PIECES = 4     /* at least */
};

struct job {
    const aift__inverted_job *of;
    int64_t ring, at_once; /* lines of the ring; of an output that are made together */
    int64_t lines, pieces; /* of a piece; of a picture */
};

typedef struct cache {
    _Alignas(64) float ring[RING];
    _Alignas(64) float lines[LINES];
} cache;

/* Lines of the wide picture that the ring holds, and of the output that are made together; 0: they do not fit. */
static int64_t ring_of(const aift__conv *c)
{
    return RING / AIFT__MAX(1, c->w * c->c);
}

static int64_t at_once_of(const aift__conv *c)
{
    const int64_t ring = ring_of(c), reach = aift__depthwise_reach(c);
    return ring < reach ? 0
                        : AIFT__MIN((ring - reach) / c->stride_h + 1, LINES / AIFT__MAX(1, c->out_w * c->c));
}

bool aift__inverted_lines_fit(const aift__conv *c)
{
    return at_once_of(c) > 0;
}

/* A pointwise convolution of some pixels. */
static void product(const struct job *job, const aift__conv_stage *stage, int64_t pixels, int64_t from_c,
                    int64_t to_c, const float *from, const aift__tail *tail, float *to)
{
    job->of->simd->gemm(&(aift__gemm){.tb = true,
                                      .m = pixels,
                                      .n = to_c,
                                      .k = from_c,
                                      .alpha = 1,
                                      .a = from,
                                      .lda = from_c,
                                      .b = stage->weight,
                                      .ldb = from_c,
                                      .packed = stage->packed,
                                      .c = to,
                                      .ldc = to_c,
                                      .tail = *tail});
}

/* Makes the lines [from, after) of the wide picture, in one product, or two where the ring begins anew. */
static void widen(const struct job *job, const float *picture, int64_t from, int64_t after, float *ring)
{
    const aift__inverted_residual *b = job->of->block;
    const aift__conv *c = &b->depthwise;
    while (from < after) {
        int64_t place = from % job->ring, count = AIFT__MIN(after - from, job->ring - place);
        product(job, &b->widen, count * c->w, b->in_c, c->c, picture + from * c->w * b->in_c, &b->widen.tail,
                ring + place * c->w * c->c);
        from += count;
    }
}

/* The lines [first, after) of a picture's output. */
static void piece(const struct job *job, int64_t row, int64_t first, int64_t after, cache *near)
{
    const aift__inverted_residual *b = job->of->block;
    const aift__conv *c = &b->depthwise;
    const float *picture = b->x + row * c->h * c->w * b->in_c, *rows[AIFT__DEPTHWISE_TAPS];
    int64_t made = AIFT__MAX(0, first * c->stride_h - c->pad_top); /* lines of the wide picture */
    for (int64_t line = first; line < after; line += job->at_once) {
        const int64_t count = AIFT__MIN(job->at_once, after - line), last = line + count - 1;
        const int64_t need = AIFT__MIN(c->h, last * c->stride_h - c->pad_top + aift__depthwise_reach(c));
        widen(job, picture, made, need, near->ring);
        made = AIFT__MAX(made, need);
        for (int64_t i = 0; i < count; i++) {
            aift__depthwise_rows(c, line + i, near->ring, job->ring, c->w * c->c, rows);
            job->of->simd->depthwise(c, rows, c->c, c->c, job->of->taps, &b->depth.tail, c->c,
                                     near->lines + i * c->out_w * c->c);
        }
        const int64_t at = (row * c->out_h + line) * c->out_w * b->out_c;
        const aift__tail tail = aift__tail_at(&b->narrow.tail, at, 0);
        product(job, &b->narrow, count * c->out_w, c->c, b->out_c, near->lines, &tail, b->y + at);
    }
}

static void pieces(void *arg, int64_t begin, int64_t end)
{
    const struct job *job = arg;
    cache near;
    for (int64_t p = begin; p < end; p++) {
        int64_t first = p % job->pieces * job->lines;
        piece(job, p / job->pieces, first, AIFT__MIN(first + job->lines, job->of->block->depthwise.out_h),
              &near);
    }
}

void aift__inverted_lines_f32(const aift__kernel_context *kernel, const aift__inverted_job *of)
{
    const aift__conv *c = &of->block->depthwise;
    struct job job = {.of = of, .ring = ring_of(c), .at_once = at_once_of(c)};
    const int64_t parts = AIFT__MIN(aift__div_up(PIECES, AIFT__MAX(1, c->rows)), AIFT__MAX(1, c->out_h));
    job.lines = AIFT__MAX(1, aift__div_up(c->out_h, parts));
    job.pieces = aift__div_up(c->out_h, job.lines);
    aift__parallel_for(kernel->context, c->rows * job.pieces, 1, pieces, &job);
}
