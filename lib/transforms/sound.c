/* Checks and sums over samples. */
#include <math.h>
#include <string.h>

#include "transforms/sound.h"

aift_status aift__sound_check(const aift__sample *sound)
{
    const float *x = sound->values;
    const size_t n = aift__shape_count(&sound->shape);
    int32_t most =
        0; /* without its sign, what is not finite has the largest bits; the compiler takes many at once */
    for (size_t i = 0; i < n; i++) {
        int32_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        bits &= 0x7fffffff;
        most = bits > most ? bits : most;
    }
    if (most < 0x7f800000)
        return AIFT_OK;
    size_t i = 0;
    while (isfinite(x[i]))
        i++;
    const char *what = isnan(x[i]) ? "not a number" : x[i] > 0 ? "infinity" : "-infinity";
    size_t samples = (size_t)sound->shape.size[1];
    return aift__fail(AIFT_E_INVALID, "sample %zu of channel %zu is %s: expected a finite number",
                      i % samples, i / samples, what);
}

aift_status aift__sound_expect_mono(const aift__shape *shape)
{
    if (shape->size[0] == 1 || shape->size[0] == AIFT__SHAPE_VARIES)
        return AIFT_OK;
    return aift__fail(AIFT_E_SHAPE, "the sound has %lld channels: expected one; put mono in front",
                      (long long)shape->size[0]);
}

double aift__sound_power(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * x[i];
    return n ? sum / (double)n : 0;
}
