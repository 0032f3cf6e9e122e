/* Philox for eight counters at once, and dropout. */
#include "base/philox.h"
#include "kernels/simd/level.h"
#include "kernels/simd/vec.h"

enum { BLOCK = 4 * LANES }; /* words of eight counters */

/* High and low halves of a * b. */
AIFT__INLINE void multiply(uvec a, uint32_t b, uvec *high, uvec *low)
{
#ifdef __AVX2__
    __m256i x = (__m256i)a, y = _mm256_set1_epi32((int32_t)b);
    __m256i even = _mm256_mul_epu32(x, y), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), y);
    *high = (uvec)_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
    *low = (uvec)_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
#else
    for (int i = 0; i < LANES; i++) {
        uint64_t product = (uint64_t)a[i] * b;
        (*high)[i] = (uint32_t)(product >> 32);
        (*low)[i] = (uint32_t)product;
    }
#endif
}

/* The 32 words of the counters first .. first + 7. */
AIFT__INLINE void block(const aift__words *words, uint64_t first, uint32_t *out)
{
    uvec low = (uvec){0, 1, 2, 3, 4, 5, 6, 7} + (uint32_t)first;
    uvec carry = (uvec)(low < (uint32_t)first);
    uvec c0 = low, c1 = (uvec){0} + words->row, c2 = (uvec){0} + words->step;
    uvec c3 = (uint32_t)(first >> 32) - carry; /* a true lane is -1 */
    uint32_t k0 = words->key[0], k1 = words->key[1];
    for (int round = 0; round < 10; round++) {
        uvec h0, l0, h1, l1;
        multiply(c0, 0xD2511F53u, &h0, &l0);
        multiply(c2, 0xCD9E8D57u, &h1, &l1);
        c0 = h1 ^ c1 ^ k0;
        c1 = l1;
        c2 = h0 ^ c3 ^ k1;
        c3 = l0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    /* lanes are counters; the words of a counter go side by side */
    uvec a = __builtin_shuffle(c0, c1, (uvec){0, 8, 1, 9, 2, 10, 3, 11});
    uvec b = __builtin_shuffle(c2, c3, (uvec){0, 8, 1, 9, 2, 10, 3, 11});
    uvec c = __builtin_shuffle(c0, c1, (uvec){4, 12, 5, 13, 6, 14, 7, 15});
    uvec d = __builtin_shuffle(c2, c3, (uvec){4, 12, 5, 13, 6, 14, 7, 15});
    uvec_anywhere *to = (uvec_anywhere *)out;
    to[0] = __builtin_shuffle(a, b, (uvec){0, 1, 8, 9, 2, 3, 10, 11});
    to[1] = __builtin_shuffle(a, b, (uvec){4, 5, 12, 13, 6, 7, 14, 15});
    to[2] = __builtin_shuffle(c, d, (uvec){0, 1, 8, 9, 2, 3, 10, 11});
    to[3] = __builtin_shuffle(c, d, (uvec){4, 5, 12, 13, 6, 7, 14, 15});
}

void AIFT__SIMD(words)(const aift__words *words, uint64_t e, int64_t n, uint32_t *out)
{
    uint32_t some[BLOCK];
    uint64_t counter = e / 4;
    int64_t skip = (int64_t)(e % 4), done = 0;
    if (skip == 0)
        for (; done + BLOCK <= n; done += BLOCK, counter += LANES)
            block(words, counter, out + done);
    while (done < n) {
        block(words, counter, some);
        int64_t take = n - done < BLOCK - skip ? n - done : BLOCK - skip;
        memcpy(out + done, some + skip, (size_t)take * sizeof *out);
        done += take;
        counter += LANES;
        skip = 0;
    }
}

AIFT__INLINE vec keep(uvec word, uint32_t threshold, float scale, vec x)
{
    return (vec)((ivec)(x * scale) & (ivec)(word >= threshold));
}

void AIFT__SIMD(dropout)(const aift__words *words, uint64_t e, int64_t n, uint32_t threshold, float scale,
                         const float *x, float *y)
{
    uint32_t some[2 * BLOCK];
    int64_t done = 0;
    while (done < n) {
        int64_t take = n - done < 2 * BLOCK ? n - done : 2 * BLOCK, i = 0;
        AIFT__SIMD(words)(words, e + (uint64_t)done, take, some);
        for (; i + LANES <= take; i += LANES)
            vec_store(y + done + i,
                      keep(*(uvec_anywhere *)(some + i), threshold, scale, vec_load(x + done + i)));
        for (; i < take; i++)
            y[done + i] = some[i] >= threshold ? x[done + i] * scale : 0.0f;
        done += take;
    }
}
