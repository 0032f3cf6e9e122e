/* Resampling of bytes. A product of a byte and a weight of 24 bits is made of two of 16 bits: the weight is
 * high * 256 + low, so that one instruction multiplies sixteen bytes by halves of weights and adds the products of
 * neighbours; high * 256 + low is put together in the sums. All is whole numbers, so any order gives the same. */
#include <string.h>

#include "kernels/resample.h"
#include "kernels/simd/level.h"

#ifdef __AVX2__
#include <immintrin.h>

/* The halves of four weights, each pair four times: the pair for taps 0 and 1 below, for 2 and 3 above. */
typedef struct four {
    int16_t high[16], low[16];
} four;

/* For three channels: lane r, g, b of a pair of taps. */
static void spread_pixels(const aift__taps *taps, four *to)
{
    int32_t fours = (taps->most + 3) / 4;
    for (int64_t i = 0; i < taps->n * fours; i++)
        for (int32_t j = 0; j < 16; j++) {
            int32_t tap = (int32_t)(i % fours) * 4 + j / 8 * 2 + j % 2;
            int32_t weight = tap < taps->most ? taps->weights[i / fours * taps->most + tap] : 0;
            to[i].high[j] = (int16_t)(weight >> 8);
            to[i].low[j] = (int16_t)(weight & 255);
        }
}

/* The sums of both halves, rounded, as numbers of 32 bits that may still be outside of 0 .. 255. */
static inline __m256i rounded(__m256i high, __m256i low)
{
    const __m256i half = _mm256_set1_epi32(1 << (AIFT__TAP_BITS - 1));
    __m256i sum = _mm256_add_epi32(_mm256_slli_epi32(high, 8), _mm256_add_epi32(low, half));
    return _mm256_srai_epi32(sum, AIFT__TAP_BITS);
}

static inline __m256i load(const int16_t *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

static void row_of_three(const aift__taps *taps, const four *weights, const uint8_t *from, uint8_t *to)
{
    const __m256i order =
        _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1, /* taps 0 and 1 */
                         6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
    const __m128i half = _mm_set1_epi32(1 << (AIFT__TAP_BITS - 1));
    int32_t fours = (taps->most + 3) / 4;
    for (int64_t x = 0; x < taps->n; x++, weights += fours) {
        const uint8_t *pixels = from + 3 * (int64_t)taps->begin[x];
        __m256i high = _mm256_setzero_si256(), low = high;
        for (int32_t i = 0; i < (taps->count[x] + 3) / 4; i++, pixels += 12) {
            __m256i bytes = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)pixels));
            bytes = _mm256_shuffle_epi8(bytes, order);
            high = _mm256_add_epi32(high, _mm256_madd_epi16(bytes, load(weights[i].high)));
            low = _mm256_add_epi32(low, _mm256_madd_epi16(bytes, load(weights[i].low)));
        }
        __m256i both = _mm256_add_epi32(_mm256_slli_epi32(high, 8), low);
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
        sum = _mm_srai_epi32(_mm_add_epi32(sum, half), AIFT__TAP_BITS);
        sum = _mm_packus_epi16(_mm_packs_epi32(sum, sum), sum);
        int32_t pixel = _mm_cvtsi128_si32(sum); /* the fourth is overwritten by the next pixel */
        memcpy(to + 3 * x, &pixel, sizeof pixel);
    }
}

void AIFT__SIMD(resample_rows)(const aift__taps *taps, void *scratch, int64_t rows, int64_t channels,
                               const uint8_t *from, int64_t stride, uint8_t *to, int64_t to_stride)
{
    if (channels != 3) {
        aift__resample_rows_ref(taps, rows, channels, from, stride, to, to_stride);
        return;
    }
    spread_pixels(taps, scratch);
    for (int64_t y = 0; y < rows; y++)
        row_of_three(taps, scratch, from + y * stride, to + y * to_stride);
}

/* Two weights for all lanes. */
static inline __m256i pair(int32_t first, int32_t second)
{
    return _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)first | (uint32_t)(uint16_t)second << 16));
}

/* 32 bytes of an output row. */
static inline void columns_of_32(const int32_t *weights, int32_t count, const uint8_t *from, int64_t stride,
                                 uint8_t *to)
{
    __m256i high[4], low[4];
    for (int i = 0; i < 4; i++)
        high[i] = low[i] = _mm256_setzero_si256();
    for (int32_t j = 0; j < count; j += 2, from += 2 * stride) {
        int32_t second = j + 1 < count ? weights[j + 1] : 0;
        const uint8_t *next = j + 1 < count ? from + stride : from;
        __m256i k_high = pair(weights[j] >> 8, second >> 8), k_low = pair(weights[j] & 255, second & 255);
        for (int i = 0; i < 2; i++) {
            __m128i a = _mm_loadu_si128((const __m128i *)(from + 16 * i));
            __m128i b = _mm_loadu_si128((const __m128i *)(next + 16 * i));
            __m256i p = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(a, b));
            __m256i q = _mm256_cvtepu8_epi16(_mm_unpackhi_epi8(a, b));
            high[2 * i] = _mm256_add_epi32(high[2 * i], _mm256_madd_epi16(p, k_high));
            low[2 * i] = _mm256_add_epi32(low[2 * i], _mm256_madd_epi16(p, k_low));
            high[2 * i + 1] = _mm256_add_epi32(high[2 * i + 1], _mm256_madd_epi16(q, k_high));
            low[2 * i + 1] = _mm256_add_epi32(low[2 * i + 1], _mm256_madd_epi16(q, k_low));
        }
    }
    /* Packing works in each half of a vector: the fours of bytes are put into their order at the end. */
    __m256i a = _mm256_packs_epi32(rounded(high[0], low[0]), rounded(high[1], low[1]));
    __m256i b = _mm256_packs_epi32(rounded(high[2], low[2]), rounded(high[3], low[3]));
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    _mm256_storeu_si256((__m256i *)to, _mm256_permutevar8x32_epi32(_mm256_packus_epi16(a, b), order));
}

void AIFT__SIMD(resample_columns)(const aift__taps *taps, int64_t bytes, const uint8_t *from, int64_t stride,
                                  uint8_t *to)
{
    int64_t whole = bytes / 32 * 32;
    for (int64_t y = 0; y < taps->n; y++) {
        const int32_t *weights = taps->weights + y * taps->most;
        const uint8_t *first = from + taps->begin[y] * stride;
        int64_t i = 0;
        for (; i < whole; i += 32)
            columns_of_32(weights, taps->count[y], first + i, stride, to + y * bytes + i);
        if (i < bytes && bytes >= 32) { /* the last 32 once more */
            i = bytes - 32;
            columns_of_32(weights, taps->count[y], first + i, stride, to + y * bytes + i);
        } else if (i < bytes) {
            aift__taps one = {1, taps->most, taps->begin + y, taps->count + y, weights};
            aift__resample_columns_ref(&one, bytes, from, stride, to + y * bytes);
        }
    }
}
#else
void AIFT__SIMD(resample_rows)(const aift__taps *taps, void *scratch, int64_t rows, int64_t channels,
                               const uint8_t *from, int64_t stride, uint8_t *to, int64_t to_stride)
{
    aift__resample_rows_ref(taps, rows, channels, from, stride, to, to_stride);
}

void AIFT__SIMD(resample_columns)(const aift__taps *taps, int64_t bytes, const uint8_t *from, int64_t stride,
                                  uint8_t *to)
{
    aift__resample_columns_ref(taps, bytes, from, stride, to);
}
#endif
