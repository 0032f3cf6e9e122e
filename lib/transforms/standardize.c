/* standardize: sound less its mean, divided by its deviation: the do_normalize of Wav2Vec2's feature extractor. Each
 * sound by itself, all channels together. */
#include <math.h>

#include "transforms/sound.h"

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const size_t n = aift__shape_count(&sample->shape);
    float *x = sample->values;
    double sum = 0, squares = 0;
    AIFT__TRY(aift__sound_check(sample));
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    const double mean = n ? sum / (double)n : 0;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    const double scale = n ? 1 / sqrt(squares / (double)n + 1e-7) : 0;
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((x[i] - mean) * scale);
    return AIFT_OK;
}

const aift__transform aift__transform_standardize = {
    .name = "standardize",
    .takes = AIFT__SAMPLE_SOUND,
    .apply = apply,
};
