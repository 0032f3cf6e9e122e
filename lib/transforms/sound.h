/* What the transforms of sound share. */
#ifndef AIFT_LIB_TRANSFORMS_SOUND_H
#define AIFT_LIB_TRANSFORMS_SOUND_H

#include "transforms/transform.h"

/* AIFT_E_INVALID names the first sample that is infinite or no number. */
aift_status aift__sound_check(const aift__sample *sound);

/* AIFT_E_SHAPE if the sound has several channels, as far as is known. */
aift_status aift__sound_expect_mono(const aift__shape *shape);

/* The mean of the squares; 0 of nothing. */
double aift__sound_power(const float *x, size_t n);

/* Uniform between two numbers. */
static inline double aift__rng_between(aift__rng *rng, double from, double to)
{
    return from + (to - from) * aift__rng_uniform(rng);
}

#endif
