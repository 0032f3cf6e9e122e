/* Four doubles at once, and complex numbers of them. */
#ifndef AIFT_LIB_KERNELS_SIMD_VECD_H
#define AIFT_LIB_KERNELS_SIMD_VECD_H

#include "kernels/simd/vec.h"

enum { DLANES = 4 };

typedef double dvec __attribute__((vector_size(32)));
typedef int64_t lvec __attribute__((vector_size(32)));
typedef float halfvec __attribute__((vector_size(16)));
typedef double dvec_anywhere __attribute__((vector_size(32), aligned(8), may_alias));
typedef float halfvec_anywhere __attribute__((vector_size(16), aligned(4), may_alias));

typedef struct cvec {
    dvec re, im;
} cvec;

AIFT__INLINE dvec dvec_of(double x)
{
    return (dvec){x, x, x, x};
}

/* Of 32-byte aligned memory. */
AIFT__INLINE dvec dvec_load(const double *p)
{
    return *(const dvec *)p;
}

AIFT__INLINE void dvec_store(double *p, dvec v)
{
    *(dvec *)p = v;
}

AIFT__INLINE cvec cvec_load(const double *p)
{
    return (cvec){dvec_load(p), dvec_load(p + DLANES)};
}

AIFT__INLINE void cvec_store(double *p, cvec v)
{
    dvec_store(p, v.re);
    dvec_store(p + DLANES, v.im);
}

AIFT__INLINE cvec cvec_add(cvec a, cvec b)
{
    return (cvec){a.re + b.re, a.im + b.im};
}

AIFT__INLINE cvec cvec_sub(cvec a, cvec b)
{
    return (cvec){a.re - b.re, a.im - b.im};
}

/* a times one complex number, in memory. */
AIFT__INLINE cvec cvec_mul(cvec a, const double *w)
{
    dvec re = dvec_of(w[0]), im = dvec_of(w[1]);
    return (cvec){a.re * re - a.im * im, a.re * im + a.im * re};
}

/* a times -i */
AIFT__INLINE cvec cvec_turn(cvec a)
{
    return (cvec){a.im, -a.re};
}

/* The larger; a NaN in b stays. */
AIFT__INLINE dvec dvec_max(dvec a, dvec b)
{
#ifdef __AVX2__
    return (dvec)_mm256_max_pd((__m256d)a, (__m256d)b);
#else
    lvec mask = a > b;
    return (dvec)((mask & (lvec)a) | (~mask & (lvec)b));
#endif
}

AIFT__INLINE dvec dvec_sqrt(dvec v)
{
#ifdef __AVX2__
    return (dvec)_mm256_sqrt_pd((__m256d)v);
#else
    for (int i = 0; i < DLANES; i++)
        v[i] = sqrt(v[i]);
    return v;
#endif
}

/* Four lines of four floats as columns. */
AIFT__INLINE void halfvec_transpose(halfvec r[DLANES])
{
    typedef int32_t index __attribute__((vector_size(16)));
    const index low = {0, 4, 1, 5}, high = {2, 6, 3, 7}, front = {0, 1, 4, 5}, back = {2, 3, 6, 7};
    halfvec a = __builtin_shuffle(r[0], r[1], low), b = __builtin_shuffle(r[0], r[1], high);
    halfvec c = __builtin_shuffle(r[2], r[3], low), d = __builtin_shuffle(r[2], r[3], high);
    r[0] = __builtin_shuffle(a, c, front);
    r[1] = __builtin_shuffle(a, c, back);
    r[2] = __builtin_shuffle(b, d, front);
    r[3] = __builtin_shuffle(b, d, back);
}

#endif
