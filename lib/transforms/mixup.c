/* mixup: rows of a batch blended with their neighbours, and the labels with them (Zhang and others 2018); lambda is of
 * the beta distribution (alpha, alpha). torchvision's MixUp. */
#include <math.h>
#include <string.h>

#include "transforms/transform.h"

typedef struct mixup {
    double alpha;
} mixup;

static const aift__field fields[] = {AIFT__F_REAL(mixup, alpha, 1e-3, 1e3, 0.2), AIFT__F_END};

/* The logarithm of a number of the gamma distribution, which may be too small for a double itself (Marsaglia and Tsang
 * 2000, who raise a shape below 1 by 1). */
static double log_gamma(aift__rng *rng, double shape)
{
    double raised = shape < 1 ? shape + 1 : shape;
    double d = raised - 1.0 / 3, c = 1 / sqrt(9 * d), v, x, u;
    do {
        do {
            x = aift__rng_normal(rng);
            v = 1 + c * x;
        } while (v <= 0);
        v = v * v * v;
        u = 1 - aift__rng_uniform(rng);
    } while (log(u) >= 0.5 * x * x + d * (1 - v + log(v)));
    double more = shape < 1 ? log(1 - aift__rng_uniform(rng)) / shape : 0;
    return log(d * v) + more;
}

static aift_status batch(const void *parameters, aift__rng *rng, aift__workspace *space,
                         const aift__batch *of, double *lambda)
{
    const mixup *self = parameters;
    double a = log_gamma(rng, self->alpha), b = log_gamma(rng, self->alpha);
    float own, other;
    *lambda = 1 / (1 + exp(b - a));
    own = (float)*lambda;
    other = (float)(1 - *lambda);
    if (of->rows < 2 || of->size < 1)
        return AIFT_OK;
    size_t bytes = (size_t)of->size * sizeof(float);
    float *last = aift__workspace_bytes(space, bytes);
    if (!last)
        return AIFT_E_NOMEM;
    memcpy(last, of->values + (of->rows - 1) * of->size, bytes);
    for (int64_t r = of->rows - 1; r >= 0; r--) { /* downwards, so that the row before is still itself */
        float *row = of->values + r * of->size;
        const float *before = r > 0 ? row - of->size : last;
        for (int64_t i = 0; i < of->size; i++)
            row[i] = own * row[i] + other * before[i];
    }
    return AIFT_OK;
}

const aift__transform aift__transform_mixup = {
    .name = "mixup",
    .takes = AIFT__SAMPLE_FLOATS | AIFT__SAMPLE_SPECTRUM | AIFT__SAMPLE_SOUND,
    .random = true,
    .size = sizeof(mixup),
    .fields = fields,
    .batch = batch,
};
