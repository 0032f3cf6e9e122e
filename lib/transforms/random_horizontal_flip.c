/* random_horizontal_flip: left and right exchanged with probability p. */
#include <string.h>

#include "transforms/transform.h"

typedef struct flip {
    double p;
} flip;

static const aift__field fields[] = {AIFT__F_REAL(flip, p, 0, 1, 0.5), AIFT__F_END};

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const flip *self = parameters;
    if (!(aift__rng_uniform(rng) < self->p))
        return AIFT_OK;
    int64_t width = sample->shape.size[1];
    size_t channels = (size_t)sample->shape.size[2];
    for (int64_t y = 0; y < sample->shape.size[0]; y++) {
        uint8_t *row = sample->pixels + (size_t)(y * width) * channels;
        for (int64_t i = 0, j = width - 1; i < j; i++, j--)
            for (size_t c = 0; c < channels; c++) {
                uint8_t kept = row[(size_t)i * channels + c];
                row[(size_t)i * channels + c] = row[(size_t)j * channels + c];
                row[(size_t)j * channels + c] = kept;
            }
    }
    return AIFT_OK;
}

const aift__transform aift__transform_random_horizontal_flip = {
    .name = "random_horizontal_flip",
    .takes = AIFT__SAMPLE_PICTURE,
    .random = true,
    .size = sizeof(flip),
    .fields = fields,
    .apply = apply,
};
