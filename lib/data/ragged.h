/* Rows of int32 values of different lengths, one behind the other: tokenized texts. */
#ifndef AIFT_LIB_DATA_RAGGED_H
#define AIFT_LIB_DATA_RAGGED_H

#include "base/base.h"

typedef struct aift__ragged {
    aift_context *context;
    int32_t *values;
    size_t n_values, cap_values;
    size_t *starts; /* rows + 1 of them once there is a row */
    size_t rows, cap_starts;
    size_t longest; /* of a row */
} aift__ragged;

void aift__ragged_init(aift__ragged *ragged, aift_context *context);
void aift__ragged_finish(aift__ragged *ragged); /* a zeroed one is accepted */
void aift__ragged_clear(aift__ragged *ragged);  /* no rows; keeps the memory */

aift_status aift__ragged_add(aift__ragged *ragged, const int32_t *values, size_t n);

static inline size_t aift__ragged_length(const aift__ragged *ragged, size_t row)
{
    return ragged->starts[row + 1] - ragged->starts[row];
}

/* Values of the rows given, in their order, without padding: values[] one row behind the other, row i at
 * offsets[i] .. offsets[i + 1]. The caller has room for the sum of the lengths and n + 1 offsets.
 * AIFT_E_RANGE if the sum does not fit an int32. */
aift_status aift__ragged_gather(const aift__ragged *ragged, const size_t *rows, size_t n, int32_t *values,
                                int32_t *offsets);

/* The sum of the lengths of rows. */
size_t aift__ragged_sum(const aift__ragged *ragged, const size_t *rows, size_t n);

#endif
