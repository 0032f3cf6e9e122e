/* A sample: one picture, sound or spectrum on its way through a pipeline.
 *
 * Its memory is its own and grows to the largest sample that it has held, so a thread that keeps one sample and one
 * workspace for all rows allocates nothing after the first few.
 */
#ifndef AIFT_LIB_TRANSFORMS_SAMPLE_H
#define AIFT_LIB_TRANSFORMS_SAMPLE_H

#include "base/base.h"

/* Bits, so that a transform can say all that it takes. */
typedef enum aift__sample_kind {
    AIFT__SAMPLE_PICTURE = 1, /* uint8_t [height, width, channels], as a decoder gives it */
    AIFT__SAMPLE_FLOATS = 2,  /* a picture of floats: float [height, width, channels] */
    AIFT__SAMPLE_SOUND = 4,   /* float [channels, samples], each channel in one piece, and its rate */
    AIFT__SAMPLE_SPECTRUM = 8 /* float [frames, bins] */
} aift__sample_kind;

const char *aift__sample_kind_name(aift__sample_kind kind); /* "a picture of bytes", ... for messages */

enum { AIFT__SHAPE_VARIES = -1 };

typedef struct aift__shape {
    aift__sample_kind kind;
    int64_t
        size[3]; /* the sizes above in their order, 1 behind the last; AIFT__SHAPE_VARIES: not known before */
    int32_t rate; /* of sound, in Hz; else 0 */
} aift__shape;

typedef struct aift__sample {
    aift_context *context;
    aift__shape shape;
    union { /* by the kind */
        void *data;
        uint8_t *pixels;
        float *values;
    };
    size_t capacity; /* bytes behind data */
} aift__sample;

#define AIFT__SAMPLE_MOST ((size_t)1 << 31) /* bytes of a sample */
/* Bytes that are there behind a sample's last, for kernels that read whole vectors. */
enum { AIFT__SAMPLE_SLACK = 64 };

void aift__sample_init(aift__sample *sample, aift_context *context);
void aift__sample_finish(aift__sample *sample); /* a zeroed sample is accepted */

/* Gives the sample this shape (all sizes known); what it holds is undefined then. The only way to a sample's memory. AIFT_E_RANGE: it is too large. */
aift_status aift__sample_make(aift__sample *sample, const aift__shape *shape);

/* Bytes of a sample of the shape, whose sizes are known. */
size_t aift__shape_bytes(const aift__shape *shape);
/* The same without the element's size. */
size_t aift__shape_count(const aift__shape *shape);

/* What a transform may use while it works; each thread has its own. */
typedef struct aift__workspace {
    aift__sample spare;
    void *work;
    size_t capacity; /* bytes behind work */
} aift__workspace;

void aift__workspace_init(aift__workspace *space, aift_context *context);
void aift__workspace_finish(aift__workspace *space); /* a zeroed one is accepted */

/* A transform that cannot work in place makes the result in space->spare and then exchanges the two:
 *     aift__sample_make(&space->spare, &shape);
 *     ... reads sample, writes space->spare ...
 *     aift__sample_exchange(sample, &space->spare); */
void aift__sample_exchange(aift__sample *a, aift__sample *b);

/* Memory for anything else, undefined, valid until the next call; NULL: out of memory (the message is set). */
void *aift__workspace_bytes(aift__workspace *space, size_t bytes);

#endif
