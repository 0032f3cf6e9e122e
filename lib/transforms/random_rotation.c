/* random_rotation: turned by an angle between two; torchvision's RandomRotation without expand. */
#include "transforms/picture.h"
#include "transforms/transform.h"

typedef struct rotation {
    aift__reals degrees; /* a number d is -d to d */
    int32_t resample;
    int64_t fill;
} rotation;

static const char *const filters[] = {"nearest", "bilinear", NULL};

static const aift__field fields[] = {
    AIFT__F(rotation, degrees, .kind = AIFT__FIELD_REALS, .required = true, .least = 1, .most = 2,
            .min = -360, .max = 360),
    AIFT__F_CHOICE(rotation, resample, filters, 0),
    AIFT__F_INT(rotation, fill, 0, 255, 0),
    AIFT__F_END,
};

static aift_status prepare(aift_context *context, void *parameters)
{
    aift__reals *degrees = &((rotation *)parameters)->degrees;
    if (degrees->n == 1)
        *degrees = (aift__reals){2, {-degrees->v[0], degrees->v[0]}};
    if (degrees->v[0] > degrees->v[1])
        return aift__fail(AIFT_E_INVALID,
                          "degrees: the first number must not be above the second, nor one alone below 0");
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    return aift__picture_check(shape);
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const rotation *self = parameters;
    const double *degrees = self->degrees.v;
    double angle = degrees[0] + (degrees[1] - degrees[0]) * aift__rng_uniform(rng);
    AIFT__TRY(aift__picture_check(&sample->shape));
    return aift__picture_rotate(sample, angle, self->resample ? AIFT__FILTER_BILINEAR : AIFT__FILTER_NEAREST,
                                (uint8_t)self->fill, space);
}

const aift__transform aift__transform_random_rotation = {
    .name = "random_rotation",
    .takes = AIFT__SAMPLE_PICTURE,
    .random = true,
    .size = sizeof(rotation),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
