/* spec_augment: bands of bins and stretches of frames of a spectrum set to a value (Park et al. 2019). Each is up to
 * freq_mask_param bins or time_mask_param frames wide, evenly, and lies anywhere; a stretch is at most time_ratio of all
 * frames. */
#include "transforms/transform.h"

enum { MOST_MASKS = 100, MOST_WIDTH = 1 << 20 };

typedef struct spec_augment {
    int64_t freq_masks, freq_mask_param, time_masks, time_mask_param;
    double time_ratio, value;
} spec_augment;

static const aift__field fields[] = {
    AIFT__F_INT(spec_augment, freq_masks, 0, MOST_MASKS, 2),
    AIFT__F_INT(spec_augment, freq_mask_param, 0, MOST_WIDTH, 27),
    AIFT__F_INT(spec_augment, time_masks, 0, MOST_MASKS, 2),
    AIFT__F_INT(spec_augment, time_mask_param, 0, MOST_WIDTH, 100),
    AIFT__F_REAL(spec_augment, time_ratio, 0, 1, 1),
    AIFT__F_REAL(spec_augment, value, -1e30, 1e30, 0),
    AIFT__F_END,
};

/* A stretch of at most `widest` among n. */
static void draw(aift__rng *rng, int64_t n, int64_t widest, int64_t *first, int64_t *width)
{
    *width = (int64_t)aift__rng_below(rng, (uint64_t)AIFT__MIN(widest, n) + 1);
    *first = (int64_t)aift__rng_below(rng, (uint64_t)(n - *width) + 1);
}

static void fill(float *x, int64_t n, double value)
{
    for (int64_t i = 0; i < n; i++)
        x[i] = (float)value;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const spec_augment *self = parameters;
    const int64_t frames = sample->shape.size[0], bins = sample->shape.size[1];
    const int64_t longest = AIFT__MIN(self->time_mask_param, (int64_t)(self->time_ratio * (double)frames));
    int64_t first, width;
    for (int64_t mask = 0; mask < self->freq_masks; mask++) {
        draw(rng, bins, self->freq_mask_param, &first, &width);
        for (int64_t f = 0; f < frames; f++)
            fill(sample->values + f * bins + first, width, self->value);
    }
    for (int64_t mask = 0; mask < self->time_masks; mask++) {
        draw(rng, frames, longest, &first, &width);
        fill(sample->values + first * bins, width * bins, self->value);
    }
    return AIFT_OK;
}

const aift__transform aift__transform_spec_augment = {
    .name = "spec_augment",
    .takes = AIFT__SAMPLE_SPECTRUM,
    .random = true,
    .size = sizeof(spec_augment),
    .fields = fields,
    .apply = apply,
};
