/* scale_spectrum: (x - mean) / std of all numbers of a spectrum. */
#include "transforms/transform.h"

typedef struct scale_spectrum {
    double mean, std;
} scale_spectrum;

static const aift__field fields[] = {
    AIFT__F_REAL(scale_spectrum, mean, -1e30, 1e30, 0),
    AIFT__F_REAL(scale_spectrum, std, 1e-30, 1e30, 1),
    AIFT__F_END,
};

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const scale_spectrum *self = parameters;
    const size_t n = aift__shape_count(&sample->shape);
    const float mean = (float)self->mean, std = (float)self->std;
    for (size_t i = 0; i < n; i++)
        sample->values[i] = (sample->values[i] - mean) / std;
    return AIFT_OK;
}

const aift__transform aift__transform_scale_spectrum = {
    .name = "scale_spectrum",
    .takes = AIFT__SAMPLE_SPECTRUM,
    .size = sizeof(scale_spectrum),
    .fields = fields,
    .apply = apply,
};
