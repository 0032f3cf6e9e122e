/* mono: the mean of a sound's channels. */
#include "transforms/transform.h"

static aift_status shape(const void *parameters, aift__shape *shape)
{
    if (shape->size[0] == 0)
        return aift__fail(AIFT_E_SHAPE, "the sound has no channels");
    shape->size[0] = 1;
    return AIFT_OK;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    int64_t channels = sample->shape.size[0], n = sample->shape.size[1];
    AIFT__TRY(shape(parameters, &sample->shape));
    if (channels == 1)
        return AIFT_OK;
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t c = 0; c < channels; c++)
            sum += sample->values[c * n + i];
        sample->values[i] = (float)(sum / (double)channels);
    }
    return AIFT_OK;
}

const aift__transform aift__transform_mono = {
    .name = "mono",
    .takes = AIFT__SAMPLE_SOUND,
    .shape = shape,
    .apply = apply,
};
