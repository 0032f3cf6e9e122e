/* center_crop: the middle of a picture, as Hugging Face's processors cut it; where the picture is smaller, zeros. */
#include <string.h>

#include "transforms/picture_resize.h"
#include "transforms/transform.h"

typedef struct center_crop {
    aift__edges crop_size;
} center_crop;

static const aift__field fields[] = {AIFT__F_EDGES(center_crop, crop_size, 1, AIFT__MOST_EDGE), AIFT__F_END};

static aift_status prepare(aift_context *context, void *parameters)
{
    center_crop *self = parameters;
    if (self->crop_size.shortest_edge)
        return aift__fail(AIFT_E_INVALID, "crop_size has shortest_edge: it must have height and width");
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const center_crop *self = parameters;
    shape->size[0] = self->crop_size.height;
    shape->size[1] = self->crop_size.width;
    return AIFT_OK;
}

/* Where the crop begins in the picture: half of the excess, rounded down, so below 0 where it needs zeros in front. */
static int64_t begin(int64_t have, int64_t want)
{
    int64_t excess = have - want;
    return excess >= 0 ? excess / 2 : -((1 - excess) / 2);
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const center_crop *self = parameters;
    aift__shape made = sample->shape;
    int64_t channels = made.size[2], height = made.size[0], width = made.size[1];
    AIFT__TRY(shape(self, &made));
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    int64_t top = begin(height, made.size[0]), left = begin(width, made.size[1]);
    int64_t first = AIFT__MAX(left, 0), last = AIFT__MIN(left + made.size[1], width);
    uint8_t *to = space->spare.pixels;
    if (width < made.size[1] || height < made.size[0])
        memset(to, 0, aift__shape_bytes(&made));
    for (int64_t y = AIFT__MAX(top, 0); y < AIFT__MIN(top + made.size[0], height); y++)
        memcpy(to + ((y - top) * made.size[1] + first - left) * channels,
               sample->pixels + (y * width + first) * channels, (size_t)((last - first) * channels));
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_center_crop = {
    .name = "center_crop",
    .takes = AIFT__SAMPLE_PICTURE,
    .resizes = true,
    .size = sizeof(center_crop),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
