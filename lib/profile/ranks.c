/* The order of many numbers, within a stated error of rank. */
#include <stdlib.h>
#include <string.h>

#include "profile/sketch.h"

enum { HALF = AIFT__RUN / 2, DIGITS = 8 };

void aift__ranks_init(aift__ranks *ranks, aift_context *context)
{
    *ranks = (aift__ranks){.context = context};
}

void aift__ranks_finish(aift__ranks *ranks)
{
    if (!ranks->context)
        return;
    for (size_t i = 0; i < AIFT__RUN_LEVELS; i++)
        aift__free(ranks->context, ranks->levels[i]);
    aift__free(ranks->context, ranks->scratch);
    *ranks = (aift__ranks){0};
}

/* ---- sorting: by the digits of a whole number in the same order ---- */

static uint64_t key_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double of_key(uint64_t key)
{
    const uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void by_digit(const uint64_t *from, uint64_t *to, int shift, uint32_t *count)
{
    uint32_t at = 0;
    for (size_t i = 0; i < 256; i++) {
        const uint32_t n = count[i];
        count[i] = at;
        at += n;
    }
    for (size_t i = 0; i < AIFT__RUN; i++)
        to[count[from[i] >> shift & 255]++] = from[i];
}

/* A full level, by way of the scratch. */
static void sort(double *values, double *scratch)
{
    uint64_t *from = (uint64_t *)(void *)values, *to = (uint64_t *)(void *)scratch;
    uint32_t counts[DIGITS][256] = {{0}};
    for (size_t i = 0; i < AIFT__RUN; i++) {
        const uint64_t key = key_of(values[i]);
        memcpy(&from[i], &key, sizeof key);
        for (int d = 0; d < DIGITS; d++)
            counts[d][key >> (8 * d) & 255]++;
    }
    for (int d = 0; d < DIGITS; d++) {
        if (counts[d][from[0] >> (8 * d) & 255] == AIFT__RUN)
            continue; /* all the same */
        by_digit(from, to, 8 * d, counts[d]);
        uint64_t *swapped = from;
        from = to;
        to = swapped;
    }
    for (size_t i = 0; i < AIFT__RUN; i++) {
        const double value = of_key(from[i]);
        memcpy(&values[i], &value, sizeof value);
    }
}

/* ---- levels ---- */

/* Two sorted runs become one. */
static void merge(const double *runs, double *out)
{
    const double *a = runs, *b = runs + HALF, *const a_end = b, *const b_end = runs + AIFT__RUN;
    while (a < a_end && b < b_end)
        *out++ = *b < *a ? *b++ : *a++;
    memcpy(out, a, (size_t)(a_end - a) * sizeof *a);
    memcpy(out + (a_end - a), b, (size_t)(b_end - b) * sizeof *b);
}

static aift_status make_level(aift__ranks *ranks, size_t level)
{
    if (!ranks->scratch)
        ranks->scratch = aift__malloc(ranks->context, AIFT__RUN, sizeof *ranks->scratch);
    if (ranks->scratch && !ranks->levels[level])
        ranks->levels[level] = aift__malloc(ranks->context, AIFT__RUN, sizeof *ranks->scratch);
    return ranks->levels[level] ? AIFT_OK : AIFT_E_NOMEM;
}

aift_status aift__ranks_full(aift__ranks *ranks)
{
    AIFT__TRY(make_level(ranks, 0));
    for (size_t h = 0; ranks->sizes[h] == AIFT__RUN; h++) {
        if (h + 1 == AIFT__RUN_LEVELS)
            return aift__fail(AIFT_E_RANGE, "there are more numbers than can be counted");
        AIFT__TRY(make_level(ranks, h + 1));
        double *level = ranks->levels[h];
        if (h == 0) {
            sort(level, ranks->scratch);
        } else {
            merge(level, ranks->scratch);
            memcpy(level, ranks->scratch, AIFT__RUN * sizeof *level);
        }
        double *up = ranks->levels[h + 1] + ranks->sizes[h + 1];
        for (size_t i = 0; i < HALF; i++)
            up[i] = level[2 * i + ranks->odd[h]];
        ranks->odd[h] = !ranks->odd[h];
        ranks->sizes[h] = 0;
        ranks->sizes[h + 1] += HALF;
    }
    return AIFT_OK;
}

static int by_value(const void *a, const void *b)
{
    const double x = ((const aift__weighted *)a)->value, y = ((const aift__weighted *)b)->value;
    return (x > y) - (x < y);
}

aift_status aift__ranks_take(const aift__ranks *ranks, aift__weighted **out, size_t *n)
{
    size_t all = 0;
    *n = 0;
    for (size_t h = 0; h < AIFT__RUN_LEVELS; h++)
        all += ranks->sizes[h];
    aift__weighted *items = *out = aift__malloc(ranks->context, all + 1, sizeof *items);
    if (!items)
        return AIFT_E_NOMEM;
    for (size_t h = 0; h < AIFT__RUN_LEVELS; h++)
        for (size_t i = 0; i < ranks->sizes[h]; i++)
            items[(*n)++] = (aift__weighted){ranks->levels[h][i], (int64_t)1 << h};
    qsort(items, *n, sizeof *items, by_value);
    return AIFT_OK;
}
