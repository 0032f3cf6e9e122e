/* color_jitter: brightness, contrast, saturation and hue changed by random factors, in random order; torchvision's
 * ColorJitter on Pillow's pictures. */
#include "transforms/picture.h"
#include "transforms/transform.h"

enum { PARTS = 4, MOST_FACTOR = 100 };

/* A number x is max(0, 1 - x) to 1 + x; of hue, -x to x. Nothing changes by default. */
typedef struct jitter {
    aift__reals brightness, contrast, saturation, hue;
} jitter;

static const aift__field fields[] = {
    AIFT__F_REALS(jitter, brightness, 1, 2, 0, MOST_FACTOR, 1, {0}),
    AIFT__F_REALS(jitter, contrast, 1, 2, 0, MOST_FACTOR, 1, {0}),
    AIFT__F_REALS(jitter, saturation, 1, 2, 0, MOST_FACTOR, 1, {0}),
    AIFT__F_REALS(jitter, hue, 1, 2, -0.5, 0.5, 1, {0}),
    AIFT__F_END,
};

static const struct {
    const char *name;
    size_t offset;
    double none; /* the factor that changes nothing */
    void (*change)(aift__sample *sample, double factor);
} parts[PARTS] = {
    {"brightness", offsetof(jitter, brightness), 1, aift__picture_brightness},
    {"contrast", offsetof(jitter, contrast), 1, aift__picture_contrast},
    {"saturation", offsetof(jitter, saturation), 1, aift__picture_saturation},
    {"hue", offsetof(jitter, hue), 0, aift__picture_hue},
};

static aift_status prepare(aift_context *context, void *parameters)
{
    for (int i = 0; i < PARTS; i++) {
        aift__reals *range = (aift__reals *)(void *)((char *)parameters + parts[i].offset);
        double x = range->v[0], none = parts[i].none;
        if (range->n == 1)
            *range =
                (aift__reals){2, {none > 0 ? AIFT__MAX(0, none - x) : -x, AIFT__MIN(none + x, MOST_FACTOR)}};
        if (range->v[0] > range->v[1])
            return aift__fail(AIFT_E_INVALID, "%s: the first number must not be above the second",
                              parts[i].name);
    }
    return AIFT_OK;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    return aift__picture_check(shape);
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    int order[PARTS] = {0, 1, 2, 3};
    double factors[PARTS];
    AIFT__TRY(aift__picture_check(&sample->shape));
    for (int i = PARTS - 1; i > 0; i--) {
        int j = (int)aift__rng_below(rng, (uint64_t)i + 1), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    for (int i = 0; i < PARTS; i++) {
        const double *range =
            ((const aift__reals *)(const void *)((const char *)parameters + parts[i].offset))->v;
        factors[i] = range[0] + (range[1] - range[0]) * aift__rng_uniform(rng);
    }
    for (int i = 0; i < PARTS; i++) {
        const aift__reals *range = (const void *)((const char *)parameters + parts[order[i]].offset);
        if (range->v[0] != parts[order[i]].none || range->v[1] != parts[order[i]].none)
            parts[order[i]].change(sample, factors[order[i]]);
    }
    return AIFT_OK;
}

const aift__transform aift__transform_color_jitter = {
    .name = "color_jitter",
    .takes = AIFT__SAMPLE_PICTURE,
    .random = true,
    .size = sizeof(jitter),
    .fields = fields,
    .prepare = prepare,
    .shape = shape,
    .apply = apply,
};
