/* convert_rgb: a grey picture as one of three equal channels; others as they are. */
#include "transforms/transform.h"

static aift_status shape(const void *self, aift__shape *shape)
{
    if (shape->size[2] == 1 || shape->size[2] == AIFT__SHAPE_VARIES)
        shape->size[2] = 3;
    if (shape->size[2] != 3)
        return aift__fail(AIFT_E_SHAPE, "a picture of %lld channels: expected 1 or 3",
                          (long long)shape->size[2]);
    return AIFT_OK;
}

static aift_status apply(const void *self, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    aift__shape made = sample->shape;
    AIFT__TRY(shape(self, &made));
    if (sample->shape.size[2] == 3)
        return AIFT_OK;
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    uint8_t *to = space->spare.pixels;
    for (size_t i = 0, n = aift__shape_count(&sample->shape); i < n; i++, to += 3)
        to[0] = to[1] = to[2] = sample->pixels[i];
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_convert_rgb = {.name = "convert_rgb",
                                                     .takes = AIFT__SAMPLE_PICTURE,
                                                     .shape = shape,
                                                     .keeps_places = true,
                                                     .apply = apply};
