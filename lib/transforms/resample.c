/* resample: sound at another rate, by libsoxr in its quality HQ, which the Python package soxr has as its default. */
#include <string.h>

#ifdef AIFT_WITH_SOXR
#include <soxr.h>
#endif

#include "transforms/sound.h"

/* Beyond these the library's filters take minutes or gigabytes. */
enum { MOST_UP = 256, MOST_DOWN = 4096, MOST_RATE = 100000000 };

typedef struct resample {
    int64_t sampling_rate;
} resample;

static const aift__field fields[] = {
    {.name = "sampling_rate",
     .kind = AIFT__FIELD_INT,
     .offset = offsetof(resample, sampling_rate),
     .required = true,
     .min = 1,
     .max = MOST_RATE},
    AIFT__F_END,
};

static aift_status check_rate(const resample *self, int64_t rate)
{
    if (rate < 1 || rate > MOST_RATE)
        return aift__fail(AIFT_E_RANGE, "a sound of %lld Hz: expected 1 to %d", (long long)rate, MOST_RATE);
    if (self->sampling_rate > rate * MOST_UP || rate > self->sampling_rate * MOST_DOWN)
        return aift__fail(AIFT_E_RANGE,
                          "a sound of %lld Hz to %lld: expected at most %d times, or a %dth, of its rate",
                          (long long)rate, (long long)self->sampling_rate, MOST_UP, MOST_DOWN);
#ifndef AIFT_WITH_SOXR
    if (rate != self->sampling_rate)
        return aift__fail(
            AIFT_E_UNAVAILABLE,
            "a sound of %lld Hz to %lld: the library was built without libsoxr (-Dsoxr=enabled)",
            (long long)rate, (long long)self->sampling_rate);
#endif
    return AIFT_OK;
}

/* Samples, rounded. Both factors are small enough: a sample has less than 2^29 numbers. */
static int64_t scaled(int64_t n, int64_t from, int64_t to)
{
    return (n * to + from / 2) / from;
}

static aift_status shape(const void *parameters, aift__shape *shape)
{
    const resample *self = parameters;
    if (shape->rate != 0) { /* 0: it differs from sound to sound */
        AIFT__TRY(check_rate(self, shape->rate));
        if (shape->size[1] != AIFT__SHAPE_VARIES)
            shape->size[1] = scaled(shape->size[1], shape->rate, self->sampling_rate);
    } else
        shape->size[1] = AIFT__SHAPE_VARIES;
    shape->rate = (int32_t)self->sampling_rate;
    return AIFT_OK;
}

#ifdef AIFT_WITH_SOXR
static aift_status fail_soxr(soxr_error_t error)
{
    if (!error || strcmp(error, "malloc failed") == 0 || strcmp(error, "out of memory") == 0)
        return aift__fail(AIFT_E_NOMEM, "out of memory: libsoxr cannot resample");
    return aift__fail(AIFT_E_INTERNAL, "libsoxr: %.200s", error);
}

/* One channel, a part at a time: what libsoxr holds does not grow with the sound. Where it gives a sample less than the
 * rounded length, that is silence. */
static aift_status convert(soxr_t soxr, const float *x, size_t n, float *y, size_t m)
{
    const size_t part = 1 << 16;
    size_t used = 0, made = 0;
    for (;;) {
        size_t in = 0, out = 0;
        const float *from = used < n ? x + used : NULL; /* NULL: that was all */
        soxr_error_t error = soxr_process(soxr, from, AIFT__MIN(part, n - used), &in, y + made,
                                          AIFT__MIN(part, m - made), &out);
        if (error)
            return fail_soxr(error);
        used += in;
        made += out;
        if (made == m || (in == 0 && out == 0))
            break;
    }
    memset(y + made, 0, (m - made) * sizeof *y);
    return AIFT_OK;
}

static aift_status run(const aift__shape *from, const float *x, const aift__shape *to, float *y)
{
    soxr_error_t error = NULL;
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    for (int64_t c = 0; c < from->size[0]; c++) {
        soxr_t soxr = soxr_create(from->rate, to->rate, 1, &error, &io, &quality, &runtime);
        if (!soxr)
            return fail_soxr(error);
        aift_status status = convert(soxr, x + c * from->size[1], (size_t)from->size[1], y + c * to->size[1],
                                     (size_t)to->size[1]);
        soxr_delete(soxr);
        AIFT__TRY(status);
    }
    return AIFT_OK;
}
#else
static aift_status run(const aift__shape *from, const float *x, const aift__shape *to, float *y)
{
    return AIFT_E_INTERNAL; /* check_rate has said why */
}
#endif

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const resample *self = parameters;
    aift__shape made = sample->shape;
    AIFT__TRY(check_rate(self, made.rate));
    if (made.rate == self->sampling_rate)
        return AIFT_OK;
    AIFT__TRY(aift__sound_check(sample));
    AIFT__TRY(shape(self, &made));
    AIFT__TRY(aift__sample_make(&space->spare, &made));
    AIFT__TRY(run(&sample->shape, sample->values, &made, space->spare.values));
    aift__sample_exchange(sample, &space->spare);
    return AIFT_OK;
}

const aift__transform aift__transform_resample = {
    .name = "resample",
    .takes = AIFT__SAMPLE_SOUND,
    .size = sizeof(resample),
    .fields = fields,
    .shape = shape,
    .apply = apply,
};
