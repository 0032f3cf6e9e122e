/* grayscale: three channels as one, as Pillow's convert("L"); a grey picture as it is. */
#include "transforms/picture.h"
#include "transforms/transform.h"

static aift_status shape(const void *self, aift__shape *shape)
{
    AIFT__TRY(aift__picture_check(shape));
    shape->size[2] = 1;
    return AIFT_OK;
}

static aift_status apply(const void *self, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    AIFT__TRY(aift__picture_check(&sample->shape));
    size_t n = aift__shape_count(&sample->shape) / 3;
    if (sample->shape.size[2] == 1)
        return AIFT_OK;
    for (size_t i = 0; i < n; i++) /* in place: it is written behind what is read */
        sample->pixels[i] = aift__grey(sample->pixels + 3 * i);
    sample->shape.size[2] = 1;
    return AIFT_OK;
}

const aift__transform aift__transform_grayscale = {
    .name = "grayscale", .takes = AIFT__SAMPLE_PICTURE, .shape = shape, .keeps_places = true, .apply = apply};
