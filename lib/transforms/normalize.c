/* normalize: y = (x * rescale_factor - image_mean) / image_std for each channel, bytes to floats in one pass; the numbers
 * that Hugging Face's processors give, whose steps round to float each.
 *
 * A byte has 256 values, so what becomes of each is worked out once, and a picture is a look-up. */
#include "transforms/transform.h"

enum { MOST_CHANNELS = 4, BYTES = 256 };

typedef struct normalize {
    double rescale_factor;
    bool rescale_offset; /* EfficientNet's: x * rescale_factor - 1 */
    bool include_top;    /* EfficientNet's: divided by image_std once more */
    aift__reals image_mean, image_std;
    float table[MOST_CHANNELS][BYTES];
} normalize;

static const aift__field fields[] = {
    AIFT__F_REAL(normalize, rescale_factor, -1e6, 1e6, 1.0 / 255),
    AIFT__F_BOOL(normalize, rescale_offset, false),
    AIFT__F_BOOL(normalize, include_top, false),
    AIFT__F_REALS(normalize, image_mean, 1, MOST_CHANNELS, -1e6, 1e6, 1, {0.5}),
    AIFT__F_REALS(normalize, image_std, 1, MOST_CHANNELS, 1e-6, 1e6, 1, {0.5}),
    AIFT__F_END,
};

/* One number stands for all channels. */
static float of_channel(const aift__reals *reals, int64_t channel)
{
    return (float)reals->v[reals->n == 1 ? 0 : channel];
}

static float value_of(const normalize *self, int64_t channel, double x)
{
    float mean = of_channel(&self->image_mean, channel), std = of_channel(&self->image_std, channel);
    float y = (float)(x * self->rescale_factor);
    if (self->rescale_offset)
        y -= 1;
    y = (y - mean) / std;
    return self->include_top ? y / std : y;
}

static aift_status prepare(aift_context *context, void *parameters)
{
    normalize *self = parameters;
    if (self->image_mean.n > 1 && self->image_std.n > 1 && self->image_mean.n != self->image_std.n)
        return aift__fail(AIFT_E_INVALID,
                          "image_mean has %d numbers and image_std %d: one for each channel, or one",
                          self->image_mean.n, self->image_std.n);
    for (int64_t c = 0; c < MOST_CHANNELS; c++)
        for (int x = 0; x < BYTES; x++)
            self->table[c][x] = value_of(self, c, x);
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const normalize *self = parameters;
    int32_t n = AIFT__MAX(self->image_mean.n, self->image_std.n);
    if (shape->size[2] != AIFT__SHAPE_VARIES &&
        (n == 1 ? shape->size[2] > MOST_CHANNELS : shape->size[2] != n))
        return aift__fail(AIFT_E_SHAPE, "a picture of %lld channels, but image_mean or image_std is for %d",
                          (long long)shape->size[2], n == 1 ? MOST_CHANNELS : n);
    return AIFT_OK;
}

/* Of three channels, which nearly all pictures have, the loop over them is gone. */
static void look_up(const normalize *self, int64_t pixels, int64_t channels, const uint8_t *restrict from,
                    float *restrict to)
{
    if (channels == 3)
        for (int64_t i = 0; i < pixels; i++, from += 3, to += 3) {
            to[0] = self->table[0][from[0]];
            to[1] = self->table[1][from[1]];
            to[2] = self->table[2][from[2]];
        }
    else
        for (int64_t i = 0; i < pixels; i++, from += channels, to += channels)
            for (int64_t c = 0; c < channels; c++)
                to[c] = self->table[c][from[c]];
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const normalize *self = parameters;
    aift__shape made = sample->shape;
    int64_t channels = made.size[2], pixels = made.size[0] * made.size[1];
    AIFT__TRY(shape(self, &made));
    if (made.kind == AIFT__SAMPLE_FLOATS) {
        for (int64_t i = 0; i < pixels * channels; i++)
            sample->values[i] = value_of(self, i % channels, sample->values[i]);
        return AIFT_OK;
    }
    made.kind = AIFT__SAMPLE_FLOATS;
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    look_up(self, pixels, channels, sample->pixels, space->spare.values);
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_normalize = {
    .name = "normalize",
    .takes = AIFT__SAMPLE_PICTURE | AIFT__SAMPLE_FLOATS,
    .gives = AIFT__SAMPLE_FLOATS,
    .size = sizeof(normalize),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
