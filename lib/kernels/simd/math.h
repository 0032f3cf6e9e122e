/* exp, log, tanh and the normal distribution for eight floats. The polynomials are minimax fits of our own; the
 * errors stated were measured against libm in double over all magnitudes (tests/unit/kernels/test_math.c). */
#ifndef AIFT_LIB_KERNELS_SIMD_MATH_H
#define AIFT_LIB_KERNELS_SIMD_MATH_H

#include "kernels/simd/vec.h"

/* e^x for x up to 88, relative error <= 1e-7; 0 below -87, where the result would hardly be a normal number;
 * NaN stays. x = n ln 2 + r; adding `round` puts n + 127, the exponent of 2^n, into the lowest bits. */
AIFT__INLINE vec vec_exp(vec x)
{
    const float round = 12582912.0f + 127.0f; /* 1.5 * 2^23 + 127 */
    vec shifted = x * 1.44269504f + round;
    vec whole = shifted - round;
    vec r = x - whole * 0.693359375f; /* ln 2 in two parts, the first short enough for an exact product */
    r = r - whole * -2.12194440e-4f;
    vec q = r * 1.381459878757596e-3f + 8.3687175065279e-3f;
    q = q * r + 4.166838899254799e-2f;
    q = q * r + 0.1666652113199234f;
    q = q * r + 0.4999999403953552f;
    vec e = (r * r) * q + r + 1.0f;
    vec scaled = e * (vec)((ivec)shifted << 23);
    return (vec)((ivec)scaled & ~(ivec)(x < -87.0f));
}

/* ln x of a normal number above 0, relative error <= 2e-7, absolute near 1; infinity and NaN stay. x = 2^e m with m
 * from sqrt(1/2) to sqrt(2), and ln m = 2 artanh s with s = (m - 1) / (m + 1). */
AIFT__INLINE vec vec_log(vec x)
{
    uvec bits = (uvec)x; /* wraps where x is infinite or not a number */
    ivec e = (ivec)(bits - 0x3f3504f3u) >> 23;
    vec m = (vec)(bits - ((uvec)e << 23)), whole = __builtin_convertvector(e, vec);
    vec s = (m - 1.0f) / (m + 1.0f), z = s * s;
    vec p = z * 0.29870936274528503f + 0.39977574348449707f;
    p = p * z + 0.6666677594184875f;
    vec y = whole * -2.12194440e-4f + (s * z) * p; /* ln 2 in two parts, as in vec_exp */
    y = y + s * 2.0f + whole * 0.693359375f;
    return vec_select(x <= 3.40282347e+38f, y, x);
}

/* tanh x, relative error <= 3e-7: an odd polynomial near 0, (1 - e) / (1 + e) with e = exp(-2 |x|) beyond. */
AIFT__INLINE vec vec_tanh(vec x)
{
    vec z = vec_abs(x), s = x * x;
    vec p = s * -5.895119160413742e-3f + 2.079594135284424e-2f;
    p = p * s + -5.378382280468941e-2f;
    p = p * s + 0.13331924378871918f;
    p = p * s + -0.33333298563957214f;
    vec near_zero = z + (z * s) * p;
    vec e = vec_exp(z * -2.0f);
    vec far = (1.0f - e) / (1.0f + e);
    vec t = vec_select(z < 0.6f, near_zero, far);
    return (vec)((ivec)t | ((ivec)x & (int32_t)0x80000000));
}

/* The normal distribution: P(X <= x), and its density in *density. Below 0, P = density * g(t) with
 * t = 1 / (1 + 0.35 |x|), so that the far tail keeps its relative accuracy: 4.5e-7, growing by x * x / 2
 * roundings beyond. */
AIFT__INLINE vec vec_normal(vec x, vec *density)
{
    vec z = vec_abs(x);
    vec t = 1.0f / (z * 0.35f + 1.0f);
    vec g = t * -0.029145771637558937f + 0.1439710110425949f;
    g = g * t + -0.25571301579475403f;
    g = g * t + 0.1591729372739792f;
    g = g * t + -0.02310912311077118f;
    g = g * t + 0.1055077537894249f;
    g = g * t + 0.11983291804790497f;
    g = g * t + 0.13986186683177948f;
    g = g * t + 0.13962140679359436f;
    vec e = vec_exp(x * x * -0.5f);
    *density = e * 0.398942280401432678f;
    vec tail = e * (g * t);
    return vec_select(x < 0.0f, tail, 1.0f - tail);
}

#endif
