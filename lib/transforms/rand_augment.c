/* rand_augment: some operations drawn from a table, all of one magnitude; torchvision's RandAugment (Cubuk and others
 * 2019). */
#include <math.h>

#include "transforms/picture.h"
#include "transforms/transform.h"

typedef struct rand_augment {
    int64_t num_ops, magnitude, num_magnitude_bins;
    int32_t resample;
    int64_t fill;
} rand_augment;

static const char *const filters[] = {"nearest", "bilinear", NULL};

static const aift__field fields[] = {
    AIFT__F_INT(rand_augment, num_ops, 0, 32, 2),
    AIFT__F_INT(rand_augment, magnitude, 0, 1000, 9),
    AIFT__F_INT(rand_augment, num_magnitude_bins, 2, 1001, 31),
    AIFT__F_CHOICE(rand_augment, resample, filters, 0),
    AIFT__F_INT(rand_augment, fill, 0, 255, 0),
    AIFT__F_END,
};

/* What an operation is given: its strength, which is `most` times the magnitude's part of the bins, of random sign if it
 * is signed. */
typedef struct step {
    aift__sample *sample;
    double strength;
    double part; /* of the bins, 0 to 1 */
    aift__filter filter;
    uint8_t fill;
    aift__workspace *space;
} step;

static aift_status affine(const step *s, double x_of_y, double y_of_x, double left, double up)
{
    double a[6] = {1, x_of_y, left, y_of_x, 1, up};
    return aift__picture_affine(s->sample, a, s->filter, s->fill, s->space);
}

static aift_status identity(const step *s)
{
    return AIFT_OK;
}

/* Sheared around the upper left corner, by an angle whose tangent is the strength. */
static aift_status shear_x(const step *s)
{
    return affine(s, tan(atan(s->strength)), 0, 0, 0);
}

static aift_status shear_y(const step *s)
{
    return affine(s, 0, tan(atan(s->strength)), 0, 0);
}

/* By whole pixels. */
static aift_status translate_x(const step *s)
{
    return affine(s, 0, 0, -trunc(s->strength * (double)s->sample->shape.size[1]), 0);
}

static aift_status translate_y(const step *s)
{
    return affine(s, 0, 0, 0, -trunc(s->strength * (double)s->sample->shape.size[0]));
}

static aift_status rotate(const step *s)
{
    return aift__picture_rotate(s->sample, s->strength, s->filter, s->fill, s->space);
}

static aift_status brightness(const step *s)
{
    aift__picture_brightness(s->sample, 1 + s->strength);
    return AIFT_OK;
}

static aift_status color(const step *s)
{
    aift__picture_saturation(s->sample, 1 + s->strength);
    return AIFT_OK;
}

static aift_status contrast(const step *s)
{
    aift__picture_contrast(s->sample, 1 + s->strength);
    return AIFT_OK;
}

static aift_status sharpness(const step *s)
{
    return aift__picture_sharpness(s->sample, 1 + s->strength, s->space);
}

static aift_status posterize(const step *s)
{
    aift__picture_posterize(s->sample, 8 - (int)nearbyint(s->part * 4));
    return AIFT_OK;
}

static aift_status solarize(const step *s)
{
    aift__picture_solarize(s->sample, 255 - 255 * s->part);
    return AIFT_OK;
}

static aift_status autocontrast(const step *s)
{
    aift__picture_autocontrast(s->sample);
    return AIFT_OK;
}

static aift_status equalize(const step *s)
{
    aift__picture_equalize(s->sample);
    return AIFT_OK;
}

static const struct {
    aift_status (*apply)(const step *s);
    double most;
    bool is_signed;
} operations[] = {
    {identity, 0, false},
    {shear_x, 0.3, true},
    {shear_y, 0.3, true},
    {translate_x, 150.0 / 331, true},
    {translate_y, 150.0 / 331, true},
    {rotate, 30, true},
    {brightness, 0.9, true},
    {color, 0.9, true},
    {contrast, 0.9, true},
    {sharpness, 0.9, true},
    {posterize, 0, false},
    {solarize, 0, false},
    {autocontrast, 0, false},
    {equalize, 0, false},
};

static aift_status prepare(aift_context *context, void *parameters)
{
    const rand_augment *self = parameters;
    if (self->magnitude >= self->num_magnitude_bins)
        return aift__fail(AIFT_E_INVALID,
                          "magnitude is %lld: it must be below num_magnitude_bins, which is %lld",
                          (long long)self->magnitude, (long long)self->num_magnitude_bins);
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    return aift__picture_check(shape);
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const rand_augment *self = parameters;
    AIFT__TRY(aift__picture_check(&sample->shape));
    for (int64_t i = 0; i < self->num_ops; i++) {
        size_t which = (size_t)aift__rng_below(rng, AIFT__COUNT(operations));
        double sign = operations[which].is_signed && aift__rng_below(rng, 2) ? -1 : 1;
        double part = (double)self->magnitude / (double)(self->num_magnitude_bins - 1);
        step one = {.sample = sample,
                    .strength = sign * operations[which].most * part,
                    .part = part,
                    .filter = self->resample ? AIFT__FILTER_BILINEAR : AIFT__FILTER_NEAREST,
                    .fill = (uint8_t)self->fill,
                    .space = space};
        AIFT__TRY(operations[which].apply(&one));
    }
    return AIFT_OK;
}

const aift__transform aift__transform_rand_augment = {
    .name = "rand_augment",
    .takes = AIFT__SAMPLE_PICTURE,
    .random = true,
    .size = sizeof(rand_augment),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
