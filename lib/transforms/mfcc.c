/* mfcc: the cosine transform (DCT-II, orthonormal) of each frame of a spectrum, and of it the first n_mfcc numbers, as
 * librosa's mfcc makes them of its log-mel spectrum in dB with range 80. With lifter L > 0 number k is multiplied by
 * 1 + L / 2 sin(pi (k + 1) / L). */
#include <math.h>

#include "transforms/transform.h"

enum { MOST_BINS = 1024 };

typedef struct mfcc {
    int64_t n_mfcc;
    double lifter;
} mfcc;

static const aift__field fields[] = {
    AIFT__F_INT(mfcc, n_mfcc, 1, MOST_BINS, 20),
    AIFT__F_REAL(mfcc, lifter, 0, 1e9, 0),
    AIFT__F_END,
};

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const mfcc *self = parameters;
    if (shape->size[1] != AIFT__SHAPE_VARIES && (shape->size[1] < self->n_mfcc || shape->size[1] > MOST_BINS))
        return aift__fail(AIFT_E_SHAPE, "the spectrum has %lld bins: expected n_mfcc, which is %lld, to %d",
                          (long long)shape->size[1], (long long)self->n_mfcc, MOST_BINS);
    shape->size[1] = self->n_mfcc;
    return AIFT_OK;
}

/* table[bins, n_mfcc]. The cosine's angle is a multiple of pi / 2 bins, and repeats after 4 bins of them. */
static void make_table(const mfcc *self, int64_t bins, double *table)
{
    const double pi = 3.14159265358979323846;
    for (int64_t k = 0; k < self->n_mfcc; k++) {
        double scale = sqrt((k ? 2.0 : 1.0) / (double)bins);
        if (self->lifter > 0)
            scale *= 1 + self->lifter / 2 * sin(pi * (double)(k + 1) / self->lifter);
        for (int64_t b = 0; b < bins; b++)
            table[b * self->n_mfcc + k] =
                scale * cos(pi / (2 * (double)bins) * (double)(k * (2 * b + 1) % (4 * bins)));
    }
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const mfcc *self = parameters;
    const int64_t frames = sample->shape.size[0], bins = sample->shape.size[1], n = self->n_mfcc;
    aift__shape made = sample->shape;
    AIFT__TRY(shape(self, &made));
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    double *sums = aift__workspace_bytes(space, (size_t)((bins + 1) * n) * sizeof *sums);
    if (!sums)
        return AIFT_E_NOMEM;
    double *table = sums + n;
    make_table(self, bins, table);
    for (int64_t f = 0; f < frames; f++) {
        const float *x = sample->values + f * bins;
        for (int64_t k = 0; k < n; k++)
            sums[k] = 0;
        for (int64_t b = 0; b < bins; b++)
            for (int64_t k = 0; k < n; k++)
                sums[k] += x[b] * table[b * n + k];
        for (int64_t k = 0; k < n; k++)
            space->spare.values[f * n + k] = (float)sums[k];
    }
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_mfcc = {
    .name = "mfcc",
    .takes = AIFT__SAMPLE_SPECTRUM,
    .size = sizeof(mfcc),
    .fields = fields,
    .shape = shape,
    .apply = apply,
};
