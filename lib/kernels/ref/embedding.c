/* Reference of the look-up in a table and of its gradient. */
#include <string.h>

#include "kernels/embedding.h"

static aift_status check_ids(int64_t vocab, int64_t n, const int32_t *ids)
{
    for (int64_t t = 0; t < n; t++)
        if (ids[t] < 0 || ids[t] >= vocab)
            return aift__fail(AIFT_E_RANGE, "embedding: id %d at place %lld is outside 0 .. %lld",
                              (int)ids[t], (long long)t, (long long)vocab - 1);
    return AIFT_OK;
}

aift_status aift__embedding_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width, int64_t n,
                                const double *table, const int32_t *ids, double *y)
{
    AIFT__TRY(check_ids(vocab, n, ids));
    for (int64_t t = 0; t < n; t++)
        for (int64_t j = 0; j < width; j++)
            y[t * width + j] = table[ids[t] * width + j];
    return AIFT_OK;
}

aift_status aift__embedding_grad_f64(const aift__kernel_context *kernel, int64_t vocab, int64_t width,
                                     int64_t n, int64_t padding, const int32_t *ids, const double *grad_y,
                                     bool add, double *grad_table, int32_t *marks)
{
    AIFT__TRY(check_ids(vocab, n, ids));
    for (int64_t r = 0; r < vocab && !add; r++) {
        memset(grad_table + r * width, 0, (size_t)width * sizeof *grad_table);
        if (marks)
            marks[r] &= ~AIFT__ROW_NOW;
    }
    for (int64_t t = 0; t < n; t++) {
        if (ids[t] == padding)
            continue;
        if (marks)
            marks[ids[t]] = AIFT__ROW_NOW | AIFT__ROW_EVER;
        for (int64_t j = 0; j < width; j++)
            grad_table[ids[t] * width + j] += grad_y[t * width + j];
    }
    return AIFT_OK;
}
