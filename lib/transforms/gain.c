/* gain: with probability p, sound made louder by a number of dB drawn evenly between min_db and max_db; below 0, quieter. */
#include <math.h>

#include "transforms/sound.h"

typedef struct gain {
    double min_db, max_db, p;
} gain;

static const aift__field fields[] = {
    AIFT__F_REAL(gain, min_db, -120, 120, -6),
    AIFT__F_REAL(gain, max_db, -120, 120, 6),
    AIFT__F_REAL(gain, p, 0, 1, 1),
    AIFT__F_END,
};

static aift_status prepare(aift_context *context, void *parameters)
{
    const gain *self = parameters;
    if (self->min_db > self->max_db)
        return aift__fail(AIFT_E_RANGE, "min_db is larger than max_db");
    return AIFT_OK;
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const gain *self = parameters;
    const size_t n = aift__shape_count(&sample->shape);
    if (!(aift__rng_uniform(rng) < self->p))
        return AIFT_OK;
    const float factor = (float)pow(10, aift__rng_between(rng, self->min_db, self->max_db) / 20);
    for (size_t i = 0; i < n; i++)
        sample->values[i] *= factor;
    return AIFT_OK;
}

const aift__transform aift__transform_gain = {
    .name = "gain",
    .takes = AIFT__SAMPLE_SOUND,
    .random = true,
    .size = sizeof(gain),
    .fields = fields,
    .prepare = prepare,
    .apply = apply,
};
