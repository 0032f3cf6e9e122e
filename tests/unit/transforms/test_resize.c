/* The fast kernels of resizing against their references, and the weights' promise that sums fit. */
#include <stdlib.h>

#include "aift/aift.h"
#include "fixture.h"
#include "kernels/simd/simd.h"
#include "transforms/filters.h"

enum { SLACK = AIFT__RESAMPLE_SLACK };

typedef struct axis {
    aift__taps taps;
    int32_t *begin, *count, *weights;
} axis;

static axis axis_of(aift__filter filter, int64_t from, int64_t to)
{
    int32_t most = aift__filter_most(filter, from, to);
    axis a = {.begin = calloc((size_t)to, sizeof(int32_t)),
              .count = calloc((size_t)to, sizeof(int32_t)),
              .weights = calloc((size_t)(to * most), sizeof(int32_t))};
    double *work = calloc((size_t)most, sizeof(double));
    aift__filter_taps(filter, from, to, most, a.begin, a.count, a.weights, work);
    a.taps = (aift__taps){to, most, a.begin, a.count, a.weights};
    free(work);
    return a;
}

static void axis_free(axis *a)
{
    free(a->begin);
    free(a->count);
    free(a->weights);
}

static uint8_t *noise(size_t size)
{
    uint8_t *bytes = malloc(size + SLACK);
    for (size_t i = 0; i < size + SLACK; i++)
        bytes[i] = i % 3 ? (uint8_t)(i * 2654435761u >> 13) : i % 2 ? 255 : 0;
    return bytes;
}

static const int64_t sizes[][2] = {{1, 1},  {1, 9},  {9, 1},   {2, 3},  {5, 4},
                                   {7, 40}, {40, 7}, {33, 31}, {100, 3}};

static void rows_are_those_of_the_reference(void **state)
{
    for (int f = AIFT__FILTER_LANCZOS; f <= AIFT__FILTER_HAMMING; f++)
        for (size_t s = 0; s < AIFT__COUNT(sizes); s++)
            for (int64_t channels = 1; channels <= 4; channels++)
                for (int level = AIFT__SIMD_BEST; level <= AIFT__SIMD_GENERIC; level++) {
                    int64_t from = sizes[s][0], to = sizes[s][1], rows = 3, stride = from * channels + 5;
                    axis a = axis_of((aift__filter)f, from, to);
                    uint8_t *in = noise((size_t)(rows * stride)),
                            *want = noise((size_t)(rows * to * channels));
                    uint8_t *have = noise((size_t)(rows * to * channels));
                    void *scratch = malloc(aift__resample_scratch(&a.taps, channels));
                    aift__kernel_context kernel = {.scratch = scratch, .simd = (aift__simd_level)level};
                    aift__resample_rows_ref(&a.taps, rows, channels, in, stride, want, to * channels);
                    aift__resample_rows(&kernel, &a.taps, rows, channels, in, stride, have, to * channels);
                    assert_memory_equal(want, have, (size_t)(rows * to * channels));
                    free(in);
                    free(want);
                    free(have);
                    free(scratch);
                    axis_free(&a);
                }
}

static void columns_are_those_of_the_reference(void **state)
{
    static const int64_t widths[] = {1, 31, 32, 33, 64, 95};
    for (int f = AIFT__FILTER_LANCZOS; f <= AIFT__FILTER_HAMMING; f++)
        for (size_t s = 0; s < AIFT__COUNT(sizes); s++)
            for (size_t w = 0; w < AIFT__COUNT(widths); w++) {
                int64_t from = sizes[s][0], to = sizes[s][1], bytes = widths[w], stride = bytes + 3;
                axis a = axis_of((aift__filter)f, from, to);
                uint8_t *in = noise((size_t)(from * stride)), *want = noise((size_t)(to * bytes));
                uint8_t *have = noise((size_t)(to * bytes));
                aift__kernel_context kernel = {.simd = AIFT__SIMD_BEST};
                aift__resample_columns_ref(&a.taps, bytes, in, stride, want);
                aift__resample_columns(&kernel, &a.taps, bytes, in, stride, have);
                assert_memory_equal(want, have, (size_t)(to * bytes));
                free(in);
                free(want);
                free(have);
                axis_free(&a);
            }
}

/* What the kernels rely on, for sizes of all proportions. */
static void weights_are_bounded(void **state)
{
    for (int f = AIFT__FILTER_LANCZOS; f <= AIFT__FILTER_HAMMING; f++)
        for (int64_t from = 1; from < 80; from += 1 + from / 9)
            for (int64_t to = 1; to < 400; to += 1 + to / 9) {
                axis a = axis_of((aift__filter)f, from, to);
                for (int64_t i = 0; i < to; i++) {
                    int64_t sum = 0, most = 0;
                    assert_true(a.begin[i] >= 0 && a.count[i] > 0 && a.begin[i] + a.count[i] <= from &&
                                a.count[i] <= a.taps.most);
                    for (int32_t j = 0; j < a.count[i]; j++) {
                        int64_t weight = llabs(a.weights[i * a.taps.most + j]);
                        sum += weight;
                        most = AIFT__MAX(most, weight);
                    }
                    assert_true(sum <= 2ll << AIFT__TAP_BITS && most < 1 << 23);
                }
                axis_free(&a);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_are_those_of_the_reference),
        CASE(columns_are_those_of_the_reference),
        CASE(weights_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
