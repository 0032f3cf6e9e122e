/* pad_or_trim: sound of `length` samples, or a spectrum of `length` frames: cut behind, or filled up with `value`. */
#include <string.h>

#include "transforms/transform.h"

enum { MOST_LENGTH = 1 << 29 };

typedef struct pad_or_trim {
    int64_t length;
    double value;
    bool pad, trim; /* false: what is too short or too long stays so */
} pad_or_trim;

static const aift__field fields[] = {
    {.name = "length",
     .kind = AIFT__FIELD_INT,
     .offset = offsetof(pad_or_trim, length),
     .required = true,
     .min = 1,
     .max = MOST_LENGTH},
    AIFT__F_REAL(pad_or_trim, value, -1e30, 1e30, 0),
    AIFT__F_BOOL(pad_or_trim, pad, true),
    AIFT__F_BOOL(pad_or_trim, trim, true),
    AIFT__F_END,
};

/* Time's place among the sizes. */
static int along(const aift__shape *shape)
{
    return shape->kind == AIFT__SAMPLE_SOUND ? 1 : 0;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const pad_or_trim *self = parameters;
    int64_t *size = &shape->size[along(shape)];
    if (*size == AIFT__SHAPE_VARIES)
        *size = self->pad && self->trim ? self->length : AIFT__SHAPE_VARIES;
    else if (*size < self->length ? self->pad : self->trim)
        *size = self->length;
    return AIFT_OK;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const pad_or_trim *self = parameters;
    const aift__shape had = sample->shape;
    aift__shape made = had;
    AIFT__TRY(shape(self, &made));
    const int time = along(&had);
    if (made.size[time] == had.size[time])
        return AIFT_OK;
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    /* Sound has channels of samples, a spectrum one line of frames of bins. */
    const int64_t lines = time ? had.size[0] : 1, width = time ? 1 : had.size[1];
    const int64_t from = had.size[time] * width, to = made.size[time] * width, kept = AIFT__MIN(from, to);
    for (int64_t line = 0; line < lines; line++) {
        float *y = space->spare.values + line * to;
        memcpy(y, sample->values + line * from, (size_t)kept * sizeof *y);
        for (int64_t i = kept; i < to; i++)
            y[i] = (float)self->value;
    }
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_pad_or_trim = {
    .name = "pad_or_trim",
    .takes = AIFT__SAMPLE_SOUND | AIFT__SAMPLE_SPECTRUM,
    .size = sizeof(pad_or_trim),
    .fields = fields,
    .shape = shape,
    .apply = apply,
};
