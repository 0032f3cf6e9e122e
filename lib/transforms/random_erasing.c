/* random_erasing: a part of random area and proportions is overwritten; torchvision's RandomErasing (Zhong and others
 * 2017). It stands behind normalize, so that a value of 0 is the mean. */
#include <math.h>

#include "transforms/transform.h"

typedef struct erasing {
    double p;
    aift__reals scale, ratio; /* of the picture's area; height to width */
    bool random;              /* normal noise, else `value` */
    double value;
} erasing;

static const aift__field fields[] = {
    AIFT__F_REAL(erasing, p, 0, 1, 0.5),
    AIFT__F_REALS(erasing, scale, 2, 2, 0, 1, 2, {0.02, 0.33}),
    AIFT__F_REALS(erasing, ratio, 2, 2, 1e-3, 1e3, 2, {0.3, 3.3}),
    AIFT__F_BOOL(erasing, random, false),
    AIFT__F_REAL(erasing, value, -1e6, 1e6, 0),
    AIFT__F_END,
};

static aift_status prepare(aift_context *context, void *parameters)
{
    const erasing *self = parameters;
    if (self->scale.v[0] > self->scale.v[1] || self->ratio.v[0] > self->ratio.v[1])
        return aift__fail(AIFT_E_INVALID, "%s: the first number must not be above the second",
                          self->scale.v[0] > self->scale.v[1] ? "scale" : "ratio");
    return AIFT_OK;
}

static void erase(const erasing *self, aift__rng *rng, aift__sample *sample, int64_t height, int64_t width)
{
    const int64_t *size = sample->shape.size;
    int64_t top = (int64_t)aift__rng_below(rng, (uint64_t)(size[0] - height + 1));
    int64_t left = (int64_t)aift__rng_below(rng, (uint64_t)(size[1] - width + 1));
    for (int64_t y = top; y < top + height; y++) {
        float *to = sample->values + (y * size[1] + left) * size[2];
        for (int64_t i = 0; i < width * size[2]; i++)
            to[i] = (float)(self->random ? aift__rng_normal(rng) : self->value);
    }
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    enum { TRIES = 10 };
    const erasing *self = parameters;
    const double *scale = self->scale.v, low = log(self->ratio.v[0]), high = log(self->ratio.v[1]);
    const double area = (double)(sample->shape.size[0] * sample->shape.size[1]);
    if (!(aift__rng_uniform(rng) < self->p))
        return AIFT_OK;
    for (int i = 0; i < TRIES; i++) {
        double part = area * (scale[0] + (scale[1] - scale[0]) * aift__rng_uniform(rng));
        double proportion = exp(low + (high - low) * aift__rng_uniform(rng));
        int64_t height = llrint(sqrt(part * proportion)), width = llrint(sqrt(part / proportion));
        if (height >= sample->shape.size[0] || width >= sample->shape.size[1])
            continue;
        erase(self, rng, sample, height, width);
        break;
    }
    return AIFT_OK;
}

const aift__transform aift__transform_random_erasing = {
    .name = "random_erasing",
    .takes = AIFT__SAMPLE_FLOATS,
    .random = true,
    .size = sizeof(erasing),
    .fields = fields,
    .prepare = prepare,
    .apply = apply,
};
