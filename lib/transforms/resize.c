/* resize: a picture to a height and width, or to a shortest edge with the other in proportion, as Pillow and Hugging
 * Face's processors do it. */
#include "transforms/picture_resize.h"
#include "transforms/transform.h"

typedef struct resize {
    aift__edges size;
    int32_t resample;
} resize;

static const aift__field fields[] = {
    AIFT__F_EDGES(resize, size, 1, AIFT__MOST_EDGE),
    AIFT__F_CHOICE(resize, resample, aift__filter_names, AIFT__FILTER_BILINEAR),
    AIFT__F_END,
};

/* The other edge, rounded down. */
static int64_t in_proportion(int64_t edge, int64_t longer, int64_t shorter)
{
    return (int64_t)((double)(edge * longer) / (double)shorter);
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const resize *self = parameters;
    int64_t edge = self->size.shortest_edge, height = shape->size[0], width = shape->size[1];
    if (!edge) {
        shape->size[0] = self->size.height;
        shape->size[1] = self->size.width;
        return AIFT_OK;
    }
    if (height == AIFT__SHAPE_VARIES || width == AIFT__SHAPE_VARIES) {
        shape->size[0] = shape->size[1] = AIFT__SHAPE_VARIES;
        return AIFT_OK;
    }
    if (height < 1 || width < 1)
        return aift__fail(AIFT_E_SHAPE, "a picture of %lld x %lld pixels", (long long)height,
                          (long long)width);
    shape->size[0] = width <= height ? in_proportion(edge, height, width) : edge;
    shape->size[1] = width <= height ? edge : in_proportion(edge, width, height);
    return AIFT_OK;
}

static void least(const void *parameters, int32_t *height, int32_t *width)
{
    const resize *self = parameters;
    *height = self->size.shortest_edge ? self->size.shortest_edge : self->size.height;
    *width = self->size.shortest_edge ? self->size.shortest_edge : self->size.width;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const resize *self = parameters;
    aift__shape made = sample->shape;
    aift__window whole = aift__window_of(sample);
    AIFT__TRY(shape(self, &made));
    return aift__picture_resize_part(sample, &whole, (aift__filter)self->resample, made.size[0], made.size[1],
                                     space);
}

const aift__transform aift__transform_resize = {
    .name = "resize",
    .takes = AIFT__SAMPLE_PICTURE,
    .resizes = true,
    .size = sizeof(resize),
    .fields = fields,
    .shape = shape,
    .least = least,
    .apply = apply,
};
