/* random_resized_crop: a part of random area and proportions, resized; torchvision's RandomResizedCrop. */
#include <math.h>

#include "transforms/picture_resize.h"
#include "transforms/transform.h"

typedef struct resized_crop {
    aift__edges size;
    aift__reals scale, ratio; /* of the picture's area; width to height */
    int32_t resample;
} resized_crop;

static const aift__field fields[] = {
    AIFT__F_EDGES(resized_crop, size, 1, AIFT__MOST_EDGE),
    AIFT__F_REALS(resized_crop, scale, 2, 2, 1e-6, 1, 2, {0.08, 1}),
    AIFT__F_REALS(resized_crop, ratio, 2, 2, 1e-3, 1e3, 2, {3.0 / 4, 4.0 / 3}),
    AIFT__F_CHOICE(resized_crop, resample, aift__filter_names, AIFT__FILTER_BILINEAR),
    AIFT__F_END,
};

static aift_status prepare(aift_context *context, void *parameters)
{
    resized_crop *self = parameters;
    if (self->size.shortest_edge)
        return aift__fail(AIFT_E_INVALID, "size has shortest_edge: it must have height and width");
    if (self->scale.v[0] > self->scale.v[1] || self->ratio.v[0] > self->ratio.v[1])
        return aift__fail(AIFT_E_INVALID, "%s: the first number must not be above the second",
                          self->scale.v[0] > self->scale.v[1] ? "scale" : "ratio");
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const resized_crop *self = parameters;
    shape->size[0] = self->size.height;
    shape->size[1] = self->size.width;
    return AIFT_OK;
}

/* The middle of the picture, as much of it as has the nearest proportions that are allowed. */
static aift__window middle(const resized_crop *self, const aift__window *whole)
{
    double proportion = (double)whole->width / (double)whole->height;
    int64_t height = whole->height, width = whole->width;
    if (proportion < self->ratio.v[0])
        height = llrint((double)width / self->ratio.v[0]);
    else if (proportion > self->ratio.v[1])
        width = llrint((double)height * self->ratio.v[1]);
    height = AIFT__MAX(AIFT__MIN(height, whole->height), 1);
    width = AIFT__MAX(AIFT__MIN(width, whole->width), 1);
    return aift__window_cut(whole, (whole->height - height) / 2, (whole->width - width) / 2, height, width);
}

static aift__window draw(const resized_crop *self, const aift__window *whole, aift__rng *rng)
{
    enum { TRIES = 10 };
    const double *scale = self->scale.v, *ratio = self->ratio.v;
    double area = (double)(whole->height * whole->width), low = log(ratio[0]), high = log(ratio[1]);
    for (int i = 0; i < TRIES; i++) {
        double part = area * (scale[0] + (scale[1] - scale[0]) * aift__rng_uniform(rng));
        double proportion = exp(low + (high - low) * aift__rng_uniform(rng));
        int64_t width = llrint(sqrt(part * proportion)), height = llrint(sqrt(part / proportion));
        if (width < 1 || width > whole->width || height < 1 || height > whole->height)
            continue;
        int64_t top = (int64_t)aift__rng_below(rng, (uint64_t)(whole->height - height + 1));
        int64_t left = (int64_t)aift__rng_below(rng, (uint64_t)(whole->width - width + 1));
        return aift__window_cut(whole, top, left, height, width);
    }
    return middle(self, whole);
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const resized_crop *self = parameters;
    aift__window whole = aift__window_of(sample), part = whole;
    if (whole.height > 0 && whole.width > 0) /* an empty picture is refused below */
        part = draw(self, &whole, rng);
    return aift__picture_resize_part(sample, &part, (aift__filter)self->resample, self->size.height,
                                     self->size.width, space);
}

const aift__transform aift__transform_random_resized_crop = {
    .name = "random_resized_crop",
    .takes = AIFT__SAMPLE_PICTURE,
    .random = true,
    .resizes = true,
    .size = sizeof(resized_crop),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
