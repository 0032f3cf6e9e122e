/* Ragged rows: appending and gathering. */
#include <string.h>

#include "data/ragged.h"

void aift__ragged_init(aift__ragged *ragged, aift_context *context)
{
    *ragged = (aift__ragged){.context = context};
}

void aift__ragged_finish(aift__ragged *ragged)
{
    if (!ragged->context)
        return;
    aift__free(ragged->context, ragged->values);
    aift__free(ragged->context, ragged->starts);
    *ragged = (aift__ragged){0};
}

void aift__ragged_clear(aift__ragged *ragged)
{
    ragged->n_values = ragged->rows = ragged->longest = 0;
}

aift_status aift__ragged_add(aift__ragged *ragged, const int32_t *values, size_t n)
{
    if (n)
        AIFT__TRY(aift__reserve(ragged->context, (void **)&ragged->values, ragged->n_values + n - 1,
                                &ragged->cap_values, sizeof *values));
    AIFT__TRY(aift__reserve(ragged->context, (void **)&ragged->starts, ragged->rows + 1, &ragged->cap_starts,
                            sizeof *ragged->starts));
    if (n)
        memcpy(ragged->values + ragged->n_values, values, n * sizeof *values);
    ragged->starts[0] = 0;
    ragged->n_values += n;
    ragged->starts[++ragged->rows] = ragged->n_values;
    ragged->longest = AIFT__MAX(ragged->longest, n);
    return AIFT_OK;
}

size_t aift__ragged_sum(const aift__ragged *ragged, const size_t *rows, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += aift__ragged_length(ragged, rows[i]);
    return sum;
}

aift_status aift__ragged_gather(const aift__ragged *ragged, const size_t *rows, size_t n, int32_t *values,
                                int32_t *offsets)
{
    if (aift__ragged_sum(ragged, rows, n) > INT32_MAX)
        return aift__fail(AIFT_E_RANGE, "a batch of %zu rows has more than 2^31 - 1 values: take fewer rows",
                          n);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t length = aift__ragged_length(ragged, rows[i]);
        offsets[i] = (int32_t)at;
        memcpy(values + at, ragged->values + ragged->starts[rows[i]], length * sizeof *values);
        at += length;
    }
    offsets[n] = (int32_t)at;
    return AIFT_OK;
}
