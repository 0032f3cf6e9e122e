/* time_shift: sound later or earlier by up to `seconds`, evenly; silence where nothing was. */
#include <string.h>

#include "transforms/transform.h"

typedef struct time_shift {
    double seconds, p;
} time_shift;

static const aift__field fields[] = {
    AIFT__F_REAL(time_shift, seconds, 0, 3600, 0.1),
    AIFT__F_REAL(time_shift, p, 0, 1, 1),
    AIFT__F_END,
};

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const time_shift *self = parameters;
    const int64_t n = sample->shape.size[1];
    if (!(aift__rng_uniform(rng) < self->p))
        return AIFT_OK;
    int64_t most = (int64_t)AIFT__MIN(self->seconds * (double)sample->shape.rate, (double)n);
    int64_t shift = (int64_t)aift__rng_below(rng, 2 * (uint64_t)most + 1) - most;
    size_t kept = (size_t)(n - (shift < 0 ? -shift : shift)), gone = (size_t)n - kept;
    for (int64_t c = 0; c < sample->shape.size[0]; c++) {
        float *x = sample->values + c * n;
        memmove(x + AIFT__MAX(shift, 0), x + AIFT__MAX(-shift, 0), kept * sizeof *x);
        memset(shift > 0 ? x : x + kept, 0, gone * sizeof *x);
    }
    return AIFT_OK;
}

const aift__transform aift__transform_time_shift = {
    .name = "time_shift",
    .takes = AIFT__SAMPLE_SOUND,
    .random = true,
    .size = sizeof(time_shift),
    .fields = fields,
    .apply = apply,
};
