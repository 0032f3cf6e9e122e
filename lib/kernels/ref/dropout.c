/* Reference of dropout. */
#include <string.h>

#include "kernels/dropout.h"
#include "kernels/words.h"

void aift__dropout_f64(const aift__kernel_context *kernel, int64_t m, const aift__dropout *d, const double *x,
                       double *y)
{
    if (!kernel->training || d->p <= 0) {
        memmove(y, x, (size_t)(m * d->n) * sizeof *y);
        return;
    }
    double scale = d->p < 1 ? 1 / (1 - d->p) : 0;
    for (int64_t r = 0; r < (d->offsets ? d->rows : m); r++) {
        int64_t begin = (d->offsets ? d->offsets[r] : r) * d->n,
                end = (d->offsets ? d->offsets[r + 1] : r + 1) * d->n;
        for (int64_t i = begin; i < end; i++) {
            uint32_t word = aift__dropout_word(kernel, d->stream, r, (uint64_t)(i - begin));
            y[i] = word >= aift__dropout_threshold(d->p) ? x[i] * scale : 0;
        }
    }
}
