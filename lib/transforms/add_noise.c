/* add_noise: with probability p, noise at a signal-to-noise ratio drawn evenly between snr_min and snr_max dB. White, or
 * pink: 3 dB less with each octave. The ratio holds exactly for what is drawn; a silent sound stays silent. */
#include <math.h>

#include "transforms/sound.h"

enum { SECTIONS = 7 };

typedef struct add_noise {
    double snr_min, snr_max, p;
    int32_t color;
    double pole[SECTIONS], zero[SECTIONS];
} add_noise;

static const char *const colors[] = {"white", "pink", NULL};

static const aift__field fields[] = {
    AIFT__F_REAL(add_noise, snr_min, -100, 200, 0),
    AIFT__F_REAL(add_noise, snr_max, -100, 200, 20),
    AIFT__F_REAL(add_noise, p, 0, 1, 1),
    AIFT__F_CHOICE(add_noise, color, colors, 0),
    AIFT__F_END,
};

/* Pink noise is white noise through seven filters, two octaves apart from 0.2 of the rate downwards: each falls by 6 dB an
 * octave from its pole to its zero, an octave above, and is level then. */
static aift_status prepare(aift_context *context, void *parameters)
{
    add_noise *self = parameters;
    double radians = 2 * 3.14159265358979323846 * 0.2;
    if (self->snr_min > self->snr_max)
        return aift__fail(AIFT_E_RANGE, "snr_min is larger than snr_max");
    for (int i = 0; i < SECTIONS; i++, radians /= 4) {
        self->zero[i] = exp(-radians);
        self->pole[i] = exp(-radians / 2);
    }
    return AIFT_OK;
}

static void color(const add_noise *self, float *x, int64_t n)
{
    double before[SECTIONS + 1] = {0}; /* the last input of each section; the last output */
    for (int64_t i = 0; i < n; i++) {
        double y = x[i];
        for (int s = 0; s < SECTIONS; s++) {
            double in = y;
            y = in - self->zero[s] * before[s] + self->pole[s] * before[s + 1];
            before[s] = in;
        }
        before[SECTIONS] = y;
        x[i] = (float)y;
    }
}

static aift_status apply(const void *parameters, aift__rng *rng, aift__workspace *space, aift__sample *sample)
{
    const add_noise *self = parameters;
    const int64_t channels = sample->shape.size[0], samples = sample->shape.size[1];
    const size_t n = aift__shape_count(&sample->shape);
    if (!(aift__rng_uniform(rng) < self->p) || n == 0)
        return AIFT_OK;
    AIFT__TRY(aift__sound_check(sample));
    double snr = aift__rng_between(rng, self->snr_min, self->snr_max);
    AIFT__TRY(aift__sample_make(&space->spare, &sample->shape));
    float *noise = space->spare.values;
    for (size_t i = 0; i < n; i++)
        noise[i] = (float)aift__rng_normal(rng);
    for (int64_t c = 0; c < channels && self->color; c++)
        color(self, noise + c * samples, samples);
    double power = aift__sound_power(noise, n);
    double factor = power > 0 ? sqrt(aift__sound_power(sample->values, n) / power) * pow(10, -snr / 20) : 0;
    for (size_t i = 0; i < n; i++)
        sample->values[i] = (float)(sample->values[i] + factor * noise[i]);
    return AIFT_OK;
}

const aift__transform aift__transform_add_noise = {
    .name = "add_noise",
    .takes = AIFT__SAMPLE_SOUND,
    .random = true,
    .size = sizeof(add_noise),
    .fields = fields,
    .prepare = prepare,
    .apply = apply,
};
