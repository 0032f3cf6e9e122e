/* Eight floats at once, in GCC's vector extension: compiled for each instruction set, the same code gives
 * the same order of additions. What the extension lacks is written for AVX2 and for any processor. */
#ifndef AIFT_LIB_KERNELS_SIMD_VEC_H
#define AIFT_LIB_KERNELS_SIMD_VEC_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#define AIFT__INLINE static inline __attribute__((always_inline))

enum { LANES = 8 };

AIFT__INLINE int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

typedef float vec __attribute__((vector_size(32)));
typedef int32_t ivec __attribute__((vector_size(32)));
typedef uint32_t uvec __attribute__((vector_size(32)));
typedef float vec_anywhere __attribute__((vector_size(32), aligned(4), may_alias));
typedef uint32_t uvec_anywhere __attribute__((vector_size(32), aligned(4), may_alias));

AIFT__INLINE vec vec_of(float x)
{
    return (vec){x, x, x, x, x, x, x, x};
}

AIFT__INLINE vec vec_load(const float *p)
{
    return *(const vec_anywhere *)p;
}

AIFT__INLINE void vec_store(float *p, vec v)
{
    *(vec_anywhere *)p = v;
}

/* The first n (1 .. 7) lanes; the others are 0, and their memory is not touched. */
AIFT__INLINE vec vec_load_some(const float *p, int64_t n)
{
    vec v = {0};
    memcpy(&v, p, (size_t)(n & 7) * sizeof *p);
    return v;
}

AIFT__INLINE void vec_store_some(float *p, vec v, int64_t n)
{
    memcpy(p, &v, (size_t)(n & 7) * sizeof *p);
}

AIFT__INLINE vec vec_select(ivec mask, vec yes, vec no)
{
#ifdef __AVX2__
    return (vec)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)mask);
#else
    return (vec)((mask & (ivec)yes) | (~mask & (ivec)no));
#endif
}

/* Of two numbers; b where one is NaN. */
AIFT__INLINE vec vec_max(vec a, vec b)
{
#ifdef __AVX2__
    return (vec)_mm256_max_ps((__m256)a, (__m256)b);
#else
    return vec_select(a > b, a, b);
#endif
}

AIFT__INLINE vec vec_min(vec a, vec b)
{
#ifdef __AVX2__
    return (vec)_mm256_min_ps((__m256)a, (__m256)b);
#else
    return vec_select(a < b, a, b);
#endif
}

AIFT__INLINE vec vec_sqrt(vec v)
{
#ifdef __AVX2__
    return (vec)_mm256_sqrt_ps((__m256)v);
#else
    for (int i = 0; i < LANES; i++)
        v[i] = sqrtf(v[i]);
    return v;
#endif
}

AIFT__INLINE vec vec_abs(vec v)
{
    return (vec)((ivec)v & 0x7FFFFFFF);
}

/* Sum and largest of the lanes, always in the same order. */
AIFT__INLINE float vec_sum(vec v)
{
    v += __builtin_shuffle(v, (ivec){4, 5, 6, 7, 0, 1, 2, 3});
    v += __builtin_shuffle(v, (ivec){2, 3, 0, 1, 6, 7, 4, 5});
    return v[0] + v[1];
}

AIFT__INLINE float vec_largest(vec v)
{
    v = vec_max(v, __builtin_shuffle(v, (ivec){4, 5, 6, 7, 0, 1, 2, 3}));
    v = vec_max(v, __builtin_shuffle(v, (ivec){2, 3, 0, 1, 6, 7, 4, 5}));
    return v[0] > v[1] ? v[0] : v[1];
}

/* Eight vectors as an 8 x 8 matrix: lines become columns. */
AIFT__INLINE void vec_transpose(vec r[LANES])
{
    const ivec low1 = {0, 8, 1, 9, 4, 12, 5, 13}, high1 = {2, 10, 3, 11, 6, 14, 7, 15};
    const ivec low2 = {0, 1, 8, 9, 4, 5, 12, 13}, high2 = {2, 3, 10, 11, 6, 7, 14, 15};
    const ivec low3 = {0, 1, 2, 3, 8, 9, 10, 11}, high3 = {4, 5, 6, 7, 12, 13, 14, 15};
    vec a[LANES], b[LANES];
    for (int i = 0; i < LANES; i += 2) {
        a[i] = __builtin_shuffle(r[i], r[i + 1], low1);
        a[i + 1] = __builtin_shuffle(r[i], r[i + 1], high1);
    }
    for (int i = 0; i < LANES; i += 4)
        for (int j = 0; j < 2; j++) {
            b[i + 2 * j] = __builtin_shuffle(a[i + j], a[i + j + 2], low2);
            b[i + 2 * j + 1] = __builtin_shuffle(a[i + j], a[i + j + 2], high2);
        }
    for (int i = 0; i < LANES / 2; i++) {
        r[i] = __builtin_shuffle(b[i], b[i + 4], low3);
        r[i + 4] = __builtin_shuffle(b[i], b[i + 4], high3);
    }
}

/* y = f(x) over n numbers; y may be x. */
AIFT__INLINE void vec_map(int64_t n, const float *x, float *y, vec (*f)(vec))
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        vec_store(y + i, f(vec_load(x + i)));
    if (i < n)
        vec_store_some(y + i, f(vec_load_some(x + i, n - i)), n - i);
}

/* y = f(a, b) */
AIFT__INLINE void vec_map2(int64_t n, const float *a, const float *b, float *y, vec (*f)(vec, vec))
{
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
        vec_store(y + i, f(vec_load(a + i), vec_load(b + i)));
    if (i < n)
        vec_store_some(y + i, f(vec_load_some(a + i, n - i), vec_load_some(b + i, n - i)), n - i);
}

#endif
