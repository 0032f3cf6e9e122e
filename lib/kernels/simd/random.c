/* Philox for eight counters at once, and dropout. */
#include "base/philox.h"
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

typedef uint64_t wide __attribute__((vector_size(32))); /* a 32-bit number in each lower half */

/* Vectors of four counters at once, which hide each other's latency; their words. */
enum { AT_ONCE = 3, VECTOR = 16, BLOCK = VECTOR * AT_ONCE, CHUNK = 480 };

AIFT__INLINE wide multiply(wide a, uint32_t b)
{
#ifdef __AVX2__
    return (wide)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi32((int32_t)b));
#else
    return (a & 0xFFFFFFFFu) * (uint64_t)b;
#endif
}

enum { ROUNDS = 10 };

/* The keys of the rounds, in memory: computed in the loop they would take as long as the products. */
static __attribute__((noinline)) void schedule(const aift__words *words, wide keys[2 * ROUNDS])
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        keys[2 * i] = (wide){0} + (words->key[0] + i * 0x9E3779B9u);
        keys[2 * i + 1] = (wide){0} + (words->key[1] + i * 0xBB67AE85u);
    }
}

/* The words of the counters first .. first + 4 vectors - 1. What upper halves hold does not matter: products
 * take lower halves, and shifts bring the upper half of a product down. */
AIFT__INLINE void block(const aift__words *words, const wide keys[2 * ROUNDS], uint64_t first, int vectors,
                        uint32_t *out)
{
    wide c0[AT_ONCE], c1[AT_ONCE], c2[AT_ONCE], c3[AT_ONCE];
#pragma GCC unroll 3
    for (int i = 0; i < vectors; i++) {
        c0[i] = (wide){0, 2, 1, 3} + first + (uint64_t)(4 * i); /* so that the words come out in order */
        c3[i] = c0[i] >> 32;
        c1[i] = (wide){0} + words->row;
        c2[i] = (wide){0} + words->step;
    }
    for (int round = 0; round < ROUNDS; round++)
#pragma GCC unroll 3
        for (int i = 0; i < vectors; i++) {
            wide p0 = multiply(c0[i], 0xD2511F53u), p1 = multiply(c2[i], 0xCD9E8D57u);
            c0[i] = (p1 >> 32) ^ (c1[i] ^ keys[2 * round]);
            c1[i] = p1;
            c2[i] = (p0 >> 32) ^ (c3[i] ^ keys[2 * round + 1]);
            c3[i] = p0;
        }
#pragma GCC unroll 3
    for (int i = 0; i < vectors; i++) {
        uvec a = __builtin_shuffle((uvec)c0[i], (uvec)c1[i], (uvec){0, 8, 2, 10, 4, 12, 6, 14});
        uvec b = __builtin_shuffle((uvec)c2[i], (uvec)c3[i], (uvec){0, 8, 2, 10, 4, 12, 6, 14});
        uvec_anywhere *to = (uvec_anywhere *)(out + 16 * i);
        to[0] = __builtin_shuffle(a, b, (uvec){0, 1, 8, 9, 4, 5, 12, 13});
        to[1] = __builtin_shuffle(a, b, (uvec){2, 3, 10, 11, 6, 7, 14, 15});
    }
}

/* The first n words from a counter on, without the first `skip` of them: less than a block. */
static void part(const aift__words *words, const wide keys[2 * ROUNDS], uint64_t counter, int64_t skip,
                 int64_t n, uint32_t *out)
{
    uint32_t some[BLOCK];
    if (n <= VECTOR)
        block(words, keys, counter, 1, some);
    else if (n <= 2 * VECTOR)
        block(words, keys, counter, 2, some);
    else
        block(words, keys, counter, 3, some);
    memcpy(out, some + skip, (size_t)(n - skip) * sizeof *out);
}

void AIFT__SIMD(words)(const aift__words *words, uint64_t e, int64_t n, uint32_t *out)
{
    wide keys[2 * ROUNDS];
    uint64_t counter = e / 4;
    int64_t skip = (int64_t)(e % 4), done = 0;
    schedule(words, keys);
    if (skip) {
        int64_t end = skip + n < BLOCK ? skip + n : BLOCK;
        part(words, keys, counter, skip, end, out);
        done = end - skip;
        counter += BLOCK / 4;
    }
    for (; done + BLOCK <= n; done += BLOCK, counter += BLOCK / 4)
        block(words, keys, counter, AT_ONCE, out + done);
    if (done < n)
        part(words, keys, counter, 0, n - done, out + done);
}

AIFT__INLINE vec keep(uvec word, uint32_t threshold, float scale, vec x)
{
    return (vec)((ivec)(x * scale) & (ivec)(word >= threshold));
}

void AIFT__SIMD(dropout)(const aift__words *words, uint64_t e, int64_t n, uint32_t threshold, float scale,
                         const float *x, float *y)
{
    uint32_t some[CHUNK];
    int64_t done = 0;
    while (done < n) {
        int64_t take = n - done < CHUNK ? n - done : CHUNK, i = 0;
        AIFT__SIMD(words)(words, e + (uint64_t)done, take, some);
        for (; i + LANES <= take; i += LANES)
            vec_store(y + done + i,
                      keep(*(uvec_anywhere *)(some + i), threshold, scale, vec_load(x + done + i)));
        for (; i < take; i++)
            y[done + i] = some[i] >= threshold ? x[done + i] * scale : 0.0f;
        done += take;
    }
}
